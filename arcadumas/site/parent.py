"""Being the child of `make`: ending with it, and hearing a Ctrl-C that reached only it."""

import os
import signal
from pathlib import Path

from arcadumas.base.processes import die_with_parent


class Parent:
    """The process that started us. From now on its end is our SIGTERM (Linux)."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.blocked = self._blocked()
        die_with_parent(signal.SIGTERM, parent=self.pid)

    def was_interrupted(self) -> bool:
        """True once it has had a SIGINT. `make` then waits for its children, with the signal blocked, for as long as
        they take: it counts on the terminal having told them too, and a program that told `make` alone hangs it.
        """
        return self._blocked() and not self.blocked

    def _blocked(self) -> bool:
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return False
        mask = next((int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigBlk:")), 0)
        return bool(mask & 1 << (signal.SIGINT - 1))
