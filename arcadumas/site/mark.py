"""How a database says that it holds the demo: by its comment, which dumps carry and no row can forge."""

import psycopg
from psycopg import sql

COMMENT = "arcadumas demo"
OF_WORK = ("organisation_person", "organisation_unit", "reports_report")


def is_demo(url: str) -> bool:
    """Raises psycopg.OperationalError when the database is away."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row is not None and row[0] == COMMENT


def is_empty(url: str) -> bool:
    """True when nobody works there: no people, no units, no reports; a command may have made the bare tables."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        return not any(_has_rows(connection, table) for table in OF_WORK)


def _has_rows(connection: psycopg.Connection[tuple[object, ...]], table: str) -> bool:
    name = sql.Identifier(table)
    found = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone() == (True,)
    return found and connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone() is not None


def make_demo(url: str) -> None:
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), COMMENT))
