"""One PostgreSQL for the whole session, in a folder of its own, unless DATABASE_URL names another.

Runs before Django's settings are read; workers of pytest-xdist inherit the environment and share the server.
"""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import django
import pytest

from arcadumas.base.locks import FileLock, Locked
from arcadumas.base.postgres import Server
from arcadumas.site.catalogues import compile_stale

FOREIGN = ("WHATSAPP_", "FONNTE_", "WAHA_", "QONTAK_", "VAPID_", "PUSH_", "EMAIL_", "SP4N_", "IMAP_")
ENOUGH = 1_000_000_000  # bytes
STALE = 600  # seconds


def _scratch() -> Path:
    """A new folder, in memory where there is room: durability settings stay on and cost nothing there."""
    memory = Path("/dev/shm")
    inside = memory if memory.exists() and shutil.disk_usage(memory).free > ENOUGH else None
    for left in Path(inside or tempfile.gettempdir()).glob("arcadumas-*"):
        _sweep(left)
    return Path(tempfile.mkdtemp(prefix="arcadumas-", dir=inside))


def _sweep(left: Path) -> None:
    """Remove the folder of a session that was killed: its server ended with it and freed the lock."""
    lock = FileLock(left / "run" / "postgres.lock")
    with suppress(OSError, Locked):
        if time.time() - left.stat().st_mtime > STALE:
            lock.take()
            shutil.rmtree(left, ignore_errors=True)
    lock.free()


SCRATCH = None if "ARCADUMAS_TEST_STATE" in os.environ else _scratch()
SERVER = None
if SCRATCH is not None:
    os.environ["ARCADUMAS_TEST_STATE"] = os.environ["STATE"] = str(SCRATCH)
    if not os.environ.get("DATABASE_URL"):
        SERVER = Server(SCRATCH)
        SERVER.start()
        os.environ["DATABASE_URL"] = SERVER.url
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "arcadumas.site.settings",
    "SECRET_KEY": "only-for-tests",
    "FIELD_KEY": "1:" + "00112233445566778899aabbccddeeff" * 2,
}
for name in list(os.environ):
    if name.startswith(FOREIGN) or name in {"BASE_URL", "HOST", "PORT", "DEBUG"}:
        del os.environ[name]  # what the tests see does not depend on the developer's settings
compile_stale()
django.setup()

from django.conf import settings  # noqa: E402
from django.db.backends.base.creation import BaseDatabaseCreation  # noqa: E402
from django.utils import translation  # noqa: E402

from arcadumas.duties.notifications import bounds  # noqa: E402
from tests import snapshots  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


_put_back_singly = BaseDatabaseCreation.deserialize_db_from_string


def _put_back_seeds(self: BaseDatabaseCreation, data: str) -> None:
    """After a test that commits, with `serialized_rollback`: seven hundred rows at once instead of one by one."""
    if snapshots.filled() == {"django_migrations", "deadlines_revision"}:  # the latter counts by itself
        snapshots.once("seeds", lambda: _put_back_singly(self, data))
    else:
        _put_back_singly(self, data)


BaseDatabaseCreation.deserialize_db_from_string = _put_back_seeds  # type: ignore[method-assign]


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER is not None:
        SERVER.stop()
    if SCRATCH is not None:
        shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def the_installations_language() -> None:
    """A page that a test before has asked for in English leaves its thread in English."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def no_pause_between_two_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write to one number as often as they like; those of the pause set it themselves."""
    monkeypatch.setattr(bounds, "PAIR", 0.0)
