"""Mails as they should not be: every one is read or refused with a reason, and soon."""

import resource
import time
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arcadumas.edges.channels.email import automatic, bounces, parse
from arcadumas.edges.channels.email.parse import Incoming, Unreadable
from tests.edges.channels.email import shapes

SOON = 5.0  # seconds of processor time


def read(raw: bytes) -> Incoming | None:
    """All that reading asks of a mail."""
    try:
        mail = parse.read(raw)
    except Unreadable as error:
        assert str(error)
        return None
    mail.text.encode()
    assert "\x00" not in mail.text + mail.subject + mail.sender + "".join(file.name for file in mail.files)
    bounces.read(mail)
    automatic.sign(mail)
    automatic.may_be_answered(mail)
    return mail


def nested(depth: int) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return (
        heads + b"Content-Type: text/plain\n\nDalam sekali\n" + b"".join(b"--b%d--\n" % n for n in range(depth)[::-1])
    )


HOSTILE = {
    "10,000 parts in one another": nested(10_000),
    "300 parts in one another": nested(300),
    "39 parts in one another, and long": nested(39).replace(b"Dalam sekali", b"a\n" * 400_000),
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 10_000 + b"x",
    "10,000 parts side by side": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 10_000,
    "parts without heads": b"Content-Type: multipart/mixed; boundary=-\n\n" + b"---\n" * 1_000_000,
    "nothing but line ends": b"\n" * 5_000_000,
    "short lines": b"Subject: x\n\n" + b"a\n" * 3_000_000,
    "one long line": b"Subject: x\n\n" + b"On a " * 2_000_000,
    "endless headers": b"X: y\n" * 1_000_000 + b"\n",
    "one endless header": b"To: " + b"a@b, " * 1_000_000 + b"\n\nx",
    "brackets": b"From: " + b"(" * 100_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 8_000 + b"\n\nx",
    "encoded words that never end": b"Subject: " + b"=?" * 60_000 + b"\n\nx",
    "base64 that is none": b"Content-Transfer-Encoding: base64\n\n" + b"=" * 5_000_000,
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=3D" * 2_000_000,
    "a charset that is a codec": b"Content-Type: text/plain; charset=zip\n\nhalo",
    "a charset nobody knows": b"Content-Type: text/plain; charset=x-bogus\n\nhalo",
    "a charset with a null": b"Content-Type: text/plain; charset=\"utf\x00-8\"\n\nhalo",
    "html of open tags": b"Content-Type: text/html\n\n" + b"<a b='" * 500_000,
    "html of comments": b"Content-Type: text/html\n\n" + b"<!--" * 500_000,
    "html of one number": b"Content-Type: text/html\n\n&#" + b"9" * 500_000 + b";",
    "a daemon's novel": b"From: MAILER-DAEMON@x\nReturn-Path: <>\n\n" + b"Your message to <a@b> could not be delivered because " * 40_000,
    "a daemon's brackets": b"From: MAILER-DAEMON@x\nReturn-Path: <>\n\n" + b"<" * 1_000_000,
    "a daemon's blanks": b"From: MAILER-DAEMON@x\nReturn-Path: <>\n\n" + b" " * 1_000_000,
    "a daemon's addresses": b"From: MAILER-DAEMON@x\nReturn-Path: <>\n\nfailed\n" + b"<a@b.c>:\n" * 100_000,
    "marks that are none": b"From: MAILER-DAEMON@x\nReturn-Path: <>\nX-Failed-Recipients: a@b\n\n" + (b"a" * 42 + b" ") * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_what_is_built_to_harm_is_soon_dealt_with(raw: bytes) -> None:
    begun = time.process_time()
    read(raw)
    assert time.process_time() - begun < SOON


def test_a_mail_at_the_limit_fits_into_the_memory_of_a_small_server() -> None:
    whole = MIMEMultipart()
    whole.attach(MIMEText("Foto terlampir."))
    part = MIMEBase("image", "jpeg", name="a.jpg")
    part.set_payload(b"QUJD" * 19 + b"\n")
    whole.attach(part)
    raw = whole.as_bytes().replace(b"QUJD" * 19 + b"\n", (b"QUJD" * 19 + b"\n") * 310_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mail = read(raw)
    assert mail is not None
    assert len(mail.files[0].data) > 17_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


def test_a_deep_mail_is_refused_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="too many parts|too deep"):
        parse.read(nested(10_000))


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b"", "Jalan rusak – “parah”".encode(), "Jalan rusak – “parah”"),
        (b"Content-Type: text/plain; charset=utf-8\n", "Jalan “rusak”".encode("cp1252"), "Jalan “rusak”"),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", b"caf\xe9", "café"),
        (b"Content-Type: text/plain; charset=unknown-8bit\n", "Jalan é".encode(), "Jalan é"),
        (b"Content-Type: text/plain; charset=utf-16\n", b"x", "x"),
        (b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", b"SmFsYW4gcnVzYWs=", "Jalan rusak"),
        (b"Content-Type: text/plain\nContent-Transfer-Encoding: x-unknown\n", b"Jalan rusak", "Jalan rusak"),
        (b"Content-Type: text/plain\n", b"Jalan\x00 rusak\x1b", "Jalan rusak"),
        (b"Content-Type: text/html\n", b"<p>Jalan &amp; got<br>rusak</p>", "Jalan & got\nrusak"),
        (b"Content-Type: \n", b"Jalan rusak", "Jalan rusak"),
        (b"Content-Type: multipart/mixed\n", b"Jalan rusak", "Jalan rusak"),
    ],
)
def test_words_are_found_in_every_charset_and_wrapping(head: bytes, body: bytes, text: str) -> None:
    mail = parse.read(b"Subject: x\n" + head + b"\n" + body)
    assert mail.text == text


