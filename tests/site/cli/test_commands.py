"""What all commands have in common: how they are found, explained and refused."""

import importlib
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from arcadumas.site.cli import Command, found, parser_of

CLEAN = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "ARCADUMAS_PG_BIN"}}


def arcadumas(*words: str, state: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "arcadumas.site.cli", *words],
        env=CLEAN | {"STATE": str(state)} | environment,
        cwd=state,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_command_has_a_name_and_a_help() -> None:
    assert [name for name, command in found().items() if not command.help] == []


@pytest.mark.parametrize("command", found().values(), ids=lambda command: command.name)
def test_every_command_explains_itself_with_an_example(command: Command) -> None:
    text = parser_of(command, importlib.import_module(command.module)).format_help()
    assert f"arcadumas {command.name}" in text.partition(f"usage: arcadumas {command.name}")[2]


def test_help_needs_no_settings_and_writes_nothing(tmp_path: Path) -> None:
    done = arcadumas("migrate", "--help", state=tmp_path, DATABASE_URL="nonsense")
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, "", [])


def test_without_a_command_all_are_listed(tmp_path: Path) -> None:
    done = arcadumas(state=tmp_path)
    assert done.returncode == 0
    assert [name for name in found() if f"    {name}" not in done.stdout] == []


def test_an_unknown_command_is_wrong_use(tmp_path: Path) -> None:
    assert arcadumas("fly", state=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"DATABASE_URL": "mysql://somewhere/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "what is this"}, "DATABASE_URL"),
        ({"TIME_ZONE": "Asia/Atlantis"}, "TIME_ZONE"),
        ({"PORT": "eight"}, "PORT"),
        ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE"),
    ],
)
def test_a_malformed_setting_is_one_line(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    keys = {"SECRET_KEY": "k", "FIELD_KEY": "k"} if "SECRET_KEY_FILE" not in environment else {"FIELD_KEY": "k"}
    done = arcadumas("check", state=tmp_path, **keys, **environment)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"Setting {name} is missing or malformed" in done.stderr


def test_with_a_database_of_ones_own_the_keys_are_required(tmp_path: Path) -> None:
    done = arcadumas("check", state=tmp_path, DATABASE_URL="postgresql://127.0.0.1:9/none")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Setting SECRET_KEY is missing or malformed" in done.stderr


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    keys = {"SECRET_KEY": "k", "FIELD_KEY": "k"}
    done = arcadumas("migrate", state=tmp_path, DATABASE_URL="postgresql://127.0.0.1:9/none", **keys)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "The database cannot be reached" in done.stderr


@pytest.fixture
def bare() -> Iterator[str]:
    """The address of a database without a table."""
    name = f"bare_{uuid.uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_a_database_of_another_shape_is_one_line(tmp_path: Path, bare: str) -> None:
    done = arcadumas("audit", "verify", state=tmp_path, DATABASE_URL=bare, SECRET_KEY="k", FIELD_KEY="k")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Run arcadumas migrate." in done.stderr


def test_a_command_starts_the_embedded_database_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = arcadumas("check", state=tmp_path, MEDIA_URL="s3://berkas")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ok    migrations" in done.stdout
    assert "warn  settings      MEDIA_URL" in done.stdout
    assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()
    secrets = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "secrets").iterdir()}
    assert secrets == dict.fromkeys(("postgres", "secret_key", "field_key", "vapid_private_key"), "0o600")


def test_a_database_whose_port_somebody_took_starts_on_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "port").write_text(f"{other.getsockname()[1]}\n")
        done = arcadumas("check", state=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "ok    database" in done.stdout


def test_commands_at_the_same_time_share_one_database(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: arcadumas("check", state=tmp_path), range(3)))
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 3, [each.stdout for each in done]
    assert not (tmp_path / "postgres" / "data" / "postmaster.pid").exists()
