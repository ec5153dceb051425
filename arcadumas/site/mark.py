"""How a database says that it holds the demo: by its comment, which dumps carry and no row can forge."""

import psycopg
from psycopg import sql

COMMENT = "arcadumas demo"


def is_demo(url: str) -> bool:
    """Raises psycopg.OperationalError when the database is away."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return row is not None and row[0] == COMMENT


def is_empty(url: str) -> bool:
    """True when no migration ever ran there."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NULL").fetchone()
    return row is not None and bool(row[0])


def make_demo(url: str) -> None:
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), COMMENT))
