"""The link of a message: opening it changes nothing, the button does, once, and in the post that was told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import links, seeds, tell
from arcadumas.duties.notifications.models import Message, Notice
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def words(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    seeds.sow(demo=True)


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def message_to(report: Report, login: str = "") -> Message:
    """The newest message about the report to the holder of a post, or to the reporter."""
    while tell.once():
        pass
    to = {"person__login": login} if login else {"recipient": "reporter"}
    notice = Notice.objects.filter(report=report, messages__isnull=False, **to).order_by("-event__seq", "-id")[0]
    return notice.messages.order_by("pk")[0]


def address(message: Message, act: str, **later: int) -> str:
    at = links.expiry(timezone.now()) + timedelta(**later)
    return f"/t/{links.make(message.pk, act, expires_at=at)}/"


@pytest.fixture
def disposed(cast: Cast) -> Report:
    return builders.disposed(cast, title="Judul dari warga", body="Isi dari warga", is_anonymous=False).report


def test_it_shows_what_the_message_showed_and_changes_nothing(visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "acceptance")
    lines = Event.objects.count()
    answer = visitor.get(link)
    said = text(answer)
    assert (answer.status_code, disposed.code in said, "Dinas Pekerjaan Umum" in said) == (200, True, True)
    assert [part for part in ("Judul dari warga", "Isi dari warga") if part in said] == []
    assert (Event.objects.count(), Disposition.objects.get().seen_at) == (lines, None)


def test_the_button_accepts_in_the_post_that_was_told(cast: Cast, visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "acceptance")
    answer = visitor.post(link)
    line = Event.objects.order_by("-id")[0]
    assert (answer.status_code, "Accepted." in text(answer)) == (200, True)
    assert (line.kind, line.by.login, line.post_title, line.via) == (
        "accepted", "pupr.admin", "Admin Penghubung Dinas PUPR", "link",
    )  # fmt: skip


def test_a_used_link_is_dead(visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "acceptance")
    visitor.post(link)
    for answer in (visitor.get(link), visitor.post(link)):
        assert (answer.status_code, "This link was used to accept the report on" in text(answer)) == (410, True)
    assert Event.objects.filter(kind="accepted").count() == 1


def test_when_a_colleague_was_first_the_page_says_who(cast: Cast, visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.penghubung"), "acceptance")
    accept(disposed.code, by=cast.pupr_admin)
    answer = visitor.get(link)
    assert (answer.status_code, "was taken by Admin Penghubung Dinas PUPR on" in text(answer)) == (410, True)


def test_not_ours_wants_a_reason_and_keeps_it(visitor: Client, disposed: Report) -> None:
    message = message_to(disposed, "pupr.admin")
    page = visitor.get(address(message, "acceptance")).content.decode()
    back = re.findall(r'action="(/t/[^"]+)"', page)[1]
    short = visitor.post(back, {"text": "pendek"})
    assert (short.status_code, ">pendek</textarea>" in short.content.decode()) == (422, True)
    assert visitor.post(back, {"text": REASON}).status_code == 200
    disposed.refresh_from_db()
    assert (disposed.state, disposed.hops) == ("verified", 1)


@pytest.mark.parametrize("days", [-15, -14])
def test_an_old_link_says_until_when_it_worked(visitor: Client, disposed: Report, days: int) -> None:
    answer = visitor.post(address(message_to(disposed, "pupr.admin"), "acceptance", days=days))
    assert (answer.status_code, "This link worked until" in text(answer)) == (410, True)


def test_after_a_change_of_post_the_link_is_dead(cast: Cast, visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "acceptance")
    cast.person("pupr_admin").posts.update(valid_to="2026-01-31")
    answer = visitor.post(link)
    assert (answer.status_code, "which you no longer hold" in text(answer)) == (410, True)
    disposed.refresh_from_db()
    assert disposed.state == "disposed"


@pytest.mark.parametrize("torn", ["x", "abc-def_", "A" * 44, "A" * 300])
def test_a_torn_link_is_nobodys(visitor: Client, torn: str) -> None:
    answer = visitor.post(f"/t/{torn}/")
    assert (answer.status_code, "This link is incomplete." in text(answer)) == (404, True)


def test_a_changed_token_is_nobodys(visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "acceptance")
    other = link[:-3] + ("A" if link[-3] != "A" else "B") + link[-2:]
    assert visitor.post(other).status_code == 404


def test_the_whole_report_asks_for_a_session(visitor: Client, disposed: Report) -> None:
    answer = visitor.post(address(message_to(disposed, "pupr.admin"), "report"))
    assert (answer.status_code, answer["Location"]) == (303, f"/meja/{disposed.code}/")
    assert visitor.get(answer["Location"]).status_code == 302


def test_a_special_report_is_not_even_named(cast: Cast, visitor: Client) -> None:
    report = builders.received(unit="pupr", about_officials=True).report
    link = address(message_to(report, "inspektorat"), "report")
    said = text(visitor.get(link))
    assert ("A special report" in said, report.code in said, "Complaint" in said) == (True, False, False)


def test_the_reporters_link_opens_their_report(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890", title="Judul dari warga").report
    message = message_to(report)
    opened = visitor.post(address(message, "report"))
    assert (opened.status_code, opened["Location"]) == (303, f"/lacak/{report.code}/")
    assert "Judul dari warga" in text(visitor.get(opened["Location"]))


def test_the_reporter_says_that_it_is_settled(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    answer = visitor.post(address(message_to(report), "confirmation"))
    report.refresh_from_db()
    assert (answer.status_code, report.state, report.closed_by) == (200, "closed", "reporter")


def test_the_reporter_says_what_is_not_settled(cast: Cast, visitor: Client) -> None:
    report = builders.answered(cast, phone="0812 3456 7890").report
    link = address(message_to(report), "reopening")
    assert visitor.post(link, {"text": "  "}).status_code == 422
    visitor.post(link, {"text": "Lubangnya masih ada dan makin dalam."})
    report.refresh_from_db()
    assert report.state == "disposed"


def test_a_tap_without_its_token_does_nothing(cast: Cast, disposed: Report) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(message_to(disposed, "pupr.admin"), "acceptance")).status_code == 403
    assert Event.objects.filter(kind="accepted").count() == 0
