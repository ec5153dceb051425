"""Children that end with their parent, also when the parent is killed without warning (Linux; elsewhere a no-op)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(how: signal.Signals = signal.SIGKILL, *, parent: int | None = None) -> None:
    """Ask the kernel for a signal when the parent's thread that made us ends (so: start children from the main thread).

    `parent`: the process id seen before the fork; a parent that ended in between counts as ended.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), how)


def tied(how: signal.Signals = signal.SIGKILL, *, before: Callable[[], None] | None = None) -> Callable[[], None]:
    """A preexec_fn for Popen that ties the child to this process, after `before` has run in the child."""
    parent = os.getpid()

    def prepare() -> None:
        if before is not None:
            before()
        die_with_parent(how, parent=parent)

    return prepare


def show_user_as(inner: int) -> None:
    """Enter a user namespace that shows our uid as `inner`; our files stay in reach, the powers of root do not.

    Only in a process of one thread (just after fork). Raises OSError where the system forbids user namespaces.
    """
    uid, gid = os.geteuid(), os.getegid()
    if _libc is None or _libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{inner} {uid} 1"), ("gid_map", f"{inner} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
