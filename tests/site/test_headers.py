import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from arcadumas.site.headers import Headers

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/tidak-ada/", "/healthz", "/masuk/"])
def test_every_answer_says_what_a_page_may_do(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_pages_are_kept_nowhere(client: Client) -> None:
    assert client.get("/")["Cache-Control"] == "no-store"


def test_a_view_may_set_a_policy_of_its_own(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'self'", "Cache-Control": "max-age=60"})

    answer = Headers(view)(rf.get("/api/v1/docs"))
    assert (answer["Content-Security-Policy"], answer["Cache-Control"]) == ("default-src 'self'", "max-age=60")


def test_static_files_may_be_kept(rf: RequestFactory) -> None:
    answer = Headers(lambda request: HttpResponse())(rf.get("/static/arcadumas.css"))
    assert answer.get("Cache-Control") is None


@pytest.mark.django_db
def test_only_a_chosen_map_and_only_on_its_forms_loads_pictures_from_elsewhere(
    client: Client, settings: Settings
) -> None:
    assert client.get("/lapor/")["Content-Security-Policy"] == POLICY
    settings.MAP_TILES_URL = "https://tiles.example:8443/peta/{z}/{x}/{y}.png"
    mapped = POLICY.replace("'self' data:", "'self' data: https://tiles.example:8443")
    assert client.get("/lapor/")["Content-Security-Policy"] == mapped
    assert client.get("/")["Content-Security-Policy"] == POLICY


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "who"), [("/lapor/", "self"), ("/", ""), ("/lacak/", ""), ("/tidak-ada/", "")])
def test_only_the_forms_that_ask_where_may_ask_the_browser(client: Client, address: str, who: str) -> None:
    assert f"geolocation=({who})" in client.get(address)["Permissions-Policy"].split(", ")
