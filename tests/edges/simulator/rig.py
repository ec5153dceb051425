"""The product's side of the wire, and a receiver of webhooks."""

import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from arcadumas.edges.simulator.server import Running

# The simulator has database connections of its own, so rows are committed; only its own tables are emptied afterwards.
COMMITTED = pytest.mark.django_db(transaction=True, available_apps=["arcadumas.edges.simulator"])
TOKEN, SECRET, LINE, CITIZEN_LINE, WABA = "token-of-the-test", "secret-of-the-app", "1001", "1002", "2001"
NUMBER, OTHER = "+6281234567890", "+6281234567891"


class Receiver(ThreadingHTTPServer):
    """Keeps what is posted to it; answers what `statuses` says next, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Hook)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/webhooks/whatsapp"

    @property
    def envelopes(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]

    @property
    def values(self) -> list[dict[str, Any]]:
        return [change["value"] for e in self.envelopes for change in e["entry"][0]["changes"]]

    @property
    def steps(self) -> list[str]:
        return [status["status"] for value in self.values for status in value.get("statuses", [])]

    @property
    def are_signed(self) -> list[bool]:
        return [headers.get("X-Hub-Signature-256") == sign(body) for headers, body in self.got]


class _Hook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, self.path.split("hub.challenge=")[1].split("&")[0].encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.got.append((dict(self.headers.items()), body))
        self._answer(server.statuses.pop(0) if server.statuses else 200, b"ok")

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def sign(body: bytes) -> str:
    return f"sha256={hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}"


class Caller:
    """The product's side of the wire."""

    def __init__(self, running: Running, receiver: Receiver) -> None:
        self.running, self.receiver = running, receiver
        self.http = httpx.Client(base_url=running.url, trust_env=False, timeout=3)
        self.bearer = {"Authorization": f"Bearer {TOKEN}"}

    def post(self, body: Any, *, line: str = LINE, **rest: Any) -> httpx.Response:
        return self.http.post(f"/v26.0/{line}/messages", json=body, headers=self.bearer, **rest)

    def template(self, *parameters: str, to: str = NUMBER, name: str = "aduan_coba_v1", **rest: Any) -> httpx.Response:
        return self.post(template_body(*parameters, to=to, name=name, **rest))

    def text(self, body: str = "halo", to: str = NUMBER, **rest: Any) -> httpx.Response:
        return self.post({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": body}, **rest})

    def control(self, method: str, name: str, body: Any = None, **query: str) -> dict[str, Any]:
        answer = self.http.request(
            method, f"/control/{name}", json=body, params=query, headers={"Control-Token": TOKEN}
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def fault(self, kind: str, **rest: Any) -> None:
        self.control("POST", "faults", {"kind": kind, **rest})

    def bubbles(self, number: str = NUMBER) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "bubbles", number=number)["bubbles"]
        return found

    def settle(self) -> None:
        assert self.running.settle(), "webhooks are still under way"


def code_of(answer: httpx.Response) -> tuple[int, int]:
    """HTTP status and Graph code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def template_body(
    *parameters: str, to: str = NUMBER, name: str = "aduan_coba_v1", language: str = "id", callback: str = "m-1",
    buttons: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:  # fmt: skip
    body = {"type": "body", "parameters": [{"type": "text", "text": text} for text in parameters]}
    return {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": to.removeprefix("+"), "type": "template",
        "biz_opaque_callback_data": callback,
        "template": {"name": name, "language": {"code": language}, "components": [body, *buttons]},
    }  # fmt: skip


def quick_reply(index: int, payload: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": [{"type": "payload", "payload": payload}]}  # fmt: skip


def url_button(index: int, text: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": "url", "index": str(index), "parameters": [{"type": "text", "text": text}]}


DISPOSITION = {
    "name": "aduan_disposisi_v1",
    "language": "id",
    "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Disposisi laporan"},
        {"type": "BODY", "text": "Yth. {{1}}, laporan *{{2}}* didisposisikan.", "example": {"body_text": [["a", "b"]]}},
        {"type": "FOOTER", "text": "Mohon tidak disebarkan"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Terima"},
                {"type": "QUICK_REPLY", "text": "Bukan wewenang kami"},
                {"type": "URL", "text": "Buka laporan", "url": "http://127.0.0.1/t/{{1}}", "example": ["x"]},
            ],
        },
    ],
}
DISPOSITION_BUTTONS = (quick_reply(0, "acceptance:abc"), quick_reply(1, "return:abc"), url_button(2, "signed"))
