"""Web Push (RFC 8030, 8188, 8291, 8292): one sealed message to one browser, by whatever push service the browser named.

The address comes from outside. It is followed only by https, only to hosts whose every address is public, to the very
address that was looked at, and never by a redirect.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

import httpx
from py_vapid import Vapid02

from arcadumas.base import vapid
from arcadumas.base.gateways import web
from arcadumas.base.gateways.web import GatewayError

LONGEST = 1024  # characters of an address
LASTS = 12 * 3600  # seconds a signature is good for
TAKEN = {200, 201, 202, 204}


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A subscription as the browser gave it. `endpoint` is its address, and as secret as a telephone number."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """`subject`: where a push service reaches us (mailto: or https:). `is_private_ok`: hosts within a machine or network."""

    private_key: str = field(repr=False)
    subject: str
    timeout: float
    is_private_ok: bool = False

    def send(self, browser: Browser, content: Mapping[str, Any], *, seconds: int, is_urgent: bool, topic: str) -> None:
        """Accepted by the push service, which keeps it for `seconds`. Raises GatewayError."""
        place = place_of(browser.endpoint, is_private_ok=self.is_private_ok)
        headers = {
            "TTL": str(seconds), "Urgency": "high" if is_urgent else "normal", "Topic": topic[:32],
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", **self._signed(place),
        }  # fmt: skip
        answer = _post(place, encrypt(browser, content), headers, timeout=self.timeout)
        if answer.status_code not in TAKEN:
            raise _refused(answer)

    def _signed(self, place: "Place") -> dict[str, str]:
        claims = {"sub": self.subject, "aud": place.origin, "exp": int(time.time()) + LASTS}
        return dict(Vapid02.from_raw(self.private_key.encode()).sign(claims))


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where to connect. `ip` is the address that was looked at; "" where a proxy looks names up for us."""

    url: SplitResult
    ip: str

    @property
    def origin(self) -> str:
        return f"{self.url.scheme}://{self.url.netloc}"

    @property
    def target(self) -> str:
        host = f"[{self.ip}]" if ":" in self.ip else self.ip or str(self.url.hostname)
        port = f":{self.url.port}" if self.url.port else ""
        return self.url._replace(netloc=f"{host}{port}").geturl()


def encrypt(browser: Browser, content: Mapping[str, Any]) -> bytes:
    """Raises GatewayError for keys that are none."""
    from pywebpush import WebPusher  # noqa: PLC0415  (brings aiohttp and requests: 43 MB for those who send alone)

    info = {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}
    try:
        sealed = WebPusher(info).encode(json.dumps(content, ensure_ascii=False).encode())
    except Exception as error:  # whatever its library says of odd keys
        raise GatewayError("address", code="keys", text="the browser's keys are not usable") from error
    return bytes(sealed["body"])


def is_fit(browser: Browser, *, is_private_ok: bool) -> bool:
    """Whether the shape is right: an address we would follow, a point of 65 bytes, 16 bytes of secret. Asks no network."""
    try:
        shape_of(browser.endpoint, is_private_ok=is_private_ok)
        return len(vapid.decode(browser.p256dh)) == 65 and len(vapid.decode(browser.auth)) == 16
    except (GatewayError, ValueError):
        return False


def shape_of(endpoint: str, *, is_private_ok: bool) -> SplitResult:
    """Raises GatewayError (address)."""
    try:
        url = urlsplit(endpoint)
        has_rest = bool(url.username or url.password or url.fragment)
        is_web = url.scheme == "https" or (is_private_ok and url.scheme == "http")
        is_usual = is_private_ok or url.port in {None, 443}
        if len(endpoint) <= LONGEST and is_web and is_usual and url.hostname and not has_rest:
            return url
    except ValueError:
        pass
    raise GatewayError("address", code="endpoint", text="not the address of a push service")


def place_of(endpoint: str, *, is_private_ok: bool) -> Place:
    """Raises GatewayError: `address` for what leads into our own network, `temporary` for a name nobody knows."""
    url = shape_of(endpoint, is_private_ok=is_private_ok)
    host = str(url.hostname)
    if host not in web.LOOPBACK and url.scheme in getproxies():
        return Place(url=url, ip="")
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, url.port or 443, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise GatewayError("temporary", text="the push service's name is not known") from error
    if not is_private_ok and not all(ipaddress.ip_address(each.partition("%")[0]).is_global for each in found):
        raise GatewayError("address", code="private", text="the address leads into a private network")
    return Place(url=url, ip=sorted(found, key=lambda each: (":" in each, each))[0])


def _post(place: Place, body: bytes, headers: dict[str, str], *, timeout: float) -> httpx.Response:
    """To the address that was looked at, under the name that its certificate must show."""
    named = headers | {"Host": place.url.netloc}
    extensions = {"sni_hostname": str(place.url.hostname)}
    return web.post(place.target, headers=named, timeout=timeout, content=body, extensions=extensions)


def _refused(answer: httpx.Response) -> GatewayError:
    """404 and 410: the browser is gone (RFC 8030 7.3). 429 is this browser's, not everybody's; so are 401 and 403, as of one
    that subscribed under an older key. A wrong key or clock of ours has every browser refused: none is forgotten for that."""
    if answer.status_code in {404, 410}:
        return web.refused(answer, "address", text="the browser no longer takes messages")
    if answer.status_code == 429:
        return web.refused(answer, "pair")
    if answer.status_code >= 500:
        return web.refused(answer, "temporary")
    return web.refused(answer, "permanent")
