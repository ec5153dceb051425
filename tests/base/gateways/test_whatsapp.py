import hashlib
import hmac
import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from arcadumas.base.gateways import whatsapp
from arcadumas.base.gateways.whatsapp import Accepted, Client, QuickReply, UrlSuffix, WhatsAppError, verify_signature

ACCEPTED = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.HBgL", "message_status": "accepted"}]}


def answer(status: int = 200, body: object = ACCEPTED, **headers: str) -> bytes:
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} x",
        f"Content-Length: {len(content)}",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def error(code: int, status: int = 400, **more: object) -> bytes:
    return answer(status, {"error": {"message": "said so", "type": "OAuthException", "code": code, **more}})


class Server:
    """A server on loopback that reads whole requests and then does what it is told: bytes to send, or a fault by name."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[tuple[str, dict[str, str], dict]] = []
        self.connections = 0
        self.plan: list[bytes | str] = []
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as file:
            while line := file.readline():
                headers = {}
                while (field := file.readline().decode().strip()) != "":
                    name, _, value = field.partition(":")
                    headers[name.lower()] = value.strip()
                body = json.loads(file.read(int(headers["content-length"])))
                with self.lock:
                    self.requests.append((line.decode().strip(), headers, body))
                    step = self.plan.pop(0) if self.plan else answer()
                if not self.do(connection, step):
                    return

    def do(self, connection: socket.socket, step: bytes | str) -> bool:
        if isinstance(step, bytes):
            connection.sendall(step)
            return True
        if step == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if step == "silence":
            time.sleep(1)
        if step == "half":
            connection.sendall(answer()[:-10])
        return False

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def client(server: Server) -> Client:
    return Client(base_url=server.url, version="v26.0", phone_number_id="1055", token="planted-token", timeout=0.4)


def send(client: Client) -> Accepted:
    return client.send_text(to="+6281234567890", body="halo", opaque="m-1")


def failure(client: Client) -> WhatsAppError:
    with pytest.raises(WhatsAppError) as failed:
        send(client)
    return failed.value


def test_a_template_goes_out_in_the_documented_shape(server, client):
    accepted = client.send_template(
        to="+6281234567890",
        name="aduan_disposisi_v1",
        language="id",
        body_parameters=["ABCD-EFGH", "PUPR"],
        buttons=[QuickReply("acceptance:t0"), QuickReply("return:t1"), None, UrlSuffix("abc123")],
        header="Laporan",
        opaque="9b2e",
    )
    assert accepted == Accepted("wamid.HBgL")
    line, headers, body = server.requests[0]
    assert line == "POST /v26.0/1055/messages HTTP/1.1"
    assert (headers["authorization"], headers["content-type"]) == ("Bearer planted-token", "application/json")
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281234567890",
        "biz_opaque_callback_data": "9b2e",
        "type": "template",
        "template": {
            "name": "aduan_disposisi_v1",
            "language": {"code": "id"},
            "components": [
                {"type": "header", "parameters": [{"type": "text", "text": "Laporan"}]},
                {"type": "body", "parameters": [{"type": "text", "text": "ABCD-EFGH"}, {"type": "text", "text": "PUPR"}]},
                {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "acceptance:t0"}]},
                {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "return:t1"}]},
                {"type": "button", "sub_type": "url", "index": "3", "parameters": [{"type": "text", "text": "abc123"}]},
            ],
        },
    }  # fmt: skip


def test_a_template_without_variables_has_no_components(server, client):
    client.send_template(to="62811", name="aduan_latihan_v1", language="en", body_parameters=[], opaque="x")
    assert server.requests[0][2]["template"] == {
        "name": "aduan_latihan_v1",
        "language": {"code": "en"},
        "components": [],
    }


def test_a_text_goes_out_and_may_answer_another(server, client):
    client.send_text(to="6281234567890", body="Terima kasih", opaque="m-2", reply_to="wamid.in")
    body = server.requests[0][2]
    assert body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281234567890",
        "biz_opaque_callback_data": "m-2",
        "type": "text",
        "text": {"body": "Terima kasih", "preview_url": False},
        "context": {"message_id": "wamid.in"},
    }


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (0, 401, "channel"),
        (190, 401, "channel"),
        (3, 500, "channel"),
        (10, 403, "channel"),
        (200, 403, "channel"),
        (299, 403, "channel"),
        (33, 400, "channel"),
        (368, 403, "channel"),
        (130497, 403, "channel"),
        (131031, 403, "channel"),
        (131005, 403, "channel"),
        (131030, 400, "channel"),
        (131037, 400, "channel"),
        (131042, 400, "channel"),
        (131044, 400, "channel"),
        (131045, 400, "channel"),
        (1, 400, "temporary"),
        (2, 503, "temporary"),
        (4, 429, "temporary"),
        (80007, 429, "temporary"),
        (130429, 429, "temporary"),
        (131000, 500, "temporary"),
        (131016, 503, "temporary"),
        (131048, 400, "temporary"),
        (131057, 500, "temporary"),
        (131064, 400, "temporary"),
        (135000, 400, "temporary"),
        (100, 400, "permanent"),
        (130472, 400, "permanent"),
        (131008, 400, "permanent"),
        (131009, 400, "permanent"),
        (131021, 400, "permanent"),
        (131049, 400, "permanent"),
        (131050, 400, "permanent"),
        (131051, 400, "permanent"),
        (132000, 400, "permanent"),
        (132005, 400, "permanent"),
        (132012, 400, "permanent"),
        (137000, 400, "permanent"),
        (131026, 400, "address"),
        (131047, 400, "window"),
        (470, 400, "window"),
        (131056, 400, "pair"),
        (132001, 404, "template"),
        (132015, 400, "template"),
        (132016, 400, "template"),
        (999999, 400, "permanent"),
        (999999, 401, "channel"),
        (999999, 429, "temporary"),
        (999999, 500, "temporary"),
    ],
)
def test_each_error_says_what_to_do(server, client, code, status, kind):
    server.plan = [error(code, status)]
    failed = failure(client)
    assert (failed.kind, failed.code, failed.http, failed.detail) == (kind, code, status, "said so")


def test_a_sending_number_that_is_gone_stops_the_channel(server, client):
    server.plan = [error(100, 400, error_subcode=33)]
    failed = failure(client)
    assert (failed.kind, failed.code) == ("channel", 33)


def test_the_details_are_told_rather_than_the_message(server, client):
    server.plan = [error(132000, error_data={"details": "number of params 2 does not match 3"})]
    assert failure(client).detail == "number of params 2 does not match 3"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, "<html>oops</html>", "uncertain"),
        (502, "<html>Bad Gateway</html>", "uncertain"),
        (503, {"message": "no healthy upstream"}, "uncertain"),
        (504, "", "uncertain"),
        (408, "", "uncertain"),
        (429, "slow down", "temporary"),
        (400, "Bad Request", "permanent"),
        (413, "", "permanent"),
        (401, "", "channel"),
        (403, "blocked", "channel"),
        (404, "<html>", "channel"),
        (301, "", "channel"),
        (200, "<html>welcome</html>", "uncertain"),
        (200, {"messages": []}, "uncertain"),
        (200, [], "uncertain"),
        (400, {"error": "a string"}, "permanent"),
        (500, {"error": {"message": "without a code"}}, "temporary"),
        (500, {"error": {"message": "odd", "code": "x"}}, "temporary"),
    ],
)
def test_an_answer_that_is_not_the_apis_is_judged_by_its_status(server, client, status, body, kind):
    server.plan = [answer(status, body)]
    failed = failure(client)
    assert (failed.kind, failed.code, failed.http) == (kind, None, status)


@pytest.mark.parametrize("step", ["drop", "reset", "silence", "half"])
def test_when_the_answer_is_lost_nobody_knows(server, client, step):
    server.plan = [step]
    failed = failure(client)
    assert (failed.kind, len(server.requests)) == ("uncertain", 1)


def test_a_refused_connection_is_surely_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = Client(base_url=f"http://127.0.0.1:{port}", version="v1", phone_number_id="1", token="t")
    assert failure(client).kind == "temporary"


def test_a_server_that_takes_no_connection_is_surely_not_sent_to():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(8):  # fill the queue of connections nobody accepts
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
            waiting.append(filler)
        port = listener.getsockname()[1]
        client = Client(base_url=f"http://127.0.0.1:{port}", version="v1", phone_number_id="1", token="t", timeout=0.3)
        start = time.monotonic()
        assert failure(client).kind == "temporary"
        assert time.monotonic() - start < 2
        for filler in waiting:
            filler.close()


@pytest.mark.parametrize("base_url", ["ftp://127.0.0.1", "graph.facebook.com", "http://[half"])
def test_a_malformed_address_stops_the_channel(base_url):
    client = Client(base_url=base_url, version="v1", phone_number_id="1", token="t")
    assert failure(client).kind == "channel"


def test_a_malformed_token_stops_the_channel(server):
    client = Client(base_url=server.url, version="v1", phone_number_id="1", token="kunci é")
    assert failure(client).kind == "channel"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("-5", 0.0), ("nonsense", 60), ("inf", 60), ("", 60)],
)
def test_the_wait_is_the_providers_own_or_the_tables(server, client, header, seconds):
    server.plan = [answer(429, {"error": {"code": 80007, "message": "x"}}, Retry_After=header)]
    assert failure(client).retry_after == seconds


def test_a_wait_may_be_a_date(server, client):
    server.plan = [answer(429, "", Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))]
    assert 85 < failure(client).retry_after < 91


def test_without_a_word_there_is_no_wait(server, client):
    server.plan = [error(131000, 500)]
    assert failure(client).retry_after is None


def test_connections_are_kept_alive_and_shared_by_threads(server, client):
    send(client)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: send(client), range(40)))
    assert len(server.requests) == 41
    assert server.connections <= 5


def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again(server, client):
    server.plan = [answer(Connection="close"), answer()]
    send(client)
    assert send(client) == Accepted("wamid.HBgL")


def test_neither_number_nor_text_nor_token_is_logged_or_shown(server, client, caplog):
    caplog.set_level(logging.DEBUG)
    server.plan = [error(131026)]
    shown = f"{failure(client)!r} {client!r} {caplog.text}"
    assert ["6281234567890" in shown, "halo" in shown, "planted-token" in shown] == [False, False, False]


def test_a_code_of_a_later_status_is_found_in_the_same_table():
    assert [whatsapp.kind_of(code) for code in (131026, 131047, 4711)] == ["address", "window", None]


# -- Signatures --------------------------------------------------------------------------------------------------------
BODY = b'{"entry": [1, 2,  3]}'
SIGNED = "sha256=45c7ac9b8ce8f3e5e0a64dcf3e22bd19cb84a7a0c8db2da9b2a1e8c5d9a4c9ba"


def test_a_signature_over_the_raw_bytes_is_believed():
    signed = "sha256=" + hmac.new(b"app-secret", BODY, hashlib.sha256).hexdigest()
    assert verify_signature(BODY, signed, "app-secret") is True
    assert verify_signature(json.dumps(json.loads(BODY)).encode(), signed, "app-secret") is False
    assert verify_signature(BODY, signed, "other") is False
    assert verify_signature(BODY, signed[:-1], "app-secret") is False


@pytest.mark.parametrize("header", ["", "sha256=", "sha1=abc", SIGNED, "sha256=é", "\udc80"])
def test_any_other_header_is_not_believed(header):
    assert verify_signature(BODY, header, "app-secret") is False


def test_without_a_secret_nothing_is_believed():
    signed = "sha256=" + hmac.new(b"", BODY, hashlib.sha256).hexdigest()
    assert verify_signature(BODY, signed, "") is False
