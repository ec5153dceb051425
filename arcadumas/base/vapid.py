"""The key by which push services know this installation (VAPID, RFC 8292): an elliptic-curve key in 43 letters."""

import base64
import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

CURVE = ec.SECP256R1()


def new_key() -> str:
    """The private number, base64url without padding: what VAPID_PRIVATE_KEY holds."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return encode(number.to_bytes(32, "big"))


def public_key(private: str) -> str:
    """What a browser is given to subscribe with. Raises ValueError for what is no private key."""
    return encode(_key(private).public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))  # fmt: skip


def fingerprint(private: str) -> str:
    """Tells keys apart: a subscription serves only the key it was made with."""
    return hashlib.sha256(public_key(private).encode()).hexdigest()[:16]


def is_key(private: str) -> bool:
    try:
        _key(private)
    except ValueError:
        return False
    return True


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _key(private: str) -> ec.EllipticCurvePrivateKey:
    raw = decode(private)
    if len(raw) != 32:
        raise ValueError("a VAPID key has 32 bytes")
    return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)
