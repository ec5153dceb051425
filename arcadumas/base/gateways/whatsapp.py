"""WhatsApp Business Cloud API: sending, its errors by what to do about them, and the signature of its webhooks.

Texts, numbers and tokens are never logged; an error carries the provider's own words, which name no person.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from arcadumas.base.gateways import web
from arcadumas.base.gateways.web import connections as connections

Kind = Literal["temporary", "permanent", "channel", "address", "pair", "template", "uncertain", "window"]
TIMEOUT = 10.0  # seconds to connect, and again to wait for the answer

# What to do about each error code (developers.facebook.com, Cloud API error codes). Most send errors also arrive later,
# as the `errors` of a `failed` status.
#   temporary: try again later          channel: nothing can be sent until the operator acts
#   permanent: never this message       address: no WhatsApp at this number
#   pair: too fast for this recipient   template: this template cannot be used
#   window: free text only within 24 hours of the recipient's last message
KIND_OF_CODE: dict[int, Kind] = {
    **dict.fromkeys((1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131057, 131064, 135000), "temporary"),
    **dict.fromkeys((0, 3, 10, 33, 190, 368, 130497, 131005, 131030, 131031, 131037), "channel"),
    **dict.fromkeys((131042, 131044, 131045, 133016, *range(200, 300)), "channel"),
    **dict.fromkeys((100, 130472, 131008, 131009, 131021, 131049, 131050, 131051, 131052, 131053), "permanent"),
    **dict.fromkeys((131062, 131063, 132000, 132005, 132007, 132008, 132012, 137000), "permanent"),
    **dict.fromkeys((132001, 132015, 132016), "template"),
    131026: "address",
    131056: "pair",
    131047: "window",
    470: "window",
}
# Seconds to wait where the provider says none: limits of the whole number, spam limit, maintenance, the day's limit.
WAIT_OF_CODE: dict[int, float] = {4: 60, 80007: 60, 130429: 10, 131048: 600, 131057: 300, 131064: 21_600, 131056: 6}


class WhatsAppError(Exception):
    """The message was not accepted, or (`uncertain`) nobody knows. `retry_after` is in seconds."""

    def __init__(
        self, *, kind: Kind, detail: str, code: int | None = None, http: int | None = None, retry_after: float | None = None
    ) -> None:  # fmt: skip
        super().__init__(f"{kind} {code if code is not None else http or ''} {detail}".strip())
        self.kind: Kind = kind
        self.code, self.http, self.detail, self.retry_after = code, http, detail, retry_after


@dataclass(frozen=True)
class Accepted:
    """The provider took it; whether it arrives is told by a status webhook."""

    wamid: str


@dataclass(frozen=True)
class QuickReply:
    """What comes back as `button.payload` when the button is pressed."""

    payload: str


@dataclass(frozen=True)
class UrlSuffix:
    """What takes the place of the variable at the end of a link button's address."""

    text: str


Button = QuickReply | UrlSuffix | None


@dataclass(frozen=True, kw_only=True)
class Client:
    """One sending number. Threads may share it; connections are kept alive and shared by the whole process."""

    base_url: str
    version: str
    phone_number_id: str
    token: str = field(repr=False)
    timeout: float = TIMEOUT

    def send_template(
        self,
        *,
        to: str,
        name: str,
        language: str,
        body_parameters: Sequence[str],
        buttons: Sequence[Button] = (),
        header: str | None = None,
        opaque: str,
    ) -> Accepted:
        """Send an approved template. Buttons stand in the template's order; None is one that takes no parameter.

        `opaque` comes back with every status as `biz_opaque_callback_data`. Raises WhatsAppError.
        """
        components = [
            *([{"type": "header", "parameters": [text(header)]}] if header is not None else []),
            *([{"type": "body", "parameters": [text(value) for value in body_parameters]}] if body_parameters else []),
            *(button(index, each) for index, each in enumerate(buttons) if each is not None),
        ]
        template = {"name": name, "language": {"code": language}, "components": components}
        return self.send(to, opaque, {"type": "template", "template": template})

    def send_text(self, *, to: str, body: str, opaque: str, reply_to: str | None = None) -> Accepted:
        """Send free text, which is taken only within 24 hours of the recipient's last message. Raises WhatsAppError."""
        context = {"context": {"message_id": reply_to}} if reply_to else {}
        return self.send(to, opaque, {"type": "text", "text": {"body": body, "preview_url": False}, **context})

    def send(self, to: str, opaque: str, content: Mapping[str, Any]) -> Accepted:
        answer = self.post(
            {
                "messaging_product": "whatsapp",
                "recipient_type": "individual",
                "to": to.removeprefix("+"),
                "biz_opaque_callback_data": opaque,
                **content,
            }
        )
        return Accepted(wamid_of(answer))

    def post(self, payload: Mapping[str, Any]) -> httpx.Response:
        url = f"{self.base_url.rstrip('/')}/{self.version}/{self.phone_number_id}/messages"
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = json.dumps(payload).encode()
        try:
            answer = connections(self.base_url).post(url, content=content, headers=headers, timeout=self.timeout)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            raise WhatsAppError(kind="temporary", detail=f"not connected ({type(error).__name__})") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError, ValueError) as error:
            raise WhatsAppError(kind="channel", detail="the address or token of the API is malformed") from error
        except httpx.HTTPError as error:
            raise WhatsAppError(kind="uncertain", detail=f"no answer ({type(error).__name__})") from error
        if not answer.is_success:
            raise error_of(answer)
        return answer


