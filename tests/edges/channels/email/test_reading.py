"""What comes of a mail: bounces settle our message, answers reach the report, machines and strangers get no further."""

from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from arcadumas.base.inbound import store
from arcadumas.core.handling import ask
from arcadumas.core.handling.models import Note
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import identity, words
from arcadumas.core.reports.models import Attachment, Letter, Report
from arcadumas.duties.notifications import allowances, links, postmarks
from arcadumas.duties.notifications.bounds import Dead
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.channels.email import reading, replying
from arcadumas.edges.channels.email.models import Heard
from tests import builders
from tests.cast import Cast
from tests.doubles import Mailbox
from tests.edges.channels.email import shapes
from tests.edges.channels.email.conftest import arrive, to_officer, to_reporter

pytestmark = pytest.mark.django_db


def mark(message: Message) -> str:
    return postmarks.address(message.pk)


def heard() -> list[tuple[str, str]]:
    return list(Heard.objects.order_by("at").values_list("kind", "detail"))


def letters(report: Report) -> list[str]:
    rows = Letter.objects.filter(report=report, is_from_reporter=True).order_by("at")
    return [words.letter_text(row) for row in rows]


# -- What goes out -----------------------------------------------------------------------------------------------------
def test_our_mail_asks_for_replies_at_its_own_address(report: Report, mailbox: Mailbox) -> None:
    message = to_reporter(report)
    [mail] = [each for each in mailbox.to("siti@mail.test") if each["Message-ID"] == message.provider_id]
    assert mail["Reply-To"] == mark(message)
    assert postmarks.find(mail["Message-ID"]) == message.pk
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "NDR" not in mail["X-Auto-Response-Suppress"].replace("NRN", "")
    assert mail["Precedence"] is None


# -- Bounces -----------------------------------------------------------------------------------------------------------
BOUNCES = {
    "postfix": (shapes.postfix, "5.1.1"),
    "exchange": (shapes.exchange, "5.1.10"),
    "gmail": (shapes.gmail, "5.2.1"),
    "exim": (shapes.exim, "5.1.1"),
    "qmail": (shapes.qmail, "5.1.1"),
}


@pytest.mark.parametrize(("shape", "code"), BOUNCES.values(), ids=BOUNCES)
@pytest.mark.parametrize("has_address", [True, False])
def test_a_bounce_fails_its_message(report: Report, shape: Any, code: str, has_address: bool) -> None:
    """Known by the address it came to, or by the mail it gives back."""
    message = to_officer(report)
    arrive(shape(mark(message) if has_address else "aduan@elsewhere.test", message.provider_id))
    message.refresh_from_db()
    assert (message.state, message.error_code) == ("failed", code)
    assert "@" not in message.error_text
    assert heard() == [("bounce", code)]


@pytest.mark.parametrize(("status", "said", "code"), [
    ("5.0.0", "550 5.1.1 <petugas@mail.test> user unknown", "5.1.1"),
    ("5.0.0", "550 <petugas@mail.test>: no such user here", "5.1.1"),
    ("5.0.0", "550 Requested action not taken: mailbox not found", "5.1.1"),
    ("5.1.0", "550 5.1.1 rejected", "5.1.1"),
    ("5.1.1", "550 5.7.1 no", "5.1.1"),
    ("5.7.1", "550 user unknown to the policy", "5.7.1"),
    ("5.0.0", "552 5.2.2 mailbox is full", "5.2.2"),
    ("5.0.0", "554 your host 5.1.1.9 is not liked", "5.0.0"),
    ("5.0.0", "550 4.1.1 odd", "5.0.0"),
])  # fmt: skip
def test_the_more_specific_of_what_a_bounce_says_counts(report: Report, status: str, said: str, code: str) -> None:
    message = to_officer(report)
    arrive(shapes.postfix(mark(message), message.provider_id, code=status, said=said))
    message.refresh_from_db()
    assert message.error_code == code
    assert Dead.objects.filter(code=code).exists() is allowances.says_dead("email", code)


def test_what_is_delayed_is_still_under_way(report: Report) -> None:
    message = to_officer(report)
    arrive(shapes.delayed(mark(message), message.provider_id))
    message.refresh_from_db()
    assert message.state == "sent"
    assert [kind for kind, _detail in heard()] == ["delayed"]


def test_a_bounce_of_a_mail_that_is_not_ours_harms_nothing(report: Report) -> None:
    before = set(Message.objects.values_list("pk", "state"))
    arrive(shapes.postfix("aduan@demo.test", "<x@y>"), shapes.exim("aduan@demo.test", "<x@y>"))
    assert set(Message.objects.values_list("pk", "state")) == before
    assert {kind for kind, _detail in heard()} == {"bounce"}


