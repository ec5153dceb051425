"""The link of a message: opening it changes nothing, the button does, once, and in the post that was told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import mark_broken, warn
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.work import approve, draft
from arcadumas.core.organisation import pins
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.notifications import links, tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Use
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
PIN = "271828"


@pytest.fixture(autouse=True)
def words(cast: Cast, settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


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
    before, answer = text(visitor.get(link)), visitor.post(link)
    line = Event.objects.order_by("-id")[0]
    assert "Acceptance: " in before
    assert (answer.status_code, "Accepted." in text(answer), "First answer: " in text(answer)) == (200, True, True)
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


def test_after_a_ruling_nobody_is_offered_to_return_it(cast: Cast, visitor: Client, disposed: Report) -> None:
    give_back(disposed.code, by=cast.pupr_admin, reason=REASON)
    dispose(disposed.code, to="pupr", by=cast.front_head, is_ruling=True)
    page = visitor.get(address(message_to(disposed, "pupr.admin"), "acceptance"))
    assert ("I accept this report" in text(page), "Not ours" in text(page)) == (True, False)


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


BEARERS = (("pupr_admin", 404), ("inspector", 303))  # a colleague to whom it was passed on, and whom it is for


def test_a_special_report_is_not_even_named(cast: Cast, visitor: Client) -> None:
    report = builders.received(unit="pupr", about_officials=True).report
    link = address(message_to(report, "inspektorat"), "report")
    said = text(visitor.get(link))
    assert ("A special report" in said, report.code in said, "Complaint" in said) == (True, False, False)
    answers = [visitor.post(link)]
    for role, _status in BEARERS:
        visitor.force_login(cast.person(role))
        answers.append(visitor.post(link))
    assert [answer.status_code for answer in answers] == [302, *(status for _role, status in BEARERS)]
    assert answers[0]["Location"] == f"/masuk/?next={link}"
    assert answers[-1]["Location"] == f"/meja/{report.code}/"


def test_a_tap_without_its_token_does_nothing(cast: Cast, disposed: Report) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(message_to(disposed, "pupr.admin"), "acceptance")).status_code == 403
    assert Event.objects.filter(kind="accepted").count() == 0


# -- With a PIN --------------------------------------------------------------------------------------------------------
DRAFT = "Konsep: petugas puskesmas sudah menambah jadwal vaksin."


@pytest.fixture
def drafted(cast: Cast) -> Report:
    report = builders.in_work(cast, to="dinkes", title="Judul dari warga").report
    draft(report.code, by=cast.dinkes_admin, text=DRAFT)
    pins.put(cast.person("dinkes_head"), PIN, via="web")
    return report


def test_an_approval_shows_no_more_than_its_message_before_the_pin(visitor: Client, drafted: Report) -> None:
    message = message_to(drafted, "dinkes.kepala")
    for act in ("approval", "draft-rejection"):
        link = address(message, act)
        for answer in (
            visitor.get(link),
            visitor.head(link),
            visitor.post(link),
            visitor.post(link, {"pin": "000001"}),
        ):
            assert (answer.status_code in (200, 422), DRAFT in text(answer), "Judul" in text(answer)) == (
                True,
                False,
                False,
            )
    assert drafted.responses.get().state == "drafted"


def test_the_right_pin_shows_the_draft_and_the_button_approves_it(visitor: Client, drafted: Report) -> None:
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    entered = visitor.post(link, {"pin": PIN})
    assert (entered.status_code, entered["Location"], drafted.responses.get().state) == (303, link, "drafted")
    assert (entered.cookies["bukti"]["path"], entered.cookies["bukti"]["httponly"]) == ("/t/", True)
    page = visitor.get(link)
    assert (DRAFT in text(page), drafted.responses.get().state) == (True, "drafted")
    version = re.findall(r'name="version" value="(\d+)"', page.content.decode())[0]
    answer = visitor.post(link, {"version": version})
    line = Event.objects.filter(report=drafted).latest("seq")
    assert (answer.status_code, "Approved." in text(answer), "First answer: " in text(answer)) == (200, True, True)
    assert (line.kind, line.by.login, line.via) == ("answer_approved", "dinkes.kepala", "link")


def test_the_page_says_which_answer_it_is_and_the_approver_may_say_otherwise(
    cast: Cast, visitor: Client, drafted: Report
) -> None:
    draft(drafted.code, by=cast.dinkes_admin, text=DRAFT, is_final=True)
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    visitor.post(link, {"pin": PIN})
    page = visitor.get(link).content.decode()
    assert "final answer" in page
    assert re.findall(r'<input type="radio" name="is_final" value="(\w+)"[^>]*checked', page) == ["yes"]
    visitor.post(link, {"is_final": "no"})
    approved = drafted.responses.get(state="approved")
    assert (approved.is_final, approved.decided_by) == (False, cast.person("dinkes_head"))


def test_the_draft_goes_back_with_remarks_from_the_same_page(visitor: Client, drafted: Report) -> None:
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    visitor.post(link, {"pin": PIN})
    back = re.findall(r'action="(/t/[^"]+)"', visitor.get(link).content.decode())[1]
    assert visitor.post(back, {"text": "ya"}).status_code == 422
    answer = visitor.post(back, {"text": "Mohon sebut tanggal dan tempatnya."})
    assert (answer.status_code, drafted.responses.get().state) == (200, "rejected")


def test_a_draft_that_changed_is_shown_anew_instead_of_approved(cast: Cast, visitor: Client, drafted: Report) -> None:
    """And the next press approves what is shown now, as the answer that this one says it is."""
    draft(drafted.code, by=cast.dinkes_admin, text=DRAFT, is_final=False)
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    visitor.post(link, {"pin": PIN})
    seen = sent_by(visitor.get(link))
    draft(drafted.code, by=cast.dinkes_admin, text="Konsep kedua, dengan tanggalnya.", is_final=True)
    answer = visitor.post(link, seen)
    assert (answer.status_code, "Konsep kedua" in text(answer)) == (412, True)
    assert set(drafted.responses.values_list("state", flat=True)) == {"replaced", "drafted"}
    assert visitor.post(link, sent_by(answer)).status_code == 200
    approved = drafted.responses.get(state="approved")
    assert (approved.text, approved.is_final) == ("Konsep kedua, dengan tanggalnya.", True)


def sent_by(page: Any) -> dict[str, str]:
    """What the browser sends of the form that approves, as it stands."""
    shown = page.content.decode()
    chosen = re.findall(r'name="is_final" value="(\w+)"[^>]*checked', shown)
    return {
        "version": re.findall(r'name="version" value="(\d+)"', shown)[0],
        **({"is_final": chosen[0]} if chosen else {}),
    }


def test_five_wrong_pins_lock_it_kindly(visitor: Client, drafted: Report) -> None:
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    tries = [visitor.post(link, {"pin": "000001"}) for _try in range(5)]
    assert [answer.status_code for answer in tries] == [422, 422, 422, 422, 429]
    locked = visitor.post(link, {"pin": PIN})
    assert (locked.status_code, int(locked["Retry-After"]) > 0) == (429, True)
    assert ("locked until" in text(locked), "sign in with your password" in text(locked)) == (True, True)
    assert Entry.objects.filter(act="pin_locked", subject="dinkes.kepala").count() == 1


def test_an_open_session_needs_no_pin(cast: Cast, visitor: Client, drafted: Report) -> None:
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    visitor.force_login(cast.person("dinkes_admin"))
    assert DRAFT not in text(visitor.get(link))
    visitor.force_login(cast.person("dinkes_head"))
    assert DRAFT in text(visitor.get(link))


def test_once_decided_the_link_says_by_whom(cast: Cast, visitor: Client, drafted: Report) -> None:
    link = address(message_to(drafted, "dinkes.kepala"), "approval")
    approve(drafted.code, by=cast.dinkes_head)
    answer = visitor.get(link)
    assert (answer.status_code, "was approved by Kepala Dinas Kesehatan on" in text(answer)) == (410, True)


def test_not_ours_may_name_its_cause(visitor: Client, disposed: Report) -> None:
    link = address(message_to(disposed, "pupr.admin"), "return")
    assert "Why it is not yours" in text(visitor.get(link))
    assert visitor.post(link, {"text": REASON, "cause": "gossip"}).status_code == 422
    assert visitor.post(link, {"text": REASON, "cause": "village"}).status_code == 200
    assert Disposition.objects.get().return_cause == "village"


@pytest.mark.parametrize("act", ["acceptance", "takeover", "return", "report"])
def test_looking_never_acts(visitor: Client, disposed: Report, act: str) -> None:
    link = address(message_to(disposed, "pupr.admin"), act)
    lines = Event.objects.count()
    assert [visitor.get(link).status_code, visitor.head(link).status_code] == [200, 200]
    assert (Event.objects.count(), Use.objects.count()) == (lines, 0)


@pytest.fixture
def led(cast: Cast) -> Report:
    pins.put(cast.person("regional_head"), PIN, via="web")
    return builders.in_work(cast, title="Judul dari warga").report


def order(**values: str) -> dict[str, str]:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    return {"text": "Tutup lubang itu minggu ini.", "unit": "pupr", "due_on": day, **values}


def test_a_leader_instructs_after_the_pin(visitor: Client, led: Report) -> None:
    link = address(message_to(led, "bupati"), "instruction")
    before = visitor.get(link)
    assert ("Your PIN" in text(before), 'name="due_on"' in before.content.decode()) == (True, False)
    assert visitor.post(link, order()).status_code == 422
    visitor.post(link, {"pin": PIN})
    page = visitor.get(link).content.decode()
    assert ('name="due_on"' in page, 'value="pupr" selected' in page, "Judul" in page) == (True, True, False)
    wrong = visitor.post(link, order(due_on=""))
    assert (wrong.status_code, "Tutup lubang itu" in text(wrong)) == (422, True)
    assert visitor.post(link, order()).status_code == 200
    line = Event.objects.filter(report=led).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("instructed", "bupati", "link")
    assert visitor.post(link, order()).status_code == 410


# -- More time ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def warned(cast: Cast, disposed: Report) -> Report:
    """Its team was told that the acceptance falls due soon."""
    accept = Promise.objects.get(report=disposed, step="accept")
    assert warn(accept.pk)
    for name in ("pupr_head", "pupr_admin"):
        pins.put(cast.person(name), PIN, via="web")
    return disposed


def wanted(report: Report, **values: str) -> dict[str, str]:
    later = timezone.localtime(Promise.objects.get(report=report, step="accept").due_at + timedelta(days=1))
    return {"step": "accept", "due_at": later.strftime("%Y-%m-%dT%H:%M"), "reason": REASON, **values}


def test_the_admin_asks_for_more_time_and_the_head_gives_it_behind_the_pin(visitor: Client, warned: Report) -> None:
    ask = address(message_to(warned, "pupr.admin"), "extension-request")
    page = visitor.get(ask)
    assert ("Ask the head" in text(page), 'name="due_at"' in page.content.decode()) == (True, True)
    short = visitor.post(ask, wanted(warned, reason="pendek"))
    assert (short.status_code, ">\npendek</textarea>" in short.content.decode()) == (422, True)
    before = Promise.objects.get(report=warned, step="accept").due_at
    assert visitor.post(ask, wanted(warned)).status_code == 200
    line = Event.objects.filter(report=warned).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("extension_asked", "pupr.admin", "link")
    assert visitor.get(ask).status_code == 410
    told = message_to(warned, "pupr.kepala")
    assert told.purpose == "extension_asked"
    give = address(told, "extension")
    assert ("Your PIN" in text(visitor.get(give)), REASON in text(visitor.get(give))) == (True, False)
    assert visitor.post(give, wanted(warned)).status_code == 422
    visitor.post(give, {"pin": PIN})
    page = visitor.get(give)
    assert (REASON in text(page), wanted(warned)["due_at"] in page.content.decode()) == (True, True)
    assert Promise.objects.get(report=warned, step="accept").due_at == before
    assert visitor.post(give, wanted(warned)).status_code == 200
    moved = Promise.objects.get(report=warned, step="accept")
    line = Event.objects.filter(report=warned).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("extended", "pupr.kepala", "link")
    assert (moved.due_before, moved.due_at > before) == (before, True)
    assert visitor.post(give, wanted(warned)).status_code == 410


def test_a_head_who_asks_for_more_time_gives_it(visitor: Client, warned: Report) -> None:
    link = address(message_to(warned, "pupr.kepala"), "extension-request")
    assert "Your PIN" in text(visitor.get(link))
    visitor.post(link, {"pin": PIN})
    assert visitor.post(link, wanted(warned)).status_code == 200
    assert Event.objects.filter(report=warned).latest("seq").kind == "extended"


def test_the_words_of_the_request_hold_no_reason_and_say_how_long(visitor: Client, warned: Report) -> None:
    visitor.post(address(message_to(warned, "pupr.admin"), "extension-request"), wanted(warned))
    told = message_to(warned, "pupr.kepala")
    said = str(content_of(told.pk, bytes(told.text)))
    assert (REASON in said, "hari kerja" in said or "jam kerja" in said, "Tolak" in said) == (False, True, False)
    assert "karena alasan yang tertulis di halaman laporan" in said


def test_once_it_has_run_out_nothing_can_be_moved_by_link(visitor: Client, warned: Report) -> None:
    link = address(message_to(warned, "pupr.admin"), "extension-request")
    accept = Promise.objects.get(report=warned, step="accept")
    assert mark_broken(accept.pk, at=accept.due_at)
    answer = visitor.get(link)
    assert (answer.status_code, "No inner deadline here" in text(answer)) == (410, True)
