"""What every stand-in of a carrier can be told to do, and the HTTP server that most of them are."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast

from django.utils import timezone

from arcadumas.duties.notifications import links
from arcadumas.duties.notifications.carriers.interface import Carrier, Parcel

NUMBER = "+6281234567890"
SECRET = "kunci-rahasia-uji"
TEXT = "Yth. Admin PUPR, laporan ADU-26-7K2M menunggu."
MESSAGE_ID = uuid.UUID("0192f0c1-2d3e-7a4b-8c5d-6e7f80910203")
Answer = tuple[int, dict[str, str], object]


@dataclass(frozen=True)
class Received:
    """A message that a stand-in took: to whom, and its text with whatever stands in place of buttons."""

    to: str
    text: str


class StandIn(Protocol):
    """One faulty turn at most is asked for before a message is sent."""

    carrier: Carrier
    received: list[Received]
    has_retry_after: bool
    longest: int  # characters of a text that fit

    def prepare(self, settings: Any) -> None:
        """Point the carrier at this stand-in."""

    def parcel(self, text: str = TEXT, to: str = ...) -> Parcel: ...
    def address_of(self, parcel: Parcel) -> str: ...
    def refuse_address(self) -> None: ...
    def refuse_content(self) -> None: ...
    def throttle(self, seconds: int) -> None: ...
    def refuse_key(self) -> None: ...
    def break_down(self) -> None: ...
    def fall_silent(self) -> None:
        """Take the message and say nothing until the carrier has given up."""

    def lose_answer(self) -> None:
        """Take the message and cut the connection."""

    def go_away(self) -> None:
        """Nothing listens any more."""


def whatsapp_parcel(text: str, to: str) -> Parcel:
    """As `composing` makes it: one quick reply, one link."""
    at = links.expiry(timezone.now())
    reply, view = (links.make(MESSAGE_ID, act, expires_at=at) for act in ("acceptance", "report"))
    content = {
        "line": "staff",
        "parameters": [text],
        "buttons": [
            {"kind": "reply", "value": f"acceptance:{reply}", "label": "Terima"},
            {"kind": "url", "value": f"{view}/", "label": "Buka laporan"},
        ],
        "shown": text,
    }
    return Parcel(id=MESSAGE_ID, to=to, template="aduan_baru_v1", language="id", content=content)


def links_of(parcel: Parcel) -> list[str]:
    """The addresses that the two buttons of `whatsapp_parcel` stand for."""
    reply, view = (button["value"] for button in parcel.content["buttons"])
    return [links.address(reply.partition(":")[2]), links.address(view.rstrip("/"))]


# -- An HTTP server that takes orders ----------------------------------------------------------------------------------
@dataclass
class Http:
    """`answer(method, path, headers, body)` is the stand-in's own; `faults` are served first, once each, on POST."""

    answer: Callable[[str, str, dict[str, str], bytes], Answer]
    faults: list[Answer | str] = field(default_factory=list)
    silence: float = 1.0

    def __post_init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.http = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    http: Http


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _serve(self, body: bytes) -> None:
        http = cast(_Server, self.server).http
        fault = http.faults.pop(0) if self.command == "POST" and http.faults else None
        if isinstance(fault, tuple):
            return self._write(*fault)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = http.answer(self.command, self.path, headers, body)
        if fault == "silence":
            time.sleep(http.silence)
        if fault:
            self.close_connection = True
            return None
        return self._write(*answer)

    def _write(self, status: int, headers: dict[str, str], body: object) -> None:
        content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests look at what was kept."""


class HttpStandIn:
    """What HTTP carriers share; each says in words of its own how it refuses."""

    has_retry_after = True
    longest = 10_000
    answer: Callable[[str, str, dict[str, str], bytes], Answer]

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.http = Http(self.answer)
        self.is_gone = False

    def parcel(self, text: str = TEXT, to: str = NUMBER) -> Parcel:
        return whatsapp_parcel(text, to)

    def address_of(self, parcel: Parcel) -> str:
        return parcel.to.removeprefix("+")

    def throttle(self, seconds: int) -> None:
        self.http.faults.append((429, {"Retry-After": str(seconds)}, {"message": "Too Many Requests"}))

    def break_down(self) -> None:
        self.http.faults.append((502, {"Content-Type": "text/html"}, "<html>Bad Gateway</html>"))

    def fall_silent(self) -> None:
        self.http.faults.append("silence")

    def lose_answer(self) -> None:
        self.http.faults.append("drop")

    def go_away(self) -> None:
        self.http.close()
        self.is_gone = True

    def close(self) -> None:
        if not self.is_gone:
            self.http.close()


@contextmanager
def standing(make: Callable[[], Any], settings: Any) -> Iterator[Any]:
    stand_in = make()
    stand_in.prepare(settings)
    yield stand_in
    stand_in.close()
