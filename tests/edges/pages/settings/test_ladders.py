"""The ladder's page: rungs as data, a look ahead, and nothing for promises under way."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.audit.models import Entry
from arcadumas.core.reports.models import Promise
from arcadumas.duties.escalation import ladder, rungs
from arcadumas.duties.escalation.models import Ascent, Rung
from tests import builders
from tests.edges.pages.conftest import SignsIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LIST = "/pengaturan/tangga/"
AT = f"{LIST}umum/"
OWN = f"{LIST}respond/"
VALUES = {"warning": "6", "holder": "0", "substitute": "2", "head": "5", "desk_and_secretary": "9", "regional_head": "", "repeats": "2"}  # fmt: skip


def values(step: str = "", **changed: str) -> dict[str, Any]:
    return VALUES | {"seen": str(rungs.newest(rungs.in_force().get(step, [])))} | changed


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "secretary", "engineer"])
def test_others_may_neither_look_nor_change(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert {client.get(page).status_code for page in (LIST, AT)} == {403}
    assert {client.post(page, values()).status_code for page in (AT, f"{AT}pratinjau/", f"{OWN}umum/")} == {403}
    assert Entry.objects.count() == 0


def test_new_promises_climb_by_the_new_rungs_and_those_under_way_keep_theirs(signs_in: SignsIn) -> None:
    before = builders.received().report
    ladder.follow([before.pk])
    old = list(Ascent.objects.get(promise__report=before, promise__step="verify").chain)
    assert signs_in("front_head").post(AT, values()).status_code == 303
    after = builders.received().report
    ladder.follow([before.pk, after.pk])
    chains = {
        one.promise.report_id: one.chain
        for one in Ascent.objects.filter(promise__step="verify").select_related("promise")
    }
    assert chains[before.pk] == old
    assert [row[1:4] for row in chains[after.pk]] == [
        ["holder", "before_due", 6], ["holder", "after_due", 0], ["substitute", "after_due", 2], ["head", "after_due", 5],
        ["desk_and_secretary", "after_due", 9],
    ]  # fmt: skip
    assert [row[5] for row in chains[after.pk]] == [0, 0, 0, 0, 2]
    assert Rung.objects.filter(is_active=False, step="").count() == 6
    assert Entry.objects.get(act="ladder_changed").facts["after"]["repeats"] == 2


def test_the_shipped_ladder_saved_as_it_is_changes_nothing(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    shown = client.get(AT).context["form"].initial
    assert client.post(AT, {name: value for name, value in shown.items() if value is not None}).status_code == 303
    assert Entry.objects.count() == 0


def test_a_promise_gets_its_own_ladder_and_gives_it_back(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert "climbs by the common ladder" in client.get(OWN).content.decode()
    assert client.post(OWN, values("respond")).status_code == 303
    assert [row[3] for row in ladder.rungs("respond")] == [6, 0, 2, 5, 9]
    assert ladder.rungs("settle")[0][3] == 8
    seen = rungs.newest(rungs.in_force()["respond"])
    assert client.post(f"{OWN}umum/", {"seen": seen - 1}).status_code == 412
    assert client.post(f"{OWN}umum/", {"seen": seen}).status_code == 303
    assert ladder.rungs("respond") == ladder.rungs("settle")
    assert client.post(f"{OWN}umum/", {"seen": "0"}).status_code == 409


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"holder": ""}, "must be told when the promise breaks"),
        ({"desk_and_secretary": "", "regional_head": ""}, "must end above the unit"),
        ({"head": "2"}, "comes later than the one before it"),
        ({"head": "401"}, "between 0 and 400"),
        ({"repeats": "13"}, "between 0 and 12"),
        ({"warning": ""}, "required"),
        ({"warning": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(signs_in: SignsIn, wrong: dict[str, str], sentence: str) -> None:
    answer = signs_in("front_head").post(AT, values(**wrong))
    assert (answer.status_code, sentence in answer.content.decode(), Entry.objects.count()) == (422, True, 0)


def test_a_stale_page_is_told(signs_in: SignsIn) -> None:
    client, mine = signs_in("front_head"), values(head="6")
    client.post(AT, values())
    answer = client.post(AT, mine)
    assert (answer.status_code, 'value="6"' in answer.content.decode()) == (412, True)


def test_the_look_ahead_names_moments_and_promises_under_way_and_keeps_nothing(signs_in: SignsIn) -> None:
    ladder.follow([builders.received().report.pk])
    part = signs_in("front_head").post(f"{AT}pratinjau/", values(), headers={"hx-request": "true"}).content.decode()
    assert ("(was " in part, "not told any more" in part, "<form" in part) == (True, True, False)
    assert f"{Promise.objects.exclude(step='accept').count()} promises under way keep theirs" in part
    assert Rung.objects.filter(is_active=False).count() == 0


def test_the_list_asks_the_same_for_one_own_ladder_and_three(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    numbers = []
    for steps in ([], ["respond", "settle"]):
        for step in steps:
            client.post(f"{LIST}{step}/", values(step))
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_an_unknown_ladder_is_nowhere(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    pages = [f"{LIST}gossip/", f"{LIST}complete_info/"]
    assert {client.get(page).status_code for page in pages} | {
        client.post(page, values()).status_code for page in pages
    } == {404}
