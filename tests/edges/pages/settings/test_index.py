import pytest
from django.test import Client

from arcadumas.edges.pages import panels
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
MAY = {"front_head", "engineer", "front_officer", "pupr_admin", "pupr_head"}


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/pengaturan/")["Location"] == "/masuk/?next=/pengaturan/"


@pytest.mark.parametrize(
    "role", ["front_head", "engineer", "front_officer", "pupr_admin", "pupr_head", "regional_head", "secretary"]
)
def test_only_those_who_may_change_something_come_in(signs_in: SignsIn, role: str) -> None:
    response = signs_in(role).get("/pengaturan/")
    assert response.status_code == (200 if role in MAY else 403)
    assert (b'href="/meja/">Back to the desk' in response.content) == (role not in MAY)


@pytest.mark.parametrize("role", ["front_head", "engineer", "pupr_head"])
def test_it_leads_to_what_this_post_may_change(signs_in: SignsIn, role: str) -> None:
    page = signs_in(role).get("/pengaturan/").content.decode()
    acts = {
        "front_head": {"audit", "canned", "delegate", "rules", "drill", "units", "see_units", "outbox", "rates"},
        "pupr_head": {"canned", "delegate", "see_units"},
        "engineer": {"operate", "drill", "units", "see_units", "outbox", "rates"},
    }[role]
    for panel in panels.PANELS:
        assert (f'href="{panel.address}"' in page) == (bool(acts & {*panel.acts}) and panel.address != "")


def test_the_rail_shows_the_settings_to_those_who_may_use_them(signs_in: SignsIn) -> None:
    assert 'href="/pengaturan/"' in signs_in("front_head").get("/meja/").content.decode()
    assert 'href="/pengaturan/"' not in signs_in("secretary").get("/meja/").content.decode()
    assert 'href="/pengaturan/" aria-current="page"' in signs_in("front_head").get("/pengaturan/").content.decode()
