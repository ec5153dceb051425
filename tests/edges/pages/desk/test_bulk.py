"""The page for several at once: nothing happens before the preview, and each row says what came of it."""

import re
from typing import Any

import pytest

from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
ADDRESS = "/meja/sekaligus/"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_preview_changes_nothing_and_the_second_step_does_it(cast: Cast, signs_in: SignsIn) -> None:
    new, done = builders.received().report, builders.verified(cast).report
    client, lines = signs_in("front_officer"), Event.objects.count()
    values = {"act": "verify", "codes": [new.code, done.code]}
    preview = client.post(ADDRESS, values | {"step": "preview"})
    assert (preview.status_code, Event.objects.count()) == (200, lines)
    assert "1 of 2 can be done" in text(preview)
    assert re.findall(r'name="codes" value="([^"]+)"', preview.content.decode()) == [new.code]
    answer = client.post(ADDRESS, values | {"codes": [new.code], "step": "done"})
    assert ("1 of 1 was done" in text(answer), Report.objects.get(pk=new.pk).state) == (True, "verified")


@pytest.mark.parametrize(("act", "values", "state"), [
    ("dispose", {"to": "pupr", "instruction": "Mohon ditinjau."}, "disposed"),
    ("archive", {"reason": "unclear", "note": REASON}, "archived"),
    ("classify", {"category": "jembatan"}, "verified"),
])  # fmt: skip
def test_every_act_by_its_fields(cast: Cast, signs_in: SignsIn, act: str, values: dict[str, str], state: str) -> None:
    reports = [builders.verified(cast).report for _number in range(2)]
    sent = {"act": act, "codes": [one.code for one in reports], "step": "done"} | values
    assert "2 of 2 were done" in text(signs_in("front_officer").post(ADDRESS, sent))
    assert set(Report.objects.filter(pk__in=[one.pk for one in reports]).values_list("state", flat=True)) == {state}


def test_tracking_ids_are_taken_a_row(cast: Cast, signs_in: SignsIn) -> None:
    one, two = builders.verified(cast).report, builders.verified(cast).report
    sent = {"act": "sp4n_link", "codes": [one.code, two.code], "step": "done", f"sp4n-{one.code}": "7654321"}
    assert "1 of 2" in text(signs_in("front_officer").post(ADDRESS, sent))
    assert Event.objects.filter(kind="sp4n_linked").get().report == one


def test_what_is_missing_is_said_and_the_ticks_stay(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.verified(cast).report.code
    answer = signs_in("front_officer").post(ADDRESS, {"act": "dispose", "codes": [code], "step": "preview"})
    assert (answer.status_code, f'value="{code}" checked' in answer.content.decode()) == (422, True)
    assert signs_in("front_officer").post(ADDRESS, {"act": "verify", "step": "preview"}).status_code == 422


def test_a_report_out_of_sight_says_only_that_there_is_none(cast: Cast, signs_in: SignsIn) -> None:
    hidden = builders.verified(cast).report
    answer = signs_in("dinkes_admin").post(ADDRESS, {"act": "verify", "codes": [hidden.code], "step": "preview"})
    assert "There is no such report" in text(answer)
    assert hidden.title not in text(answer)
