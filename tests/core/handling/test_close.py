"""The end: confirmed, objected to, closed by an officer, or run out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import reasons
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import close, confirm, object_, run_out
from arcadumas.core.handling.models import Disposition, Reason
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports.models import Event, Promise, Report, Source
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


def answered_before(cast: Cast, days: int) -> Report:
    """Answered so many days ago."""
    report = builders.answered(cast).report
    then = timezone.now() - timedelta(days=days)
    Promise.objects.filter(report=report, step="settle").update(met_at=then)
    Event.objects.filter(report=report, kind="responded").update(at=then)
    return report


def test_the_reporter_confirms(cast: Cast) -> None:
    report = builders.answered(cast).report
    report = confirm(report.code, by=cast.reporter(report))
    assert (report.state, report.closed_by, report.due_at) == ("closed", "reporter", None)
    assert (clock(report, "reporter_reply").state, clock(report, "reporter_reply").met_at) == ("met", newest(report).at)


def test_an_objection_goes_back_to_the_same_lead(cast: Cast) -> None:
    report = builders.answered(cast).report
    report = object_(report.code, by=cast.reporter(report), reason=REASON)
    line = newest(report)
    assert (report.state, report.unit.code if report.unit else "") == ("disposed", "pupr")
    states = Disposition.objects.filter(report=report).order_by("id").values_list("unit__code", "state")
    assert list(states) == [("pupr", "answered"), ("pupr", "offered")]
    found = clocks(report)
    assert (found["reporter_reply"], found["settle"], found["accept@pupr#2"]) == ("cancelled", "running", "running")
    assert is_as_ruled(clock(report, "accept", "pupr"), starts_with=line, amount=4, counted_in="working_hours")


def test_settle_runs_again_with_its_old_due_date_and_the_time_it_lay_with_the_reporter(cast: Cast) -> None:
    report = answered_before(cast, 12)
    before = clock(report, "settle")
    object_(report.code, by=cast.reporter(report), reason=REASON)
    after, line = clock(report, "settle"), newest(report)
    assert before.met_at is not None
    assert after.due_at == rules.resume(before.due_at, before.met_at, line.at, "working_days") > before.due_at
    assert (after.pk, after.state, after.met_at, after.starts_at) == (before.pk, "running", None, before.starts_at)


def test_a_settlement_that_was_late_is_still_broken_after_an_objection(cast: Cast) -> None:
    report = builders.in_work(cast).report
    late = make_late(report, "settle", is_noted=True)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    kept = clock(report, "settle")
    assert (kept.state, kept.met_at, kept.broken_at) == ("broken", None, late.due_at)


def test_answered_again_it_counts_rounds_and_each_time_with_the_reporter(cast: Cast) -> None:
    report = answered_before(cast, 5)
    first = clock(report, "settle").due_at
    object_(report.code, by=cast.reporter(report), reason=REASON)
    once = clock(report, "settle").due_at
    accept(report.code, by=cast.pupr_admin)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    then = timezone.now() - timedelta(days=7)
    Promise.objects.filter(report=report, step="settle").update(met_at=then)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert first < once < clock(report, "settle").due_at
    assert {name: state for name, state in clocks(report).items() if "reply" in name or "accept" in name} == {
        "reporter_reply": "cancelled", "reporter_reply#2": "cancelled",
        "accept@pupr": "met", "accept@pupr#2": "met", "accept@pupr#3": "running",
    }  # fmt: skip


def test_the_reporters_reason_is_kept_under_seal(cast: Cast) -> None:
    report = builders.answered(cast).report
    report = object_(report.code, by=cast.reporter(report), reason="Masih berlubang, kata Siti Rahmah.")
    kept, line = Reason.objects.get(event=newest(report)), newest(report)
    assert (kept.text, b"Siti" in bytes(kept.text_sealed)) == ("", False)
    assert reasons.read(kept, report=report, seq=line.seq) == "Masih berlubang, kata Siti Rahmah."


def test_an_officer_closes_with_a_reason_that_all_see(cast: Cast) -> None:
    report = builders.answered(cast).report
    with pytest.raises(Unfit):
        close(report.code, by=cast.front_officer, reason="Selesai")
    report = close(report.code, by=cast.front_officer, reason=REASON, cause="no_further_word")
    line = newest(report)
    assert (report.state, report.closed_by, line.facts) == (
        "closed",
        "officer",
        {"by": "officer", "cause": "no_further_word"},
    )
    assert Reason.objects.get(event=line).text == REASON
    assert (clock(report, "reporter_reply").state, clock(report, "reporter_reply").met_at) == ("met", line.at)


def test_an_unknown_cause_is_left_out_of_the_line(cast: Cast) -> None:
    report = builders.answered(cast).report
    close(report.code, by=cast.front_officer, reason=REASON, cause="sesuka hati")
    assert newest(report).facts == {"by": "officer"}


def test_after_ten_working_days_the_house_closes_it(cast: Cast) -> None:
    report = builders.answered(cast).report
    due = clock(report, "reporter_reply").due_at
    assert run_out(report.code, at=due - timedelta(seconds=1)) is None
    closed = run_out(report.code, at=due)
    assert closed is not None
    assert (closed.state, closed.closed_by, clock(report, "reporter_reply").state) == ("closed", "system", "broken")
    assert (newest(report).actor, newest(report).via, newest(report).facts) == ("house", "house", {"by": "system"})
    assert run_out(report.code, at=due) is None


def test_the_house_lets_be_what_was_answered_in_time(cast: Cast) -> None:
    report = builders.answered(cast).report
    due = clock(report, "reporter_reply").due_at
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert run_out(report.code, at=due + timedelta(days=30)) is None


@pytest.mark.parametrize("source", [Source.LETTER, Source.SP4N])
def test_the_front_desk_speaks_for_a_reporter_who_has_no_key(cast: Cast, source: Source) -> None:
    letter = builders.answered(cast, source=source).report
    report = confirm(letter.code, by=cast.front_officer)
    assert (report.closed_by, newest(report).by, newest(report).unit_code) == (
        "reporter", cast.person("front_officer"), "diskominfo",
    )  # fmt: skip
    web = builders.answered(cast, source=Source.WEB).report
    with pytest.raises(Powerless) as refused:
        object_(web.code, by=cast.front_officer, reason=REASON)
    assert refused.value.needs == "reporter"


def test_a_closed_report_cannot_be_confirmed(cast: Cast) -> None:
    report = builders.answered(cast).report
    close(report.code, by=cast.front_head, reason=REASON)
    with pytest.raises(OutOfTurn) as refused:
        confirm(report.code, by=cast.reporter(report))
    assert refused.value.state == "closed"
