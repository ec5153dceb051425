"""Beside WhatsApp and e-mail: the same notice in the browsers of whoever it is for. No promise rests on it, nothing waits
for it, and it goes only where another channel carries the notice at this moment.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from arcadumas.duties.notifications import browsers
from arcadumas.duties.notifications.composing import Plan, compose, own_key
from arcadumas.duties.notifications.models import PUSH, Message
from arcadumas.duties.notifications.wording import Wording


def queue(plans: Iterable[Plan], *, wording: Wording, at: datetime) -> None:
    """Write the messages of saved notices. A browser that has one under the same key gets no second."""
    told = [(plan, plan.holder.person_id) for plan in plans if plan.holder] if browsers.is_open() else []
    found = browsers.addresses(person for _plan, person in told) if told else {}
    pairs = [
        (message, plan.notice)
        for plan, person in told
        for number, address in found.get(person, ())
        if (message := compose(_for_browser(plan, number.hex, address), PUSH, wording=wording, at=at))
    ]
    if not pairs:
        return
    keys = [message.dedupe_key for message, _notice in pairs]
    there = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    new = {message.dedupe_key: message for message, _notice in reversed(pairs) if message.dedupe_key not in there}
    Message.objects.bulk_create(new.values())
    through = Message.notices.through
    through.objects.bulk_create(
        [
            through(message_id=new[message.dedupe_key].pk, notice_id=notice.pk)
            for message, notice in pairs
            if message.dedupe_key in new
        ]
    )


def _for_browser(plan: Plan, browser: str, address: str) -> Plan:
    return replace(plan, key=f"{plan.key or own_key(plan.notice)}:{browser[:12]}", addresses={PUSH: address})
