"""One notice in one channel's form: values gathered, words put around them, links signed, address and text sealed."""

import json
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from arcadumas.base import moments, sealed
from arcadumas.duties.notifications import carriers, links
from arcadumas.duties.notifications.asked import Asked
from arcadumas.duties.notifications.carriers.push import told_at
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import PUSH, Channel, Message, Notice, RecipientKind, Urgency
from arcadumas.duties.notifications.outward import Outsider
from arcadumas.duties.notifications.roster import Holder
from arcadumas.duties.notifications.texts import Button, Frame, Text, ValueMissing, render_email, render_whatsapp
from arcadumas.duties.notifications.values import gather
from arcadumas.duties.notifications.wording import Wording

log = logging.getLogger(__name__)
TABLE = "notifications_message"
CLOUD_API = "whatsapp"
UNUSABLE = "132001"  # Meta's code for a template that there is not
ORDER = (Channel.WHATSAPP.value, Channel.EMAIL.value)  # which is first


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A notice about to be put into words. `holder` None: the reporter. `given`: values that the case cannot know.

    `case` None: of an occasion, whose notice carries the values."""

    case: Case | None
    notice: Notice
    holder: Holder | None
    told: Sequence[str] = ()
    given: Callable[[str], Mapping[str, str]] | None = None
    key: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def language(self) -> str:
        if self.holder:
            return self.holder.language
        return self.case.report.language if self.case else "id"


def compose(plan: Plan, channel: str, *, wording: Wording, at: datetime) -> Message | None:
    """An unsaved message, or None when the text has no form for this channel or a value for it is missing."""
    text = _worded(wording, plan, carriers.name_for(channel))
    return _composed(plan, channel, text, at) if text else None


def compose_unsendable(plan: Plan, channel: str, *, wording: Wording, at: datetime) -> Message | None:
    """The same in the words in force, although their template may not be used: to show what could not be sent."""
    message = _composed(plan, channel, wording.text(plan.notice.stem, plan.language), at)
    if message:
        message.state, message.failed_at, message.error_code = Message.State.FAILED, at, UNUSABLE
        message.error_text = "no approved template"
    return message


def _composed(plan: Plan, channel: str, text: Text, at: datetime) -> Message | None:
    carrier = carriers.name_for(channel)
    message = Message(
        channel=channel, carrier=carrier, template=text.name, language=text.language, queued_at=at, next_at=at,
        dedupe_key=f"{plan.key or own_key(plan.notice)}:{channel}", purpose=plan.notice.purpose,
        unit_id=plan.holder.unit_id if plan.holder else None,
    )  # fmt: skip
    content = _content(plan, text, message, at)
    if content is None:
        return None
    put(message, to=plan.addresses[channel], content=content)
    return message


def _worded(wording: Wording, plan: Plan, carrier: str) -> Text | None:
    """Only the Cloud API (`whatsapp`) knows templates; the other carriers send the words in force."""
    if carrier == CLOUD_API:
        return wording.template(plan.notice.stem, plan.language)
    return wording.text(plan.notice.stem, plan.language)


def own_key(notice: Notice) -> str:
    return f"{notice.event_id or notice.occasion}:{notice.purpose}:{notice.recipient}{notice.post_id or ''}"


def put(message: Message, *, to: str, content: Mapping[str, Any]) -> None:
    """Seal address and text into an unsaved message."""
    message.to = sealed.seal(to, table=TABLE, row=message.id, field="to")
    message.to_blind = sealed.blind(to.lower(), purpose="message.to")
    message.text = sealed.seal(json.dumps(content, ensure_ascii=False), table=TABLE, row=message.id, field="text")


def address_of(row_id: uuid.UUID, token: bytes) -> str:
    return sealed.unseal(token, table=TABLE, row=row_id, field="to")


def content_of(row_id: uuid.UUID, token: bytes) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(sealed.unseal(token, table=TABLE, row=row_id, field="text"))
    return content


def _content(plan: Plan, text: Text, message: Message, at: datetime) -> dict[str, Any] | None:
    # A key has no place in a WhatsApp text, so it is not even opened for one.
    names = text.variables if message.channel == Channel.EMAIL else text.parameters
    values = _values(plan, text, names)
    if message.channel == Channel.WHATSAPP:
        return _whatsapp(text, values, message, at, is_citizen=plan.holder is None)
    if message.channel == PUSH:
        return _push(text, values, message, at, plan)
    return _email(text, values, message, at, plan)


def _values(plan: Plan, text: Text, names: Sequence[str]) -> Mapping[str, str]:
    if plan.case is None:
        known = {"post": plan.holder.title if plan.holder else "", **plan.notice.given}
        return {name: str(known.get(name, "")) for name in names}
    asked = Asked(
        case=plan.case, stem=text.stem, language=text.language, holder=plan.holder, cause=plan.notice.cause,
        told=plan.told, given=plan.given(text.language) if plan.given else None,
    )  # fmt: skip
    return gather(asked, names)


def _whatsapp(text: Text, values: Mapping[str, str], message: Message, at: datetime, *, is_citizen: bool) -> dict[str, Any] | None:  # fmt: skip
    try:
        shown = render_whatsapp(text, values)
    except ValueMissing as error:
        log.error("no WhatsApp message: %s", error)
        return None
    expires_at = links.expiry(at)
    stop = links.address(links.make(message.id, "stop", expires_at=expires_at)) if is_citizen else ""
    return {
        "line": "citizen" if is_citizen else "staff",
        "stop": {"footer": shown.footer, "label": label("stop", "link", text.language), "link": stop} if stop else None,
        "parameters": shown.parameters,
        "buttons": [_button(button, message.id, expires_at) for button in shown.buttons],
        "shown": "\n\n".join(part for part in (shown.header, shown.body, shown.footer) if part),
    }


def _push(text: Text, values: Mapping[str, str], message: Message, at: datetime, plan: Plan) -> dict[str, Any] | None:
    """The words of the WhatsApp text, and the page of its first act."""
    try:
        shown = render_whatsapp(text, values)
    except ValueMissing as error:
        log.error("no push message: %s", error)
        return None
    act = shown.buttons[0].act if shown.buttons else "report"
    return {
        "title": shown.header or text.mail_subject, "body": shown.body.replace("*", ""),
        "url": links.address(links.make(message.id, act, expires_at=links.expiry(at))),
        "told": {"at": told_at(message.id), "message": str(message.id)},
        "is_urgent": plan.notice.urgency == Urgency.URGENT,
    }  # fmt: skip


def _button(button: Button, message_id: uuid.UUID, expires_at: datetime) -> dict[str, str]:
    token = links.make(message_id, button.act, expires_at=expires_at)
    if button.kind == "reply":
        return {"kind": "reply", "value": f"{button.act}:{token}", "label": button.label}
    return {"kind": "url", "value": f"{token}/", "label": button.label}


def _email(text: Text, values: Mapping[str, str], message: Message, at: datetime, plan: Plan) -> dict[str, Any]:
    expires_at = links.expiry(at)

    def link(act: str) -> str:
        return links.address(links.make(message.id, act, expires_at=expires_at))

    holder = plan.holder
    frame: Frame = "outside" if isinstance(holder, Outsider) else "staff" if holder else "citizen"
    own = {
        "post": holder.title if holder else "",
        "own_unit": holder.unit_name if holder else "",
        "expires": moments.short_day(expires_at, text.language),
        "stop_link": "" if holder else link("stop"),
    }
    mail = render_email(
        text, {**values, **own}, frame=frame, links={button.act: link(button.act) for button in text.buttons}
    )
    content = {"subject": mail.subject, "body": mail.body}
    return content if holder else content | {"stop": f"{own['stop_link']}berhenti/"}


def recipient_of(holder: Holder | None) -> dict[str, Any]:
    """The columns of a notice that say whom it is for."""
    if holder is None:
        return {"recipient": RecipientKind.REPORTER.value}
    if isinstance(holder, Outsider):
        return {"recipient": RecipientKind.OUTSIDE.value}
    return {"recipient": RecipientKind.POST.value, "post_id": holder.post_id, "person_id": holder.person_id}
