import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from arcadumas.base.tables import CreateTables

ROOM = "trial"
KEY = ("id", models.BigAutoField(primary_key=True))
SHELF = migrations.CreateModel(name="Shelf", fields=[KEY, ("name", models.CharField(max_length=10, unique=True))])
BOOK = migrations.CreateModel(
    name="Book",
    fields=[KEY, ("shelf", models.ForeignKey("trial.Shelf", on_delete=models.PROTECT, related_name="books"))],
    options={"indexes": [models.Index(fields=["shelf", "-id"], name="trial_newest")]},
)
TOGETHER = CreateTables([SHELF, BOOK])
Shape = dict[str, dict[str, object]]


def after(*operations: Operation) -> ProjectState:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards(ROOM, state)
    return state


def made() -> Shape:
    """Indexes and constraints of the trial's tables, as the database tells them."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table.startswith(ROOM)]
        return {table: connection.introspection.get_constraints(cursor, table) for table in tables}


@pytest.mark.django_db
def test_they_make_what_one_operation_each_makes() -> None:
    with connection.schema_editor() as editor:
        SHELF.database_forwards(ROOM, editor, after(), after(SHELF))
        BOOK.database_forwards(ROOM, editor, after(SHELF), after(SHELF, BOOK))
    singly = made()
    assert set(singly) == {"trial_shelf", "trial_book"}
    with connection.schema_editor() as editor:
        TOGETHER.database_backwards(ROOM, editor, after(TOGETHER), after())
    assert made() == {}
    with connection.schema_editor() as editor:
        TOGETHER.database_forwards(ROOM, editor, after(), after(TOGETHER))
    assert made() == singly


@pytest.mark.django_db
def test_they_leave_nothing_for_after_the_migration_is_noted() -> None:
    with connection.schema_editor() as editor:
        TOGETHER.database_forwards(ROOM, editor, after(), after(TOGETHER))
        assert editor.deferred_sql == []
    assert "trial_newest" in made()["trial_book"]


def test_the_state_is_the_same_and_models_drawn_before_are_drawn_anew() -> None:
    state = after(SHELF)
    assert not hasattr(state.apps.get_model(ROOM, "Shelf"), "books")
    CreateTables([BOOK]).state_forwards(ROOM, state)
    assert state == after(SHELF, BOOK)
    assert hasattr(state.apps.get_model(ROOM, "Shelf"), "books")


def test_they_can_be_written_down() -> None:
    text, imports = OperationWriter(TOGETHER).serialize()
    assert text.index("'Shelf'") < text.index("'Book'")
    assert "import arcadumas.base.tables" in imports
    assert TOGETHER.describe() == "Create tables of Shelf, Book"
