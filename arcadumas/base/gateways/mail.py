"""Sending mail by SMTP: one message to one address, told apart by what to do when it fails.

Connections are kept by the thread that opened them, for a few seconds and messages, so that a burst goes out fast.
"""

import re
import smtplib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils import timezone

from arcadumas.base.masking import mask

Kind = Literal["temporary", "permanent", "address", "channel", "uncertain"]
Security = Literal["plain", "tls", "starttls"]
Step = Literal["connect", "mail", "rcpt", "data"]
TIMEOUT = 10.0  # seconds for each exchange
IDLE = 5.0  # seconds a connection may have lain before it is opened anew
BURST = 50  # messages over one connection
SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("plain", 25),
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
POLICY = SMTP_POLICY.clone(cte_type="7bit")  # goes through every server as it is
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")
TOKEN, TOKEN_LETTERS, LONGEST_LOCAL = "{token}", 42, 64  # RFC 5321 4.5.3.1.1
ENHANCED = re.compile(r"5\.(\d{1,3})\.(\d{1,3})\b")


class SettingError(ValueError):
    """EMAIL_URL or EMAIL_REPLY_TO cannot be used; the text says why, in words that follow the setting's name."""


class MailError(Exception):
    """The message was not taken, or (`uncertain`) nobody knows. `code` is the server's, `detail` its words without addresses.

    temporary: try again later; permanent: never this message; address: nobody at this address; channel: nothing can be
    sent until the operator acts.
    """

    def __init__(self, *, kind: Kind, detail: str, code: int | None = None) -> None:
        super().__init__(f"{kind} {code or ''} {detail}")
        self.kind: Kind = kind
        self.code, self.detail = code, detail


@dataclass(frozen=True, kw_only=True)
class Server:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def read_url(url: str) -> Server:
    """`smtp://`, `smtps://` or `smtp+starttls://user:pass@host:port`. Raises SettingError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError("the port or host in it is malformed") from error
    if parts.scheme not in SCHEMES or not parts.hostname or parts.path not in {"", "/"}:
        raise SettingError("write it as smtp://, smtps:// or smtp+starttls://user:password@host:port")
    security, usual = SCHEMES[parts.scheme]
    may_be_plain = parts.hostname in LOOPBACK or parse_qs(parts.query).get("insecure") == ["1"]
    if security == "plain" and not may_be_plain:
        raise SettingError("smtp:// is not encrypted; use smtps:// or smtp+starttls://, or add ?insecure=1")
    return Server(
        host=parts.hostname,
        port=usual if port is None else port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def read_reply_to(written: str) -> str:
    """`aduan+{token}@example.go.id`, `{token}@balas.example.go.id`, or one address for all. Raises SettingError."""
    filled = written.replace(TOKEN, "a" * TOKEN_LETTERS)
    try:
        local = plain_address(filled).rpartition("@")[0]
    except ValueError as error:
        raise SettingError(f"write it as aduan+{TOKEN}@example.go.id; {error}") from error
    if len(local) > LONGEST_LOCAL:
        most = LONGEST_LOCAL - TOKEN_LETTERS
        raise SettingError(f"beside {TOKEN} at most {most} characters fit before the @")
    return written


def read_address(written: str) -> str:
    """`aduan@example.go.id`, or `Name <aduan@example.go.id>`. Raises SettingError."""
    try:
        plain_address(parseaddr(written)[1])
    except ValueError as error:
        raise SettingError(f"write it as aduan@example.go.id, or Name <aduan@example.go.id>; {error}") from error
    return written


# -- Messages ----------------------------------------------------------------------------------------------------------
def compose(
    *, sender: str, to: str, subject: str, text: str, html: str | None = None, message_id: str, headers: Mapping[str, str]
) -> EmailMessage:  # fmt: skip
    """A message as RFC 5322 and RFC 3834 want an automatic one; `headers` may say it otherwise. ValueError when a value would break out of its header."""
    message = EmailMessage(policy=POLICY)
    own = {
        "From": sender,
        "To": plain_address(to),
        "Subject": subject,
        "Date": format_datetime(timezone.localtime()),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
    }
    for name, value in (own | dict(headers)).items():
        if CONTROL.search(value) or not HEADER_NAME.fullmatch(name):
            raise ValueError(f"the header {name!r} holds a line end or another control character")
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def plain_address(text: str) -> str:
    """One address and nothing else, its domain in ASCII. ValueError when it is none."""
    try:
        address = Address(addr_spec=text)
        if not address.username.isascii() or not address.domain:
            raise ValueError("an address is name@domain, the name in plain letters")
        return Address(username=address.username, domain=address.domain.encode("idna").decode()).addr_spec
    except (HeaderParseError, IndexError) as error:
        raise ValueError("an address is name@domain") from error


# -- Sending -----------------------------------------------------------------------------------------------------------
@dataclass
class Line:
    smtp: smtplib.SMTP
    used_at: float
    messages: int = 0


class Mailer:
    """One mail server. Threads may share it: each has a connection of its own."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT, context: ssl.SSLContext | None = None) -> None:
        self.server = read_url(url)
        self.timeout = timeout
        self.context = context or ssl.create_default_context()
        self.own = threading.local()

    def send(self, message: EmailMessage, to: str, *, envelope: str | None = None) -> None:
        """Returns when the server has taken responsibility (RFC 5321 6.1). Raises MailError.

        `envelope`: where bounces go; "" is the null sender, None the address in From."""
        try:
            recipient = plain_address(to)
        except ValueError as error:
            raise MailError(kind="address", detail="malformed address") from error
        sender = message["From"].addresses[0]
        line = self.line(hello=sender.domain)
        try:
            transmit(line.smtp, sender.addr_spec if envelope is None else envelope, recipient, message.as_bytes())
        except MailError:
            self.recover(line)
            raise
        line.used_at, line.messages = time.monotonic(), line.messages + 1

    def line(self, *, hello: str) -> Line:
        """This thread's connection if it is young and answers, else a new one."""
        line: Line | None = getattr(self.own, "line", None)
        if line is not None:
            is_young = time.monotonic() - line.used_at < IDLE and line.messages < BURST
            if is_young and is_answered(line.smtp.noop):
                return line
            self.close()
        line = Line(connect(self.server, hello, self.timeout, self.context), time.monotonic())
        self.own.line = line
        return line

    def recover(self, line: Line) -> None:
        """After a refusal the connection serves again once the server has forgotten the message."""
        if line.smtp.sock is None or not is_answered(line.smtp.rset):
            self.close()

    def close(self) -> None:
        """End this thread's connection."""
        line: Line | None = self.own.__dict__.pop("line", None)
        if line is not None:
            if line.smtp.sock is not None:
                is_answered(lambda: line.smtp.docmd("quit"))
            line.smtp.close()


