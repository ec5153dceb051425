"""The page of an old link, without a session: what its bearer may no longer see is not on it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.deadlines import rules
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import links, tell
from arcadumas.duties.notifications.models import Message
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


def link(report: Report, act: str, login: str = "pupr.admin") -> str:
    while tell.once():
        pass
    message = Message.objects.filter(notices__report=report, notices__person__login=login).order_by("queued_at", "pk")[
        0
    ]
    return f"/t/{links.make(message.pk, act, expires_at=links.expiry(timezone.now()))}/"


def seen(address: str, **posted: Any) -> tuple[int, str]:
    visitor = Client(headers={"accept-language": "en"})
    answer = visitor.post(address, posted) if posted else visitor.get(address)
    return answer.status_code, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("finding", [Finding(about_units=["pupr"]), Finding(is_whistleblowing=True)])
@pytest.mark.parametrize("act", ["acceptance", "return", "report"])
def test_what_is_hidden_is_as_if_it_had_never_been(cast: Cast, finding: Finding, act: str) -> None:
    report = builders.disposed(cast).report
    address = link(report, act)
    classify(report.code, by=cast.front_officer, finding=finding)
    for status, text in (seen(address), seen(address, text=REASON)):
        assert (status, "There is no such report" in text) == (404, True)
        assert [word for word in (report.code, "Dinas Pekerjaan", "Passed on") if word in text] == []


def test_a_unit_that_gave_it_back_reads_that_and_no_more(cast: Cast) -> None:
    report = builders.disposed(cast).report
    address = link(report, "acceptance", "pupr.penghubung")
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    status, text = seen(address)
    assert (status, f"Your unit has given report {report.code} back." in text) == (410, True)


def test_the_page_after_the_return_shows_no_clock_and_no_standing(cast: Cast) -> None:
    report = builders.disposed(cast).report
    status, text = seen(link(report, "return"), text=REASON)
    assert (status, report.code in text, "Returned. The front desk decides" in text) == (200, True, True)


def test_a_link_to_the_list_says_nothing_of_a_report_that_is_hidden(cast: Cast) -> None:
    report = builders.disposed(cast).report
    address = link(report, "inbox")
    assert report.code in seen(address)[1]
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    status, text = seen(address)
    assert (status, report.code in text, "Passed on" in text) == (200, False, False)


def test_of_what_became_special_the_page_says_no_more_than_that(cast: Cast) -> None:
    report = builders.disposed(cast).report
    address = link(report, "acceptance", "pupr.penghubung")
    classify(report.code, by=cast.front_officer, finding=Finding(about_logins=["pupr.teknis"]))
    status, text = seen(address)
    assert (status, report.code in text, "A special report" in text) == (200, False, True)


def test_its_clock_is_the_units_own_and_none_that_has_ended(cast: Cast) -> None:
    """Not that of who gave it back, nor that of the unit in charge for who helps."""
    report = builders.disposed(cast, to="dinkes").report
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    dispose(report.code, to="pupr", by=cast.front_officer)
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    for day, unit in ((4, "dinkes"), (5, "pupr"), (6, "63.04.05")):
        own = Promise.objects.filter(report=report, step="accept", unit__code=unit)
        own.update(due_at=datetime(2031, 3, day, 15, tzinfo=rules.current().calendar.zone))
    for day, login in ((5, "pupr.admin"), (6, "alalak.admin")):
        status, text = seen(link(report, "acceptance", login))
        assert (status, [n for n in (4, 5, 6) if f"{n} Mar" in text]) == (200, [day])


def test_of_two_instructions_the_page_shows_the_day_of_its_own(cast: Cast) -> None:
    report = builders.in_work(cast).report
    days = [timezone.localdate() + timedelta(days=n) for n in (3, 60)]
    for day in days:
        instruct(report.code, by=cast.secretary, text=REASON, unit="pupr", due_on=day)
    while tell.once():
        pass
    message = Message.objects.filter(notices__purpose="instructed", notices__person__login="pupr.kepala")
    own = message.order_by("-notices__event__seq")[0]
    address = f"/t/{links.make(own.pk, 'instruction-acceptance', expires_at=links.expiry(timezone.now()))}/"
    said = seen(address)[1]
    assert [f"{day:%A} {day.day} {day:%b} " in said for day in days] == [False, True]
