"""Signed links and button payloads: one for each act of a message, bound to message, post, report and act.

A token is the message's id, the act and the last hour it is good for, under a MAC; nothing of it is stored. It dies on
use, on hand-over, with the end of the post, and after 14 days.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments, sealed
from arcadumas.base.refusals import Refusal
from arcadumas.core.handling.models import HandOver
from arcadumas.core.organisation.actors import valid_on
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications.models import Message, Notice, Use

DAYS = 14
PURPOSE = "notifications.link"
MAC = 12  # bytes
# Places in this list stand in tokens that are on people's phones: add at the end, take none away.
ACTS = (
    "report", "acceptance", "return", "confirmation", "reopening", "verification", "disposition", "approval",
    "draft-rejection", "draft", "response", "messages", "rating", "takeover", "instruction", "handover", "inbox", "team",
    "audit", "stop", "receipt", "extension", "extension-refusal", "extension-request", "instruction-acceptance",
    "nothing-more", "task", "drill", "outbox", "sp4n", "sp4n-queue", "incident", "account-lock", "link-dispute", "part-acceptance",
    "account", "key", "absences",
)  # fmt: skip
VIEWS = frozenset(
    {
        "report",
        "inbox",
        "team",
        "audit",
        "task",
        "drill",
        "outbox",
        "sp4n",
        "sp4n-queue",
        "incident",
        "account",
        "absences",
    }
)

DENIALS = frozenset(
    {"link-dispute", "account-lock"}
)  # "it was not me": what was done or handed over since takes none away


class Dead(Refusal):
    """The link is of no use any more. `code`: link.broken, link.expired, link.used or link.not_your_post."""


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """A good token: what it was made for. `post` is None where the reporter was told."""

    message: Message
    notice: Notice
    post: Post | None
    act: str
    expires_at: datetime

    @property
    def report(self) -> Report:
        """Raises Dead for a message that is of no report (a digest, a drill)."""
        if self.notice.report is None:
            raise broken()
        return self.notice.report


def make(message_id: uuid.UUID, act: str, *, expires_at: datetime) -> str:
    """44 characters fit for an address and for a button's payload."""
    hours = int(expires_at.timestamp() // 3600)
    body = message_id.bytes + bytes([ACTS.index(act)]) + hours.to_bytes(4, "big")
    return base64.urlsafe_b64encode(body + _mac(sealed.derive(PURPOSE), body)).decode().rstrip("=")


def address(token: str) -> str:
    return f"{settings.BASE_URL}/t/{token}/"


def expiry(at: datetime) -> datetime:
    """14 days on, at the full hour: what the token holds."""
    return datetime.fromtimestamp((at + timedelta(days=DAYS)).timestamp() // 3600 * 3600, UTC)


def read(token: str) -> Bearer:
    """What the token stands for, if it still does. Raises Dead. Four statements."""
    message_id, act, expires_at = _open(token)
    if expires_at <= timezone.now():
        raise Dead(
            "link.expired",
            _("This link worked until {date}. Ask for a new one below; it goes to the number or e-mail on record."),
            date=moments.day(expires_at, get_language()),
        )
    return _bearer(message_id, act, expires_at)


def read_expired(token: str) -> Bearer:
    """The same of a link whose time is over, and of no other. Raises Dead."""
    message_id, act, expires_at = _open(token)
    if expires_at > timezone.now():
        raise broken()
    return _bearer(message_id, act, expires_at)


def _bearer(message_id: uuid.UUID, act: str, expires_at: datetime) -> Bearer:
    message = Message.objects.filter(pk=message_id).first()
    notices = Notice.objects.select_related("report", "post__unit", "post__person").filter(messages=message_id)
    notice = notices.order_by("id").first()
    if message is None or notice is None:
        raise broken()
    bearer = Bearer(message=message, notice=notice, post=notice.post, act=act, expires_at=expires_at)
    _require_same_holder(bearer)
    _require_not_handed_over(bearer)
    return bearer


def require_unused(bearer: Bearer) -> None:
    """Raises Dead when the act of this link was done through it already, or it was said to be in wrong hands. Looking again
    is always allowed."""
    acts = (bearer.act, *DENIALS) if bearer.act not in VIEWS else ()
    used = Use.objects.filter(message=bearer.message, act__in=acts).order_by("id").first() if acts else None
    if used:
        raise _used(used)


def _used(use: Use) -> Dead:
    return Dead(
        "link.used",
        _("This link was used to {act} on {date}. Open the report to see how it stands."),
        act=use.act,
        date=moments.day(use.at, get_language()),
    )


def use_once(bearer: Bearer, *, at: datetime) -> None:
    """Raises Dead to all but the first, also of those that come in one moment."""
    use, is_first = Use.objects.get_or_create(message=bearer.message, act=bearer.act, defaults={"at": at})
    if not is_first:
        raise _used(use)


def mark_used(bearer: Bearer, *, at: datetime) -> None:
    Use.objects.get_or_create(message=bearer.message, act=bearer.act, defaults={"at": at})


def void(message_id: uuid.UUID, *, because: str, at: datetime) -> None:
    """Every act of a message that is in wrong hands; its pages may still be opened, with a session."""
    Use.objects.get_or_create(message_id=message_id, act=because, defaults={"at": at})


def broken() -> Dead:
    return Dead(
        "link.broken",
        _("This link is incomplete. Open it from the original message rather than copying a part."),
    )


def _open(token: str) -> tuple[uuid.UUID, str, datetime]:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise broken() from error
    body, mac = raw[:-MAC], raw[-MAC:]
    good = any(hmac.compare_digest(mac, _mac(key, body)) for key in sealed.derive_all(PURPOSE))
    if len(body) != 21 or not good or body[16] >= len(ACTS):
        raise broken()
    expires_at = datetime.fromtimestamp(int.from_bytes(body[17:], "big") * 3600, UTC)
    return uuid.UUID(bytes=body[:16]), ACTS[body[16]], expires_at


def _require_same_holder(bearer: Bearer) -> None:
    """A post's link is for whoever held it when told, and as long as they do."""
    post = bearer.post
    if post is None:
        return
    in_force = Post.objects.filter(valid_on(timezone.localdate()), pk=post.pk, person=bearer.notice.person_id).exists()
    if not in_force or not post.person.is_active:
        raise Dead(
            "link.not_your_post",
            _("This link is for {post}, which you no longer hold. Leave it to the present holder."),
            post=post.title,
        )


def _require_not_handed_over(bearer: Bearer) -> None:
    """What was handed or taken over since is the colleague's, and stays so for this link, whoever has it now; looking at it is
    still allowed."""
    notice, post = bearer.notice, bearer.post
    if post is None or notice.report_id is None or bearer.act in VIEWS | DENIALS:
        return
    passed_on = HandOver.objects.filter(from_post=post, at__gt=notice.created_at, disposition__report=notice.report_id)
    if passed_on.exists():
        raise Dead(
            "link.handed_over",
            _("This report has gone to a colleague since. Take it over on its page if you are to act on it."),
        )


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)[:MAC]
