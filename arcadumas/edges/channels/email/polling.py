"""Fetching: each mail is kept, sealed, before anything else is done with it; reading comes afterwards (reading.py).

The row and the place up to which the mailbox is read commit together, so a mail is kept once, whenever a worker dies.
"""

import logging
import os
import socket
import threading
from collections import Counter

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections, transaction

from arcadumas.base import wake
from arcadumas.base.gateways.imap import Fetched, ImapError, Postbox
from arcadumas.base.gateways.imap_server import Server, read_url
from arcadumas.base.inbound import store
from arcadumas.edges.channels.email import mailboxes
from arcadumas.edges.channels.email.mailboxes import Held, Lost

log = logging.getLogger(__name__)
CHANNEL = "email"
LARGEST = 25_000_000  # bytes
STUB = 65_536  # bytes kept of a larger one
LOOK = 20.0  # seconds between looks where nothing comes
OTHERS = 15.0  # seconds until we ask again for a mailbox that another worker reads
SHORTEST, LONGEST = 5.0, 300.0  # seconds until a mailbox in trouble is tried again
PATIENCE = 3  # times that one mail may fail to be fetched


def forever(stop: threading.Event) -> None:
    """Read the mailbox of IMAP_URL until `stop` is set; without one there is nothing to do."""
    if not settings.IMAP_URL:
        stop.wait()
        return
    visitor = Visitor(read_url(settings.IMAP_URL))
    while not stop.is_set():
        stop.wait(visitor.visit(stop))
        close_old_connections()
    connections.close_all()


class Visitor:
    """One worker's visits to one mailbox."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.holder = f"{socket.gethostname()[:30]}:{os.getpid()}:{os.urandom(3).hex()}"
        self.setbacks = 0
        self.failures: Counter[int] = Counter()

    def visit(self, stop: threading.Event) -> float:
        """Stay while all goes well; seconds until the next try."""
        held: Held | None = None
        trouble = ""
        try:
            held = mailboxes.take(self.server.place, holder=self.holder)
            if held is None:
                return OTHERS
            with Postbox(self.server) as box:
                while not stop.is_set():
                    self.collect(box, held)
                    self.setbacks = 0
                    box.wait(stop, seconds=LOOK)
        except Lost:
            return OTHERS
        except (ImapError, DatabaseError) as error:
            trouble = str(error) if isinstance(error, ImapError) else type(error).__name__
            log.warning("the mailbox cannot be read: %s", trouble)
        except Exception as error:
            trouble = type(error).__name__
            log.exception("the mailbox cannot be read")
        finally:
            _release(held, trouble)
        self.setbacks += 1
        return min(SHORTEST * 2.0 ** (self.setbacks - 1), LONGEST)

    def collect(self, box: Postbox, held: Held) -> int:
        """Keep everything that has come; how many. Raises ImapError, DatabaseError, Lost."""
        last = mailboxes.begin(held, validity=box.validity)
        found = box.uids(last)
        for uid in found:
            self._take(box, held, uid, is_first=last is None)
        if last is None:
            mailboxes.advance(held, last_uid=max([box.next_uid - 1, *found]))
        mailboxes.renew(held)
        return len(found)

    def _take(self, box: Postbox, held: Held, uid: int, *, is_first: bool) -> None:
        fetched = self._fetched(box, uid)
        if fetched is None:
            return
        with transaction.atomic():
            _keep(fetched, place=f"{held.id}:{box.validity}:{uid}")
            if not is_first:  # what lies between the unseen ones was read by people; it is passed over as a whole
                mailboxes.advance(held, last_uid=uid)
        mailboxes.renew(held)
        wake.send()
        try:
            box.mark_seen(uid)
        except ImapError as error:
            log.warning("a mail that is kept could not be marked as seen: %s", error)

    def _fetched(self, box: Postbox, uid: int) -> Fetched | None:
        """A mail that the server fails to hand out again and again is noted and passed over."""
        try:
            return box.fetch(uid, limit=LARGEST)
        except ImapError:
            self.failures[uid] += 1
            if self.failures[uid] < PATIENCE:
                raise
            del self.failures[uid]
            return Fetched(uid=uid, size=0, is_whole=False, content=b"")


def _keep(fetched: Fetched, *, place: str) -> None:
    content = fetched.content if fetched.is_whole else fetched.content[:STUB]
    row = store.keep(CHANNEL, content, headers={}, external_id=place)
    if not fetched.is_whole and row.state == "new":
        why = f"larger than {LARGEST // 1_000_000} MB" if fetched.size else "the server does not hand it out"
        store.fail(row, why, is_final=True)


def _release(held: Held | None, trouble: str) -> None:
    if held is None:
        return
    try:
        mailboxes.release(held, trouble=trouble)
    except DatabaseError:
        log.warning("the mailbox stays taken until its lease ends")
