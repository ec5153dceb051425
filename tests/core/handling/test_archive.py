"""Archive, withdraw, refer and restore."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import ask, sp4n, story
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.archive import archive, refer, restore, withdraw
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Disposition, Reason
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.work import draft
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reason", ["out_of_scope", "unclear", "no_evidence", "blocked", "expired"])
def test_archiving_cancels_everything_and_names_its_reason(cast: Cast, reason: str) -> None:
    report = builders.verified(cast).report
    report = archive(report.code, by=cast.front_officer, reason=reason, note=REASON)
    assert (report.state, report.archive_reason, report.due_at) == ("archived", reason, None)
    assert clocks(report) == {
        "verify": "met", "settle": "cancelled", "respond": "cancelled", "dispose@diskominfo": "cancelled",
        "sp4n_link@diskominfo": "cancelled",
    }  # fmt: skip
    assert (newest(report).facts, Reason.objects.get(event=newest(report)).text) == ({"reason": reason}, REASON)


@pytest.mark.parametrize(("reason", "note", "field"), [("withdrawn", REASON, "reason"), ("mood", REASON, "reason"), ("unclear", "", "note")])  # fmt: skip
def test_archiving_wants_a_reason_of_the_list_and_words(cast: Cast, reason: str, note: str, field: str) -> None:
    report = builders.received().report
    with pytest.raises(Unfit) as refused:
        archive(report.code, by=cast.front_officer, reason=reason, note=note)
    assert refused.value.field == field


def test_a_report_archived_while_a_unit_waited_is_off_that_unit_and_can_come_back(cast: Cast) -> None:
    report = builders.in_work(cast).report
    draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    ask.ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    report = archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    assert (report.unit, report.state_before, Disposition.objects.get(report=report).state) == (None, "", "withdrawn")
    assert "running" not in clocks(report).values()
    restore(report.code, by=cast.front_head, reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert accept(report.code, by=cast.dinkes_admin).state == "accepted"


def test_the_time_that_lay_with_the_reporter_is_kept_over_an_archiving(cast: Cast) -> None:
    report = builders.in_work(cast).report
    before = clock(report, "settle").due_at
    ask.ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    since = timezone.now() - timedelta(days=9)
    Promise.objects.filter(report=report, state="paused").update(paused_since=since)
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    until = newest(report).at
    restore(report.code, by=cast.front_head, reason=REASON)
    assert clock(report, "settle").due_at == rules.resume(before, since, until, "working_days")


def test_the_reporter_withdraws_from_a_unit(cast: Cast) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    report = withdraw(report.code, by=cast.reporter(report))
    assert (report.state, report.archive_reason, report.unit) == ("archived", "withdrawn", None)
    assert list(Disposition.objects.values_list("state", flat=True)) == ["withdrawn", "withdrawn"]
    assert set(clocks(report).values()) == {"met", "cancelled"}


def test_a_referral_says_where_to(cast: Cast) -> None:
    report = builders.received().report
    report = refer(report.code, by=cast.front_officer, to=" Balai Jalan Nasional ", note=REASON)
    assert (report.state, report.referred_to, newest(report).facts) == (
        "referred", "Balai Jalan Nasional", {"to": "Balai Jalan Nasional"},
    )  # fmt: skip
    assert clocks(report) == {"verify": "cancelled", "settle": "cancelled"}


def test_a_referral_may_say_under_which_number_and_how_to_follow_it(cast: Cast) -> None:
    report = builders.received().report
    more = {"reference": " K-2026/118 ", "contact": "Telepon PLN 123"}
    report = refer(report.code, by=cast.front_officer, to="PLN", note=REASON, **more)
    assert newest(report).facts == {"to": "PLN", "reference": "K-2026/118", "contact": "Telepon PLN 123"}
    told = story.lines(report, for_staff=False)
    assert story.referral(report, told) == story.Referral(to="PLN", reference="K-2026/118", contact="Telepon PLN 123")
    restore(report.code, by=cast.front_head, reason=REASON)
    report.refresh_from_db()
    assert story.referral(report, story.lines(report, for_staff=False)) is None


@pytest.mark.parametrize(("field", "value"), [("reference", "1" * 101), ("contact", "1" * 301), ("contact", "\x00")])
def test_what_is_said_of_the_other_body_must_fit(cast: Cast, field: str, value: str) -> None:
    report = builders.received().report
    with pytest.raises(Unfit) as refused:
        refer(report.code, by=cast.front_officer, to="PLN", note=REASON, **{field: value})
    assert refused.value.field == field


def test_a_restored_report_runs_on_from_its_old_start(cast: Cast) -> None:
    report = builders.verified(cast).report
    before = {step: (clock(report, step).starts_at, clock(report, step).due_at) for step in ("respond", "settle")}
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    report = restore(report.code, by=cast.front_head, reason=REASON)
    line = newest(report)
    assert (report.state, report.archive_reason) == ("verified", "")
    assert clocks(report) == {
        "verify": "met", "settle": "running", "respond": "running", "dispose@diskominfo": "cancelled",
        "sp4n_link@diskominfo": "cancelled", "dispose@diskominfo#2": "running", "sp4n_link@diskominfo#2": "running",
    }  # fmt: skip
    assert {step: (clock(report, step).starts_at, clock(report, step).due_at) for step in before} == before
    assert is_as_ruled(clock(report, "dispose", "diskominfo"), starts_with=line, amount=1, counted_in="working_days")
    assert report.due_at == min(promise.due_at for promise in Promise.objects.filter(report=report, state="running"))


def test_what_stands_in_sp4n_is_not_to_be_entered_again_when_it_is_restored(cast: Cast) -> None:
    report = builders.verified(cast).report
    sp4n.link(report.code, by=cast.front_officer, tracking_id="91648207", entered_at=timezone.now())
    refer(report.code, by=cast.front_officer, to="Provinsi", note=REASON)
    restore(report.code, by=cast.front_head, reason=REASON)
    assert [name for name in clocks(report) if name.startswith("sp4n")] == ["sp4n_link@diskominfo"]
    assert clocks(report)["sp4n_link@diskominfo"] == "met"


def test_of_a_restored_part_the_whole_stands_in_sp4n(cast: Cast) -> None:
    whole = builders.verified(cast).report
    (part,) = split(whole.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    give_back(part.code, by=cast.dinkes_admin, reason=REASON)
    archive(part.code, by=cast.front_officer, reason="unclear", note=REASON)
    restore(part.code, by=cast.front_head, reason=REASON)
    assert [name for name in clocks(part) if name.startswith("sp4n")] == []


def test_what_was_broken_before_is_broken_again(cast: Cast) -> None:
    report = builders.verified(cast).report
    late = make_late(report, "respond", is_noted=True)
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    assert clock(report, "respond").state == "cancelled"
    restore(report.code, by=cast.front_head, reason=REASON)
    assert (clock(report, "respond").state, clock(report, "respond").broken_at) == ("broken", late.due_at)


def test_a_report_archived_at_the_door_is_verified_by_its_restoration(cast: Cast) -> None:
    report = builders.received().report
    refer(report.code, by=cast.front_officer, to="Provinsi", note=REASON)
    report = restore(report.code, by=cast.front_head, reason=REASON)
    assert clocks(report) == {
        "verify": "met", "settle": "running", "dispose@diskominfo": "running", "respond": "running",
        "sp4n_link@diskominfo": "running",
    }  # fmt: skip
    assert (report.state, report.referred_to) == ("verified", "")


def test_an_officer_only_proposes_a_restoration(cast: Cast) -> None:
    report = builders.verified(cast).report
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    with pytest.raises(Powerless) as refused:
        restore(report.code, by=cast.front_officer, reason=REASON)
    assert refused.value.needs == "front_head"


def test_a_returned_report_restored_still_needs_a_ruling_for_the_same_unit(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    restore(report.code, by=cast.front_head, reason=REASON)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    assert Report.objects.get(pk=report.pk).state == "disposed"
