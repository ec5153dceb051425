"""The page of an old link, without a session: what its bearer may no longer see is not on it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Report
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
