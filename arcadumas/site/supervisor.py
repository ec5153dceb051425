"""Starts children, keeps them running, and stops them in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from arcadumas.base.processes import tied

STEADY = 10.0  # seconds after which an earlier crash is forgotten
LONGEST = 5.0  # seconds between two tries: whoever waits for a message waits for the worker
PAUSE = 0.1  # seconds between two looks


@dataclass(kw_only=True)
class Child:
    """A command as a child process, in a process group of its own so that Ctrl-C reaches only us."""

    name: str
    command: Sequence[str]
    patience: float = 15.0  # seconds from SIGTERM to SIGKILL
    process: subprocess.Popen[bytes] | None = None
    begun_at: float = 0.0
    next_at: float = 0.0
    crashes: int = 0

    def start(self) -> None:
        """From the main thread: the kernel ends the child when the thread that made it ends."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, process_group=0, preexec_fn=tied())
        self.begun_at = time.monotonic()

    def tend(self) -> None:
        """Start it when it does not run, with whatever code it ended; later and later while it keeps ending."""
        now = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self._sweep()
            self.crashes = 1 if now - self.begun_at > STEADY else self.crashes + 1
            delay = min(LONGEST, 0.25 * 2 ** (self.crashes - 1))
            say(f"{self.name} ended with code {code}; starting it again in {delay:g} s")
            self.process, self.next_at = None, now + delay
        if self.process is None and now >= self.next_at:
            self.start()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            say(f"{self.name} does not stop; killing it")
        finally:
            self._sweep()
            self.process.wait()

    def _sweep(self) -> None:
        """Kill what is left of its group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Asked:
    """Whether somebody asked us to stop: Ctrl-C, SIGTERM or a closed terminal. A second Ctrl-C stops waiting."""

    def __init__(self) -> None:
        self.first_at = 0.0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._note)

    def __bool__(self) -> bool:
        return self.first_at > 0

    def _note(self, number: int, frame: object) -> None:
        now = time.monotonic()
        self.first_at = self.first_at or now
        if number == signal.SIGINT and now - self.first_at > 1:  # one Ctrl-C may arrive twice
            raise KeyboardInterrupt


def keep(children: Sequence[Child], *, asked: Callable[[], bool], also: Callable[[], None]) -> None:
    """Watch the children, and call `also` between two looks, until asked to stop; then stop them in this order."""
    try:
        while not asked():
            also()
            for child in children:
                child.tend()
            time.sleep(PAUSE)
    finally:
        for child in children:
            child.stop()


def say(line: str) -> None:
    sys.stderr.write(f"arcadumas: {line}\n")
    sys.stderr.flush()
