"""Does the database have the shape of this version? Bringing it there, and refusing one that stopped between two steps."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def waiting() -> int:
    """How many migrations wait. Raises ImproperlyConfigured for a database that stopped before the first release."""
    executor = MigrationExecutor(connection)
    _require_whole(executor)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def bring() -> None:
    """Apply what waits. With nothing to apply Django would still draw all models and look through its permissions."""
    if waiting():
        call_command("migrate", verbosity=0, interactive=False)


def _require_whole(executor: MigrationExecutor) -> None:
    """A room's first migration stands for the unreleased steps that it `replaces`: all of them are there, or none."""
    noted = executor.recorder.applied_migrations()
    halves = set()
    for key, migration in executor.loader.replacements.items():
        there = [step in noted for step in migration.replaces]
        if not all(there) and (any(there) or key in noted):
            halves.add(key[0])
    if halves:
        rooms = ", ".join(sorted(halves))
        raise ImproperlyConfigured(
            f"Basis data ini berhenti di antara dua langkah sebelum rilis pertama ({rooms}). Jalankan dahulu arcadumas "
            "migrate dari versi terakhir yang masih memuat langkah-langkah itu, atau mulai dengan basis data baru. / "
            f"The database stopped between two steps from before the first release ({rooms}). First run arcadumas "
            "migrate of the last version that still has those steps, or begin with a new database."
        )