def test_a_bounce_that_somebody_forwards_is_no_bounce(report: Report, said: list[Any]) -> None:
    message = to_officer(report)
    bounce = shapes.postfix("aduan@demo.test", message.provider_id)
    arrive(shapes.reply(mark(message), text="Ini kenapa?\n\n" + bounce.decode()))
    message.refresh_from_db()
    assert message.state == "sent"


# -- Replies -----------------------------------------------------------------------------------------------------------
def test_a_reporter_s_reply_becomes_a_message_on_the_report(report: Report, said: list[Any]) -> None:
    message = to_reporter(report)
    text = f"{shapes.WORDS}\n\nPada Sen, 24 Nov 2026 pukul 09.00 Arcadumas <aduan@demo.test> menulis:\n> Yth. Pelapor"
    arrive(shapes.reply(mark(message), text=text, sender="Orang Lain <lain@mail.test>"))
    assert letters(report) == [shapes.WORDS]
    event = report.events.latest("seq")
    assert (event.kind, event.via) == ("message_sent", "email")
    assert said == []


def test_a_reply_is_known_by_the_mail_it_answers_where_the_address_has_no_mark(report: Report) -> None:
    message = to_reporter(report)
    arrive(shapes.reply("aduan@elsewhere.test", In_Reply_To=message.provider_id))
    arrive(shapes.reply("aduan@elsewhere.test", Message_ID="<r2@x>", References=f"<a@b> {message.provider_id} <c@d>"))
    assert letters(report) == [shapes.WORDS] * 2


def test_a_reply_answers_the_question_that_waits(report: Report, cast: Cast) -> None:
    builders.accept(report.code, by=cast.pupr_admin)
    ask.ask(report.code, by=cast.pupr_admin, text="Di sebelah mana lampunya?")
    arrive(shapes.reply(mark(to_reporter(report))))
    report.refresh_from_db()
    assert report.state == "in_work"


@pytest.mark.parametrize(
    "change", [lambda m: m[:-1] + ("a" if m[-1] != "a" else "b"), lambda m: "a" * 42, lambda m: m[::-1]]
)
def test_a_mark_that_we_did_not_make_proves_nothing(report: Report, said: list[Any], change: Any) -> None:
    good = postmarks.make(to_reporter(report).pk)
    arrive(shapes.reply(f"balas+{change(good)}@demo.test", sender="Siti <siti@mail.test>"))
    assert letters(report) == []
    assert [kind for kind, _detail in heard()] == ["stranger"]


def test_the_address_works_in_capitals(report: Report) -> None:
    arrive(shapes.reply(mark(to_reporter(report)).upper()))
    assert letters(report) == [shapes.WORDS]


def test_the_same_mail_twice_is_read_once(report: Report) -> None:
    raw = shapes.reply(mark(to_reporter(report)))
    arrive(raw, raw, b"Received: from x by y\r\n" + raw)
    assert letters(report) == [shapes.WORDS]


def test_two_mails_under_one_message_id_are_two(report: Report) -> None:
    address = mark(to_reporter(report))
    arrive(shapes.reply(address), shapes.reply(address, text="Dan satu lagi."))
    assert letters(report) == [shapes.WORDS, "Dan satu lagi."]


def test_an_officer_s_reply_never_becomes_a_report_or_the_reporter_s_word(report: Report, said: list[Any]) -> None:
    before = Report.objects.count()
    arrive(shapes.reply(mark(to_officer(report)), text="Sudah kami tinjau."))
    assert Report.objects.count() == before
    assert letters(report) == []
    assert [kind for kind, _detail in heard()] == ["reply"]


def test_whoever_left_the_post_has_no_say_any_more(report: Report, said: list[Any]) -> None:
    message = to_officer(report)
    person = message.notices.get().person_id
    Post.objects.filter(person=person).update(valid_to="2020-01-01")
    arrive(shapes.reply(mark(message), text="Sudah kami tinjau."))
    assert Note.objects.count() == 0
    assert [kind for kind, _detail in heard()] == ["refused"]
    assert len(said) == 1


def test_a_reply_without_words_is_told_so(report: Report, said: list[Any]) -> None:
    arrive(shapes.reply(mark(to_reporter(report)), text=" "))
    assert letters(report) == []
    assert report.code in said[0].text


