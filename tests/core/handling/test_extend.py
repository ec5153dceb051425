"""An inner promise gets more time, once and before it runs out; the citizen's clocks never move."""

from datetime import datetime, timedelta

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import work
from arcadumas.core.handling.escalate import mark_broken
from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension, theirs, wish
from arcadumas.core.handling.story import lines
from arcadumas.core.reports.models import Event, Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def clock(report: Report, step: str) -> Promise:
    return Promise.objects.filter(report=report, step=step).latest("round")


def after(report: Report, step: str) -> datetime:
    return clock(report, step).due_at + timedelta(days=1)


def test_the_head_gives_the_units_own_promise_more_time(cast: Cast) -> None:
    report = builders.disposed(cast).report
    before, later = clock(report, "accept").due_at, after(report, "accept")
    extend(report.code, by=cast.pupr_head, reason=REASON, due_at=later)
    accept = clock(report, "accept")
    assert (accept.due_at, accept.due_before, accept.state) == (later, before, "running")
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.facts["due_before"], line.facts["due_at"]) == (before.isoformat(), later.isoformat())
    assert (line.reason.text, REASON in str(line.facts)) == (REASON, False)


def test_the_reporters_clocks_stand_as_they_were(cast: Cast) -> None:
    report = builders.disposed(cast).report
    own = Promise.objects.filter(report=report, unit=None).order_by("id").values("step", "due_at", "state")
    before = list(own)
    extend(report.code, by=cast.front_head, reason=REASON, due_at=after(report, "accept"))
    assert list(own.all()) == before
    for step in ("verify", "respond", "settle"):
        with pytest.raises(OutOfTurn):
            extend(report.code, by=cast.front_head, reason=REASON, due_at=after(report, "settle"), step=step)


def test_it_is_moved_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    extend(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "accept"))
    with pytest.raises(OutOfTurn) as refused:
        extend(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "accept"))
    assert refused.value.code == "extension.nothing"


def test_what_has_run_out_is_late_and_stays_so(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept = clock(report, "accept")
    assert mark_broken(accept.pk, at=accept.due_at)
    with pytest.raises(OutOfTurn):
        extend(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "accept"))


def test_the_head_of_the_desk_extends_what_falls_due_first_or_what_is_named(cast: Cast) -> None:
    report = builders.disposed(cast).report
    extend(report.code, by=cast.front_head, reason=REASON, due_at=after(report, "sp4n_link"), step="sp4n_link")
    assert (clock(report, "sp4n_link").due_before is None, clock(report, "accept").due_before) == (False, None)


def test_a_head_does_not_extend_what_the_desk_owes(cast: Cast) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(OutOfTurn):
        extend(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "sp4n_link"), step="sp4n_link")


def test_the_next_draft_gets_a_clock_of_its_own(cast: Cast) -> None:
    report = builders.in_work(cast, to="dinkes").report
    work.draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    extend(report.code, by=cast.dinkes_head, reason=REASON, due_at=after(report, "approve"))
    work.draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    assert (clock(report, "approve").round, clock(report, "approve").due_before) == (2, None)


@pytest.mark.parametrize(("days", "code"), [(0, "extension.not_later"), (400, "extension.past_settle")])
def test_it_must_be_later_and_before_the_report_is_to_be_settled(cast: Cast, days: int, code: str) -> None:
    report = builders.disposed(cast).report
    moment = clock(report, "accept").due_at + timedelta(days=days)
    with pytest.raises(Unfit) as refused:
        extend(report.code, by=cast.pupr_head, reason=REASON, due_at=moment)
    assert (refused.value.code, refused.value.field) == (code, "due_at")


def test_the_due_moment_of_the_report_follows(cast: Cast) -> None:
    report = builders.disposed(cast).report
    extend(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "accept"))
    report.refresh_from_db()
    running = Promise.objects.filter(report=report, state="running").order_by("due_at")
    assert report.due_at == running[0].due_at


def test_an_admin_cannot(cast: Cast) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(Powerless):
        extend(report.code, by=cast.pupr_admin, reason=REASON, due_at=after(report, "accept"))


