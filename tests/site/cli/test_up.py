"""The whole instance as one process tree, started, hurt and stopped."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from arcadumas.base.ports import free_port

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("up")]
KEPT = {"PATH", "HOME", "ARCADUMAS_PG_BIN"}


class Instance:
    """One `arcadumas up` on a STATE and PORT of its own."""

    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self.process: subprocess.Popen[str] | None = None

    def command(self, *words: str, output: Path | None = None, **environment: str) -> "subprocess.Popen[str]":
        """What is said goes to `output` where nobody reads along: a full pipe would hold up whoever writes."""
        clean = {name: value for name, value in os.environ.items() if name in KEPT}
        with output.open("a") if output else nullcontext(subprocess.PIPE) as to:
            return subprocess.Popen(
                [sys.executable, "-m", "arcadumas.site.cli", *words],
                env=clean | {"STATE": str(self.state), "PORT": str(self.port)} | environment,
                cwd=self.state.parent,
                stdout=to,
                stderr=to,
                text=True,
            )

    def start(self) -> None:
        self.process = self.command("up", output=self.state.parent / "up.log")
        assert until(self.is_ready, 60)

    def is_ready(self) -> bool:
        """Eight in a row: the kernel deals visitors out to both web processes, and one may begin later than the other."""
        return all(self.status("/readyz") == 200 for _n in range(8))

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def answer(self, path: str) -> tuple[int, str | None, str]:
        """Status, Retry-After and media type."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return (
                answer.status,
                answer.getheader("Retry-After"),
                (answer.getheader("Content-Type") or "").split(";")[0],
            )

    def pids(self, word: str = "") -> list[int]:
        """Live processes of this instance: they carry its STATE in their environment; `word` stands in the command."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                mine = f"STATE={self.state}\0".encode() in (folder / "environ").read_bytes()
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if mine and word in words:
                found.append(int(folder.name))
        return found

    def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.communicate(timeout=30)
        return self.process.returncode


def until(true: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    instance = Instance(tmp_path_factory.mktemp("up") / "state")
    instance.start()
    yield instance
    if instance.process is not None and instance.process.poll() is None:
        instance.end(signal.SIGTERM)


def test_a_second_one_on_the_same_state_says_so_and_stops(instance: Instance) -> None:
    second = instance.command("up", PORT=str(free_port()))
    said = second.communicate(timeout=30)[1]
    assert second.returncode == 1
    assert f"already running on STATE={instance.state}" in said


def test_a_port_in_use_is_one_line(instance: Instance, tmp_path: Path) -> None:
    other = instance.command("up", STATE=str(tmp_path))
    said = other.communicate(timeout=30)[1]
    assert (other.returncode, said.count("\n")) == (2, 1)
    assert f"{instance.port} is in use" in said


def test_commands_use_the_database_that_runs(instance: Instance) -> None:
    check = instance.command("check", "--json")
    out, err = check.communicate(timeout=30)
    assert (check.returncode, err, json.loads(out.splitlines()[-1])["ok"]) == (0, "", True)
    assert instance.status("/readyz") == 200


@pytest.mark.parametrize("word", ["cli work", "cli web", "bin/postgres"])
def test_what_is_killed_comes_back(instance: Instance, word: str) -> None:
    before = instance.pids(word)
    os.kill(min(before), signal.SIGKILL)
    assert until(lambda: not set(before) & set(instance.pids(word)) and instance.status("/readyz") == 200, 20)


def test_a_killed_web_worker_is_replaced(instance: Instance) -> None:
    assert until(lambda: len(instance.pids("cli web")) == 3, 20)
    os.kill(max(instance.pids("cli web")), signal.SIGKILL)
    assert until(lambda: instance.status("/healthz") == 200, 2)
    assert until(lambda: len(instance.pids("cli web")) == 3, 20)


def test_while_the_database_is_away_every_answer_is_503_within_five_seconds(instance: Instance) -> None:
    assert instance.process is not None
    instance.process.send_signal(signal.SIGSTOP)  # so that nobody brings the database back
    try:
        os.kill(min(instance.pids("bin/postgres")), signal.SIGKILL)
        begun = time.monotonic()
        page, problem = instance.answer("/"), instance.answer("/api/v1/units")
        assert time.monotonic() - begun < 2 * 5
        assert (page, problem) == ((503, "5", "text/html"), (503, "5", "application/problem+json"))
        assert (instance.status("/healthz"), instance.status("/readyz")) == (200, 503)
        log = instance.state.parent / "up.log"
        assert until(lambda: "the database did not answer" in log.read_text(), 20)
    finally:
        instance.process.send_signal(signal.SIGCONT)
    assert until(instance.is_ready, 60)
    assert [instance.status("/api/v1/units") for _n in range(8)] == [200] * 8
    assert log.read_text().count("Traceback") == 0


def test_killed_without_warning_it_leaves_no_process_and_starts_again(instance: Instance) -> None:
    assert instance.end(signal.SIGKILL) == -signal.SIGKILL
    assert until(lambda: instance.pids() == [], 2)
    instance.start()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_everything_it_started(instance: Instance, how: signal.Signals) -> None:
    if instance.process is None or instance.process.poll() is not None:
        instance.start()
    assert (instance.end(how), instance.pids()) == (0, [])
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", instance.port))
