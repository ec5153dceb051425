"""Bounces: which message of ours did not arrive, and whether anybody still tries.

First the report that RFC 3464 lays down, whose status code says why; then, for servers that write prose, flufl.bounce.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from arcadumas.base.masking import mask
from arcadumas.edges.channels.email import automatic, parse
from arcadumas.edges.channels.email.parse import Incoming

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
DAEMON = re.compile(r"mailer[-_.]?daemon|postmaster|mail delivery|mail-daemon|double-bounce", re.IGNORECASE)
NO_SUCH = re.compile(
    r"(user|mailbox|recipient|account)( is)? unknown|unknown (user|mailbox|recipient)|no such (user|mailbox|recipient|account)"
    r"|(user|mailbox|recipient|account)( was| is)? not found|(user|mailbox|account) (does not|doesn't) exist",
    re.IGNORECASE,
)  # fmt: skip
UNKNOWN, NOBODY = "5.0.0", "5.1.1"  # RFC 3463: failed, and no more is known; there is no such mailbox
STATES = {"failed": "failed", "delayed": "delayed", "delivered": "delivered"}
LONGEST = 20_000  # characters of each part that are looked at


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """`state`: failed, delayed (somebody still tries) or delivered. `code`: an enhanced status code (RFC 3463).

    `words`: the server's, without addresses. `traces`: what may hold the mark of our mail, the surest first."""

    state: str
    code: str
    words: str
    traces: tuple[str, ...]


def read(mail: Incoming) -> Bounce | None:
    """None when it is no bounce."""
    if not _is_from_daemon(mail):
        return None
    groups = list(_groups(mail.message))
    return _by_report(mail, groups) if groups else _by_prose(mail)


def _by_report(mail: Incoming, groups: list[Message]) -> Bounce | None:
    """Of several recipients the worst counts; each of our mails has one."""
    told = [(STATES.get(parse.header(group, "Action").lower(), ""), group) for group in groups]
    for state in ("failed", "delayed", "delivered"):
        group = next((each for said, each in told if said == state), None)
        if group is not None:
            diagnostic = parse.header(group, "Diagnostic-Code")
            code = _code(parse.header(group, "Status"), diagnostic)
            return Bounce(state=state, code=code, words=mask(diagnostic)[:300], traces=_traces(mail))
    return None


def _code(status: str, diagnostic: str) -> str:
    """The more specific of both; where neither says more than that it failed, plain words for "nobody of that name" count."""
    found = [match for text in (status, diagnostic) if (match := STATUS.search(text))]
    of_one_class = (match for match in found if match[1] == found[0][1])
    best = max(of_one_class, key=lambda match: (match[2] != "0") + (match[3] != "0"), default=None)
    code = best[0] if best else UNKNOWN
    return NOBODY if code == UNKNOWN and NO_SUCH.search(diagnostic) else code


def _by_prose(mail: Incoming) -> Bounce | None:
    temporary, permanent = _scanned(mail.message)
    if not temporary and not permanent and not mail.header("X-Failed-Recipients"):
        return None
    state = "delayed" if temporary and not permanent else "failed"
    found = STATUS.search(mail.text[:LONGEST])
    code = found[0] if found and found[1] in ("4" if state == "delayed" else "45") else UNKNOWN
    return Bounce(state=state, code=code if state == "failed" else "", words="", traces=_traces(mail))


def _scanned(message: Message) -> tuple[frozenset[bytes], frozenset[bytes]]:
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001  (its detectors raise what they like at what they do not expect)
        return frozenset(), frozenset()
    return frozenset(temporary), frozenset(permanent)


def _is_from_daemon(mail: Incoming) -> bool:
    if automatic.is_null(mail) or mail.header("X-Failed-Recipients"):
        return True
    is_report = mail.message.get_content_type() == "multipart/report"
    return is_report or DAEMON.search(mail.header("From")[:300]) is not None


def _groups(message: Message) -> Iterator[Message]:
    """The groups of a delivery report that speak of a recipient."""
    for part in message.walk():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            payload = part.get_payload()
            groups = payload if isinstance(payload, list) else []
            yield from (group for group in groups if isinstance(group, Message) and group.get("Action"))


def _traces(mail: Incoming) -> tuple[str, ...]:
    """The address it came to, the mail it gives back, then any text of it."""
    returned = [text for part in mail.message.walk() for text in _returned(part)]
    return (mail.recipients, " ".join(mail.answers), *returned, mail.text[:LONGEST])


def _returned(part: Message) -> Iterator[str]:
    """Headers of the mail given back: attached whole, its headers alone, or copied into the text."""
    yield from (parse.header(part, name) for name in ("Message-ID", "Reply-To", "Return-Path") if part.get(name))
    if part.get_content_maintype() == "text":
        payload = part.get_payload(decode=True)
        yield payload[:LONGEST].decode("ascii", "replace") if isinstance(payload, bytes) else ""
