import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from arcadumas.site import health, shape

pytestmark = pytest.mark.django_db


def steps() -> dict[str, list[str]]:
    """The unreleased steps of each room that had more than one."""
    replacing = MigrationLoader(None).replacements
    return {room: [name for _, name in migration.replaces] for (room, _), migration in replacing.items()}


def forget(room: str, *names: str) -> None:
    noted = MigrationRecorder(connection).migration_qs.filter(app=room, name__in=names)
    assert noted.delete()[0] == len(names)


def test_nothing_waits_in_a_database_that_was_just_made() -> None:
    assert shape.waiting() == 0


def test_a_database_that_took_every_unreleased_step_has_the_first_migration_too() -> None:
    for room in steps():
        forget(room, "0001_initial")
    assert shape.waiting() == 0


@pytest.mark.parametrize("room", steps())
def test_one_that_stopped_between_two_steps_is_refused(room: str) -> None:
    forget(room, steps()[room][-1])
    with pytest.raises(ImproperlyConfigured, match=rf"berhenti .*\({room}\).* / The database stopped .*\({room}\)"):
        shape.bring()


def test_one_that_took_the_first_step_alone_is_refused() -> None:
    forget("reports", *steps()["reports"])
    with pytest.raises(ImproperlyConfigured, match=r"\(reports\)"):
        shape.waiting()


def test_such_a_database_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(health._shape, "is_current", False)
    forget("reports", steps()["reports"][-1])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "The database stopped between two steps" in answer.json()["reasons"][0]


def test_django_is_asked_to_migrate_only_when_something_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shape, "call_command", lambda name, **how: asked.append(name))
    shape.bring()
    assert asked == []
    forget("sessions", "0001_initial")
    shape.bring()
    assert asked == ["migrate"]