def test_the_admin_asks_and_nothing_moves(cast: Cast) -> None:
    report = builders.disposed(cast).report
    before, wished = clock(report, "accept").due_at, after(report, "accept")
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=wished)
    assert (clock(report, "accept").due_at, clock(report, "accept").due_before) == (before, None)
    line = wish(report, by=cast.pupr_head)
    assert line
    assert (line.facts["due_before"], line.facts["due_at"]) == (before.isoformat(), wished.isoformat())
    assert (line.reason.text, REASON in str(line.facts)) == (REASON, False)
    extend(report.code, by=cast.pupr_head, reason=REASON, due_at=wished)
    assert (clock(report, "accept").due_at, wish(report, by=cast.pupr_head)) == (wished, None)


def test_more_time_is_asked_for_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=after(report, "accept"))
    with pytest.raises(OutOfTurn) as refused:
        ask_extension(report.code, by=cast.pupr_liaison, reason=REASON, due_at=after(report, "accept"))
    assert refused.value.code == "extension.asked"


def test_a_head_does_not_ask_and_nobody_asks_for_the_past(cast: Cast) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(Powerless):
        ask_extension(report.code, by=cast.pupr_head, reason=REASON, due_at=after(report, "accept"))
    with pytest.raises(Unfit) as refused:
        ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=clock(report, "accept").due_at)
    assert refused.value.code == "extension.not_later"


def test_the_head_refuses_with_a_reason_and_the_deadline_stands(cast: Cast) -> None:
    report = builders.disposed(cast).report
    before, wished = clock(report, "accept").due_at, after(report, "accept")
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=wished)
    line = refuse_extension(report.code, by=cast.pupr_head, reason="Tim cukup untuk pekan ini.")
    assert (clock(report, "accept").due_at, wish(report, by=cast.pupr_head)) == (before, None)
    assert (line.facts["due_before"], line.facts["due_at"]) == (before.isoformat(), wished.isoformat())
    assert (line.reason.text, "pekan" in str(line.facts)) == ("Tim cukup untuk pekan ini.", False)
    told = [one for one in lines(report, for_staff=True) if one.event == "extension_refused"]
    assert [one.reason for one in told] == ["Tim cukup untuk pekan ini."]
    assert "extension_refused" not in [one.event for one in lines(report, for_staff=False)]


def test_what_was_refused_can_still_be_given_and_is_refused_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    wished = after(report, "accept")
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=wished)
    refuse_extension(report.code, by=cast.pupr_head, reason=REASON)
    with pytest.raises(OutOfTurn) as refused:
        refuse_extension(report.code, by=cast.front_head, reason=REASON)
    assert refused.value.code == "extension.not_asked"
    extend(report.code, by=cast.pupr_head, reason=REASON, due_at=wished)
    assert clock(report, "accept").due_at == wished


def test_a_request_that_its_head_answers_by_time_or_that_ran_out_waits_for_nobody(cast: Cast) -> None:
    report = builders.disposed(cast).report
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=after(report, "accept"))
    accept = clock(report, "accept")
    assert mark_broken(accept.pk, at=accept.due_at)
    with pytest.raises(OutOfTurn):
        refuse_extension(report.code, by=cast.pupr_head, reason=REASON)


def test_a_head_answers_the_requests_of_the_own_unit_and_the_head_of_the_desk_any(cast: Cast) -> None:
    report = builders.disposed(cast).report
    ask_extension(report.code, by=cast.front_officer, reason=REASON, due_at=after(report, "sp4n_link"))
    assert wish(report, by=cast.pupr_head) is None
    for by, code in ((cast.pupr_head, "extension.not_asked"), (cast.pupr_admin, "")):
        with pytest.raises((OutOfTurn, Powerless)) as refused:
            refuse_extension(report.code, by=by, reason=REASON)
        assert code in ("", refused.value.code)
    ask_extension(report.code, by=cast.pupr_admin, reason=REASON, due_at=after(report, "accept"))
    line = refuse_extension(report.code, by=cast.front_head, reason=REASON, step="sp4n_link")
    assert (line.facts["step"], line.facts["unit"]) == ("sp4n_link", "diskominfo")
    assert [one.facts["step"] for one in (wish(report, by=cast.pupr_head),) if one] == ["accept"]


def test_each_sees_what_is_theirs_to_move(cast: Cast) -> None:
    report = builders.disposed(cast).report
    found = {
        (act, by.login): [promise.step for promise in theirs(report, act, by=by)]
        for act in ("extend", "ask_extension")
        for by in (cast.pupr_head, cast.pupr_admin)
    }
    assert found == {
        ("extend", "pupr.kepala"): ["accept"],
        ("extend", "pupr.admin"): [],
        ("ask_extension", "pupr.kepala"): [],
        ("ask_extension", "pupr.admin"): ["accept"],
    }
