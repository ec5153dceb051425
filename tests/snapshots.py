"""Rows that many tests begin with are made once a session and put back by COPY after that: 911 statements become 30."""

from collections.abc import Callable

from django.db import connection, transaction

Rows = dict[str, bytes]
_kept: dict[str, tuple[frozenset[str], Rows]] = {}  # by name: tables that held rows before, and the rows of the others


def once(name: str, make: Callable[[], None]) -> None:
    """The state of the database after `make`. In a database that did not look as it did the first time, `make` itself."""
    before = filled()
    if name in _kept and _kept[name][0] == before:
        return _put_back(_kept[name][1])
    make()
    if name not in _kept:
        _kept[name] = before, {table: _read(table) for table in sorted(filled() - before)}
    return None


def filled() -> frozenset[str]:
    """The tables that hold rows."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        parts = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
        cursor.execute(" UNION ALL ".join(parts))
        return frozenset(row[0] for row in cursor.fetchall())


def _read(table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)


def _put_back(rows: Rows) -> None:
    """Foreign keys are checked at the end of the transaction, so the order of the tables does not matter."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, content in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(content)
        for table in rows:
            cursor.execute(
                "SELECT setval(s.name, greatest(nextval(s.name), 1000)) "
                "FROM (SELECT pg_get_serial_sequence(%s, a.attname) AS name FROM pg_attribute a "
                "WHERE a.attrelid = %s::regclass AND a.attidentity <> '') s",
                [f'"{table}"', f'"{table}"'],
            )