def is_answered(command: Callable[[], tuple[int, bytes]]) -> bool:
    try:
        return command()[0] // 100 == 2
    except OSError:
        return False


def connect(server: Server, hello: str, timeout: float, context: ssl.SSLContext) -> smtplib.SMTP:
    with failing("connect"):
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, hello, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, hello, timeout=timeout)
    try:
        with failing("connect"):
            greet(smtp, server, context)
    except MailError:
        smtp.close()
        raise
    return smtp


def greet(smtp: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
    if server.user:
        smtp.login(server.user, server.password)


def transmit(smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """One message over an open connection. Until the final dot a broken connection is harmless; after it nobody knows."""
    with failing("mail"):
        expect(250, smtp.mail(sender), "mail")
    with failing("rcpt"):
        expect(250, smtp.rcpt(recipient), "rcpt")
    with failing("data"):
        expect(354, smtp.docmd("data"), "data")
        smtp.send(stuffed(content))
    try:
        reply = smtp.getreply()
    except OSError as error:
        raise MailError(kind="uncertain", detail="the connection broke after the message") from error
    expect(250, reply, "data")


def stuffed(content: bytes) -> bytes:
    """(RFC 5321 4.5.2) Dots at the beginning of lines doubled, the end marked by a dot alone."""
    doubled = re.sub(rb"(?m)^\.", b"..", content)
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def expect(wanted: int, reply: tuple[int, bytes], step: Step) -> None:
    if reply[0] // 100 != wanted // 100:
        raise refused(*reply, step)


@contextmanager
def failing(step: Step) -> Iterator[None]:
    """What smtplib and the network raise before the final dot, as MailError. (SMTPException is an OSError, SSLError too.)"""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        raise refused(error.smtp_code, text, step) from error
    except (smtplib.SMTPServerDisconnected, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise MailError(kind="temporary", detail="the connection broke before the message") from error
    except (smtplib.SMTPException, UnicodeError) as error:
        raise MailError(
            kind="channel", detail="the server does not offer the encryption or sign-in asked for"
        ) from error
    except ssl.SSLError as error:
        raise MailError(kind="channel", detail=f"no encrypted connection ({error.reason or 'certificate'})") from error
    except OSError as error:
        raise MailError(kind="temporary", detail=f"not connected ({type(error).__name__})") from error


def refused(code: int, reply: bytes, step: Step) -> MailError:
    words = " ".join(reply.decode("ascii", "replace").split())
    return MailError(kind=kind_of(code, words, step), code=code, detail=mask(words)[:300])


def kind_of(code: int, words: str, step: Step) -> Kind:
    """(RFC 5321 4.2, RFC 3463) 4yz may pass later; 5yz by the step, and by the enhanced code where there is one."""
    if code // 100 == 4:
        return "temporary"
    if code // 100 != 5:
        return "uncertain" if step == "data" else "temporary"  # an answer out of place: the line is confused
    if step == "connect" or code in {530, 534, 535, 538}:
        return "channel"
    enhanced = ENHANCED.match(words)
    if step == "mail":
        return "permanent" if code == 552 or (enhanced and enhanced[1] == "3") else "channel"
    return kind_of_recipient(code, (int(enhanced[1]), int(enhanced[2])) if enhanced else None, step)


def kind_of_recipient(code: int, enhanced: tuple[int, int] | None, step: Step) -> Kind:
    """Of the addressing codes 5.1.7 and 5.1.8 speak of our own address; 5.2.1 is a mailbox that is closed."""
    if enhanced is None:
        return "address" if step == "rcpt" and code in {550, 551, 553} else "permanent"
    if enhanced in {(1, 7), (1, 8)}:
        return "channel"
    return "address" if enhanced[0] == 1 or enhanced == (2, 1) else "permanent"