def kind_of(code: int) -> Kind | None:
    """What to do about an error code, also of a `failed` status; None when the table does not know it."""
    return KIND_OF_CODE.get(code)


def verify_signature(raw: bytes, header: str, secret: str) -> bool:
    """Whether X-Hub-Signature-256 signs these very bytes. Without a secret nothing is believed."""
    if not secret:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.encode(errors="replace"))


# -- Requests ----------------------------------------------------------------------------------------------------------
def text(value: str) -> dict[str, str]:
    return {"type": "text", "text": value}


def button(index: int, each: QuickReply | UrlSuffix) -> dict[str, Any]:
    if isinstance(each, QuickReply):
        sub_type, parameter = "quick_reply", {"type": "payload", "payload": each.payload}
    else:
        sub_type, parameter = "url", text(each.text)
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}


# -- Answers -----------------------------------------------------------------------------------------------------------
def wamid_of(answer: httpx.Response) -> str:
    """The id of the message. An answer that says 200 without one may have been accepted all the same."""
    try:
        return str(answer.json()["messages"][0]["id"])
    except (ValueError, LookupError, TypeError) as error:
        raise WhatsAppError(
            kind="uncertain", http=answer.status_code, detail="an answer without a message id"
        ) from error


def error_of(answer: httpx.Response) -> WhatsAppError:
    said = api_error(answer)
    code = said.get("code") if said is not None else None
    number = code if isinstance(code, int) and not isinstance(code, bool) else None
    if said is not None and number == 100 and said.get("error_subcode") == 33:
        number = 33  # the same said in two ways: the sending number is not there
    return WhatsAppError(
        kind=kind_by_code(number, answer.status_code) if said is not None else kind_without_words(answer.status_code),
        code=number,
        http=answer.status_code,
        detail=detail_of(said) if said is not None else "an answer that is not the API's",
        retry_after=retry_after(answer.headers.get("Retry-After"), number),
    )


def api_error(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        said = answer.json()["error"]
    except (ValueError, LookupError, TypeError):
        return None
    return said if isinstance(said, dict) else None


def kind_by_code(code: int | None, http: int) -> Kind:
    if code is not None and (known := KIND_OF_CODE.get(code)):
        return known
    return "temporary" if http == 429 or http >= 500 else kind_of_refusal(http)


def kind_without_words(http: int) -> Kind:
    """An answer by a proxy or a broken server: after 5xx the message may have been accepted behind it."""
    if http >= 500 or http == 408:
        return "uncertain"
    return "temporary" if http == 429 else kind_of_refusal(http)


def kind_of_refusal(http: int) -> Kind:
    """3xx, 401, 403, 404, 405, 407 speak of the address, the token or the way there, the others of the message."""
    return "channel" if http < 400 or http in {401, 403, 404, 405, 407} else "permanent"


def detail_of(said: Mapping[str, Any]) -> str:
    data = said.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return str(details or said.get("message") or "")[:500]


def retry_after(header: str | None, code: int | None) -> float | None:
    """Seconds to wait: the provider's own figure, else the table's."""
    said = web.retry_after(header)
    return said if said is not None or code is None else WAIT_OF_CODE.get(code)
