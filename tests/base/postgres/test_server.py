"""Each test starts a real server; one data folder, made once, is copied for all of them."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from arcadumas.base.locks import Locked
from arcadumas.base.ports import is_free
from arcadumas.base.postgres import PostgresProblem, Server, accounts, binaries, require_safe
from arcadumas.base.postgres.binaries import major

OWNER = """
import sys, time
from pathlib import Path
from arcadumas.base.postgres import Server
server = Server(Path(sys.argv[1]))
server.start()
print(server.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A STATE whose server was made, used once and stopped."""
    state = tmp_path_factory.mktemp("made")
    server = Server(state)
    server.start()
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (id int PRIMARY KEY, note text)")
        connection.execute("INSERT INTO kept VALUES (1, 'first')")
    server.stop()
    return state


@pytest.fixture
def server(made: Path, tmp_path: Path) -> Iterator[Server]:
    """A running server on a copy of that STATE."""
    server = Server(Path(shutil.copytree(made, tmp_path / "state")))
    server.port_file.unlink()
    server.start()
    yield server
    server.stop()


def notes(server: Server) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [str(row[0]) for row in connection.execute("SELECT note FROM kept ORDER BY id")]


def ends_within(seconds: float, pid: int) -> bool:
    """True when the process is gone, or only a zombie whose parent does not look."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def owned_elsewhere(state: Path) -> tuple["subprocess.Popen[str]", int]:
    """A process that started the server and goes on; the server's process id."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(state)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    return owner, int(owner.stdout.readline())


def killed(owner: "subprocess.Popen[str]") -> None:
    owner.kill()
    owner.communicate()


def test_it_keeps_its_rows_and_its_port_from_one_start_to_the_next(server: Server) -> None:
    port = server.port_file.read_text()
    server.stop()
    server.start()
    assert (notes(server), server.port_file.read_text()) == (["first"], port)


def test_it_is_safe(server: Server) -> None:
    require_safe(server.url)


def test_it_sorts_and_compares_as_unicode_without_a_locale_of_the_system(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), lower('ÉÑ'), to_tsvector('indonesian', 'jalan rusak') IS NOT NULL"
        )
        assert row.fetchone() == ("UTF8", "éñ", True)


def test_only_this_machine_and_only_with_the_password_may_enter(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        listening = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')"
        )
        assert listening.fetchone() == ("127.0.0.1", "")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url.replace(server.password, "guess"))
    assert stat.S_IMODE((server.state / "secrets" / "postgres").stat().st_mode) == 0o600


def test_what_a_statement_holds_never_reaches_the_log(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        for statement in ("INSERT INTO kept VALUES (1, '081234567890')", "SELECT '081234567890'::date"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT %s::date", ["081234567890"])
    assert "081234567890" not in server.log.read_text()


def test_its_log_stays_small(server: Server) -> None:
    with server.log.open("a") as file:
        file.write("x" * 5_000_001)
    server.trim_log()
    assert (server.log.stat().st_size, server.log.with_suffix(".log.1").exists()) == (0, True)


@pytest.mark.faults
def test_nothing_committed_is_lost_when_it_is_killed(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("INSERT INTO kept VALUES (2, 'second')")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert server.has_ended()
    server.restart()
    assert notes(server) == ["first", "second"]


@pytest.mark.faults
def test_it_ends_with_its_owner_and_the_next_owner_goes_on(server: Server) -> None:
    server.stop()
    owner, pid = owned_elsewhere(server.state)
    assert server.is_running()
    killed(owner)
    assert ends_within(2, pid)
    server.start()
    assert notes(server) == ["first"]


def test_a_second_owner_is_refused(server: Server) -> None:
    with pytest.raises(Locked):
        Server(server.state).start(wait=0.1)


@pytest.mark.faults
def test_a_server_that_outlived_its_owner_is_ended_first(server: Server) -> None:
    server.stop()
    account = server.account
    command = [account.programs / "postgres", "-D", account.home / "data", "-p", server.port_file.read_text().strip()]
    left = account.popen(
        [*command, "-c", "unix_socket_directories="], output=subprocess.DEVNULL, when_orphaned=signal.SIGKILL
    )
    while not server.is_running():
        time.sleep(0.05)
    server.start()
    assert (left.wait(), notes(server)) == (0, ["first"])


@pytest.mark.faults
def test_a_lock_file_that_names_a_stranger_is_removed(server: Server) -> None:
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lock = server.account.home / "data" / "postmaster.pid"
        lock.write_text(f"{stranger.pid}\n{lock.parent}\n0\n5432\n\n\n0 0\nready\n")
        server.start()
        assert notes(server) == ["first"]
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.faults
def test_it_takes_another_port_when_its_own_is_taken(server: Server) -> None:
    port = int(server.port_file.read_text())
    server.stop()
    squatter = subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"], stderr=subprocess.DEVNULL
    )
    try:
        while is_free(port):
            time.sleep(0.02)
        server.start()
        assert (int(server.port_file.read_text()) == port, notes(server)) == (False, ["first"])
    finally:
        squatter.kill()
        squatter.wait()


@pytest.mark.faults
def test_a_first_start_that_was_cut_short_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.draft"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = Server(tmp_path)
    server.start()
    assert (server.is_running(), half.exists()) == (True, False)
    server.stop()


@pytest.mark.faults
def test_a_server_whose_disk_writes_are_off_is_refused(server: Server) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
    server.stop()
    server.start()
    with pytest.raises(PostgresProblem, match="fsync=off"):
        require_safe(server.url)


@pytest.mark.faults
def test_where_root_cannot_hide_it_runs_as_nobody(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        assert accounts.choose(tmp_path, binaries()).as_whom == {}
        return
    under = Path("/var/lib/arcadumas-tests")
    try:
        account = accounts.nobody(tmp_path / "postgres", binaries(), under=under)
        server = Server(tmp_path, account=account)
        server.start()
        assert server.process is not None
        assert Path(f"/proc/{server.process.pid}").stat().st_uid == account.as_whom["user"]
        require_safe(server.url)
        server.stop()
    finally:
        shutil.rmtree(under)


def test_programs_that_are_named_but_not_there_are_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCADUMAS_PG_BIN", "/nowhere")
    with pytest.raises(PostgresProblem) as refused:
        binaries()
    assert str(refused.value) == (
        "ARCADUMAS_PG_BIN=/nowhere tidak memuat postgres dan initdb. Perbaiki isinya. / "
        "ARCADUMAS_PG_BIN=/nowhere holds no postgres and initdb. Mend it."
    )


def test_the_programs_are_new_enough() -> None:
    assert major(binaries()) >= 15
