"""A mail's bytes -> what reading needs of it. Nothing here looks anything up.

Parsed by the standard library under its oldest policy, which decodes nothing on its own: headers are cut before they are
decoded, and every charset has a way out. What would cost out of proportion is refused before it is parsed.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from arcadumas.base.masking import without_name
from arcadumas.edges.channels.email import quotes

MOST_HEADERS = 131_072  # bytes of header lines
MOST_PARTS = 1_000  # lines that begin as a boundary does
MOST_CONTAINERS = 40  # parts that hold parts; each costs a look at every line inside it
MOST_LINES = 1_000_000
LONGEST_HEADER = 4_000  # characters of one header that are looked at
LONGEST_TEXT = 200_000
MOST_FILES = 10
RECIPIENTS = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "To",
    "Cc",
    "Resent-To",
)
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
CONTENT_TYPE = re.compile(rb"(?im)^content-type\s*:")
CONTAINER = re.compile(rb"(?im)^content-type\s*:\s*(?:multipart|message)/")


class Unreadable(Exception):
    """Not taken apart; the text says why and holds no word of the mail."""


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """`key` is the same for two copies of one mail. `sender` is an address or "". `text` is what was newly written, without the sender's name."""

    key: str
    message: Message = field(repr=False)
    sender: str = field(repr=False)
    subject: str = field(repr=False)
    recipients: str = field(repr=False)
    answers: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    files: tuple[File, ...] = field(default=(), repr=False)

    def header(self, name: str) -> str:
        return header(self.message, name)


def read(raw: bytes) -> Incoming:
    """Raises Unreadable."""
    raw = raw.replace(b"\r\n", b"\n")
    _require_modest(raw)
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        parts = list(_parts(message))
        return _incoming(raw, message, parts)
    except RecursionError as error:
        raise Unreadable("parts lie too deep in one another") from error
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable(f"not readable as a mail ({type(error).__name__})") from error


def _require_modest(raw: bytes) -> None:
    if not raw.strip():
        raise Unreadable("empty")
    if not 0 <= (raw + b"\n\n").find(b"\n\n") <= MOST_HEADERS:
        raise Unreadable("its headers are too long")
    if raw.count(b"\n--") > MOST_PARTS or len(CONTENT_TYPE.findall(raw)) > MOST_PARTS:
        raise Unreadable("too many parts")
    if raw.count(b"\n") > MOST_LINES:
        raise Unreadable("too many lines")
    if len(CONTAINER.findall(raw)) > MOST_CONTAINERS:
        raise Unreadable("parts lie too deep in one another")


def _incoming(raw: bytes, message: Message, parts: list[Message]) -> Incoming:
    body = raw.partition(b"\n\n")[2]
    message_id = header(message, "Message-ID")
    name, sender = parseaddr(header(message, "From"))
    answered = f"{header(message, 'In-Reply-To')} {header(message, 'References')}".split()
    return Incoming(
        key=f"{message_id}:{hashlib.sha256(body if message_id else raw).hexdigest()}",
        message=message,
        sender=sender.strip().lower()[:254],
        subject=header(message, "Subject"),
        recipients=" ".join(value for name in RECIPIENTS for value in headers(message, name)),
        answers=tuple(dict.fromkeys(answered[:1] + answered[:0:-1])),
        text=without_name(quotes.newly_written(text_of(parts)), name),
        files=tuple(_files(parts)),
    )


# -- Headers -----------------------------------------------------------------------------------------------------------
def header(message: Message, name: str) -> str:
    """The first header of this name, decoded, on one line; "" when there is none."""
    return next(iter(headers(message, name)), "")


def headers(message: Message, name: str) -> list[str]:
    return [_decoded(str(value)[:LONGEST_HEADER]) for value in message.get_all(name, [])[:20]]


def _decoded(value: str) -> str:
    try:
        text = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        text = value
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Without what a database or a page cannot hold."""
    return UNPRINTABLE.sub("", text)


# -- Parts -------------------------------------------------------------------------------------------------------------
def _parts(message: Message) -> Iterator[Message]:
    """Leaves in order; what lies in an attached mail is that mail's own."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def text_of(parts: list[Message]) -> str:
    """The plain text, else that of the HTML."""
    plain = [_text(part) for part in parts if _is_text(part, "plain")]
    if any(text.strip() for text in plain):
        return "\n".join(plain)[:LONGEST_TEXT]
    return "\n".join(quotes.from_html(_text(part)) for part in parts if _is_text(part, "html"))[:LONGEST_TEXT]


def _is_text(part: Message, subtype: str) -> bool:
    is_file = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    is_torn = subtype == "plain" and part.get_content_maintype() == "multipart"  # says it has parts, and has none
    return (part.get_content_type() == f"text/{subtype}" or is_torn) and not is_file


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    payload = payload[: LONGEST_TEXT * 4]
    for charset in dict.fromkeys([str(part.get_content_charset() or "utf-8"), "utf-8"]):
        try:
            return clean(payload.decode(charset))[:LONGEST_TEXT]
        except (LookupError, ValueError):
            continue
    return clean(payload.decode("cp1252", "replace"))[:LONGEST_TEXT]


def _files(parts: list[Message]) -> Iterator[File]:
    """Attachments and pictures shown in the text; small pictures are somebody's logo."""
    for part in parts:
        payload = part.get_payload(decode=True)
        name = _decoded(str(part.get_filename() or "")[:LONGEST_HEADER])[:200]
        is_file = name or part.get_content_maintype() in {"image", "application"}
        if is_file and isinstance(payload, bytes) and payload and not _is_logo(part, payload):
            yield File(name=name or "lampiran", data=payload)


def _is_logo(part: Message, payload: bytes) -> bool:
    is_inline = part.get_content_disposition() != "attachment" and part.get("Content-ID") is not None
    return is_inline and len(payload) < 20_000
