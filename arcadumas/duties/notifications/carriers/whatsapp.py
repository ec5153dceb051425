"""WhatsApp Business Cloud API."""

from typing import Any

from django.conf import settings

from arcadumas.base.gateways import whatsapp
from arcadumas.base.gateways.web import Kind
from arcadumas.base.gateways.whatsapp import Button, Client, QuickReply, UrlSuffix, WhatsAppError
from arcadumas.duties.notifications.carriers.freely import freely
from arcadumas.duties.notifications.carriers.interface import Accepted, CarrierError, Parcel

TIMEOUT = 8.0  # seconds for each step of a request
KINDS: dict[str, Kind] = {
    "temporary": "temporary", "permanent": "permanent", "channel": "channel", "address": "address", "pair": "pair",
    "template": "template", "uncertain": "uncertain", "window": "permanent",
}  # fmt: skip

# Limits of the whole number or account: the message is good, and everybody waits.
BUSY = frozenset({4, 80007, 130429, 131048, 131057, 131064})
GUESSED = frozenset({4, 80007, 130429})


class WhatsApp:
    name = "whatsapp"
    channel = "whatsapp"
    threads = 16
    may_repeat = True

    def is_usable(self) -> bool:
        is_chosen = settings.WHATSAPP_CARRIER == "cloud"
        return is_chosen and bool(settings.WHATSAPP_TOKEN and settings.WHATSAPP_PHONE_NUMBER_ID)

    def send(self, parcel: Parcel) -> Accepted:
        """Free text inside the recipient's window, the template outside. The message's id comes back with every status as
        `biz_opaque_callback_data`. Raises CarrierError.

        What asks for an answer by a button goes by its template inside as well, as long as Meta takes that: the payloads of
        its buttons are promised to whoever reads our messages by program."""
        client = _client(is_citizen=parcel.content["line"] == "citizen")
        free = freely(parcel.content) if client.phone_number_id in parcel.lines else None
        is_asking = any(each["kind"] == "reply" for each in parcel.content["buttons"])
        try:
            if free is None:
                return _by_template(client, parcel)
            return _asking(client, parcel, free) if is_asking else _freely(client, parcel, free)
        except WhatsAppError as error:
            raise _refusal(error) from error

    def rest(self) -> None:
        """Nothing: connections are shared by the whole process."""


def _freely(client: Client, parcel: Parcel, free: dict[str, Any]) -> Accepted:
    """Where the provider finds the window closed after all, or takes no free text, nothing was sent, and the template goes."""
    try:
        return Accepted(client.send(parcel.to, str(parcel.id), free).wamid)
    except WhatsAppError as error:
        if error.kind not in {"window", "permanent"}:
            raise
        return _by_template(client, parcel)


def _asking(client: Client, parcel: Parcel, free: dict[str, Any]) -> Accepted:
    """Where the template cannot be used, nothing was sent, and the same buttons go freely."""
    try:
        return _by_template(client, parcel)
    except WhatsAppError as error:
        if error.kind != "template":
            raise
        return Accepted(client.send(parcel.to, str(parcel.id), free).wamid)


def _by_template(client: Client, parcel: Parcel) -> Accepted:
    accepted = client.send_template(
        to=parcel.to,
        name=parcel.template,
        language=parcel.language,
        body_parameters=parcel.content["parameters"],
        buttons=[_button(each["kind"], each["value"]) for each in parcel.content["buttons"]],
        opaque=str(parcel.id),
    )
    return Accepted(accepted.wamid)


def kind_of_failure(code: str) -> Kind:
    """What a `failed` status means; an unknown code is taken as final for this message."""
    return KINDS[whatsapp.kind_of(int(code)) or "permanent"] if code.isdigit() else "permanent"


def _refusal(error: WhatsAppError) -> CarrierError:
    """For limits of calls and messages the gateway's own figure is a guess; ours grows from one second."""
    is_limit = error.code in BUSY or (error.http == 429 and error.kind == "temporary")
    kind: Kind = "busy" if is_limit else KINDS[error.kind]
    is_guess = error.code in GUESSED and error.retry_after == whatsapp.WAIT_OF_CODE[error.code]
    code = error.code if error.code is not None else error.http
    return CarrierError(
        kind, code=str(code or ""), text=error.detail, retry_after=None if is_guess else error.retry_after
    )


def _button(kind: str, value: str) -> Button:
    return QuickReply(value) if kind == "reply" else UrlSuffix(value)


def _client(*, is_citizen: bool) -> Client:
    line = settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID if is_citizen else settings.WHATSAPP_PHONE_NUMBER_ID
    return Client(
        base_url=settings.WHATSAPP_API_URL,
        version=settings.WHATSAPP_API_VERSION,
        phone_number_id=line or settings.WHATSAPP_PHONE_NUMBER_ID,
        token=settings.WHATSAPP_TOKEN,
        timeout=TIMEOUT,
    )
