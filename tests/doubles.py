"""Stand-ins of the outside, on real sockets: strict about what they are sent, and as unkind as a test asks them to be."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from arcadumas.base.ports import free_port
from tests.metas_templates import Templates

TOKEN, LINE, CITIZEN_LINE, ACCOUNT = "token-of-the-tests", "1001", "1002", "9001"
Answer = tuple[int, dict[str, Any]] | str  # (status, body), or "drop" after acceptance, "reset" before it


class Graph:
    """graph.facebook.com/{line}/messages: checks the call as Meta does, keeps what it accepts, answers as scripted."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.templates = Templates()
        self.script: list[Answer] = []
        self.decide: Callable[[dict[str, Any]], Answer | None] = lambda body: None
        self.times: list[float] = []
        self.numbers = count(1)
        self.lock = threading.Lock()
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.graph = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def to(self, number: str) -> list[dict[str, Any]]:
        return [each for each in self.sent if each["to"] == number.removeprefix("+")]

    def take(self, body: dict[str, Any]) -> Answer:
        self.times.append(time.monotonic())
        decided = self.decide(body)
        with self.lock:
            answer = decided or (self.script.pop(0) if self.script else None)
            if answer is None or answer == "drop":
                self.sent.append(body)
                wamid = f"wamid.{next(self.numbers)}"
                accepted = {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": wamid}]}
                return answer or (200, accepted)
            return answer


def refusal(code: int, status: int = 400) -> Answer:
    return status, {"error": {"message": f"(#{code})", "code": code, "error_data": {"details": "scripted"}}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    graph: Graph


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        graph = cast(_Server, self.server).graph
        place = self.path.rsplit("/", 2)[1:]
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._write(401, {"error": {"code": 190, "message": "token"}})
        if place == [ACCOUNT, "message_templates"]:
            return self._write(*graph.templates.apply(body))
        if place[0] not in {LINE, CITIZEN_LINE} or place[1] != "messages" or (wrong := _wrong(body)):
            return self._write(
                400, {"error": {"code": 100, "message": wrong if place[1:] == ["messages"] else place[0]}}
            )
        answer = graph.take({**body, "line": place[0]})
        if isinstance(answer, str):
            self.close_connection = True
            return None
        return self._write(*answer)

    def do_GET(self) -> None:
        graph, parts = cast(_Server, self.server).graph, urlsplit(self.path)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._write(401, {"error": {"code": 190, "message": "token"}})
        if parts.path.rsplit("/", 2)[1:] != [ACCOUNT, "message_templates"]:
            return self._write(400, {"error": {"code": 100, "error_subcode": 33, "message": parts.path}})
        return self._write(*graph.templates.page(dict(parse_qsl(parts.query)), self.headers["Host"]))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests look at what was kept."""

    def _write(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _wrong(body: dict[str, Any]) -> str:
    """What Meta would refuse; "" when nothing."""
    if body.get("type") in {"text", "interactive"}:
        return _wrong_free(body)
    template = body.get("template", {})
    parts = template.get("components", [])
    texts = [one["text"] for part in parts if part["type"] == "body" for one in part["parameters"]]
    indexes = [part["index"] for part in parts if part["type"] == "button"]
    if body.get("messaging_product") != "whatsapp" or body.get("type") != "template" or not body["to"].isdigit():
        return "shape"
    if not template.get("name") or template.get("language", {}).get("code") not in {"id", "en"}:
        return "template"
    if any(not text or "\n" in text or "\t" in text or "     " in text for text in texts):
        return "parameter"
    return "" if indexes == [str(number) for number in range(len(indexes))] else "buttons"


def _wrong_free(body: dict[str, Any]) -> str:
    """What Meta would refuse of free text, which it takes only from inside the window."""
    if body.get("messaging_product") != "whatsapp" or not body["to"].isdigit():
        return "shape"
    if body["type"] == "text":
        return "" if 0 < len(body["text"]["body"]) <= 4096 else "text"
    part = body["interactive"]
    if not 0 < len(part["body"]["text"]) <= 1024:
        return "body"
    if part["type"] == "cta_url":
        parameters = part["action"]["parameters"]
        return "" if len(parameters["display_text"]) <= 20 and parameters["url"].startswith("http") else "cta_url"
    if part["type"] == "list":
        rows = [row for section in part["action"]["sections"] for row in section["rows"]]
        fits = len(rows) <= 10 and all(len(row["title"]) <= 24 and len(row["id"]) <= 200 for row in rows)
        return "" if fits and len(part["action"]["button"]) <= 20 else "list"
    replies = [button["reply"] for button in part["action"]["buttons"]]
    fits = 1 <= len(replies) <= 3 and all(len(reply["title"]) <= 20 and len(reply["id"]) <= 256 for reply in replies)
    return "" if fits and part["type"] == "button" else "buttons"


@contextmanager
def graph() -> Iterator[Graph]:
    double = Graph()
    thread = threading.Thread(target=double.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield double
    double.server.shutdown()
    thread.join()
    double.server.server_close()


class Mailbox:
    """An SMTP server: keeps what it accepts; `decide(address)` may give the answer to RCPT, or "drop" after the message."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.decide: Callable[[str], str | None] = lambda address: None

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.decide(address)
        if answer and answer != "drop":
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
        if any(self.decide(address) == "drop" for address in envelope.rcpt_tos):
            server.transport.abort()
        return "250 kept"


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """The mailbox and its EMAIL_URL."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()
