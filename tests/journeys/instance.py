"""A real `arcadumas up --demo` for a journey: own folder on the disk, own port, everything it started ended with it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("WHATSAPP_", "EMAIL_", "SP4N_", "IMAP_", "ARCADUMAS_", "DJANGO_")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Instance:
    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
        for name in ("DATABASE_URL", "SECRET_KEY", "FIELD_KEY", "BASE_URL"):
            kept.pop(name, None)
        self.environment = kept | {"STATE": str(state), "PORT": str(self.port), "INTAKE_LIMIT": "0"}

    def start(self) -> None:
        self.log = (self.state.parent / "up.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "arcadumas.site.cli", "up", "--demo"],
            cwd=ROOT, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with contextlib.suppress(urllib.error.URLError, OSError):
                if urllib.request.urlopen(f"{self.url}/readyz", timeout=2).status == 200:
                    return
            assert self.process.poll() is None, (self.state.parent / "up.log").read_text()
            time.sleep(0.2)
        raise AssertionError((self.state.parent / "up.log").read_text())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.log.close()

    @property
    def password(self) -> str:
        found = re.search(r"Password: (\S+)", (self.state / "secrets" / "demo").read_text())
        assert found
        return found[1]

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "arcadumas.site.cli", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        return done.stdout.strip()


@contextlib.contextmanager
def running(state: Path) -> Iterator[Instance]:
    one = Instance(state)
    one.start()
    try:
        yield one
    finally:
        one.stop()
