"""Querysets that become SQL once, for pages whose time went into composing the same statements again and again.

Django composes each statement anew, which takes longer than PostgreSQL takes to answer it by a key. A function marked
`compiled` is asked for its queryset once, with a Slot in the place of each value; a call puts the values in, in the same
order, and gives what the queryset would give, as a list.

    @compiled
    def _dispositions(report: Slot) -> QuerySet[Disposition]:
        return Disposition.objects.filter(report=report).select_related("unit").order_by("id")

    _dispositions(folder.report.pk)

Values are as the database takes them: a key, never a model; a list of keys for the lookup `among`. The statement must not
depend on a value: None equals nothing, and a limit is part of the statement.

What is found by keys is marked `prepared` instead: each connection has PostgreSQL plan it once as well. Where one plan would
not be right for every value, as in lists that are long for one reader and short for another, it is `compiled` alone.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import update_wrapper
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar, overload

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

T = TypeVar("T")


class Slot(Expression):
    """The place of a value, or of what `read` finds in it."""

    def __init__(self, name: str, read: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self.name, self.read = name, read

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Given:
    """Values by their names in one slot, where a statement takes many: `given["unit"]` is the place of that one."""

    def __init__(self, slot: Slot) -> None:
        self._slot = slot

    def __getitem__(self, name: str) -> Slot:
        return Slot(self._slot.name, itemgetter(name))


@Field.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """`field__among=keys`: one value however long the list, where `in` takes as many as there are keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = compiler.compile(self.rhs) if isinstance(self.rhs, Slot) else ("%s", [list(self.rhs)])
        return f"{left} = ANY({right})", [*of_left, *of_right]


class Sql(NamedTuple):
    """A statement that no queryset makes by itself, out of parts that querysets made; its rows come as they are."""

    text: str
    parameters: Sequence[Any]


class Compiled(Generic[T]):
    """One for the process, for all its threads: it keeps the statement, and neither a value nor a connection."""

    def __init__(self, build: Callable[..., Any], *, is_prepared: bool = False) -> None:
        self._build, self._is_prepared = build, is_prepared
        self._names = tuple(inspect.signature(build).parameters)
        self._statement: _Statement | None = None
        update_wrapper(self, build)

    def __call__(self, *values: Any) -> list[T]:
        """Raises ValueError for a value too many or too few."""
        if self._statement is None:
            self._statement = _statement(self._build(*map(Slot, self._names)), self._is_prepared)
        return self._statement.ask(dict(zip(self._names, values, strict=True)))

    def first(self, *values: Any) -> T | None:
        return next(iter(self(*values)), None)


@overload
def compiled(build: Callable[..., Sql]) -> Compiled[tuple[Any, ...]]: ...
@overload
def compiled(build: Callable[..., QuerySet[Any, T]]) -> Compiled[T]: ...
def compiled(build: Callable[..., Any]) -> Compiled[Any]:
    return Compiled(build)


@overload
def prepared(build: Callable[..., Sql]) -> Compiled[tuple[Any, ...]]: ...
@overload
def prepared(build: Callable[..., QuerySet[Any, T]]) -> Compiled[T]: ...
def prepared(build: Callable[..., Any]) -> Compiled[Any]:
    return Compiled(build, is_prepared=True)


def _statement(made: Any, is_prepared: bool) -> "_Statement":
    if isinstance(made, Sql):
        return _Statement(made, is_prepared)
    try:
        return _OfQuerySet(made, is_prepared)
    except EmptyResultSet:
        return _Nothing(Sql("", ()), is_prepared)


class _Preparing(psycopg.Cursor[Any]):
    """Values beside the statement, not in it (PostgreSQL's extended query), and its plan kept by the connection."""

    def execute(self, query: Any, params: Any = None, **_more: Any) -> Any:
        return super().execute(query, params, prepare=True)

    def _send_query_prepared(self, name: bytes, pgq: Any, *, binary: bool | None = None) -> None:
        self._query = pgq  # what Django's log shows; without it a prepared statement has no words there
        super()._send_query_prepared(name, pgq, binary=binary)


def _cursor(is_prepared: bool) -> Any:
    """Django's own way to a cursor, so that it is counted, timed and told apart like any other."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not is_prepared:
        return connection.cursor()
    connection.ensure_connection()
    own: Any = connection.connection
    usual, own.cursor_factory = own.cursor_factory, _Preparing
    try:
        return connection.cursor()
    finally:
        own.cursor_factory = usual


class _Statement:
    """The SQL and where its values go."""

    def __init__(self, sql: Sql, is_prepared: bool) -> None:
        (self.sql, self.parameters), self.is_prepared = sql, is_prepared

    def ask(self, values: dict[str, Any]) -> list[Any]:
        bound = _bound(self.parameters, values)
        with _cursor(self.is_prepared) as cursor:
            cursor.execute(self.sql, bound)
            return list(cursor.fetchall())


def _bound(parameters: Sequence[Any], values: dict[str, Any]) -> list[Any]:
    """What stands in several places is read once: reading may ask the database."""
    known: dict[Any, Any] = {}
    bound = []
    for each in parameters:
        if isinstance(each, Slot) and each.read:
            if (each.name, each.read) not in known:
                known[each.name, each.read] = each.read(values[each.name])
            bound.append(known[each.name, each.read])
        else:
            bound.append(values[each.name] if isinstance(each, Slot) else each)
    return bound


class _Nothing(_Statement):
    """What can have no rows is not asked."""

    def ask(self, values: dict[str, Any]) -> list[Any]:
        return []


class _OfQuerySet(_Statement):
    """The same, and how a row becomes a model with its relations, a tuple or a single value."""

    def __init__(self, queryset: Any, is_prepared: bool) -> None:
        self.shape, self.model = queryset._iterable_class, queryset.model
        if self.shape not in SHAPES or queryset._prefetch_related_lookups:
            raise TypeError(f"neither models nor a values_list: {self.shape.__name__} of {self.model.__name__}")
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        super().__init__(Sql(*compiler.as_sql()), is_prepared)
        self.converters = compiler.get_converters([each[0] for each in compiler.select])
        if self.shape is ModelIterable:
            fields = compiler.klass_info["select_fields"]
            self.span = slice(fields[0], fields[-1] + 1)
            self.names = [each[0].target.attname for each in compiler.select[self.span]]
            self.related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
            self.annotations = compiler.annotation_col_map or {}

    def ask(self, values: dict[str, Any]) -> list[Any]:
        rows = super().ask(values)
        if self.converters:
            rows = [self._converted(row, connections[DEFAULT_DB_ALIAS]) for row in rows]
        return [SHAPES[self.shape](self, row) for row in rows]

    def _converted(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        changed = list(row)
        for place, (converters, expression) in self.converters.items():
            for convert in converters:
                changed[place] = convert(changed[place], expression, connection)
        return tuple(changed)

    def _as_model(self, row: tuple[Any, ...]) -> Any:
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.span])
        for each in self.related:
            each.populate(row, found)
        for name, place in self.annotations.items():
            setattr(found, name, row[place])
        return found


SHAPES: dict[Any, Callable[[_OfQuerySet, tuple[Any, ...]], Any]] = {
    ModelIterable: _OfQuerySet._as_model,
    ValuesListIterable: lambda _statement, row: row,
    FlatValuesListIterable: lambda _statement, row: row[0],
}
