"""The instance on this STATE: its database and the environment that all its processes share."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import ProgrammingError, connection

from arcadumas.base.locks import FileLock, Locked
from arcadumas.base.postgres import Server
from arcadumas.site.env import envsecret, envtext

PATIENCE = 60  # seconds to wait for another command on the same embedded database


def state() -> Path:
    return Path(envtext("STATE", "./var")).resolve()


def uses_embedded() -> bool:
    return not envsecret("DATABASE_URL")


def remember(environment: Mapping[str, str]) -> None:
    """Write down what `up` chose, so that commands run beside it reach the same simulator and addresses."""
    path = state() / "run" / "environment.json"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(dict(environment), file)
    draft.replace(path)


def enter() -> bool:
    """Set the environment as this STATE's instance has it, before Django reads it. What is already set wins.

    True when the database is the embedded one and nobody above us (`up`) looks after it.
    """
    if not uses_embedded():
        return False
    path = state() / "run" / "environment.json"
    if path.exists():
        for name, value in json.loads(path.read_text()).items():
            if f"{name}_FILE" not in os.environ:
                os.environ.setdefault(name, value)
    os.environ["ARCADUMAS_EMBEDDED"] = "1"
    os.environ["DATABASE_URL"] = Server(state()).url
    return True


def pretend() -> None:
    """Values that let Django be set up to show a help text, where nothing is configured and nothing may be written."""
    os.environ |= {"DATABASE_URL": "postgresql://localhost/none", "SECRET_KEY": "help", "FIELD_KEY": "help"}


@contextmanager
def database(*, migrate: bool) -> Iterator[None]:
    """The embedded database: started when nobody runs it, and then stopped after the last user."""
    server, users = Server(state()), FileLock(state() / "run" / "users.lock")
    owns = False
    try:
        with door():
            users.take(shared=True, wait=PATIENCE)
            owns = _started(server)
            settings.DATABASE_URL = server.url  # its port is chosen at the start, after the settings were read
            settings.DATABASES["default"]["PORT"] = urlsplit(server.url).port or 0
            if migrate and owns and _is_behind():
                call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connection.close()
        users.free()
        if owns:
            _leave(server, users)


@contextmanager
def door() -> Iterator[None]:
    """One at a time starts the embedded database and gives it its shape; who comes next finds it ready.

    Raises Locked after a minute.
    """
    lock = FileLock(state() / "run" / "door.lock")
    lock.take(wait=PATIENCE)
    try:
        yield
    finally:
        lock.free()


def _started(server: Server) -> bool:
    """True when the server is now ours to stop; False when another process runs it."""
    until = time.monotonic() + PATIENCE
    while not server.is_running():
        try:
            server.start(wait=0)
        except Locked:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return True
    return False


def _leave(server: Server, users: FileLock) -> None:
    """Stop the server once the commands that joined it have ended."""
    with suppress(Locked):
        users.take(wait=PATIENCE)
    server.stop()
    users.free()


@contextmanager
def in_shape() -> Iterator[None]:
    """Says what to do when a table is missing because migrations wait. Raises ImproperlyConfigured then."""
    try:
        yield
    except ProgrammingError as error:
        if not _is_behind():
            raise
        raise ImproperlyConfigured(
            "Basis data belum disesuaikan dengan versi ini. Jalankan arcadumas migrate. / "
            "The database does not have the shape of this version. Run arcadumas migrate."
        ) from error


def _is_behind() -> bool:
    from arcadumas.site import shape  # noqa: PLC0415  (brings all models: 9 MB for `up`, which lasts)

    return bool(shape.waiting())
