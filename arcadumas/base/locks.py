"""Locks on files that the system frees when the process ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path


class Locked(Exception):
    """Somebody else holds the lock."""


class FileLock:
    """An advisory lock (flock). Exclusive unless `shared`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor: int | None = None

    def take(self, *, shared: bool = False, wait: float = 0) -> None:
        """Take the lock within `wait` seconds. Raises Locked."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(descriptor)
                    raise Locked(str(self.path)) from None
                time.sleep(0.05)
            else:
                self.descriptor = descriptor
                return

    def free(self) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None
