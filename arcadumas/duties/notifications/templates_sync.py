"""Keep the registry of message templates like the Cloud API's: read all that stands there, apply for what is missing."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from arcadumas.base.gateways import whatsapp_templates
from arcadumas.base.gateways.whatsapp import Client, WhatsAppError
from arcadumas.base.gateways.whatsapp_templates import Listed, TemplateError, shape_of
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import registry
from arcadumas.duties.notifications.models import Template, Words
from arcadumas.duties.notifications.texts import meta_template
from arcadumas.duties.notifications.wording import text_of

log = logging.getLogger(__name__)
UNASKED = (Template.State.WAITING, Template.State.GONE)
MOST = 100  # applications at a time; Meta takes a hundred an hour


@dataclass(frozen=True, kw_only=True)
class Synced:
    """`read`: how many stand at Meta. `problem`: why it could not be asked, or not to the end; "" when it was."""

    read: int = 0
    changed: int = 0
    asked: int = 0
    refused: int = 0
    problem: str = ""


def client() -> Client:
    return Client(
        base_url=settings.WHATSAPP_API_URL,
        version=settings.WHATSAPP_API_VERSION,
        phone_number_id=settings.WHATSAPP_PHONE_NUMBER_ID,
        token=settings.WHATSAPP_TOKEN,
    )


def is_set_up() -> bool:
    return bool(settings.WHATSAPP_TOKEN and settings.WHATSAPP_BUSINESS_ACCOUNT_ID)


def sync(client: Client, *, most: int = MOST) -> Synced:
    """Read the whole list, then apply for at most so many of what is missing there. Holds no transaction; logs, never raises."""
    account, asked_at = settings.WHATSAPP_BUSINESS_ACCOUNT_ID, timezone.now()
    try:
        there = list(whatsapp_templates.listed(client, account))
    except WhatsAppError as error:
        log.warning("message templates could not be read: %s", error)
        return Synced(problem=error.detail)
    changed = registry.compare(there, asked_at=asked_at)
    asked = refused = 0
    for words in _missing(there)[:most]:
        try:
            refused += not _ask(client, account, words)
            asked += 1
        except (WhatsAppError, _Later) as error:
            log.warning("message templates could not be applied for: %s", error)
            return Synced(read=len(there), changed=changed, asked=asked, refused=refused, problem=str(error))
    return Synced(read=len(there), changed=changed, asked=asked, refused=refused)


def sync_if_set_up() -> None:
    if is_set_up():
        sync(client())


def by_hand(*, by: Actor, most: int) -> Synced:
    """At an official's or the engineer's wish, from a page; written down. Raises Powerless (403)."""
    seat = powers.seat_for(by, "rules") or powers.require(by, "operate")
    found = sync(client(), most=most)
    facts = {"read": found.read, "changed": found.changed, "asked": found.asked, "refused": found.refused}
    trail.record("templates_synced", by=by.login, post=seat.title, via=by.via, subject="templates", problem=found.problem, **facts)  # fmt: skip
    return found


class _Later(Exception):
    """Meta takes no more at present."""


def applications() -> list[dict[str, Any]]:
    """What is applied for at Meta: every text in force that has a WhatsApp form."""
    rows = Words.objects.filter(is_current=True).exclude(body="").order_by("id")
    return [meta_template(text_of(row), base_url=settings.BASE_URL) for row in rows]


def _missing(there: list[Listed]) -> list[Words]:
    """Words in force that are not there, oldest first. What Meta has refused is not asked for again: new words are."""
    names = {(row.name, row.language) for row in there}
    unasked = Q(template=None) | Q(template__state__in=UNASKED)
    rows = Words.objects.filter(unasked, is_current=True).exclude(body="").order_by("id")
    return [row for row in rows if (text_of(row).name, row.language) not in names]


def _ask(client: Client, account: str, words: Words) -> bool:
    """Whether Meta took it up; a refusal is kept for the page. The row is there first, so that no webhook finds none; where
    nothing can be applied for it goes again, for a row that waits holds back what may be sent."""
    text, at = text_of(words), timezone.now()
    wanted = meta_template(text, base_url=settings.BASE_URL)
    row, is_new = Template.objects.get_or_create(
        words=words, defaults={"name": text.name, "language": text.language, "since": at}
    )
    Template.objects.filter(pk=row.pk).update(asked_at=at, shape=shape_of(wanted["components"]))
    still = Template.objects.filter(pk=row.pk, state__in=UNASKED)
    try:
        made = whatsapp_templates.apply_for(client, account, wanted)
    except TemplateError as error:
        if error.later:
            still.update(last_error=error.detail)
            raise _Later(error.detail) from error
        if not error.exists:
            log.error("template %s (%s) was refused: %s", text.name, text.language, error.detail)
            still.update(state=Template.State.REJECTED, since=at, last_error=error.detail)
        return error.exists
    except WhatsAppError:
        if is_new:
            still.filter(heard_at=None).delete()
        raise
    registry.take_over(row, made, at=at)
    known = {"meta_id": row.meta_id, "category": row.category}
    if not still.update(state=row.state, since=at, last_error="", **known):
        Template.objects.filter(pk=row.pk).update(**known)  # a webhook was faster than the answer
    return True
