"""A browser is known by its cookie: the first sign-in tells nobody, a strange browser does, a lock forgets all of them."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from arcadumas.core.organisation import passwords
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import links
from arcadumas.duties.notifications.models import Notice
from arcadumas.edges.pages.account import devices
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def officers(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    for person in Person.objects.filter(login__in=("pupr.admin", "pupr.kepala", "kominfo")):
        person.set_password(PASSWORD)
        person.last_login = None
        person.save()


def browser() -> Client:
    return Client(headers={"accept-language": "en", "user-agent": AGENT})


def sign_in(client: Client, login: str = "pupr.admin", password: str = PASSWORD) -> None:
    answer = client.post("/masuk/", {"username": login, "password": password})
    assert answer.status_code == 302
    client.post("/keluar/")


def told() -> list[str]:
    return list(Notice.objects.filter(purpose="signed_in_anew").order_by("id").values_list("person__login", flat=True))


def test_the_first_sign_in_and_the_same_browser_tell_nobody() -> None:
    here = browser()
    for login in ("pupr.admin", "pupr.kepala", "kominfo", "pupr.admin", "pupr.kepala"):
        sign_in(here, login)
    assert told() == []


def test_another_browser_is_told_with_its_name() -> None:
    sign_in(browser())
    sign_in(browser())
    assert told() == ["pupr.admin"]
    assert Notice.objects.get().given["device"] == "Chrome, Android"


def test_a_browser_that_knows_a_colleague_is_new_all_the_same() -> None:
    sign_in(browser(), "pupr.admin")
    there = browser()
    sign_in(there, "pupr.kepala")
    sign_in(there, "pupr.admin")
    sign_in(there, "pupr.admin")
    assert told() == ["pupr.admin"]


@pytest.mark.parametrize(
    "cookie", ["", "x", "x:y:z", signing.dumps([[1, 1]], salt="other")], ids=["none", "torn", "unsigned", "another's"]
)
def test_a_cookie_that_is_not_ours_is_none(cookie: str) -> None:
    sign_in(browser())
    there = browser()
    there.cookies[devices.name()] = cookie
    sign_in(there)
    assert told() == ["pupr.admin"]


def test_the_cookie_goes_to_the_sign_in_page_alone() -> None:
    here = browser()
    sign_in(here)
    kept = here.cookies[devices.name()]
    assert (kept["path"], kept["httponly"], kept["samesite"], kept["max-age"]) == ("/masuk/", True, "Lax", devices.AGE)


def test_a_known_browser_asks_nothing_more(django_assert_num_queries: Any) -> None:
    here = browser()
    sign_in(here)
    person = Person.objects.get(login="pupr.admin")
    request = here.get("/masuk/").wsgi_request
    with django_assert_num_queries(0):
        assert devices.is_known(request, person)


def test_it_was_not_me_asks_first_and_then_shuts_everybody_out() -> None:
    thief, phone = browser(), browser()
    sign_in(browser())
    thief.post("/masuk/", {"username": "pupr.admin", "password": PASSWORD})
    message = Notice.objects.get(purpose="signed_in_anew").messages.get(channel="whatsapp")
    link = f"/t/{links.make(message.pk, 'account-lock', expires_at=links.expiry(timezone.now()))}/"
    page = phone.get(link).content.decode()
    assert ("Somebody signed in with your password: Chrome, Android" in page, thief.get("/akun/").status_code) == (
        True,
        200,
    )
    done = phone.post(link)
    assert (done.status_code, "Locked. Nobody gets in any more" in done.content.decode()) == (200, True)
    assert (thief.get("/akun/").status_code, phone.get(link).status_code) == (302, 410)
    assert thief.post("/masuk/", {"username": "pupr.admin", "password": PASSWORD}).status_code == 422


def test_after_a_lock_every_browser_is_new_again(cast: Cast) -> None:
    here = browser()
    sign_in(here)
    Person.objects.filter(login="pupr.admin").update(devices_since=timezone.now())
    word = passwords.reset("pupr.admin", by=cast.front_officer)
    sign_in(here, password=word)
    assert told() == ["pupr.admin"]
