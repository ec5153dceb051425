"""New rows of several tables in one round trip.

Django asks the database once for each table and builds each statement anew; where a citizen waits for one commit, that is
most of the time. Its cursors bind values on our side (its default), so many statements can travel as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How rows of one model are written."""

    head: str
    marks: str
    plain: "tuple[tuple[str, Field[Any, Any] | None], ...]"  # attribute, and its field where the value must be prepared


def insert(rows: Sequence[Model]) -> None:
    """Write unsaved rows in this order. Ids that are not given are made by the database and stay unknown here."""
    with connection.cursor() as cursor:
        # Bound one by one: psycopg keeps what it has learnt of a short statement, and learns a long one anew each time.
        cursor.execute("; ".join(cursor.mogrify(*bound) for bound in _bound(rows)))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _bound(rows: Sequence[Model]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their values."""
    for (model, has_id), group in groupby(rows, key=lambda row: (type(row), row.pk is not None)):
        shape, alike = _shape(model, has_id), list(group)
        statement = shape.head + ", ".join([shape.marks] * len(alike))
        yield statement, [value for row in alike for value in _values(row, shape)]


def _values(row: Model, shape: Shape) -> list[Any]:
    kept = row.__dict__
    return [
        field.get_db_prep_save(kept[name], connection) if field is not None else kept[name]
        for name, field in shape.plain
    ]


@lru_cache
def _shape(model: type[Model], has_id: bool) -> Shape:
    written = (field for field in model._meta.concrete_fields if not field.generated)
    fields = [field for field in written if has_id or not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    return Shape(
        head=f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ",  # noqa: S608  (names of our own tables)
        marks=f"({', '.join(['%s'] * len(fields))})",
        plain=tuple((field.attname, field if isinstance(field, JSONField) else None) for field in fields),
    )
