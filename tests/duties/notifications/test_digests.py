"""A digest that has not left names no report that became special meanwhile, and says nothing of what is hidden from its reader."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import fallback, mornings, releasing
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import answered, disposed
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
TUESDAY = datetime(2031, 3, 4, 7, 30, tzinfo=ZoneInfo("Asia/Makassar"))
FINDINGS = [
    pytest.param(Finding(about_logins=["pupr.admin"]), False, id="about the reader"),
    pytest.param(Finding(is_whistleblowing=True), False, id="whistleblowing"),
    pytest.param(Finding(about_logins=["pupr.teknis"]), True, id="about another"),
]


def morning(cast: Cast) -> tuple[Report, Report]:
    """The digests are in the outbox; two reports wait for the admin."""
    reports = [disposed(cast).report for _ in range(2)]
    tell_all()
    Message.objects.all().delete()
    Notice.objects.update(created_at=TUESDAY - timedelta(days=1))
    mornings.once(TUESDAY)
    return reports[0], reports[1]


def found(report: Report, finding: Finding, cast: Cast) -> None:
    classify(report.code, by=cast.front_officer, finding=finding)
    tell_all()
    for column in ("held_until", "fallback_at"):
        rows = Notice.objects.exclude(occasion="").exclude(**{column: None})
        rows.update(**{column: timezone.now() - timedelta(seconds=1)})
    while releasing.once() or fallback.once():
        pass


def digest() -> Notice:
    return Notice.objects.get(person__login="pupr.admin", purpose="morning")


def mails() -> list[str]:
    rows = digest().messages.filter(channel="email").exclude(state="superseded")
    return [content_of(row.pk, bytes(row.text))["body"] for row in rows]


@pytest.mark.parametrize(("finding", "is_there"), FINDINGS)
@pytest.mark.parametrize("way", ["queued", "held", "awaited"])
def test_its_line_goes_or_keeps_no_more_than_that_it_is_there(cast: Cast, finding: Finding, is_there: bool, way: str):
    hidden, other = morning(cast)
    if way == "held":
        digest().messages.all().delete()
        Notice.objects.filter(pk=digest().pk).update(held_until=TUESDAY, fallback_at=None)
    if way == "awaited":
        digest().messages.filter(channel="email").delete()
        digest().messages.update(state="sent", sent_at=timezone.now())
        Notice.objects.filter(pk=digest().pk).update(fallback_at=TUESDAY)
    found(hidden, finding, cast)
    (body,) = mails()
    assert (hidden.code in body, other.code in body, "laporan khusus" in body.lower()) == (False, True, is_there)


def test_a_digest_with_its_news_goes_out_anew_when_the_news_is_special(cast: Cast):
    report = answered(cast).report
    tell_all()
    confirm(report.code, by=cast.reporter(report))
    tell_all()
    Notice.objects.exclude(digest_on=None).update(digest_on=TUESDAY.date())
    _first, other = morning(cast)
    assert Notice.objects.filter(purpose="closed", messages__in=digest().messages.all()).exists()
    Report.objects.filter(pk=report.pk).update(state="in_work")
    found(report, Finding(is_whistleblowing=True), cast)
    (body,) = mails()
    assert (report.code in body, other.code in body) == (False, True)


def test_another_digest_stays_as_it_is(cast: Cast):
    hidden, _other = morning(cast)
    before = set(
        Message.objects.filter(notices__person__login="kominfo", notices__purpose="morning").values_list("pk", "state")
    )
    found(hidden, Finding(is_oversight=True), cast)
    now = Message.objects.filter(notices__purpose="morning")
    assert before <= set(now.values_list("pk", "state"))
    assert not now.filter(state="superseded").exists()