def test_a_file_alone_that_cannot_be_kept_is_named(report: Report, said: list[Any]) -> None:
    mail = message_from_bytes(shapes.reply(mark(to_reporter(report)), text=" "), policy=default)
    mail.add_attachment(b"%PDF-1.7 " + bytes(2000), maintype="application", subtype="pdf", filename="surat.pdf")
    arrive(mail.as_bytes())
    assert (letters(report), report.code in said[0].text, "surat.pdf" in said[0].text) == ([], True, True)


def test_whoever_writes_of_danger_is_told_whom_to_call(report: Report, said: list[Any]) -> None:
    arrive(shapes.reply(mark(to_reporter(report)), text="Rumah tetangga kebakaran, tolong!"))
    assert (len(letters(report)), "112" in said[0].text) == (1, True)


def test_a_photo_comes_along_and_another_file_is_named(report: Report, said: list[Any]) -> None:
    mail = message_from_bytes(shapes.reply(mark(to_reporter(report))), policy=default)
    mail.add_attachment(picture(), maintype="image", subtype="jpeg", filename="lampu.jpg")
    mail.add_attachment(b"PK\x03\x04" + bytes(2000), maintype="application", subtype="zip", filename="semua.zip")
    arrive(mail.as_bytes())
    assert Attachment.objects.filter(report=report).count() == 1
    assert "semua.zip" in said[0].text
    assert "lampu.jpg" not in said[0].text


def picture() -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return file.getvalue()


# -- Machines and loops ------------------------------------------------------------------------------------------------
MACHINES = {
    "Auto-Submitted": {"Auto_Submitted": "auto-replied"},
    "X-Autoreply": {"X_Autoreply": "yes"},
    "Precedence": {"Precedence": "bulk"},
    "Return-Path": {"Return_Path": "<>"},
    "List-Id": {"List_Id": "<warga.mail.test>"},
    "Subject": {"Subject": "Balasan otomatis: Laporan Anda"},
}


@pytest.mark.parametrize(("detail", "headers"), MACHINES.items(), ids=MACHINES)
@pytest.mark.parametrize("has_mark", [True, False])
def test_a_machine_is_heard_and_never_answered(
    report: Report, said: list[Any], detail: str, headers: dict[str, str], has_mark: bool
) -> None:  # fmt: skip
    message = to_reporter(report)
    arrive(shapes.reply(mark(message) if has_mark else "aduan@elsewhere.test", **headers))
    row = Heard.objects.get()
    assert (row.kind, row.detail, row.message_id) == ("automatic", detail, message.pk if has_mark else None)
    assert letters(report) == []
    assert said == []


@pytest.mark.parametrize(
    "subject", ["Re: cuti bersama, lampu mati", "Re: Laporan Anda", "Jalan di luar kantor camat rusak"]
)
def test_a_person_is_no_machine(report: Report, subject: str) -> None:
    arrive(shapes.reply(mark(to_reporter(report)), Subject=subject))
    assert len(letters(report)) == 1


def test_our_own_mail_that_comes_round_is_left_alone(report: Report, mailbox: Mailbox, said: list[Any]) -> None:
    arrive(*[mail.as_bytes() for mail in mailbox.mails])
    arrive(shapes.reply("x@y.test", sender="Arcadumas <aduan@demo.test>"))
    assert {kind for kind, _detail in heard()} == {"own"}
    assert said == []


def test_one_sender_is_heard_so_often_an_hour(report: Report, said: list[Any]) -> None:
    address = mark(to_reporter(report))
    rows = arrive(
        *[shapes.reply(address, text=f"Pesan {n}.", Message_ID=f"<{n}@x>") for n in range(reading.PER_HOUR + 3)]
    )
    assert len(letters(report)) == reading.PER_HOUR
    failed = [row.error for row in rows if row.state == "failed"]
    assert failed == [f"more than {reading.PER_HOUR} mails an hour from one sender"] * 3


# -- Strangers ---------------------------------------------------------------------------------------------------------
def stranger(n: int = 0, **headers: str) -> bytes:
    return shapes.reply("aduan@demo.test", text="Jalan rusak.", Message_ID=f"<s{n}@x>", Subject="Jalan", **headers)


