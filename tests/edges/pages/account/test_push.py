"""Notifications in browsers: switched on by their person, listed by name, taken out; the worker comes from the desk's path."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import browsers
from arcadumas.edges.pages.account.push import label_of
from tests.duties.notifications.carriers.standing import standing
from tests.duties.notifications.carriers.test_push import PushStandIn

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def service(settings: Any) -> Iterator[PushStandIn]:
    with standing(PushStandIn, settings) as stand_in:
        yield stand_in


@pytest.fixture
def officer() -> Person:
    return people.add("petugas", name="Petugas Satu")


@pytest.fixture
def signed(officer: Person) -> Client:
    client = Client(headers={"accept-language": "en", "user-agent": CHROME})
    client.force_login(officer)
    return client


def given(service: PushStandIn) -> dict[str, str]:
    browser = service.browser()
    return {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}


def test_a_browser_is_added_and_taken_out_by_its_person_alone(signed: Client, officer: Person, service: PushStandIn) -> None:  # fmt: skip
    assert signed.post("/akun/peramban/", given(service)).status_code == 302
    found = browsers.of(officer)
    page = signed.get("/akun/").content.decode()
    assert ([each.label for each in found], "Chrome, Android" in page, "f00-secret" in page) == (
        ["Chrome, Android"], True, False,
    )  # fmt: skip
    other = Client()
    other.force_login(people.add("lain", name="Lain"))
    other.post(f"/akun/peramban/{found[0].pk}/")
    signed.post(f"/akun/peramban/{uuid.uuid4()}/")
    assert len(browsers.of(officer)) == 1
    signed.post(f"/akun/peramban/{found[0].pk}/")
    assert browsers.of(officer) == []


@pytest.mark.parametrize("wrong", [{}, {"endpoint": "http://x/y", "p256dh": "A", "auth": "B"}])
def test_what_is_no_subscription_is_said(signed: Client, officer: Person, service: PushStandIn, wrong: dict[str, str]) -> None:  # fmt: skip
    answer = signed.post("/akun/peramban/", wrong, follow=True)
    assert ("gave no usable address" in answer.content.decode(), browsers.of(officer)) == (True, [])


def test_at_most_five_and_the_oldest_gives_way(officer: Person, service: PushStandIn) -> None:
    made = [browsers.add(officer, _another(service, number), label=str(number)) for number in range(6)]
    assert {each.label for each in browsers.of(officer)} == {each.label for each in made[1:]}


def _another(service: PushStandIn, number: int) -> Any:
    browser = service.browser()
    return type(browser)(endpoint=f"{browser.endpoint}-{number}", p256dh=browser.p256dh, auth=browser.auth)


def test_strangers_sign_in_first(service: PushStandIn) -> None:
    assert Client().post("/akun/peramban/", given(service))["Location"].startswith("/masuk/")


def test_the_worker_is_script_from_the_desks_path(service: PushStandIn) -> None:
    answer = Client().get("/meja/pekerja.js")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "text/javascript", "no-cache")
    assert ("showNotification" in answer.content.decode(), "{%" in answer.content.decode()) == (True, False)


def test_without_a_key_the_page_does_not_speak_of_it(signed: Client) -> None:
    page = signed.get("/akun/").content.decode()
    assert ("browser-form" in page, "pin" in page) == (False, True)


@pytest.mark.parametrize(("agent", "label"), [
    (CHROME, "Chrome, Android"), ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/132.0", "Firefox, Windows"),
    ("Mozilla/5.0 (iPhone) Version/17 Safari/604", "Safari, iPhone"), ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Edg/130", "Edge, Windows"),
])  # fmt: skip
def test_browsers_are_called_as_people_call_them(agent: str, label: str) -> None:
    assert label_of(agent) == label
