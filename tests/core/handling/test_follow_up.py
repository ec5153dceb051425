"""A late objection: the old report stays closed, a new one goes on."""

from datetime import date

import pytest

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.follow_up import object_late
from arcadumas.core.handling.ombudsman import standing
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports import identity, intake, journal, words
from arcadumas.core.reports.models import About, Report, Reporter
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, newest

pytestmark = pytest.mark.django_db


def closed(cast: Cast, **values: object) -> Report:
    report = builders.answered(cast, **values).report
    return confirm(report.code, by=cast.reporter(report))


def test_it_opens_a_verified_report_and_links_both(cast: Cast) -> None:
    old = closed(cast, category="jalan_berlubang")
    receipt = object_late(old.code, by=cast.reporter(old), reason=REASON)
    new = receipt.report
    assert (new.state, new.previous, new.title, new.body, new.category) == (
        "verified",
        old,
        old.title,
        REASON,
        old.category,
    )
    assert [event.kind for event in journal.story(new)] == ["received", "linked", "verified"]
    assert journal.story(new)[1].facts == {"code": old.code, "is_newer": False}
    assert (newest(old).kind, newest(old).facts) == ("linked", {"code": new.code, "is_newer": True})
    old.refresh_from_db()
    assert (old.state, old.closed_by) == ("closed", "reporter")


def test_the_day_of_the_event_is_taken_along_for_the_two_years_of_the_ombudsman(cast: Cast) -> None:
    day = date(2025, 3, 4)
    old = closed(cast, occurred_on=day)
    new = object_late(old.code, by=cast.reporter(old), reason=REASON).report
    assert (Report.objects.get(pk=new.pk).occurred_on, standing(new, [], now=journal.now()).last_on) == (
        day,
        date(2027, 3, 4),
    )


def test_its_promises_are_new(cast: Cast) -> None:
    old = closed(cast)
    new = object_late(old.code, by=cast.reporter(old), reason=REASON).report
    assert clocks(new) == {
        "verify": "met", "settle": "running", "respond": "running", "dispose@diskominfo": "running",
        "sp4n_link@diskominfo": "running",
    }  # fmt: skip
    first = journal.story(new)[0]
    assert is_as_ruled(clock(new, "settle"), starts_with=first, amount=14, counted_in="working_days")
    assert Report.objects.get(pk=new.pk).due_at == clock(new, "dispose", "diskominfo").due_at


def test_the_reporter_is_the_same_and_has_a_new_key(cast: Cast) -> None:
    old = closed(cast, name="Siti", phone="0812 3456 7890")
    receipt = object_late(old.code, by=cast.reporter(old), reason=REASON)
    assert identity.address_for(receipt.report) == identity.Identity(name="Siti", phone="+6281234567890")
    assert intake.is_secret(receipt.report, receipt.secret)
    assert identity.secret_of(receipt.report) == receipt.secret


def test_a_reporter_who_asked_to_be_left_alone_is_still_left_alone(cast: Cast) -> None:
    old = closed(cast, name="Siti", phone="0812 3456 7890")
    Reporter.objects.update(is_stopped=True)
    new = object_late(old.code, by=cast.reporter(old), reason=REASON).report
    assert identity.address_for(new) == identity.Identity()
    assert identity.has(new) == {"has_name": True, "has_phone": True, "has_email": False}


def test_whom_it_complains_of_is_taken_along(cast: Cast) -> None:
    report = builders.answered(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["dinkes"]))
    confirm(report.code, by=cast.reporter(report))
    new = object_late(report.code, by=cast.reporter(report), reason=REASON).report
    assert [about.unit.code for about in About.objects.filter(report=new).select_related("unit")] == ["dinkes"]


def test_a_whistleblowers_second_report_is_as_hidden_as_the_first(cast: Cast) -> None:
    report = builders.answered(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    confirm(report.code, by=cast.reporter(report))
    new = object_late(report.code, by=cast.reporter(report), reason=REASON).report
    kept = Report.objects.get(pk=new.pk)
    assert (kept.title, kept.body, kept.report_class) == ("", "", "whistleblowing")
    assert words.body(kept) == REASON


def test_it_is_done_once(cast: Cast) -> None:
    old = closed(cast)
    object_late(old.code, by=cast.reporter(old), reason=REASON)
    with pytest.raises(OutOfTurn) as refused:
        object_late(old.code, by=cast.reporter(old), reason=REASON)
    assert (refused.value.code, "reopening" in refused.value.may) == ("reopening.carried_on", False)
    assert Report.objects.filter(previous=old).count() == 1
