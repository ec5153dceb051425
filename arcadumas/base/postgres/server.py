"""One PostgreSQL for one STATE folder, as a direct child of this process."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from arcadumas.base.locks import FileLock, Locked
from arcadumas.base.ports import remembered_port
from arcadumas.base.postgres import orphans
from arcadumas.base.postgres.accounts import Account, choose
from arcadumas.base.postgres.binaries import PostgresProblem, binaries, major
from arcadumas.base.secretfiles import made_once

NAME = "arcadumas"
PATIENCE = 300  # seconds for a start: recovery after a power cut may replay a lot
LOG_LIMIT = 5_000_000  # bytes

# Statements, their values and DETAIL lines can hold a citizen's words, so none of them reaches the log.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}


class Server:
    """`start` and `stop` own the server; `is_running` and `url` serve those who only use it."""

    def __init__(self, state: Path, *, account: Account | None = None) -> None:
        self.state = state.resolve()
        self.log = self.state / "log" / "postgres.log"
        self.port_file = self.state / "postgres" / "port"
        self.owner = FileLock(self.state / "run" / "postgres.lock")
        self.process: subprocess.Popen[bytes] | None = None
        self._account = account

    @property
    def password(self) -> str:
        return made_once(self.state / "secrets" / "postgres")

    @property
    def url(self) -> str:
        """The address of the database, with its password."""
        return self._url(NAME)

    def is_running(self) -> bool:
        """True when a server of this STATE answers, whoever started it."""
        if not self.port_file.exists() or not (self.state / "secrets" / "postgres").exists():
            return False
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def start(self, *, wait: float = 30) -> None:
        """Make the data folder if needed and start the server, from the main thread (see processes.die_with_parent).

        Waits up to `wait` seconds for another process to give the server up, then raises Locked.
        Raises PostgresProblem when the server cannot start.
        """
        self.owner.take(wait=wait)
        try:
            account = self.account
            if not (account.home / "data").exists():
                self._initialise(account)
            self._launch(account)
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Fast shutdown; harder after half a minute."""
        if self.process is not None:
            orphans.end(self.process.pid, gone=lambda: self.process is None or self.process.poll() is not None)
            self.process.wait()
            self.process = None
        self.owner.free()

    def has_ended(self) -> bool:
        """True when the server we started is no longer there."""
        return self.process is not None and self.process.poll() is not None

    def restart(self) -> None:
        """Start it again after it ended by itself."""
        self._launch(self.account)

    def trim_log(self) -> None:
        """Keep the log below LOG_LIMIT, with one older part beside it."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    @property
    def account(self) -> Account:
        if self._account is None:
            self._account = choose(self.state / "postgres", binaries())
        return self._account

    def _url(self, database: str) -> str:
        port = self.port_file.read_text().strip() if self.port_file.exists() else remembered_port(self.port_file)
        return f"postgresql://{NAME}:{self.password}@127.0.0.1:{port}/{database}"

    def _initialise(self, account: Account) -> None:
        """initdb beside the place, then rename: a killed first start leaves nothing half made."""
        draft, secret = account.home / "data.draft", account.home / "password.draft"
        shutil.rmtree(draft, ignore_errors=True)
        secret.unlink(missing_ok=True)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password)
        account.own(secret)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major(account.programs) >= 17 else []
        command = [
            account.programs / "initdb", "-D", draft, "-U", NAME, "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--locale=C", *builtin, "--data-checksums", "--no-instructions",
        ]  # fmt: skip
        try:
            child = account.popen(command, output=subprocess.PIPE, when_orphaned=signal.SIGKILL)
            output = child.communicate()[0].decode(errors="replace")
        finally:
            secret.unlink(missing_ok=True)
        if child.returncode != 0:
            raise _problem(output.strip().splitlines()[-1:] or ["initdb"])
        draft.rename(account.home / "data")

    def _launch(self, account: Account) -> None:
        """Start the program and wait until it answers; a predecessor that is still leaving is waited for."""
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        until = time.monotonic() + 30
        while True:
            self.trim_log()
            orphans.clear(account.home / "data")
            begin = self.log.stat().st_size if self.log.exists() else 0
            self._spawn(account)
            if self._answers():
                return
            said = self._said(begin)
            if time.monotonic() > until or not any(
                word in said for word in ("shared memory", "postmaster.pid", "bind")
            ):
                raise _problem([line for line in said.splitlines() if "FATAL" in line] or said.splitlines()[-1:])
            time.sleep(0.1)

    def _spawn(self, account: Account) -> None:
        port = remembered_port(self.port_file)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [account.programs / "postgres", "-D", account.home / "data", "-p", str(port), *options]
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as log:
            # SIGQUIT is an immediate shutdown: gone within a moment, and the next start recovers from the WAL.
            self.process = account.popen(command, output=log, when_orphaned=signal.SIGQUIT)

    def _answers(self) -> bool:
        """Wait for the first connection; False when the program ended instead."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self.has_ended():
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return not self.has_ended()
        return False

    def _said(self, begin: int) -> str:
        with self.log.open("rb") as file:
            file.seek(begin)
            return file.read().decode(errors="replace")

    def _create_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True, connect_timeout=5) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _problem(lines: list[str]) -> PostgresProblem:
    why = " ".join(lines).strip() or "?"
    return PostgresProblem(
        f"PostgreSQL tidak dapat dijalankan: {why} / PostgreSQL did not start: {why} (log: STATE/log/postgres.log)"
    )


__all__ = ["Locked", "Server"]
