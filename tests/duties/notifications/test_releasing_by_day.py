"""What a clock alone brings about reaches reporters by day; what somebody did, at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling import ask, close
from arcadumas.core.handling.escalate import warn
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import releasing
from arcadumas.duties.notifications.models import Notice, Rule
from tests.builders import answered, in_work
from tests.cast import Cast
from tests.duties.notifications.test_releasing import channels, morning, tell_all

pytestmark = pytest.mark.usefixtures("both_channels")


def by_night() -> None:
    """The hours of every rule for reporters that has some begin in an hour."""
    now = timezone.localtime()
    hours = {"from_time": (now + timedelta(hours=1)).time(), "to_time": (now + timedelta(hours=2)).time()}
    Rule.objects.filter(audience="reporter").exclude(from_time=None).update(**hours)


def to_reporter(report: Report, purpose: str) -> Notice:
    return Notice.objects.filter(report=report, recipient="reporter", purpose=purpose).latest("id")


def test_what_a_clock_alone_brings_about_reaches_the_reporter_in_the_morning(cast: Cast):
    by_night()
    report = answered(cast, phone="081234567890").report
    close.run_out(report.code, at=timezone.now() + timedelta(days=60))
    tell_all()
    notice = to_reporter(report, "closed")
    assert (notice.stem, notice.held_why, channels(notice)) == ("aduan_warga_tutup_sistem", "rule", [])
    morning()
    releasing.once()
    assert channels(notice) == ["whatsapp"]


def test_a_pause_that_ran_out_is_told_in_the_morning_and_one_that_the_reporter_ended_at_once(cast: Cast):
    by_night()
    reports = [in_work(cast, phone="081234567890").report for _ in range(2)]
    for report in reports:
        ask.ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    ask.end_pause(reports[0].code, at=timezone.now() + timedelta(days=60))
    ask.add_nothing(reports[1].code, by=cast.reporter(reports[1]))
    tell_all()
    told = [to_reporter(report, "resumed") for report in reports]
    assert [(notice.held_why, channels(notice)) for notice in told] == [("rule", []), ("", ["whatsapp"])]


def test_a_reminder_of_the_night_is_dropped_when_the_reporter_has_answered_by_morning(cast: Cast):
    by_night()
    report = answered(cast, phone="081234567890").report
    warn(Promise.objects.get(report=report, step="reporter_reply").pk)
    tell_all()
    notice = to_reporter(report, "confirm_reminder")
    assert (notice.held_why, channels(notice)) == ("rule", [])
    close.confirm(report.code, by=cast.reporter(report))
    tell_all()
    assert channels(to_reporter(report, "closed")) == ["whatsapp"]
    morning()
    releasing.once()
    assert channels(notice) == []
