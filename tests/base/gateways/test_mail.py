import email
import email.policy
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.base.gateways.mail import Server, SettingError, compose, read_url

TO = "petugas@kab.test"


def message(**changes):
    values = {
        "sender": "Arcadumas <aduan@kab.test>",
        "to": TO,
        "subject": "Laporan baru",
        "text": "Ada laporan baru.\n.titik di awal baris\n",
        "message_id": "<m-1@kab.test>",
        "headers": {},
    }
    return compose(**{**values, **changes})


# -- Addresses of servers ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:1025", Server(host="127.0.0.1", port=1025, security="plain")),
        ("smtp://localhost", Server(host="localhost", port=25, security="plain")),
        ("smtp://[::1]:2525", Server(host="::1", port=2525, security="plain")),
        ("smtp://mail.kab.test?insecure=1", Server(host="mail.kab.test", port=25, security="plain")),
        ("smtps://mail.kab.test", Server(host="mail.kab.test", port=465, security="tls")),
        ("smtp+starttls://mail.kab.test", Server(host="mail.kab.test", port=587, security="starttls")),
        (
            "smtps://aduan%40kab.test:p%3Ass%2F@mail.kab.test:4650/",
            Server(host="mail.kab.test", port=4650, security="tls", user="aduan@kab.test", password="p:ss/"),
        ),
    ],
)
def test_an_address_of_a_server_is_read(url, server):
    assert read_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.kab.test",
        "http://mail.kab.test",
        "smtp://",
        "smtps://mail.kab.test:x",
        "smtp://[half",
        "smtps://a/path",
    ],
)
def test_a_malformed_address_is_one_clear_line(url):
    with pytest.raises(SettingError) as refusal:
        read_url(url)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("url", ["smtp://mail.kab.test", "smtp://10.0.0.5:25", "smtp://mail.kab.test?insecure=0"])
def test_an_unencrypted_server_elsewhere_is_refused(url):
    with pytest.raises(SettingError) as refusal:
        read_url(url)
    assert str(refusal.value) == ("smtp:// is not encrypted; use smtps:// or smtp+starttls://, or add ?insecure=1")


def test_the_password_is_never_shown():
    assert "rahasia" not in repr(read_url("smtps://a:rahasia@mail.kab.test"))


# -- Messages ----------------------------------------------------------------------------------------------------------
def reread(composed):
    return email.message_from_bytes(composed.as_bytes(), policy=email.policy.default)


def test_a_message_carries_what_an_automatic_one_should():
    read = reread(message(headers={"References": "<a@kab.test> <b@kab.test>"}))
    assert {name: str(read[name]) for name in read if name not in {"Date", "MIME-Version"}} == {
        "From": "Arcadumas <aduan@kab.test>",
        "To": TO,
        "Subject": "Laporan baru",
        "Message-ID": "<m-1@kab.test>",
        "Auto-Submitted": "auto-generated",
        "References": "<a@kab.test> <b@kab.test>",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
    }
    assert abs(read["Date"].datetime.timestamp() - time.time()) < 5
    assert read.get_content().split("\r\n") == ["Ada laporan baru.", ".titik di awal baris", ""]


def test_a_message_may_have_a_second_dress():
    read = reread(message(html="<p>Ada laporan.</p>"))
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_letters_beyond_ascii_arrive_and_the_message_is_seven_bit():
    subject = "Jalan “rusak” – tolong 🙏" + " panjang" * 20
    composed = message(subject=subject, text="é 🙏\n" + "x" * 2000)
    data = composed.as_bytes()
    assert (data.isascii(), max(len(line) for line in data.split(b"\r\n")) <= 998) == (True, True)
    read = reread(composed)
    assert read["Subject"] == subject
    assert read.get_content().split() == ["é", "🙏", "x" * 2000]


@pytest.mark.parametrize("value", ["a\r\nBcc: evil@x.test", "a\nb", "a\rb", "a\0b", "a\x0bb"])
@pytest.mark.parametrize("field", ["subject", "sender", "to", "message_id", "headers"])
def test_a_line_end_in_a_header_is_refused(field, value):
    with pytest.raises(ValueError):
        message(**{field: {"X-Kind": value} if field == "headers" else value})


@pytest.mark.parametrize("name", ["Bcc: evil@x.test\r\nX", "X Y", "", "Subjéct"])
def test_a_malformed_header_name_is_refused(name):
    with pytest.raises(ValueError):
        message(headers={name: "x"})


@pytest.mark.parametrize(
    "to",
    [
        "a@x.test, b@y.test",
        "Nama <a@x.test>",
        "a@x.test b@y.test",
        "",
        "a",
        "@x.test",
        "a@",
        "büdi@x.test",
        "a@x..test",
    ],
)
def test_more_or_less_than_one_address_is_refused(to):
    with pytest.raises(ValueError):
        message(to=to)


def test_a_domain_beyond_ascii_is_written_in_ascii():
    assert message(to="budi@münchen.de")["To"].addresses[0].addr_spec == "budi@xn--mnchen-3ya.de"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_subject_and_no_address_breaks_out(subject, to):
    try:
        composed = message(subject=subject, to=to)
    except ValueError:
        return
    try:
        read = reread(composed)
    except UnicodeError:
        return
    assert sorted(name.lower() for name in read) == sorted(name.lower() for name in message())
    assert len(read["To"].addresses) == 1
