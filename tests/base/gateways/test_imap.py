"""IMAP against a real server, and what its address may look like."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from arcadumas.base.gateways.imap import ImapError, Postbox
from arcadumas.base.gateways.imap_server import Server, SettingError, read_url
from tests.postbox import PASSWORD, PostboxServer, postbox

GOOD = {
    "imaps://u:p@mail.example.go.id": ("tls", 993, "INBOX"),
    "imaps://u:p@mail.example.go.id:1993/Aduan": ("tls", 1993, "Aduan"),
    "imap+starttls://u:p@mail.example.go.id/INBOX": ("starttls", 143, "INBOX"),
    "imap://u:p@127.0.0.1:1143/INBOX": ("plain", 1143, "INBOX"),
    "imap://u:p@mail.lan/INBOX?insecure=1": ("plain", 143, "INBOX"),
    "imaps://u:p@mail.example.go.id/Kotak%20Masuk": ("tls", 993, "Kotak Masuk"),
}
BAD = ["imap://u:p@mail.example.go.id/INBOX", "imaps://mail.example.go.id/INBOX", "imaps://u@mail.example.go.id", "https://u:p@x", "imaps://u:p@x:port/", "imaps://", "mail"]  # fmt: skip


@pytest.mark.parametrize(("url", "wanted"), GOOD.items())
def test_an_address_is_read(url: str, wanted: tuple[str, int, str]) -> None:
    server = read_url(url)
    assert (server.security, server.port, server.folder) == wanted


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(SettingError):
        read_url(url)


def test_the_password_is_decoded_and_never_shown() -> None:
    server = read_url("imaps://aduan%40kab.test:r%2Fh%3A%40@mail.test/")
    assert (server.user, server.password) == ("aduan@kab.test", "r/h:@")
    assert "r/h" not in repr(server) + server.place


@pytest.fixture(scope="module")
def server() -> Iterator[PostboxServer]:
    with postbox() as running:
        yield running


@pytest.fixture
def last(server: PostboxServer) -> int:
    with Postbox(read_url(server.url)) as box:
        return max([0, *box.uids(0)])


def mail(n: int, length: int = 10) -> bytes:
    return f"Subject: {n}\r\n\r\n{'x' * length}\r\n".encode()


def test_what_came_is_fetched_and_stays_unseen_until_it_is_marked(server: PostboxServer, last: int) -> None:
    before = server.unseen()
    server.put(mail(1), mail(2))
    with Postbox(read_url(server.url)) as box:
        first, second = box.uids(last)
        fetched = box.fetch(first, limit=1_000)
        assert fetched is not None
        assert (fetched.content, fetched.is_whole) == (mail(1), True)
        assert server.unseen() == before + 2
        box.mark_seen(second)
    assert server.unseen() == before + 1


def test_it_asks_by_number_whoever_has_looked(server: PostboxServer, last: int) -> None:
    server.put(mail(1), mail(2))
    server.see()
    with Postbox(read_url(server.url)) as box:
        assert len(box.uids(last)) == 2
        assert box.uids(None) == []
        assert box.uids(max(box.uids(last))) == []


def test_a_large_mail_is_cut(server: PostboxServer, last: int) -> None:
    server.put(mail(1, length=5_000))
    with Postbox(read_url(server.url)) as box:
        fetched = box.fetch(box.uids(last)[0], limit=100)
    assert fetched is not None
    assert (len(fetched.content), fetched.is_whole, fetched.size > 5_000) == (100, False, True)


def test_what_is_gone_is_none(server: PostboxServer) -> None:
    with Postbox(read_url(server.url)) as box:
        assert box.fetch(999_999, limit=100) is None


def test_waiting_ends_when_something_comes_and_when_it_is_told_to(server: PostboxServer) -> None:
    stop = threading.Event()
    with Postbox(read_url(server.url)) as box:
        assert box.may_idle
        threading.Timer(0.3, lambda: server.put(mail(3))).start()
        begun = time.monotonic()
        box.wait(stop, seconds=60)
        box.uids(None)
        threading.Timer(0.3, stop.set).start()
        box.wait(stop, seconds=60)
        assert time.monotonic() - begun < 30


def test_a_wrong_password_is_named_without_it(server: PostboxServer) -> None:
    wrong = Server(host="127.0.0.1", port=server.port, security="plain", user="aduan", password=PASSWORD + "x")
    with pytest.raises(ImapError) as caught, Postbox(wrong):
        pass
    assert PASSWORD not in str(caught.value)


def test_a_server_that_is_away_or_says_nothing_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        server = Server(host="127.0.0.1", port=port, security="plain", user="u", password="p")
        with pytest.raises(ImapError), Postbox(server, timeout=0.3):
            pass
    with pytest.raises(ImapError), Postbox(server, timeout=0.3):
        pass


# The library leaves the socket of a failed STARTTLS to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_does_not_speak_in_the_open_where_encryption_was_asked_for(server: PostboxServer) -> None:
    for security in ("tls", "starttls"):
        asked = Server(host="127.0.0.1", port=server.port, security=security, user="aduan", password=PASSWORD)  # type: ignore[arg-type]
        with pytest.raises(ImapError), Postbox(asked, timeout=3):
            pass
