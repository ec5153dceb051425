"""Files that outlive a power cut and that a stolen disk does not show.

Each file is sealed with a key of its own; that key is sealed with the field key and kept by whoever keeps the file's row.
"""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from arcadumas.base import sealed
from arcadumas.base.pictures import LIMIT, Clean, Refusal, clean

__all__ = ["LIMIT", "Clean", "Missing", "Refusal", "Stored", "clean", "discard", "fetch", "rewrap", "store"]

NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
NONCE_BYTES = 12
DEPTH = 4  # two levels, files, the state folder


class Missing(Exception):
    """The file is not there, is torn, or does not belong to this key."""


@dataclass(frozen=True)
class Stored:
    """What a row keeps of a file: `sha256` and `size` are of the plain bytes."""

    name: str
    wrapped_key: bytes = field(repr=False)
    size: int
    sha256: str
    content_type: str


def store(clean: Clean) -> Stored:
    """Seal and write; when it returns, the file and every folder above it are on the disk. Raises OSError."""
    name = new_name()
    key, nonce = AESGCM.generate_key(256), os.urandom(NONCE_BYTES)
    write_durably(root() / name, nonce + AESGCM(key).encrypt(nonce, clean.data, name.encode()))
    return Stored(
        name=name,
        wrapped_key=sealed.seal(key, table="files", row=name, field="key"),
        size=len(clean.data),
        sha256=hashlib.sha256(clean.data).hexdigest(),
        content_type=clean.content_type,
    )


def fetch(name: str, wrapped_key: bytes | memoryview) -> bytes:
    """The plain bytes, proven unaltered. Raises Missing, and SealError when the key itself cannot be opened."""
    key = sealed.unseal_bytes(wrapped_key, table="files", row=name, field="key")
    try:
        content = path_of(name).read_bytes()
        return AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], name.encode())
    except (OSError, InvalidTag, ValueError) as error:
        raise Missing(f"The file {name} cannot be read.") from error


def rewrap(name: str, wrapped_key: bytes | memoryview) -> bytes:
    """The same file's key, sealed with the field key in force: the file itself stays as it is."""
    key = sealed.unseal_bytes(wrapped_key, table="files", row=name, field="key")
    return sealed.seal(key, table="files", row=name, field="key")


def discard(name: str) -> None:
    """Remove the file for good; one that is gone already is no error."""
    path = path_of(name)
    path.unlink(missing_ok=True)
    if path.parent.exists():
        sync_folder(path.parent)


def root() -> Path:
    return Path(settings.STATE) / "files"


def new_name() -> str:
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name}"


def path_of(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise Missing("This is not the name of a file.")
    return root() / name


def write_durably(path: Path, content: bytes) -> None:
    """Write beside, flush, rename, flush the folders: after a power cut there is the whole file or none.

    All folders up to the state folder are flushed each time, for another process may have made one a moment ago and not
    have flushed it yet; a clean folder costs next to nothing.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    for folder in path.parents[:DEPTH]:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
