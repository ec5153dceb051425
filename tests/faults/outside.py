"""The outside as a kill sees it: an SMTP server and a Graph API that answer quickly or slowly and forget nothing.

They know nothing of the product: what they remember is what a person would have on the phone and in the mailbox.
"""

import hashlib
import hmac
import json
import queue
import re
import threading
import time
import urllib.error
import urllib.request
from asyncio import sleep
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from arcadumas.base.ports import free_port

CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")
LINK = re.compile(r"https?://\S+")  # a signed link may hold what looks like a code
TOKEN, SECRET, LINE, ACCOUNT = "token-of-the-faults", "secret-of-the-faults", "110000000000001", "210000000000002"
TOGETHER = 40  # receipts in one webhook


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One message in somebody's hands. `key`: what makes two of them copies of one message of that carrier."""

    carrier: str
    key: str
    to: str
    codes: frozenset[str]
    subject: str
    at: float


class Box:
    """Everything that has arrived, in order."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.turn = threading.Condition()

    def put(self, arrival: Arrival) -> None:
        with self.turn:
            self.arrivals.append(arrival)
            self.turn.notify_all()

    def all(self) -> list[Arrival]:
        with self.turn:
            return list(self.arrivals)

    def wait(self, count_: int, seconds: float) -> bool:
        """Until so many have arrived."""
        with self.turn:
            return self.turn.wait_for(lambda: len(self.arrivals) >= count_, seconds)


def codes_in(text: str) -> frozenset[str]:
    return frozenset(CODE.findall(LINK.sub(" ", text)))


def _texts(template: dict[str, Any]) -> Iterator[str]:
    """What the reader of a template message sees of its parameters."""
    for part in template.get("components", []):
        if part["type"] != "button":
            yield from (one["text"] for one in part["parameters"])


class Network:
    """The way of every message to the outside: it takes `pause` seconds, and as long as it is held besides."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.is_free = threading.Event()
        self.is_free.set()

    def hold(self) -> None:
        """Nothing arrives, and whoever sends waits, until it is freed."""
        self.is_free.clear()

    def free(self) -> None:
        self.is_free.set()

    def cross(self) -> None:
        time.sleep(self.pause)
        self.is_free.wait()

    async def cross_slowly(self) -> None:
        await sleep(self.pause)
        while not self.is_free.is_set():
            await sleep(0.05)


class Mailroom:
    """The SMTP server."""

    def __init__(self, box: Box, network: Network) -> None:
        self.box, self.network = box, network

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self.network.cross_slowly()
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        mail = message_from_bytes(content, policy=default)
        body = mail.get_body(("plain",))  # type: ignore[attr-defined]
        text = f"{mail['Subject']}\n{body.get_content() if body else ''}"
        for address in envelope.rcpt_tos:
            self.box.put(
                Arrival(
                    carrier="email",
                    key=str(mail["Message-ID"]),
                    to=address,
                    codes=frozenset(CODE.findall(text)),
                    subject=str(mail["Subject"]),
                    at=time.monotonic(),
                )  # fmt: skip
            )
        return "250 kept"


class Graph(ThreadingHTTPServer):
    """graph.facebook.com/{version}/{line}/messages; every accepted message is reported as sent and delivered."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, box: Box, network: Network, webhook: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.box, self.network, self.webhook = box, network, webhook
        self.numbers, self.is_closing = count(1), False
        self.templates: list[dict[str, Any]] = []
        self.statuses: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def take(self, body: dict[str, Any]) -> str:
        """Remember it, promise its receipts; the id Meta would give."""
        self.network.cross()
        wamid = f"wamid.{next(self.numbers)}"
        text = " ".join(_texts(body["template"]))
        self.box.put(
            Arrival(
                carrier="whatsapp",
                key=str(body["biz_opaque_callback_data"]),
                to="+" + body["to"],
                codes=codes_in(text),
                subject=body["template"]["name"],
                at=time.monotonic(),
            )  # fmt: skip
        )
        for status in ("sent", "delivered"):
            self.statuses.put(_status(wamid, body, status))
        return wamid

    def report(self) -> None:
        """Bring the receipts, signed and many together, again and again until they are taken. On a thread of its own."""
        while first := self.statuses.get():
            together = [first]
            while len(together) < TOGETHER and not self.statuses.empty():
                together += filter(None, [self.statuses.get()])
            body = _envelope(together)
            while self.webhook and not _is_taken(self.webhook, body) and not self.is_closing:
                time.sleep(0.3)


def _status(wamid: str, body: dict[str, Any], status: str) -> dict[str, Any]:
    return {
        "id": wamid, "status": status, "timestamp": str(int(time.time())), "recipient_id": body["to"],
        "biz_opaque_callback_data": body["biz_opaque_callback_data"],
    }  # fmt: skip


def _envelope(statuses: list[dict[str, Any]]) -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": LINE}, "statuses": statuses}
    entry = [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


def _is_taken(url: str, body: bytes) -> bool:
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
    request = urllib.request.Request(url, data=body, headers=headers)
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(request, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if len(content) < int(self.headers["Content-Length"]):  # the sender was killed
            self.close_connection = True
            return
        body, graph = json.loads(content), cast(Graph, self.server)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._write(401, {"error": {"code": 190, "message": "token"}})
        elif self.path.endswith(f"/{ACCOUNT}/message_templates"):
            graph.templates.append(body)
            self._write(200, {"id": str(len(graph.templates)), "status": "APPROVED", "category": "UTILITY"})
        elif self.path.endswith(f"/{LINE}/messages") and body.get("type") == "template":
            accepted = {"messaging_product": "whatsapp", "messages": [{"id": graph.take(body)}]}
            self._write(200, accepted)
        else:
            self._write(400, {"error": {"code": 100, "message": "shape"}})

    def do_GET(self) -> None:
        kept = ("name", "language", "category", "components")
        rows = [
            {"id": str(number), "status": "APPROVED", **{name: row[name] for name in kept}}
            for number, row in enumerate(cast(Graph, self.server).templates, start=1)
        ]
        self._write(200, {"data": rows})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what counts is in the box."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # the sender was killed
            super().handle()

    def _write(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@dataclass(frozen=True, kw_only=True)
class Outside:
    box: Box
    network: Network
    environment: dict[str, str]


@contextmanager
def outside(*, port: int, pause: float = 0.0) -> Iterator[Outside]:
    """Both servers, and the settings that lead an instance on `port` to them."""
    box, network = Box(), Network(pause)
    graph = Graph(box, network, f"http://127.0.0.1:{port}/webhooks/whatsapp")
    mail = Controller(Mailroom(box, network), hostname="127.0.0.1", port=free_port())
    threads = [threading.Thread(target=graph.serve_forever, args=(0.05,), daemon=True)]
    threads += [threading.Thread(target=graph.report, daemon=True)]
    for thread in threads:
        thread.start()
    mail.start()
    environment = {
        "WHATSAPP_API_URL": graph.url, "WHATSAPP_TOKEN": TOKEN, "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_PHONE_NUMBER_ID": LINE, "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
    }  # fmt: skip
    try:
        yield Outside(box=box, network=network, environment=environment)
    finally:
        network.free()
        graph.is_closing = True
        graph.statuses.put(None)
        graph.shutdown()
        graph.server_close()
        mail.stop()
