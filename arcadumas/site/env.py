"""Typed readers of the environment: a missing or malformed setting is one clear line, never a traceback."""

import os
import sys
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from dotenv import load_dotenv

load_dotenv(Path.cwd() / ".env")


def refuse(name: str, why: str) -> NoReturn:
    """End the process with one line, in both languages (words: ops.setting)."""
    sys.stderr.write(
        f"Pengaturan {name} belum diisi atau salah bentuk: {why}. Perbaiki di .env, lalu jalankan lagi. / "
        f"Setting {name} is missing or malformed: {why}. Mend it in .env and start again.\n"
    )
    raise SystemExit(2)


def envtext(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def envsecret(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE", "").strip():
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            refuse(f"{name}_FILE", error.strerror or "unreadable")
    return envtext(name, default)


def envbool(name: str, *, default: bool = False) -> bool:
    value = envtext(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "ya", "on"}:
        return True
    if value in {"0", "false", "no", "tidak", "off"}:
        return False
    refuse(name, f'"{value}" is not yes or no')


def envint(name: str, default: int) -> int:
    value = envtext(name)
    try:
        number = int(value) if value else default
    except ValueError:
        refuse(name, f'"{value}" is not a whole number')
    if number < 0:
        refuse(name, f'"{value}" is less than 0')
    return number


def envlist(name: str) -> list[str]:
    return [part.strip() for part in envsecret(name).split(",") if part.strip()]


def envnetworks(name: str) -> list[str]:
    """Addresses and networks, as they are written."""
    written = envlist(name)
    for each in written:
        try:
            ip_network(each, strict=False)
        except ValueError:
            refuse(name, f'"{each}" is no address or network such as 127.0.0.1 or 10.0.0.0/8')
    return written


def envchoice(name: str, *choices: str) -> str:
    """One of these; the first where none is set."""
    value = envtext(name, choices[0]).lower()
    if value not in choices:
        refuse(name, f'"{value}" is none of {", ".join(choices)}')
    return value


def envurl(name: str, default: str = "") -> str:
    """An address without a slash at its end. Plain http is for this machine and a closed network."""
    value = envtext(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        refuse(name, "the port or host in it is malformed")
    if value and not is_address:
        refuse(name, "it begins with http:// or https://")
    return value


def checked(name: str, value: str, read: Callable[[str], object]) -> str:
    """The value, once what uses it can read it. `read` raises ValueError with words that follow the setting's name."""
    if value:
        try:
            read(value)
        except ValueError as error:
            refuse(name, str(error))
    return value


def required(name: str, value: str, *, why: str) -> None:
    if not value:
        refuse(name, f"{why} wants it")
