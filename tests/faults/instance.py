"""One real instance: started, hurt, started again. It is known from outside only, by its processes and its HTTP."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from arcadumas.base.ports import free_port
from arcadumas.base.postgres import Server

KEPT = {"PATH", "HOME", "LANG", "PYTHONPATH", "ARCADUMAS_PG_BIN"}
OURSELVES = (sys.executable, "-m", "arcadumas.site.cli")
DOWN = (ConnectionError, OSError, http.client.HTTPException, TimeoutError)


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    def json(self) -> Any:
        return json.loads(self.content)


class Caller:
    """One kept connection, as a phone or a program has it."""

    def __init__(self, port: int, timeout: float = 15.0) -> None:
        self.port, self.timeout = port, timeout
        self.line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Raises one of DOWN when there is no answer."""
        self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self.line.request(method, path, body=body, headers=named)
            answer = self.line.getresponse()
            kept: dict[str, str] = {}
            for name, value in answer.getheaders():  # cookies come one a line
                kept[name.lower()] = f"{kept[name.lower()]}\n{value}" if name.lower() in kept else value
            return Answer(answer.status, answer.read(), kept)
        except DOWN:
            self.close()
            raise

    def post(self, path: str, values: Any, **headers: str) -> Answer:
        return self.ask("POST", path, json.dumps(values).encode(), Content_Type="application/json", **headers)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None


SINGLY = """
    INSERT INTO notifications_rhythm (digest_at, is_digest_on, burst_over, burst_minutes, gather_minutes)
    SELECT '07:30', false, 32000, 1, 1 WHERE NOT EXISTS (SELECT FROM notifications_rhythm)
"""
WITHOUT_PAUSE = """
    INSERT INTO notifications_limit (carrier, pair_seconds, pair_burst, dead_days) VALUES ('whatsapp', 0, 45, 7) ON CONFLICT DO NOTHING
"""


class Instance:
    """`arcadumas up --demo` on a STATE and PORT of its own; `program` may be a variant that is to be caught."""

    def __init__(self, state: Path, *, port: int = 0, program: tuple[str, ...] = OURSELVES, **environment: str) -> None:
        self.state, self.port, self.program = state, port or free_port(), program
        self.environment = {name: value for name, value in os.environ.items() if name in KEPT}
        self.environment |= {"STATE": str(state), "PORT": str(self.port), "INTAKE_LIMIT": "0"} | environment
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.state.with_name(f"{self.state.name}.log")

    def start(self, *, within: float = 300.0, singly: bool = True) -> float:
        """Seconds until it was ready. Without `singly` bursts are gathered and paced as the product ships it."""
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.program, "up", "--demo", "--with-parent"], env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.state.parent, start_new_session=True,
            )  # fmt: skip
        if not self.until_ready(within):
            raise RuntimeError(f"the instance did not become ready:\n{self.log.read_text()[-3000:]}")
        if singly:
            self._tell_singly()
        return time.monotonic() - begun

    def _tell_singly(self) -> None:
        """Every notice by itself and at once: each is looked for, or timed, as the message it makes."""
        with psycopg.connect(Server(self.state).url, autocommit=True) as connection:
            connection.execute(SINGLY)
            connection.execute(WITHOUT_PAUSE)

    def sent(self) -> int:
        """How many messages the outbox calls sent."""
        with psycopg.connect(Server(self.state).url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM notifications_message WHERE state IN ('sent', 'delivered', 'read')"
            ).fetchone()
        return int(row[0]) if row else 0

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def kill(self) -> None:
        """Without warning, and wait until all it started is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
        until(lambda: not self._processes(), 20)

    def command(self, *words: str) -> str:
        """The output of a command of this instance."""
        done = subprocess.run(
            [*OURSELVES, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stderr}")
        return done.stdout.strip()

    def token(self, login: str) -> str:
        return self.command("token", "add", login).splitlines()[-1]

    def is_ready(self) -> bool:
        try:
            return Caller(self.port, 2.0).ask("GET", "/readyz", Connection="close").status == 200
        except DOWN:
            return False

    def until_ready(self, seconds: float) -> bool:
        return until(self.is_ready, seconds)

    # -- Processes -----------------------------------------------------------------------------------------------------
    def _processes(self) -> dict[int, str]:
        """Live processes of this instance by id: they carry its STATE in environment or command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                mine = str(self.state) in words or f"STATE={self.state}\0".encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            if mine and words:
                found[int(folder.name)] = words
        return found

    def roles(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, words in self._processes().items():
            if role := _role(words, number, self.process.pid if self.process else 0):
                found.setdefault(role, []).append(number)
        servers = found.get("postmaster", [])  # a child that was just forked still bears the name of its parent
        if own := [number for number in servers if parent_of(number) not in servers]:
            found["postmaster"] = own
        return found

    def strike(self, role: str, chance: random.Random) -> bool:
        """kill -9 one process of this role; False when none lives at present."""
        if role == "up":
            self.kill()
            return True
        pids = self.roles().get(role, [])
        if not pids:
            return False
        try:
            os.kill(chance.choice(sorted(pids)), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


def _role(words: str, number: int, up: int) -> str:
    if "/postgres -D " in words:
        return "postmaster"
    for name in ("web", "work", "simulator"):
        if f" {name}" in words and ("cli" in words or "controls" in words):
            return "web worker" if name == "web" and parent_of(number) != up else name
    return ""


def parent_of(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def until(true: Callable[[], bool], seconds: float) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return False