def test_the_senders_name_is_left_out_of_the_words() -> None:
    raw = b"From: =?utf-8?q?Wexandra_P=C3=BAjoklim?= <w@warga.id>\nSubject: Re\n\nSudah.\n\nHormat saya,\nWexandra P\xc3\xbajoklim\n"
    mail = parse.read(raw)
    assert (mail.sender, mail.text.split()[-2:]) == ("w@warga.id", ["[nama", "disamarkan]"])


def test_headers_are_decoded() -> None:
    mail = parse.read(
        b"From: =?utf-8?q?Si=74i?= <SITI@Mail.test>\nSubject: =?utf-8?b?SmFsYW4=?=\n =?utf-8?q?_rusak?=\n\nx"
    )
    assert (mail.sender, mail.subject) == ("siti@mail.test", "Jalan rusak")


def test_the_plain_text_is_taken_before_the_html_and_an_attached_text_is_a_file() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=c\n\n"
        b"--c\nContent-Type: text/html\n\n<p>html</p>\n--c\nContent-Type: text/plain\n\npolos\n--c--\n"
        b"--b\nContent-Type: text/plain; name=catatan.txt\nContent-Disposition: attachment; filename=catatan.txt\n\nisi\n--b--\n"
    )
    mail = parse.read(raw)
    assert (mail.text, [file.name for file in mail.files]) == ("polos", ["catatan.txt"])


PIECES = [
    b"From: ", b"To: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"multipart/report; ", b"text/html",
    b"message/rfc822", b"message/delivery-status", b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"--b", b"--",
    b"\n", b"\n\n", b"\r\n", b"=?utf-8?b?", b"?=", b"=?", b"Action: failed\n", b"Status: 5.1.1\n", b"Final-Recipient: rfc822; a@b\n",
    b"Return-Path: <>\n", b"MAILER-DAEMON", b"<", b">", b"@", b"\"", b"(", b"\x00", b"\xff", b"\xed\xa0\x80", b"charset=", b"utf-16", b";", b":", b" ",
    b"Pada 24 menulis:", b"> ", b"<blockquote>", b"&#x110000;",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=60).map(b"".join))
@example(b"Content-Type: text/plain; charset*=utf-8''x%\n\nx")
@example(b"From: \xff\xfe\nSubject: =?utf-8?b?/////?=\n\n")
def test_whatever_comes_is_read_or_refused(raw: bytes) -> None:
    read(raw)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_bounce_that_was_damaged_on_its_way_is_read_or_refused(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([shapes.postfix, shapes.exchange, shapes.gmail, shapes.exim, shapes.qmail]))
    raw = bytearray(shape("aduan@demo.test", "<x@y>"))
    for _n in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=5))
    read(bytes(raw))
