import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from arcadumas.base.gateways.whatsapp import Client, WhatsAppError
from arcadumas.base.gateways.whatsapp_media import fetch, is_trusted

PHOTO = b"\xff\xd8\xff" + b"pixels" * 1000


class Host(ThreadingHTTPServer):
    """Describes one file and gives it out; `answers` puts other things in place of either."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.description: object = {"url": f"{self.url}/media/77?sign=x", "sha256": hashlib.sha256(PHOTO).hexdigest()}
        self.statuses = {"/v26.0/77": 200, "/media/77?sign=x": 200}
        self.photo = PHOTO


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        content = json.dumps(self.server.description).encode() if self.path.startswith("/v26.0") else self.server.photo
        self.send_response(self.server.statuses[self.path])
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield host
    host.shutdown()
    host.server_close()
    thread.join()


@pytest.fixture
def client(host: Host) -> Client:
    return Client(base_url=host.url, version="v26.0", phone_number_id="1055", token="planted-token", timeout=0.5)


def failure(client: Client, media_id: str = "77", limit: int = 100_000) -> str:
    with pytest.raises(WhatsAppError) as failed:
        fetch(client, media_id, limit=limit)
    return failed.value.kind


def test_a_file_is_asked_for_by_id_and_fetched_with_the_token(host, client):
    assert fetch(client, "77", limit=100_000) == PHOTO
    assert host.asked == [("/v26.0/77", "Bearer planted-token"), ("/media/77?sign=x", "Bearer planted-token")]


def test_a_file_larger_than_allowed_is_not_read_to_its_end(host, client):
    assert fetch(client, "77", limit=len(PHOTO)) == PHOTO
    assert failure(client, limit=len(PHOTO) - 1) == "permanent"


def test_a_file_that_is_not_the_announced_one_is_asked_for_again(host, client):
    host.photo = PHOTO[:-1] + b"x"
    assert failure(client) == "temporary"


@pytest.mark.parametrize("media_id", ["", "../1055/messages", "77?x=1", "77/..", "٧٧", "7" * 41])
def test_a_malformed_id_is_not_asked_for(host, client, media_id):
    assert (failure(client, media_id), host.asked) == ("permanent", [])


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/v26.0/77", 404, "permanent"),
        ("/v26.0/77", 401, "channel"),
        ("/v26.0/77", 502, "temporary"),
        ("/v26.0/77", 302, "channel"),
        ("/v26.0/77", 429, "temporary"),
        ("/media/77?sign=x", 302, "temporary"),
        ("/media/77?sign=x", 403, "permanent"),
        ("/media/77?sign=x", 410, "permanent"),
        ("/media/77?sign=x", 404, "temporary"),
        ("/media/77?sign=x", 500, "temporary"),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_no_redirect_is_followed(host, client, path, status, kind):
    host.statuses[path] = status
    assert failure(client) == kind
    assert {asked for asked, _ in host.asked} <= {"/v26.0/77", "/media/77?sign=x"}


def test_a_file_that_is_gone_is_given_up(host, client):
    host.statuses["/v26.0/77"] = 400
    host.description = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}
    assert failure(client) == "permanent"


@pytest.mark.parametrize("description", [{}, [], "x", {"url": 7}, {"url": "http://127.0.0.1:9/media"}])
def test_a_description_without_a_trusted_address_is_refused(host, client, description):
    host.description = description
    assert failure(client) == "permanent"
    assert [path for path, _ in host.asked] == ["/v26.0/77"]


def test_a_host_that_is_away_is_asked_again_later():
    assert failure(Client(base_url="http://127.0.0.1:9", version="v1", phone_number_id="1", token="t")) == "temporary"


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com/media/1",
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "https://mmg.whatsapp.net:443/v/1",
        "https://scontent.xx.fbcdn.net/v/1",
    ],
)
def test_the_apis_own_hosts_are_trusted(url):
    assert is_trusted(url, "https://graph.facebook.com") is True


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.facebook.com/media/1",
        "http://lookaside.fbsbx.com/1",
        "https://lookaside.fbsbx.com:8443/1",
        "https://user@lookaside.fbsbx.com/1",
        "https://lookaside.fbsbx.com@127.0.0.1/1",
        "https://evilfbsbx.com/1",
        "https://lookaside.fbsbx.com.evil.test/1",
        "https://graph.facebook.com.evil.test/",
        "http://127.0.0.1/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://0.0.0.0/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://localhost/",
        "file:///etc/passwd",
        "gopher://lookaside.fbsbx.com/",
        "//lookaside.fbsbx.com/1",
        "https://[half",
        "https://lookaside.fbsbx.com:x/",
        "",
    ],
)
def test_every_other_address_is_not_trusted(url):
    assert is_trusted(url, "https://graph.facebook.com") is False


def test_on_loopback_only_the_very_port_of_the_api_is_trusted():
    own = "http://127.0.0.1:8100"
    assert [is_trusted(f"http://127.0.0.1:{port}/m", own) for port in (8100, 8101, 5432)] == [True, False, False]
