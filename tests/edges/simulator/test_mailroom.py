"""The SMTP door."""

import smtplib
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from arcadumas.edges.simulator.models import Mail
from tests.edges.simulator.rig import COMMITTED, Caller

pytestmark = COMMITTED

TO = "kominfo@demo.test"


def letter(*to: str, subject: str = "Laporan menunggu verifikasi", message_id: str = "<m-1@arcadumas>") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Arcadumas <aduan@demo.test>"
    message["To"] = ", ".join(to or (TO,))
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message.set_content("Yth. Admin,\n\nhttp://127.0.0.1:8000/t/abc — «tautan»\n")
    message.add_alternative("<p>Yth. Admin</p>", subtype="html")
    return message


@pytest.fixture
def door(sim: Caller) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", sim.running.smtp_port, timeout=5) as smtp:
        yield smtp


def again(sim: Caller, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sim.running.smtp_port, timeout=5) as smtp:
        smtp.send_message(message)


def test_a_mail_is_kept_in_each_mailbox(sim: Caller, door: smtplib.SMTP) -> None:
    door.send_message(letter(TO, "sekda@demo.test"))
    [mail] = sim.control("GET", "mails", to="Kominfo@demo.test")["mails"]
    assert (mail["to"], mail["from"], mail["subject"]) == (
        TO,
        "Arcadumas <aduan@demo.test>",
        "Laporan menunggu verifikasi",
    )
    assert mail["message_id"] == "<m-1@arcadumas>"
    assert mail["text"] == "Yth. Admin,\n\nhttp://127.0.0.1:8000/t/abc — «tautan»\n"
    assert [each["to"] for each in sim.control("GET", "mails")["mails"]] == [TO, "sekda@demo.test"]
    assert b"Admin" not in bytes(Mail.objects.all()[0].raw)


def test_any_login_is_good_unless_scripted(sim: Caller, door: smtplib.SMTP) -> None:
    assert door.login("anyone", "anything")[0] == 235
    sim.fault("smtp_auth", times=None)
    with smtplib.SMTP("127.0.0.1", sim.running.smtp_port) as smtp, pytest.raises(smtplib.SMTPAuthenticationError):
        smtp.login("anyone", "anything")


@pytest.mark.parametrize(
    ("kind", "code", "wanted"), [("smtp_4xx", None, 451), ("smtp_4xx", 452, 452), ("smtp_5xx", None, 550)]
)
def test_a_recipient_is_refused(sim: Caller, door: smtplib.SMTP, kind: str, code: int | None, wanted: int) -> None:
    sim.fault(kind, to="KOMINFO@demo.test", code=code)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        door.send_message(letter())
    assert refused.value.recipients[TO][0] == wanted
    door.send_message(letter())
    assert len(sim.control("GET", "mails")["mails"]) == 1


def test_a_greylist_lets_in_who_comes_again_later(sim: Caller, door: smtplib.SMTP) -> None:
    sim.fault("smtp_greylist", to=TO, seconds=0.3)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            door.send_message(letter())
    time.sleep(0.35)
    door.send_message(letter())
    assert len(sim.control("GET", "mails", to=TO)["mails"]) == 1


def test_drop_keeps_the_mail_and_loses_the_answer(sim: Caller, door: smtplib.SMTP) -> None:
    sim.fault("smtp_drop", to=TO)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        door.send_message(letter())
    again(sim, letter())
    assert [mail["message_id"] for mail in sim.control("GET", "mails")["mails"]] == ["<m-1@arcadumas>"] * 2


def test_drop_before_keeps_nothing(sim: Caller, door: smtplib.SMTP) -> None:
    sim.fault("smtp_drop_before")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        door.send_message(letter())
    assert sim.control("GET", "mails")["mails"] == []


def test_a_slow_answer(sim: Caller, door: smtplib.SMTP) -> None:
    sim.fault("smtp_slow", seconds=0.3)
    began = time.monotonic()
    door.send_message(letter())
    assert time.monotonic() - began >= 0.3


def test_a_mail_that_is_no_utf8_is_kept_byte_for_byte(sim: Caller, door: smtplib.SMTP) -> None:
    door.sendmail("a@demo.test", [TO], b"Subject: caf\xe9\r\n\r\nisi\xff\r\n")
    [mail] = sim.control("GET", "mails")["mails"]
    assert (mail["from"], mail["text"][:3]) == ("", "isi")
