import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from arcadumas.site import demo_environment, mark
from arcadumas.site.demo_environment import choose, guard, is_loopback

ADMIN = os.environ["DATABASE_URL"]


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a database without a table."""
    name = f"empty_{os.getpid()}"
    with psycopg.connect(ADMIN, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield ADMIN.rpartition("/")[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name}")


@pytest.fixture
def real(empty: str) -> str:
    """A database that was made without --demo."""
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE organisation_person AS SELECT 1 AS id")
    return empty


def test_the_ways_out_of_a_demo_lead_to_its_simulator(tmp_path: Path) -> None:
    chosen = choose(tmp_path)
    assert chosen["WHATSAPP_API_URL"] == chosen["ARCADUMAS_SIMULATOR_URL"]
    assert chosen["EMAIL_URL"] == f"smtp://127.0.0.1:{chosen['ARCADUMAS_SIMULATOR_SMTP_PORT']}"
    assert (chosen["WHATSAPP_PHONE_NUMBER_ID"], chosen["WHATSAPP_BUSINESS_ACCOUNT_ID"]) == (
        "100000000000001",
        "200000000000002",
    )


def test_its_secrets_and_ports_stay_the_same(tmp_path: Path) -> None:
    assert choose(tmp_path) == choose(tmp_path)


def test_what_the_operator_set_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_API_URL", "http://127.0.0.1:9")
    (tmp_path / "token").write_text("from a file")
    monkeypatch.setenv("WHATSAPP_TOKEN_FILE", str(tmp_path / "token"))
    assert {"WHATSAPP_API_URL", "WHATSAPP_TOKEN"} & set(choose(tmp_path)) == set()


def test_an_empty_database_may_become_a_demo(empty: str) -> None:
    guard(empty, demo=True)
    mark.make_demo(empty)
    assert mark.is_demo(empty)


def test_a_database_with_bare_tables_may_become_a_demo(real: str) -> None:
    with psycopg.connect(real) as connection:
        connection.execute("DELETE FROM organisation_person")
    guard(real, demo=True)


def test_a_database_of_real_work_never_becomes_a_demo(real: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="This database was not made by --demo"):
        guard(real, demo=True)


def test_a_demo_database_goes_on_as_a_demo(real: str) -> None:
    mark.make_demo(real)
    guard(real, demo=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHATSAPP_API_URL", "https://graph.facebook.com"),
        ("EMAIL_URL", "smtps://user:pass@mail.example.org:465"),
        ("WHATSAPP_TOKEN", "a token without an address means the real one"),
        ("FONNTE_TOKEN", "a token without an address means the real one"),
        ("QONTAK_TOKEN", "a token without an address means the real one"),
        ("WAHA_API_URL", "http://waha.internal:3000"),
    ],
)
@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_does_not_write_to_the_outside(
    empty: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str, demo: bool
) -> None:
    mark.make_demo(empty)
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="leads outside this computer"):
        guard(empty, demo=demo)
    monkeypatch.setenv("DEMO_SEND", "yes")
    guard(empty, demo=demo)


def test_real_work_may_write_to_the_outside(real: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_API_URL", "https://graph.facebook.com")
    guard(real, demo=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST."])
def test_this_computer_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "10.0.0.1", "localhost.example.org", "graph.facebook.com", "0.0.0.0"])
def test_everything_else_is_not(host: str) -> None:
    assert not demo_environment.is_loopback(host)
