"""Sealing of single fields: AES-256-GCM, bound to the table, row and field they stand in.

Keys come from `settings.FIELD_KEYS`; the first encrypts, all decrypt, so a key is changed by putting a new one in front
and sealing every row again. A token is: version byte, length of the key id, key id, 12 bytes of nonce, ciphertext and tag.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32
WRITTEN_KEY = re.compile(r"([A-Za-z0-9_-]{1,32}):(\S+)")


class SealError(Exception):
    """The token cannot be opened: torn, altered, moved to another row, or sealed with a key that is not here."""


@dataclass(frozen=True)
class Key:
    id: str
    secret: bytes = field(repr=False)

    @property
    def cipher(self) -> AESGCM:
        return AESGCM(self.secret)


def seal(plain: str | bytes, *, table: str, row: object, field: str) -> bytes:
    """A token that opens only for the same table, row and field. Two seals of the same text differ."""
    key = keys()[0]
    nonce = os.urandom(NONCE_BYTES)
    data = plain.encode() if isinstance(plain, str) else bytes(plain)
    head = bytes([VERSION, len(key.id)]) + key.id.encode()
    return head + nonce + key.cipher.encrypt(nonce, data, head + place(table, row, field))


def unseal(token: bytes | memoryview, *, table: str, row: object, field: str) -> str:
    return unseal_bytes(token, table=table, row=row, field=field).decode()


def unseal_bytes(token: bytes | memoryview, *, table: str, row: object, field: str) -> bytes:
    """The sealed bytes. Raises SealError."""
    token = bytes(token)
    key = find(key_id(token))
    head, rest = token[: 2 + token[1]], token[2 + token[1] :]
    try:
        return key.cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + place(table, row, field))
    except (InvalidTag, ValueError) as error:
        raise SealError("The sealed value was altered or belongs to another place.") from error


def is_current(token: bytes | memoryview) -> bool:
    """Whether the token was sealed with the key that encrypts now (else it wants sealing again)."""
    return key_id(bytes(token)) == keys()[0].id


def blind(value: str, *, purpose: str) -> bytes:
    """32 bytes by which equal values can be found without being read. Purposes never match each other."""
    return blinded(keys()[0], value, purpose)


def blinds(value: str, *, purpose: str) -> list[bytes]:
    """`blind` under every key, the current first: for look-ups while rows of an older key remain."""
    return [blinded(key, value, purpose) for key in keys()]


def derive(purpose: str) -> bytes:
    """A 32-byte key of its own for one purpose, from the first field key."""
    return hkdf(keys()[0].secret, f"derive:{purpose}")


def derive_all(purpose: str) -> list[bytes]:
    """`derive` under every key, the current first: to check what was signed before a key was changed."""
    return [hkdf(key.secret, f"derive:{purpose}") for key in keys()]


def keys() -> tuple[Key, ...]:
    """The field keys in force, the encrypting one first. Raises ImproperlyConfigured."""
    return read_keys(tuple(settings.FIELD_KEYS))


def read_list(text: str) -> tuple[Key, ...]:
    """Keys divided by commas. Raises ValueError with words that follow the setting's name."""
    try:
        return read_keys(tuple(part.strip() for part in text.split(",") if part.strip()))
    except ImproperlyConfigured as error:
        raise ValueError(str(error).removeprefix("FIELD_KEY").lstrip(": ")) from error


@lru_cache(maxsize=8)
def read_keys(written: tuple[str, ...]) -> tuple[Key, ...]:
    found = tuple(read_key(text) for text in written)
    if not found:
        raise ImproperlyConfigured("FIELD_KEY is empty; write it as id:64-hexadecimal-digits")
    if len({key.id for key in found}) != len(found):
        raise ImproperlyConfigured("FIELD_KEY names two keys by the same id")
    return found


def read_key(text: str) -> Key:
    """`id:hex`, `id:base64`, or any other text, whose key and id are then derived from it."""
    if match := WRITTEN_KEY.fullmatch(text):
        return Key(match[1], decode(match[2]))
    return Key(hashlib.sha256(text.encode()).hexdigest()[:8], hkdf(text.encode(), "field-key"))


def decode(text: str) -> bytes:
    try:
        secret = bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(padded(text), validate=True)
    except (ValueError, binascii.Error):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured("FIELD_KEY: what follows the id must be 32 bytes in hexadecimal or base64")
    return secret


def padded(text: str) -> str:
    return text.rstrip("=").replace("-", "+").replace("_", "/") + "=" * (-len(text.rstrip("=")) % 4)


def key_id(token: bytes) -> str:
    if len(token) < 2 or token[0] != VERSION or len(token) < 2 + token[1] + NONCE_BYTES:
        raise SealError("This is not a sealed value.")
    return token[2 : 2 + token[1]].decode("ascii", "replace")


def find(wanted: str) -> Key:
    for key in keys():
        if key.id == wanted:
            return key
    raise SealError("The key that sealed this value is not in FIELD_KEY.")


def place(table: str, row: object, field: str) -> bytes:
    """Table, row and field, each with its length before it, so that no two places read alike."""
    parts = [str(part).encode() for part in (table, row, field)]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@lru_cache(maxsize=64)
def hkdf(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"arcadumas:{purpose}".encode()).derive(secret)


def blinded(key: Key, value: str, purpose: str) -> bytes:
    return hmac.digest(hkdf(key.secret, f"blind:{purpose}"), value.encode(), hashlib.sha256)
