"""A link of a message, opened and confirmed."""

from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import links, tapping, tell
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import answered, disposed, received
from tests.cast import Cast

REASON = "Jalan ini jalan provinsi, bukan jalan kabupaten."


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def told(report: Report) -> Report:
    while tell.once():
        pass
    return report


def token(act: str, **whom: Any) -> str:
    message = Message.objects.filter(**whom).latest("queued_at")
    return links.make(message.pk, act, expires_at=links.expiry(timezone.now()))


def admins(act: str) -> str:
    return token(act, notices__person__login="pupr.admin", notices__purpose="disposed")


def reporters(act: str, report: Report) -> str:
    return token(act, notices__recipient="reporter", notices__report=report)


def death(made: str) -> str:
    with pytest.raises(Dead) as caught:
        tapping.tap(made)
    return caught.value.code


def test_looking_changes_nothing(cast: Cast):
    report = told(disposed(cast).report)
    assert (tapping.look(admins("acceptance")).report, report.events.count()) == (report, 3)


def test_a_tap_accepts_in_the_post_that_was_told_and_once(cast: Cast):
    report = told(disposed(cast).report)
    made = admins("acceptance")
    tapping.tap(made)
    line = report.events.get(kind="accepted")
    assert (line.post_title, line.via) == ("Admin Penghubung Dinas PUPR", "link")
    assert death(made) == "link.used"


def test_a_tap_returns_with_its_reason(cast: Cast):
    report = told(disposed(cast).report)
    tapping.tap(admins("return"), text=REASON)
    assert report.events.get(kind="returned").reason.text == REASON


def test_a_tap_after_a_colleague_says_who_was_first(cast: Cast):
    report = told(disposed(cast).report)
    accept(report.code, by=cast.pupr_liaison)
    assert death(admins("acceptance")) == "link.taken"


def test_a_reporter_confirms_or_objects(cast: Cast):
    one = told(answered(cast, email="warga@demo.test").report)
    tapping.tap(reporters("confirmation", one))
    other = told(answered(cast, email="warga@demo.test").report)
    tapping.tap(reporters("reopening", other), text="Lubangnya masih ada.")
    states = [Report.objects.get(pk=report.pk).state for report in (one, other)]
    assert states == ["closed", "disposed"]


def test_a_reporter_who_stops_the_updates_hears_no_more_and_the_report_goes_on(cast: Cast):
    report = told(received(email="warga@demo.test", phone="081234567890").report)
    tapping.tap(reporters("stop", report))
    assert identity.address_for(report) == identity.Identity()
    assert (identity.is_number(report, "6281234567890"), identity.is_number(report, "6281234567891")) == (True, False)
    verify(report.code, by=cast.front_officer, finding=Finding())
    dispose(report.code, to="pupr", by=cast.front_officer)
    told(report)
    assert list(Notice.objects.filter(recipient="reporter").values_list("purpose", flat=True)) == ["received"]


def test_a_view_is_no_act(cast: Cast):
    told(disposed(cast).report)
    assert death(admins("report")) == "link.broken"
