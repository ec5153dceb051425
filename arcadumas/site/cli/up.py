"""Everything in one process tree."""

import argparse
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from arcadumas.base.locks import FileLock, Locked
from arcadumas.base.postgres import PostgresProblem, Server, require_safe
from arcadumas.base.processes import tied
from arcadumas.site import demo_environment, instance
from arcadumas.site.env import envint, envsecret, envtext
from arcadumas.site.listening import require_port
from arcadumas.site.parent import Parent
from arcadumas.site.supervisor import Asked, Child, keep, say

HELP = "Start everything: database, web, worker, and with --demo the demo government and its simulator."
EXAMPLE = "PORT=8000 STATE=./var arcadumas up --demo"
NEEDS_DJANGO = False
READY_WITHIN = 60  # seconds after which we say that it takes long
OURSELVES = (sys.executable, "-m", "arcadumas.site.cli")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="load the demo government and run the simulator")
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one ends")
    parser.add_argument("--workers", type=int, default=2, help="web processes (2)")


def run(options: argparse.Namespace) -> int:
    asked = Asked()
    parent = Parent() if options.with_parent else None
    state = instance.state()
    lock = FileLock(state / "run" / "up.lock")
    try:
        lock.take()
    except Locked:
        say(f"sudah berjalan pada STATE={state}; pakai STATE lain atau hentikan yang itu / "
            f"already running on STATE={state}; choose another STATE or stop that one")  # fmt: skip
        return 1
    require_port(envtext("HOST", "127.0.0.1"), envint("PORT", 8000))
    server = Server(state) if instance.uses_embedded() else None
    try:
        return _run(options, state, server, asked, parent)
    except KeyboardInterrupt:
        return 130
    finally:
        if server is not None:
            server.stop()
        lock.free()


def _run(options: argparse.Namespace, state: Path, server: Server | None, asked: Asked, parent: Parent | None) -> int:
    with instance.door():
        if server is not None:
            server.start()
            os.environ |= {"DATABASE_URL": server.url, "ARCADUMAS_EMBEDDED": "1"}
        _furnish(state, demo=options.demo)
        prepared = _prepare(demo=options.demo)
    if prepared.returncode != 0:
        return 1
    children = [
        Child(name="web", command=[*OURSELVES, "web", f"--workers={options.workers}"]),
        Child(name="work", command=[*OURSELVES, "work"]),
    ]
    if options.demo:
        children.append(Child(name="simulator", command=[*OURSELVES, "simulator"]))
    watch = Watch(server, prepared.stdout.strip(), demo=options.demo)
    keep(children, asked=lambda: bool(asked or (parent and parent.was_interrupted())), also=watch)
    return 0


def _furnish(state: Path, *, demo: bool) -> None:
    """Set the environment of all children, and refuse a database that is unsafe or not ours to use so."""
    require_safe(envsecret("DATABASE_URL"))
    chosen = demo_environment.choose(state) if demo else {}
    os.environ |= chosen
    demo_environment.guard(envsecret("DATABASE_URL"), demo=demo)
    instance.remember(chosen | {name: envtext(name) for name in ("HOST", "PORT", "BASE_URL") if envtext(name)})


def _prepare(*, demo: bool) -> subprocess.CompletedProcess[str]:
    """Bring the database up to date in a process of its own, so that this one stays small."""
    command = [*OURSELVES, "migrate", *(["--demo"] if demo else [])]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False,
        process_group=0, preexec_fn=tied(),
    )  # fmt: skip


class Watch:
    """What is done between two looks at the children: the database is kept running, and one greeting is printed."""

    def __init__(self, server: Server | None, accounts: str, *, demo: bool) -> None:
        self.server, self.accounts, self.demo = server, accounts, demo
        self.address = f"http://{_reachable(envtext('HOST', '127.0.0.1'))}:{envint('PORT', 8000)}"
        self.has_greeted = False
        self.complain_at = time.monotonic() + READY_WITHIN
        self.next_at = 0.0

    def __call__(self) -> None:
        if self.server is not None and self.server.has_ended():
            self._revive(self.server)
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + (60 if self.has_greeted else 0.2)
        if self.server is not None:
            self.server.trim_log()
        if not self.has_greeted:
            self._look()

    def _look(self) -> None:
        if self._is_ready():
            self.has_greeted = True
            self._greet()
        elif time.monotonic() > self.complain_at:
            self.complain_at = time.monotonic() + READY_WITHIN
            say(f"masih belum siap, lihat {self.address}/readyz / still not ready, see {self.address}/readyz")

    def _revive(self, server: Server) -> None:
        say("PostgreSQL ended; starting it again")
        try:
            server.restart()
        except PostgresProblem as problem:
            say(str(problem))
            time.sleep(2)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=1) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _greet(self) -> None:
        base = envtext("BASE_URL", self.address)
        lines = [
            "",
            f"Arcadumas   {base}/",
            f"  lapor / report            {base}/lapor/",
            f"  masuk / sign in           {base}/masuk/",
        ]
        if self.demo:
            lines.append(f"  simulator                 {base}/simulator/")
        lines += ["", self.accounts] if self.accounts else []
        lines += ["", "Ctrl-C menghentikan semuanya / stops everything.", ""]
        sys.stdout.write("\n".join(lines))
        sys.stdout.flush()


def _reachable(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{host}]" if ":" in host else host
