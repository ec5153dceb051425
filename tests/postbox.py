"""A mailbox on a real IMAP server (pymap, a process of its own), and hands to put mail into it and look inside."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from arcadumas.base.ports import free_port

USER, PASSWORD = "aduan", "rahasia%2F:@"
WRITTEN = "rahasia%252F%3A%40"  # the same in an address
PATIENCE = 20.0


@dataclass(frozen=True)
class PostboxServer:
    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{WRITTEN}@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def hands(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.login(USER, PASSWORD)
            yield client

    def put(self, *mails: bytes, flags: str = "") -> None:
        with self.hands() as client:
            for raw in mails:
                kind, said = client.append("INBOX", flags, "", raw)
                assert kind == "OK", said

    def unseen(self) -> int:
        with self.hands() as client:
            client.select("INBOX", readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def see(self) -> None:
        """A person has looked at everything."""
        with self.hands() as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS", r"(\Seen)")


@contextmanager
def postbox() -> Iterator[PostboxServer]:
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
    ]
    command += ["--no-service", "managesieve"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        server = PostboxServer(port)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with server.hands():
                    break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, "pymap did not start"
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait()
