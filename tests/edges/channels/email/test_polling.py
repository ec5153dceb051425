"""Fetching from a real mailbox: everything once, whoever dies when."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from arcadumas.base.gateways.imap import ImapError, Postbox
from arcadumas.base.gateways.imap_server import read_url
from arcadumas.base.inbound.models import Inbound
from arcadumas.edges.channels.email import mailboxes, polling
from arcadumas.edges.channels.email.models import Mailbox
from arcadumas.edges.channels.email.polling import Visitor
from tests.postbox import PostboxServer, postbox

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def server(settings: Any) -> Iterator[PostboxServer]:
    with postbox() as running:
        settings.IMAP_URL = running.url
        yield running


def mail(n: int) -> bytes:
    return f"Message-ID: <{n}@x>\r\nSubject: {n}\r\n\r\nIsi {n}\r\n".encode()


def visitor(server: PostboxServer) -> Visitor:
    return Visitor(read_url(server.url))


def collect(who: Visitor) -> int:
    held = mailboxes.take(who.server.place, holder=who.holder)
    assert held is not None
    with Postbox(who.server) as box:
        count = who.collect(box, held)
    mailboxes.release(held)
    return count


def kept() -> int:
    return Inbound.objects.filter(channel="email").count()


def test_what_lies_there_unseen_is_kept_and_then_whatever_comes(server: PostboxServer) -> None:
    server.put(mail(1), flags=r"(\Seen)")
    server.put(mail(2), mail(3))
    assert collect(visitor(server)) == 2
    assert server.unseen() == 0
    server.put(mail(4))
    server.put(mail(5), flags=r"(\Seen)")  # a person was quicker
    assert collect(visitor(server)) == 2
    assert collect(visitor(server)) == 0
    assert kept() == 4


def test_another_numbering_begins_anew_with_what_is_unseen(server: PostboxServer) -> None:
    server.put(mail(1), mail(2))
    collect(visitor(server))
    Mailbox.objects.update(validity=1, last_uid=10_000_000)
    server.put(mail(3))
    assert collect(visitor(server)) == 1
    assert kept() == 3


def test_a_mail_that_is_too_large_waits_for_a_person(server: PostboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "LARGEST", 200)
    monkeypatch.setattr(polling, "STUB", 50)
    server.put(mail(1), mail(2) + b"x" * 500, mail(3))
    assert collect(visitor(server)) == 3
    assert sorted(Inbound.objects.values_list("state", flat=True)) == ["failed", "new", "new"]
    assert "larger than" in Inbound.objects.get(state="failed").error


def test_a_mail_that_the_server_does_not_hand_out_is_passed_over(
    server: PostboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(mail(1), mail(2), mail(3))
    fetch = Postbox.fetch

    def broken(self: Postbox, uid: int, *, limit: int) -> Any:
        if uid == min(self.uids(0)) + 1:
            raise ImapError("no")
        return fetch(self, uid, limit=limit)

    monkeypatch.setattr(Postbox, "fetch", broken)
    who = visitor(server)
    for _n in range(polling.PATIENCE):
        with contextlib.suppress(ImapError):
            collect(who)
    assert kept() == 3
    assert Inbound.objects.get(state="failed").error == "the server does not hand it out"


def test_a_mark_that_fails_loses_and_doubles_nothing(server: PostboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Postbox, uid: int) -> None:
        raise ImapError("read-only")

    monkeypatch.setattr(Postbox, "mark_seen", refused)
    server.put(mail(1), mail(2))
    collect(visitor(server))
    collect(visitor(server))
    assert kept() == 2


def test_one_worker_reads_and_another_takes_over_when_its_lease_ends(server: PostboxServer) -> None:
    first, second = visitor(server), visitor(server)
    held = mailboxes.take(first.server.place, holder=first.holder)
    assert held is not None
    assert mailboxes.take(second.server.place, holder=second.holder) is None
    assert second.visit(threading.Event()) == polling.OTHERS
    Mailbox.objects.update(lease_until="2020-01-01T00:00Z")
    assert mailboxes.take(second.server.place, holder=second.holder) is not None
    with pytest.raises(mailboxes.Lost):
        mailboxes.renew(held)


def test_a_mailbox_in_trouble_is_tried_less_and_less_often_and_says_why(server: PostboxServer) -> None:
    who = Visitor(read_url(server.url.replace("aduan:", "nobody:")))
    assert [who.visit(threading.Event()) for _n in range(3)] == [5.0, 10.0, 20.0]
    assert "nobody" not in Mailbox.objects.get().trouble
    assert Mailbox.objects.get().trouble


def test_it_reads_on_until_it_is_told_to_stop(server: PostboxServer) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=polling.forever, args=(stop,))
    thread.start()
    try:
        server.put(mail(1))
        wait_for(1)
        server.put(mail(2))
        wait_for(2)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert Mailbox.objects.get().holder == ""


def wait_for(count: int) -> None:
    ending = threading.Event()
    for _n in range(300):
        if kept() >= count:
            return
        ending.wait(0.1)
    raise AssertionError(f"{kept()} of {count} mails were kept")


@pytest.mark.parametrize("moment", ["before_commit", "before_mark"])
def test_a_worker_killed_between_keeping_and_marking_reads_each_mail_once(server: PostboxServer, moment: str) -> None:
    server.put(*[mail(n) for n in range(5)])
    done = subprocess.run(
        [sys.executable, "-c", VICTIM, server.url, moment],
        env={**os.environ, "DATABASE_URL": database_url()},
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL
    assert kept() == (2 if moment == "before_commit" else 3)
    Mailbox.objects.update(lease_until="2020-01-01T00:00Z")
    collect(visitor(server))
    assert kept() == 5
    assert len(set(Inbound.objects.values_list("external_id", flat=True))) == 5
    assert server.unseen() == 0 or moment == "before_mark"


def database_url() -> str:
    kept = connection.settings_dict
    base, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    name, question, query = _name.partition("?")
    return f"{base}/{kept['NAME']}{question}{query}"


VICTIM = """
import os, signal, sys
import django
django.setup()
from arcadumas.base.gateways.imap import Postbox
from arcadumas.base.gateways.imap_server import read_url
from arcadumas.edges.channels.email import mailboxes, polling

seen = []
def die(*args, **named):
    seen.append(1)
    if len(seen) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*args, **named)
if sys.argv[2] == "before_mark":
    whole, Postbox.mark_seen = Postbox.mark_seen, die
else:
    whole, polling._keep = polling._keep, die
who = polling.Visitor(read_url(sys.argv[1]))
held = mailboxes.take(who.server.place, holder=who.holder)
with Postbox(who.server) as box:
    who.collect(box, held)
"""