def test_a_stranger_is_shown_the_way_once_a_day(cast: Cast, mailbox: Mailbox) -> None:
    arrive(stranger(1), stranger(2))
    [mail] = mailbox.mails
    assert (mail["To"], mail["Auto-Submitted"], mail["In-Reply-To"]) == ("siti@mail.test", "auto-replied", "<s1@x>")
    assert "/lapor/" in mail.get_content()
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "no-reply@mail.test"},
        {"sender": "Mailer-Daemon@mail.test"},
        {"sender": "noreply+x@mail.test"},
        {"sender": "nobody"},
        {"Return_Path": "<>"},
        {"X_Auto_Response_Suppress": "All"},
        {"Authentication_Results": "mx.demo.test; spf=fail smtp.mailfrom=mail.test; dmarc=fail"},
        {"Precedence": "list"},
    ],
)
def test_some_are_never_answered(cast: Cast, mailbox: Mailbox, said: list[Any], headers: dict[str, str]) -> None:
    arrive(stranger(**headers))
    assert said == []


def test_two_automatic_writers_come_to_rest(cast: Cast, mailbox: Mailbox) -> None:
    """The other side answers whatever it gets, without any sign that it is a machine."""
    arrive(stranger())
    for n in range(50):
        if len(mailbox.mails) <= n:
            break
        arrive(stranger(n + 1, In_Reply_To=str(mailbox.mails[n]["Message-ID"])))
    assert len(mailbox.mails) == 1


def test_the_answers_to_all_strangers_are_few(cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replying, "TO_STRANGERS", 3)
    arrive(*[stranger(n, sender=f"w{n}@mail.test") for n in range(8)])
    assert len(mailbox.mails) == 3


# -- What cannot be read -----------------------------------------------------------------------------------------------
def test_what_cannot_be_read_waits_for_a_person_and_stops_nobody(report: Report) -> None:
    bad = [b"", b"Subject: x\n\n" + b"\n--a" * 5_000, b"X: " + b"a" * 200_000 + b"\n\nx"]
    rows = arrive(*bad, shapes.reply(mark(to_reporter(report))))
    assert [row.error for row in rows] == ["empty", "too many parts", "its headers are too long", ""]
    assert letters(report) == [shapes.WORDS]


def test_a_mistake_of_ours_is_tried_again_later(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = shapes.reply(mark(to_reporter(report)))
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_sorted", lambda mail, heard: 1 / 0)
        [row] = arrive(raw)
    assert (row.state, row.error) == ("new", "ZeroDivisionError")
    assert Heard.objects.count() == 0
    store.Inbound.objects.update(retry_at=row.received_at)
    arrive()
    assert letters(report) == [shapes.WORDS]


def test_nothing_of_a_mail_stands_open_in_the_database(report: Report) -> None:
    [row] = arrive(shapes.reply(mark(to_reporter(report))))
    assert b"siti" not in bytes(row.body_sealed)
    assert UUID(int=0) != Heard.objects.get().message_id


# -- BERHENTI ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["BERHENTI", "stop.", "Unsubscribe\n\nDikirim dari iPhone saya"])
def test_one_word_stops_the_updates_and_is_no_message(report: Report, said: list[Any], text: str) -> None:
    arrive(shapes.reply(mark(to_reporter(report)), text=text))
    assert (identity.is_stopped(report), letters(report)) == (True, [])
    assert "/lacak/" in said[0].text
    arrive(shapes.reply(mark(to_reporter(report)), text="MULAI", Message_ID="<r2@mail.test>"))
    assert identity.is_stopped(report) is False


def test_an_officer_s_mail_stops_nothing(report: Report, said: list[Any]) -> None:
    arrive(shapes.reply(mark(to_officer(report)), text="Stop"))
    assert (identity.is_stopped(report), Note.objects.get().text) == (False, "Stop")


def test_the_mail_program_has_a_button_of_its_own(report: Report, mailbox: Mailbox, client: Client) -> None:
    """RFC 8058: one POST without page, cookie or token of ours."""
    message = to_reporter(report)
    mails = mailbox.to("siti@mail.test")
    [mail] = [each for each in mails if each["Message-ID"] == message.provider_id]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert client.get(address)["Location"] == address.removesuffix("berhenti/")
    assert identity.is_stopped(report) is False
    bare = Client(enforce_csrf_checks=True)
    for _time in range(2):
        assert bare.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert identity.is_stopped(report) is True


def test_an_officer_s_mail_has_no_such_button_and_no_other_link_serves(report: Report, mailbox: Mailbox, client: Client) -> None:  # fmt: skip
    message = to_officer(report)
    [mail] = [each for box in (mailbox.to("pupr.admin@demo.test"),) for each in box if each["Message-ID"] == message.provider_id]  # fmt: skip
    assert mail["List-Unsubscribe"] is None
    token = links.make(to_reporter(report).pk, "report", expires_at=links.expiry(timezone.now()))
    assert client.post(f"/t/{token}/berhenti/").status_code == 404
