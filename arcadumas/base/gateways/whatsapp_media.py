"""Files that people send by WhatsApp: asked for by id, then fetched from the address the API names.

That address comes from outside, so it is followed only to the API's own host and to Meta's, never by a redirect; and the
token goes nowhere else.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from arcadumas.base.gateways.web import connections
from arcadumas.base.gateways.whatsapp import Client, Kind, WhatsAppError, error_of

MEDIA_ID = re.compile(r"[0-9]{1,40}")
METAS = (".fbsbx.com", ".fbcdn.net", ".whatsapp.net", ".facebook.com")


def fetch(client: Client, media_id: str, *, limit: int) -> bytes:
    """The file's bytes, counted while reading and checked against the API's checksum.

    Raises WhatsAppError: `temporary` is worth another try until the id expires (7 days), `permanent` is not.
    """
    if not MEDIA_ID.fullmatch(media_id):
        raise WhatsAppError(kind="permanent", detail="malformed media id")
    described = describe(client, media_id)
    url = described.get("url")
    if not isinstance(url, str) or not is_trusted(url, client.base_url):
        raise WhatsAppError(kind="permanent", detail="the file lies at an address that is not the API's")
    content = download(client, url, limit)
    checksum = described.get("sha256")
    if isinstance(checksum, str) and not hmac.compare_digest(hashlib.sha256(content).hexdigest(), checksum.lower()):
        raise WhatsAppError(kind="temporary", detail="the file is not the one that was announced")
    return content


def is_trusted(url: str, base_url: str) -> bool:
    """The very scheme, host and port of the API, or https at one of Meta's hosts on the usual port, without credentials."""
    try:
        there, own = urlsplit(url), urlsplit(base_url)
        place = (there.scheme, there.hostname, there.port)
        if there.username is not None or not there.hostname:
            return False
        is_metas = there.scheme == "https" and there.port in {None, 443} and there.hostname.endswith(METAS)
        return place == (own.scheme, own.hostname, own.port) or is_metas
    except ValueError:
        return False


def describe(client: Client, media_id: str) -> dict[str, object]:
    url = f"{client.base_url.rstrip('/')}/{client.version}/{media_id}"
    with fetching():
        answer = connections(client.base_url).get(url, headers=bearer(client), timeout=client.timeout)
        if not answer.is_success:
            raise not_described(answer)
        described = answer.json()
    return described if isinstance(described, dict) else {}


def not_described(answer: httpx.Response) -> WhatsAppError:
    """For a file the codes 100 and 33 say that it is gone, not that the sending number is; and asking again is harmless."""
    error = error_of(answer)
    if error.code in {33, 100} or error.http == 404:
        error.kind = "permanent"
    elif error.kind == "uncertain":
        error.kind = "temporary"
    return error


def download(client: Client, url: str, limit: int) -> bytes:
    content = bytearray()
    with fetching(), connections(url).stream("GET", url, headers=bearer(client), timeout=client.timeout) as answer:
        if not answer.is_success:
            kind: Kind = "permanent" if answer.status_code in {400, 403, 410} else "temporary"
            raise WhatsAppError(kind=kind, http=answer.status_code, detail="the file was not given out")
        for part in answer.iter_bytes():
            content += part
            if len(content) > limit:
                raise WhatsAppError(kind="permanent", detail="the file is larger than allowed")
    return bytes(content)


def bearer(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.token}"}


@contextmanager
def fetching() -> Iterator[None]:
    """Asking twice does no harm, so whatever breaks is worth another try."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise WhatsAppError(kind="temporary", detail=f"not fetched ({type(error).__name__})") from error
