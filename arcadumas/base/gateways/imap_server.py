"""Where the mailbox lies: IMAP_URL read and judged."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from arcadumas.base.gateways.mail import LOOPBACK

Security = Literal["plain", "tls", "starttls"]
SCHEMES: dict[str, tuple[Security, int]] = {
    "imap": ("plain", 143),
    "imaps": ("tls", 993),
    "imap+starttls": ("starttls", 143),
}


class SettingError(ValueError):
    """IMAP_URL cannot be used; the text says why, in words that follow the setting's name."""


@dataclass(frozen=True, kw_only=True)
class Server:
    host: str
    port: int
    security: Security
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @property
    def place(self) -> str:
        """The mailbox without its password."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def read_url(url: str) -> Server:
    """`imaps://` or `imap+starttls://user:pass@host:port/FOLDER`; signs in the parts are percent-encoded. Raises SettingError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingError("the port or host in it is malformed") from error
    if parts.scheme not in SCHEMES or not parts.hostname or not parts.username or not parts.password:
        raise SettingError("write it as imaps:// or imap+starttls://user:password@host:port/INBOX")
    security, usual = SCHEMES[parts.scheme]
    may_be_plain = parts.hostname in LOOPBACK or parse_qs(parts.query).get("insecure") == ["1"]
    if security == "plain" and not may_be_plain:
        raise SettingError("imap:// is not encrypted; use imaps:// or imap+starttls://, or add ?insecure=1")
    return Server(
        host=parts.hostname,
        port=usual if port is None else port,
        security=security,
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )
