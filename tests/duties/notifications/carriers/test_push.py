"""Web Push: sealed for one browser, signed for one push service, and never sent into our own network."""

import base64
import json
import re
import socket
import time
import uuid
from typing import Any

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from arcadumas.base import vapid
from arcadumas.base.gateways import webpush
from arcadumas.base.gateways.web import GatewayError
from arcadumas.base.gateways.webpush import Browser
from arcadumas.duties.notifications.carriers import push
from arcadumas.duties.notifications.carriers.interface import Parcel, Status
from arcadumas.duties.notifications.carriers.push import Push
from tests.duties.notifications.carriers.standing import MESSAGE_ID, TEXT, Answer, HttpStandIn, Received, standing

KEY = vapid.new_key()
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


class PushStandIn(HttpStandIn):
    """A push service and the one browser behind it: it checks the signature and the headers as RFC 8030 and 8292 want
    them, and opens the message with the browser's own key."""

    carrier = Push()
    longest = 3_000  # a push message holds 4,096 bytes

    def prepare(self, settings: Any) -> None:
        self.browser_key, self.secret = ec.generate_private_key(ec.SECP256R1()), b"sixteen-bytes-ok"
        settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT, settings.PUSH_PRIVATE = KEY, "mailto:aduan@demo.test", True

    def browser(self) -> Browser:
        point = vapid.encode(self.browser_key.public_key().public_bytes(*POINT))
        return Browser(
            endpoint=f"{self.http.url}/send/f00-secret-address", p256dh=point, auth=vapid.encode(self.secret)
        )

    def parcel(self, text: str = TEXT, to: str = "") -> Parcel:
        browser = self.browser()
        address = to or json.dumps({"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth})
        told = {"at": push.told_at(MESSAGE_ID), "message": str(MESSAGE_ID)}
        content = {"title": "Disposisi baru", "body": text, "url": "https://x/t/abc/", "told": told, "is_urgent": True}
        return Parcel(id=MESSAGE_ID, to=address, template="aduan_disposisi_v1", language="id", content=content)

    def address_of(self, parcel: Parcel) -> str:
        return "/send/f00-secret-address"

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        wrong = self._wrong(headers)
        if wrong:
            return wrong, {}, "refused"
        if len(body) > 4096:
            return 413, {}, "too large"
        opened = http_ece.decrypt(body, private_key=self.browser_key, auth_secret=self.secret, version="aes128gcm")
        self.received.append(Received(path, json.loads(opened)["body"]))
        return 201, {"Location": f"{self.http.url}/message/1"}, ""

    def _wrong(self, headers: dict[str, str]) -> int:
        said = re.fullmatch(r"vapid t=([\w.-]+), ?k=([\w-]+)", headers.get("authorization", ""))
        if not said or not _is_signed(said[1], said[2], self.http.url):
            return 403
        is_right = (
            headers.get("content-encoding") == "aes128gcm" and headers.get("ttl", "").isdigit()
            and headers.get("urgency") in {"high", "normal"} and re.fullmatch(r"[\w-]{1,32}", headers.get("topic", ""))
        )  # fmt: skip
        return 0 if is_right else 400

    def refuse_address(self) -> None:
        self.http.faults.append((410, {}, "gone"))

    def refuse_content(self) -> None:
        self.http.faults.append((413, {}, "too large"))

    def refuse_key(self) -> None:
        self.http.faults.append((403, {}, "vapid"))


def _is_signed(token: str, key: str, origin: str) -> bool:
    head, claims, signature = token.split(".")
    said, raw = json.loads(vapid.decode(claims)), vapid.decode(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), vapid.decode(key))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    in_time = time.time() < said["exp"] <= time.time() + 86_400
    return (said["aud"], said["sub"], in_time, key) == (origin, "mailto:aduan@demo.test", True, vapid.public_key(KEY))


@pytest.fixture
def service(settings: Any) -> Any:
    with standing(PushStandIn, settings) as stand_in:
        yield stand_in


# -- The key -----------------------------------------------------------------------------------------------------------
def test_a_key_has_43_letters_and_a_public_half_of_87() -> None:
    assert (len(KEY), len(vapid.public_key(KEY)), vapid.new_key() != KEY) == (43, 87, True)


BAD = {"empty": "", "short": "abc", "cut": KEY[:-1], "longer": KEY + "A", "letters": "ä" * 43, "padded": base64.b64encode(bytes(32)).decode()}  # fmt: skip


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_is_no_key_is_none(text: str) -> None:
    assert vapid.is_key(KEY)
    assert not vapid.is_key(text)


# -- Where it goes -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("endpoint", [
    "http://push.example.com/x", "https://user:pw@push.example.com/x", "https://push.example.com:8443/x", "ftp://x/y",
    "https:///x", "https://push.example.com/x#y", "https://[::1/x", "", "https://push.example.com/" + "x" * 1024,
])  # fmt: skip
def test_an_address_that_is_no_push_services_is_not_followed(endpoint: str) -> None:
    with pytest.raises(GatewayError) as refused:
        webpush.shape_of(endpoint, is_private_ok=False)
    assert refused.value.kind == "address"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00::1]", "0.0.0.0"])  # fmt: skip
def test_nothing_goes_into_our_own_network(host: str) -> None:
    with pytest.raises(GatewayError) as refused:
        webpush.place_of(f"https://{host}/x", is_private_ok=False)
    assert (refused.value.kind, refused.value.code) == ("address", "private")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **_how: object) -> list[Any]:
        return [(2, 1, 6, "", (ip, port)) for ip in ("8.8.8.8", "10.0.0.8")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    monkeypatch.setattr(webpush, "getproxies", dict)
    with pytest.raises(GatewayError):
        webpush.place_of("https://push.example.com/x", is_private_ok=False)


def test_it_connects_to_the_very_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_how: [(2, 1, 6, "", ("8.8.8.8", port))])
    monkeypatch.setattr(webpush, "getproxies", dict)
    place = webpush.place_of("https://push.example.com/x?y=1", is_private_ok=False)
    assert (place.target, place.origin) == ("https://8.8.8.8/x?y=1", "https://push.example.com")


def test_odd_keys_of_a_browser_are_its_addresss_fault(service: PushStandIn) -> None:
    odd = json.dumps({"endpoint": service.browser().endpoint, "p256dh": "AAAA", "auth": "AAAA"})
    with pytest.raises(Exception, match="not usable") as refused:
        Push().send(service.parcel(to=odd))
    assert refused.value.kind == "address"  # type: ignore[attr-defined]
    assert not webpush.is_fit(Browser(**json.loads(odd)), is_private_ok=True)
    assert webpush.is_fit(service.browser(), is_private_ok=True)
    assert not webpush.is_fit(service.browser(), is_private_ok=False)


@pytest.mark.parametrize(("status", "kind"), [(404, "address"), (410, "address"), (429, "pair"), (401, "permanent"), (403, "permanent"), (500, "temporary")])  # fmt: skip
def test_what_a_push_service_says_no_with(service: PushStandIn, status: int, kind: str) -> None:
    service.http.faults.append((status, {}, ""))
    with pytest.raises(Exception, match=str(status)) as refused:
        Push().send(service.parcel())
    assert refused.value.kind == kind  # type: ignore[attr-defined]


# -- What the browser tells --------------------------------------------------------------------------------------------
def raw(status: str, message: object = MESSAGE_ID) -> bytes:
    return json.dumps({"message": str(message), "status": status}).encode()


def test_only_the_browser_that_got_it_may_tell() -> None:
    secret = push.told_at(MESSAGE_ID).rsplit("/", 1)[1]
    assert Push().is_genuine(raw("shown"), headers={}, secret=secret)
    for wrong in (raw("shown", uuid.uuid4()), b"", b"null", b'{"message": 3}'):
        assert not Push().is_genuine(wrong, headers={}, secret=secret)
    assert not Push().is_genuine(raw("shown"), headers={}, secret="")


@pytest.mark.parametrize(("said", "status"), [("shown", "delivered"), ("pressed", "read")])
def test_shown_is_delivered_and_pressed_is_read(said: str, status: str) -> None:
    own = Status(provider_id=push.own(MESSAGE_ID), status=status, message_id=str(MESSAGE_ID))
    assert (Push().statuses(raw(said)), Push().statuses(raw("eaten"))) == ([own], [])
