"""The pages of drills: who may see and start, what is asked before a second, and what the result shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.models import Drill
from arcadumas.core.drills.start import start
from arcadumas.core.organisation.actors import Actor, Via
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUSE = Actor(kind="house", via=Via.CLI)
LIST = "/pengaturan/latihan/"


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.person(role))
    return client


def ended(cast: Cast) -> Drill:
    drill = start(by=HOUSE, is_sure=True)
    finish(drill.pk, reach={}, at=timezone.now())
    return drill


@pytest.mark.parametrize(("role", "status"), [("front_head", 200), ("engineer", 200), ("front_officer", 200), ("pupr_member", 403), ("regional_head", 403)])  # fmt: skip
def test_the_front_desk_and_the_engineer_see_drills(cast: Cast, role: str, status: int):
    drill = ended(cast)
    client = signed_in(cast, role)
    assert (client.get(LIST).status_code, client.get(f"{LIST}{drill.pk}/").status_code) == (status, status)


def test_a_unit_sees_its_own_part_of_a_drill_that_called_it_and_no_list(cast: Cast):
    client, drill = signed_in(cast, "pupr_admin"), ended(cast)
    page = client.get(f"{LIST}{drill.pk}/")
    assert (
        page.status_code,
        page.context["found"].incomplete,
        [part.code for part in page.context["found"].parts],
    ) == (200, 0, ["pupr"])
    assert (client.get(LIST).status_code, f'href="{LIST}"' in page.content.decode().partition("<main")[2]) == (
        403,
        False,
    )
    other = start(by=HOUSE, unit="dinkes", is_sure=True)
    assert client.get(f"{LIST}{other.pk}/").status_code == 404


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get(LIST).status_code == 302


def test_the_button_starts_one_and_shows_it(cast: Cast):
    answer = signed_in(cast, "front_head").post(LIST, {"unit": "pupr", "hours": "4"})
    drill = Drill.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{drill.pk}/")
    assert (drill.unit.code if drill.unit else "", drill.hours) == ("pupr", 4)


def test_the_front_officer_looks_and_does_not_start(cast: Cast):
    client = signed_in(cast, "front_officer")
    assert 'method="post" novalidate' not in client.get(LIST).content.decode()
    assert (client.post(LIST, {"unit": "semua", "hours": "24"}).status_code, Drill.objects.count()) == (403, 0)


def test_a_second_one_soon_after_wants_a_tick(cast: Cast):
    ended(cast)
    client = signed_in(cast, "front_head")
    assert 'name="is_sure"' in client.get(LIST).content.decode()
    assert client.post(LIST, {"unit": "semua", "hours": "24"}).status_code == 409
    assert client.post(LIST, {"unit": "semua", "hours": "24", "is_sure": "on"}).status_code == 302


def test_while_one_runs_another_is_not_offered(cast: Cast):
    start(by=HOUSE)
    client = signed_in(cast, "front_head")
    assert 'name="hours"' not in client.get(LIST).content.decode()
    assert (
        client.post(LIST, {"unit": "semua", "hours": "24", "is_sure": "on"}).status_code,
        Drill.objects.count(),
    ) == (
        409,
        1,
    )


@pytest.mark.parametrize("hours", ["0", "73", "", "x"])
def test_what_does_not_fit_is_said_at_its_field(cast: Cast, hours: str):
    answer = signed_in(cast, "front_head").post(LIST, {"unit": "semua", "hours": hours})
    assert (answer.status_code, Drill.objects.count()) == (422, 0)
    assert "field-bad" in answer.content.decode()


def test_the_result_says_who_answered_who_was_not_reached_and_what_is_missing(cast: Cast):
    drill = start(by=HOUSE)
    drill.calls.filter(person__login="pupr.admin").update(answered_at=drill.started_at + timedelta(minutes=75))
    finish(drill.pk, reach={}, at=timezone.now())
    page = signed_in(cast, "front_head").get(f"{LIST}{drill.pk}/").content.decode()
    for words in ("menjawab setelah 1 jam 15 menit", "Tidak ada nomor atau email", "Belum ada petugas pengganti"):
        assert words in page


def test_the_list_asks_no_more_for_three_drills_than_for_one(cast: Cast):
    client = signed_in(cast, "front_head")

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    ended(cast)
    one = statements()
    ended(cast)
    ended(cast)
    assert statements() == one
