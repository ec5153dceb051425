"""Servers and lock files that a killed owner left on a data folder. Call only while holding the folder's lock."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


def clear(data: Path) -> None:
    """End a server that outlived its owner, and remove a lock file whose process id now belongs to somebody else.

    PostgreSQL itself removes lock files of ids that are free; it cannot tell a stranger or a zombie from a server.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return
    if serves(pid, data):
        end(pid, gone=lambda: not serves(pid, data))
    elif _exists(pid):
        lock.unlink(missing_ok=True)


def end(pid: int, *, gone: Callable[[], bool]) -> None:
    """Fast shutdown, then immediate, then kill; returns when `gone()` says so."""
    for how, seconds in STEPS:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if gone():
                return
            time.sleep(0.01)


def serves(pid: int, data: Path) -> bool:
    """True when `pid` is a live PostgreSQL on `data` (it works from inside its data folder)."""
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve() and _state(pid) != "Z"
    except OSError:
        pass
    if Path("/proc/self").exists():
        return False
    shown = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return f"-D {data}" in shown.stdout


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
