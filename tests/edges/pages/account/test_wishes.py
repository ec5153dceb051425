"""Each officer says how they wish to be told; the rules say what holds all the same."""

from datetime import time

import pytest
from django.test import Client

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.wishes import Preference
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/akun/pesan/"
WISH = {"channels": ["email"], "quiet_from": "21:00", "quiet_to": "06:00", "is_quiet_on_days_off": "on"}


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(AT)["Location"] == f"/masuk/?next={AT}"


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_member", "regional_head", "engineer", "front_head"])
def test_every_officer_keeps_their_own_wish_and_nobody_elses(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert client.get(AT).status_code == 200
    assert client.post(AT, WISH)["Location"] == AT
    row = Preference.objects.get()
    assert (row.channels, row.quiet_from, row.quiet_to, row.is_quiet_on_days_off) == (
        ["email"],
        time(21),
        time(6),
        True,
    )
    assert Entry.objects.get(act="preference_changed").subject == row.person.login
    assert 'value="21:00"' in client.get(AT).content.decode()


def test_both_channels_are_no_wish(signs_in: SignsIn) -> None:
    client = signs_in("pupr_admin")
    client.post(AT, WISH)
    client.post(AT, {"channels": ["email", "whatsapp"]})
    row = Preference.objects.get()
    assert (row.channels, row.quiet_from, row.is_quiet_on_days_off) == ([], None, False)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"channels": []}, "Tick one at least"),
        ({"channels": ["pigeon"]}, "pigeon"),
        ({"quiet_to": ""}, "both an hour to begin"),
        ({"quiet_to": "14:00"}, "14 hours at most"),
        ({"quiet_from": "", "quiet_to": ""}, "Choose the hours too"),
        ({"quiet_from": "25:00"}, "valid time"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(
    signs_in: SignsIn, wrong: dict[str, object], sentence: str
) -> None:
    answer = signs_in("pupr_admin").post(AT, WISH | wrong)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, Preference.objects.count()) == (422, True, 0)
    assert "Nothing you wrote is lost" in page


def test_the_page_shows_the_end_of_the_number_and_not_the_number(signs_in: SignsIn) -> None:
    page = signs_in("pupr_admin").get(AT).content.decode()
    assert ("ends in 003" in page, "8110000003" in page) == (True, False)


@pytest.mark.parametrize("role", ["pupr_admin", "regional_head"])
def test_the_desk_leads_to_it(signs_in: SignsIn, role: str) -> None:
    officer = signs_in(role)
    assert 'href="/akun/"' in officer.get("/meja/").content.decode()
    assert f'href="{AT}"' in officer.get("/akun/").content.decode()
