"""Figures are what the journal says, and tell nobody of what they may not see."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.refusals import Powerless
from arcadumas.core.figures import counting
from arcadumas.core.figures.counting import Figures, Period
from arcadumas.core.figures.models import Measure
from arcadumas.core.figures.recount import recount, recount_reports
from arcadumas.core.handling import close
from arcadumas.core.handling.dispose import mark_seen
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.verify import Finding
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Event, Report
from arcadumas.site import recounting
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


def today() -> date:
    return timezone.localdate()


def figures(reader: Actor, *, unit: str = "", days: int = 0) -> Figures:
    recount(today() - 400 * DAY, today())
    chosen = Unit.objects.get(code=unit) if unit else None
    return counting.of_period(counting.measures(reader, unit=chosen), Period(from_=today() - days * DAY, to=today()))


def test_each_state_and_class_is_counted_and_who_closed_is_said(cast: Cast) -> None:
    builders.received(kind="aspiration")
    builders.in_work(cast)
    answered, closed = builders.answered(cast), builders.answered(cast)
    close.confirm(closed.report.code, by=cast.reporter(closed.report))
    officer = builders.answered(cast).report
    close.close(officer.code, by=cast.front_officer, reason=REASON)
    found = figures(cast.regional_head)
    assert {state: n for state, n in found.by_state.items() if n} == {"received": 1, "in_work": 1, "answered": 1, "closed": 2}  # fmt: skip
    assert {each: n for each, n in found.by_class.items() if n} == {"aspiration": 1, "complaint": 4}
    assert found.closed_by == {"reporter": 1, "officer": 1, "system": 0}
    assert (found.received, found.follow_up_rate, found.confirmed_share) == (5, 0.8, 0.5)
    assert (found.overdue_now, found.reopened, found.returned) == (0, 0, 0)
    assert answered.report.state == "answered"


def test_of_nothing_shares_and_times_are_unknown(cast: Cast) -> None:
    found = figures(cast.regional_head)
    assert (found.received, found.follow_up_rate, found.confirmed_share) == (0, None, None)
    assert (found.medians, found.n_with_times) == (
        dict.fromkeys(counting.TIMES, None),
        dict.fromkeys(counting.TIMES, 0),
    )


def test_times_are_hours_between_the_lines_and_the_median_is_the_middle(cast: Cast) -> None:
    for hours in (2, 4, 30):
        report = builders.disposed(cast).report
        disposition = report.dispositions.get()
        received_at = timezone.now() - timedelta(hours=48)
        mark_seen(report.pk, unit_id=disposition.unit_id, at=disposition.at + timedelta(hours=hours))
        report.dispositions.update(accepted_at=disposition.at + timedelta(hours=hours + 1))
        Report.objects.filter(pk=report.pk).update(received_at=received_at)
    found = figures(cast.regional_head, days=5)
    assert found.medians == {"first_read": pytest.approx(4), "accept": pytest.approx(5), "first_answer": None, "settle": None}  # fmt: skip
    assert found.n_with_times == {"first_read": 3, "accept": 3, "first_answer": 0, "settle": 0}


def test_an_objection_a_return_and_what_is_late_are_counted(cast: Cast) -> None:
    report = builders.answered(cast).report
    close.object_(report.code, by=cast.reporter(report), reason=REASON)
    returned = builders.disposed(cast).report
    give_back(returned.code, by=cast.pupr_admin, reason=REASON)
    Report.objects.filter(pk=returned.pk).update(due_at=timezone.now() - DAY)
    found = figures(cast.regional_head)
    assert (found.reopened, found.returned, found.overdue_now) == (1, 1, 1)
    assert found.n_with_times["settle"] == 0  # an answer that was objected to settled nothing
    late = counting.late(counting.measures(cast.regional_head), now=timezone.now())
    assert [(one.unit_code, one.n) for one in late] == [("", 1)]


def test_a_period_holds_its_first_and_last_local_day(cast: Cast) -> None:
    for days in (0, 3, 4):
        report = builders.received().report
        Report.objects.filter(pk=report.pk).update(received_at=timezone.now() - days * DAY)
    assert [figures(cast.secretary, days=days).received for days in (0, 2, 3, 4)] == [1, 1, 2, 3]


def test_a_units_posts_count_their_own_and_ask_for_no_other(cast: Cast) -> None:
    builders.in_work(cast)
    builders.in_work(cast, to="63.04.05")
    assert figures(cast.front_officer).received == 2
    assert figures(cast.pupr_head).received == figures(cast.pupr_member, unit="pupr").received == 1
    assert figures(cast.secretary, unit="pupr").received == 1
    for reader, unit in ((cast.pupr_head, "63.04.05"), (cast.engineer, ""), (cast.engineer, "pupr")):
        with pytest.raises(Powerless):
            figures(reader, unit=unit)


def test_whistleblowing_is_counted_for_the_regional_head_and_the_overseer_alone(cast: Cast) -> None:
    builders.verified(cast, finding=Finding(is_whistleblowing=True))
    readers = (cast.regional_head, cast.inspector, cast.secretary, cast.front_officer, cast.front_head)
    assert [figures(reader).received for reader in readers] == [1, 1, 0, 0, 0]


def test_whoever_is_complained_of_is_in_no_total_of_theirs(cast: Cast) -> None:
    builders.verified(cast, finding=Finding(about_logins=["sekda"]))
    builders.verified(cast, finding=Finding(about_units=["diskominfo"]))
    found = [figures(reader).received for reader in (cast.secretary, cast.front_officer, cast.regional_head)]
    assert found == [1, 1, 2]


def test_months_are_whole_and_the_empty_ones_are_there(cast: Cast) -> None:
    report = builders.answered(cast).report
    Report.objects.filter(pk=report.pk).update(received_at=timezone.now() - 70 * DAY)
    recount(today() - 400 * DAY, today())
    found = counting.months(counting.measures(cast.secretary), today() - 100 * DAY, today())
    assert (sum(one.received for one in found), found[-1].finished) == (1, 1)
    assert [one.first.day for one in found] == [1] * len(found)
    assert len(found) in (4, 5)


def test_units_stand_beside_each_other_with_who_closed(cast: Cast) -> None:
    closed = builders.answered(cast)
    close.confirm(closed.report.code, by=cast.reporter(closed.report))
    builders.disposed(cast)
    recount(today(), today())
    (row,) = counting.standings(counting.measures(cast.secretary), Period(from_=today(), to=today()), now=timezone.now())  # fmt: skip
    assert (row.total, row.waiting, row.running, row.done, row.rate) == (2, 1, 0, 1, 0.5)
    assert (row.closed, row.closed_by_reporter, row.closed_by_system) == (1, 1, 0)


def test_a_journal_line_is_counted_once_and_counting_again_changes_nothing(cast: Cast) -> None:
    report = builders.in_work(cast).report
    assert recounting.count() == Event.objects.count()
    assert recounting.count() == 0
    before = Measure.objects.values().get(report=report)
    assert before["state"] == "in_work"
    assert (recount_reports([report.pk]), recounting.count_all()) == (0, 0)
    assert Measure.objects.values().get(report=report) == before
    Measure.objects.update(state="received", first_read=1.5)
    assert (recounting.count_all(), recounting.count_all()) == (1, 0)
    assert Measure.objects.values().get(report=report) == before


def test_figures_take_as_many_statements_for_many_reports_as_for_one(cast: Cast) -> None:
    def statements() -> int:
        recount(today(), today())
        with CaptureQueriesContext(connection) as queries:
            counting.of_period(counting.measures(cast.secretary), Period(from_=today(), to=today()))
        return len(queries)

    builders.received()
    statements()  # asks once whom this reader's posts were named for
    one = statements()
    for _ in range(4):
        builders.in_work(cast)
    assert (one, statements()) == (3, 3)
