"""Where an instance under measurement lives: on a disk, never in memory, with every durability setting as shipped."""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from arcadumas.base.postgres import Server
from bench.client import Line, request
from tests.faults.instance import Caller, Instance

ROOT = Path(__file__).resolve().parent.parent / "var"
WAITING = (
    "SELECT (SELECT count(*) FROM reports_unread), (SELECT count(*) FROM notifications_message WHERE state = 'queued')"
)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = re.compile(r"^Password: (\S+)$", re.MULTILINE)


@contextmanager
def instance(port: int = 0, *, singly: bool = True, **environment: str) -> Iterator[Instance]:
    """A demo of its own, gone afterwards. Without `singly` its messages are paced and gathered as shipped."""
    ROOT.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT))
    folder.chmod(0o755)
    own = Instance(folder / "state", port=port, **environment)
    try:
        own.start(within=600, singly=singly)  # on a machine that others load too
        yield own
    finally:
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def database(own: Instance) -> str:
    return Server(own.state).url


def settle(own: Instance, seconds: float = 240.0) -> bool:
    """Wait until the worker has dealt with everything: what it still does would weigh on the next figure."""
    limit = time.monotonic() + seconds
    with psycopg.connect(database(own), autocommit=True) as connection:
        while time.monotonic() < limit:
            if connection.execute(WAITING).fetchone() == (0, 0):
                return True
            time.sleep(0.5)
    return False


def session(own: Instance, login: str) -> str:
    """The cookies of somebody signed in."""
    found = PASSWORD.search(own.log.read_text())
    assert found, "the demo prints its password"
    caller = Caller(own.port)
    page = caller.ask("GET", "/masuk/")
    token, first = TOKEN.search(page.content.decode()), _cookies(page.headers)
    assert token, "the form carries a token"
    body = f"csrfmiddlewaretoken={token[1]}&username={login}&password={found[1]}".encode()
    kind = "application/x-www-form-urlencoded"
    answer = caller.ask("POST", "/masuk/", body, Content_Type=kind, Cookie=first)
    assert answer.status == 302, answer.content[:300]
    return _cookies(answer.headers)


def timed(own: Instance, path: str, cookies: str, times: int) -> list[float]:
    """Seconds of each of so many requests over one connection; the first few, which warm up, are left out."""
    line, prepared, taken = Line(own.port), request("GET", path, Cookie=cookies), []
    for _turn in range(times + 8):
        begun = time.perf_counter()
        status, _body = line.ask(prepared)
        taken.append(time.perf_counter() - begun)
        assert status == 200, (path, status)
    line.close()
    return taken[8:]


def _cookies(headers: dict[str, str]) -> str:
    return "; ".join(line.partition(";")[0] for line in headers.get("set-cookie", "").splitlines())
