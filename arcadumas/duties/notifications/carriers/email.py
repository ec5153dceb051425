"""Mail by SMTP."""

import threading
from email.message import EmailMessage
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from arcadumas.base.gateways import mail
from arcadumas.base.gateways.mail import Mailer, MailError
from arcadumas.duties.notifications import postmarks
from arcadumas.duties.notifications.carriers.interface import Accepted, CarrierError, Parcel

TIMEOUT = 8.0  # seconds for each exchange
# Exchange: neither holiday notes nor receipts; failures (NDR) are wanted. Neither List-Id nor Precedence: decision 0022.
QUIET = "OOF, AutoReply, DR, RN, NRN"
MAKING = threading.Lock()


class Email:
    name = "email"
    channel = "email"
    threads = 10
    may_repeat = False  # nothing would tell two copies apart: a lost answer to DATA is never asked for by sending again

    def is_usable(self) -> bool:
        return bool(settings.EMAIL_URL)

    def send(self, parcel: Parcel) -> Accepted:
        """The same Message-ID on every try, so that a mailbox shows two copies as one. Raises CarrierError."""
        message_id, bounces_to = message_id_of(parcel.id), postmarks.address(parcel.id)
        reply_to = bounces_to or settings.EMAIL_REPLY_TO
        try:
            letter = mail.compose(
                sender=settings.EMAIL_FROM,
                to=parcel.to,
                subject=parcel.content["subject"],
                text=parcel.content["body"],
                message_id=message_id,
                headers={
                    "Content-Language": parcel.language,
                    "X-Auto-Response-Suppress": QUIET,
                    **({"Reply-To": reply_to} if reply_to else {}),
                    **_one_click(parcel.content.get("stop", "")),
                },
            )
        except ValueError as error:
            raise CarrierError("address", text="the address or the subject cannot stand in a header") from error
        try:
            post(letter, parcel.to, bounces_to=bounces_to)
        except mail.SettingError as error:
            raise CarrierError("channel", text=f"EMAIL_URL: {error}") from error
        except MailError as error:
            raise CarrierError(error.kind, code=str(error.code or ""), text=error.detail) from error
        return Accepted(message_id)

    def rest(self) -> None:
        if settings.EMAIL_URL:
            _mailer(settings.EMAIL_URL).close()


def _one_click(link: str) -> dict[str, str]:
    """RFC 8058, to citizens: the mail program's own button stops the updates, by one POST."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link else {}


def message_id_of(message_id: UUID) -> str:
    return message_id_by(postmarks.make(message_id))


def message_id_by(name: str) -> str:
    """`<name@domain>`, the domain being that of BASE_URL."""
    return f"<{name}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def post(letter: EmailMessage, to: str, *, bounces_to: str = "") -> None:
    """Over this thread's connection. Raises MailError, SettingError."""
    _mailer(settings.EMAIL_URL).send(letter, to, envelope=bounces_to or None)


def _mailer(url: str) -> Mailer:
    """One for the process: each thread finds its own connection in it again."""
    with MAKING:
        return _made(url)


@lru_cache(maxsize=2)
def _made(url: str) -> Mailer:
    return Mailer(url, timeout=TIMEOUT)
