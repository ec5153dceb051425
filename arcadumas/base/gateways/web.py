"""Calls to another service by HTTPS, and what a failed one means: for gateways whose own errors say little.

Texts, numbers and tokens are never logged; an error's `detail` names no person.
"""

import atexit
import math
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

Kind = Literal["temporary", "permanent", "address", "template", "channel", "busy", "pair", "uncertain"]
KEPT_ALIVE = 4.0  # seconds; shorter than servers keep an idle connection, so that none is cut as we write to it
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MAKING = threading.Lock()
LONG_NUMBER = re.compile(r"\+?\d[\d .-]{6,}\d")


class GatewayError(Exception):
    """Not done, or (`uncertain`) nobody knows. Kinds: as of a CarrierError. `retry_after` in seconds."""

    def __init__(self, kind: Kind, *, code: str = "", text: str = "", retry_after: float | None = None) -> None:
        self.kind: Kind = kind
        self.code, self.text, self.retry_after = code, LONG_NUMBER.sub("…", text)[:300], retry_after
        super().__init__(f"{kind} {code} {self.text}".strip())


def post(url: str, *, headers: Mapping[str, str], timeout: float, **body: Any) -> httpx.Response:
    """POST with httpx's `json`, `data` or `content`; the answer whatever its status. Raises GatewayError.

    Until the connection stands nothing was sent; after that a broken one leaves the outcome open.
    """
    try:
        return connections(url).post(url, headers=dict(headers), timeout=timeout, **body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise GatewayError("temporary", text=f"not connected ({type(error).__name__})") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError, ValueError) as error:
        raise GatewayError("channel", text="the address or token of the API is malformed") from error
    except httpx.HTTPError as error:
        raise GatewayError("uncertain", text=f"no answer ({type(error).__name__})") from error


def ask(url: str, *, headers: Mapping[str, str], timeout: float, params: Mapping[str, str | int]) -> Any:
    """GET, and the JSON of a successful answer. Raises GatewayError; what only asks leaves nothing open."""
    try:
        answer = connections(url).get(url, headers=dict(headers), timeout=timeout, params=dict(params))
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError, ValueError) as error:
        raise GatewayError("channel", text="the address or token of the API is malformed") from error
    except httpx.HTTPError as error:
        raise GatewayError("temporary", text=f"no answer ({type(error).__name__})") from error
    if not answer.is_success:
        kind = kind_of_status(answer.status_code)
        raise refused(answer, "temporary" if kind == "uncertain" else kind)
    return json_of(answer)


def json_of(answer: httpx.Response) -> Any:
    """None for what is not JSON."""
    try:
        return answer.json()
    except ValueError:
        return None


def kind_of_status(http: int) -> Kind:
    """By the status alone: after 5xx and 408 it may have been accepted behind a broken answer."""
    if http == 429:
        return "busy"
    if http >= 500 or http == 408:
        return "uncertain"
    return "channel" if http < 400 or http in {401, 403, 404, 405, 407} else "permanent"


def refused(answer: httpx.Response, kind: Kind | None = None, *, text: str = "") -> GatewayError:
    return GatewayError(
        kind or kind_of_status(answer.status_code),
        code=str(answer.status_code),
        text=text,
        retry_after=retry_after(answer.headers.get("Retry-After")),
    )


def retry_after(header: str | None) -> float | None:
    """Seconds to wait (RFC 9110 10.2.3: seconds or a date); None when nothing readable is said."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(header).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
        except ValueError:
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def connections(url: str) -> httpx.Client:
    """The process's connections; proxies of the environment are not asked for loopback."""
    with MAKING:
        return made_connections(urlsplit(url).hostname not in LOOPBACK)


@lru_cache(maxsize=2)
def made_connections(trust_env: bool) -> httpx.Client:
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=KEPT_ALIVE)
    client = httpx.Client(limits=limits, trust_env=trust_env, follow_redirects=False)
    atexit.register(client.close)
    return client
