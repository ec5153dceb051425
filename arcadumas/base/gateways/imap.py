"""Reading a mailbox by IMAP: what came after a mail, its bytes up to a limit, and the mark that it was taken.

A mail is known by the mailbox's UIDVALIDITY and its UID (RFC 3501 2.3.1.1), not by whether somebody has seen it: people
may look into the mailbox with a program of their own.
"""

import imaplib
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType

from imap_tools import ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.mailbox import BaseMailBox

from arcadumas.base.gateways.imap_server import Server
from arcadumas.base.masking import mask

TIMEOUT = 20.0  # seconds for each exchange
SLICE = 1.0  # seconds until a waiting connection looks whether it is to stop
SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)


class ImapError(Exception):
    """The mailbox did not do what it was asked; the text names no address and no password."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """`size` as the server tells it; `content` is cut at the limit, and then not whole."""

    uid: int
    size: int
    is_whole: bool
    content: bytes = field(repr=False)


class Postbox:
    """One connection to one folder, from `with` to its end. One thread uses it."""

    def __init__(self, server: Server, *, timeout: float = TIMEOUT, context: ssl.SSLContext | None = None) -> None:
        self.server, self.timeout = server, timeout
        self.context = context or ssl.create_default_context()
        self.validity = self.next_uid = 0
        self.may_idle = False

    def __enter__(self) -> "Postbox":
        with speaking():
            self.box = self._connected()
        try:
            self._open()
        except ImapError:
            self.box.client.shutdown()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.box.logout()
        except (OSError, ImapToolsError, imaplib.IMAP4.error):
            self.box.client.shutdown()

    def uids(self, after: int | None) -> list[int]:
        """What lies above this UID, or (None) what nobody has seen; ascending. Raises ImapError."""
        with speaking():
            self.box.client.noop()  # some servers show what has come only after it
            found = self.box.uids("UNSEEN" if after is None else f"UID {after + 1}:*")
        return sorted(uid for uid in map(int, found) if after is None or uid > after)  # `n:*` always holds the last one

    def fetch(self, uid: int, *, limit: int) -> Fetched | None:
        """At most `limit` bytes, left unseen; None when it is there no more. Raises ImapError."""
        size = self._size(uid)
        if size is None:
            return None
        with speaking():
            _kind, parts = self.box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{limit + 1}>)")
        content = next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)
        if content is None:
            return None
        is_whole = len(content) <= limit and size <= limit
        return Fetched(uid=uid, size=size, is_whole=is_whole, content=content[:limit])

    def mark_seen(self, uid: int) -> None:
        """For people who look into the mailbox. Raises ImapError."""
        with speaking():
            self.box.flag([str(uid)], [MailMessageFlags.SEEN], True)

    def wait(self, stop: threading.Event, *, seconds: float) -> None:
        """Until something comes (IDLE, RFC 2177), the time is over, or `stop` is set. Raises ImapError."""
        if not self.may_idle:
            stop.wait(seconds)
            return
        until = time.monotonic() + seconds
        with speaking(), self.box.idle as idle:
            while not stop.is_set() and time.monotonic() < until:
                if idle.poll(timeout=SLICE):
                    return

    def _open(self) -> None:
        with speaking():
            self.box.login(self.server.user, self.server.password, initial_folder=None)
            self.may_idle = b"IDLE" in self.box.client.capability()[1][0].upper().split()
            self.box.folder.set(self.server.folder)
            self.validity, self.next_uid = self._told("UIDVALIDITY"), self._told("UIDNEXT")
        if not self.validity:
            raise ImapError("the server gives no UIDVALIDITY")

    def _connected(self) -> BaseMailBox:
        server = self.server
        if server.security == "tls":
            return MailBox(server.host, server.port, self.timeout, ssl_context=self.context)
        if server.security == "starttls":
            return MailBoxStartTls(server.host, server.port, self.timeout, ssl_context=self.context)
        return MailBoxUnencrypted(server.host, server.port, self.timeout)

    def _told(self, name: str) -> int:
        """A figure of the answer to SELECT."""
        _name, values = self.box.client.response(name)
        return int(values[0]) if values and values[0] else 0

    def _size(self, uid: int) -> int | None:
        with speaking():
            _kind, parts = self.box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
        found = next((SIZE.search(part) for part in parts if isinstance(part, bytes)), None)
        return int(found[1]) if found else None


@contextmanager
def speaking() -> Iterator[None]:
    """What the library, imaplib and the network raise, as ImapError. (SSLError is an OSError.)"""
    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        raise ImapError(mask(f"{type(error).__name__}: {error}")[:200]) from error
    except OSError as error:
        raise ImapError(f"not connected ({type(error).__name__})") from error
