"""By the hand of whoever tends the outbox: what failed or stayed uncertain goes out once more, what still waits is called off.

Rows are taken a handful at a time and those that somebody holds are passed over, so that nothing here waits for the
reader of statuses or for another officer, and each message is queued once however many press the button.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from arcadumas.base import wake
from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor, Via
from arcadumas.duties.notifications import allowances, claims, hushing, overview, settling
from arcadumas.duties.notifications.models import Hold, Message, Notice
from arcadumas.duties.notifications.overview import Wanted

WORTH = claims.ENDED
EVERYTHING = Wanted()
BATCH = 200
CANCELLED = "cancelled"
Told = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a button would do. `doubtful` of those may arrive a second time."""

    messages: int
    doubtful: int
    by_channel: dict[str, int]


def again(message_id: uuid.UUID | None = None, *, wanted: Wanted = EVERYTHING, told: Told = lambda done: None) -> int:
    """The operator's own, from the machine: one message whatever it is, or all that match and are still of use; how many.

    An uncertain one may then arrive twice more."""
    rows = Message.objects.filter(pk=message_id) if message_id else _useful(wanted, HOUSE)
    done = _again(rows, told)
    subject = str(message_id or "outbox")
    trail.record("outbox_retried", by="", via=Via.CLI, subject=subject, messages=done, **wanted.as_facts())
    return done


def preview_one(message_id: uuid.UUID) -> Preview:
    return _preview(Message.objects.filter(pk=message_id, state__in=WORTH))


def again_one(message_id: uuid.UUID, *, by: Actor) -> None:
    """Raises Powerless (403), Unseen (404), OutOfTurn (409) when it is not one that failed or stayed uncertain."""
    seat = powers.require(by, "outbox")
    rows = overview.matching(Wanted(), by=by).filter(pk=message_id)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        raise Unseen("message.not_seen", _("There is no such message, or it is not for your post."))
    if not _again(rows):
        raise OutOfTurn("message.not_worth", _("This message is under way or has arrived; there is nothing to send again."), state=state)  # fmt: skip
    trail.record("outbox_retried", by=by.login, post=seat.title, via=by.via, subject=str(message_id), messages=1)


def again_all(wanted: Wanted, *, by: Actor, told: Told = lambda done: None) -> int:
    """Queue once more all that match and are still of use; how many. Raises Powerless (403)."""
    seat = powers.require(by, "outbox")
    done = _again(_useful(wanted, by), told)
    trail.record(
        "outbox_retried", by=by.login, post=seat.title, via=by.via, subject="outbox", messages=done, **wanted.as_facts()
    )
    return done


def preview(wanted: Wanted, *, by: Actor) -> Preview:
    """What `again_all` would queue."""
    return _preview(_useful(wanted, by).filter(state__in=WORTH))


def cancel(wanted: Wanted, *, by: Actor, reason: str, told: Told = lambda done: None) -> int:
    """Call off what matches and may be called off; how many. Nothing else carries those notices afterwards.

    Raises Powerless (403), Unfit (422) for a reason that is too short."""
    seat = powers.require(by, "outbox")
    why = reasons.require(reason)
    done = sum(_each_batch(_cancellable(wanted, by), _cancel, told))
    trail.record(
        "outbox_cancelled", by=by.login, post=seat.title, via=by.via, subject="outbox", messages=done, reason=why,
        **wanted.as_facts(),
    )  # fmt: skip
    return done


def cancel_preview(wanted: Wanted, *, by: Actor) -> Preview:
    return _preview(_cancellable(wanted, by))


def _preview(rows: QuerySet[Message]) -> Preview:
    counted = rows.values("channel").annotate(
        number=Count("pk", distinct=True), doubt=Count("pk", distinct=True, filter=Q(unknown_outcomes__gt=0))
    )
    found = list(counted.order_by("channel"))
    return Preview(
        messages=sum(row["number"] for row in found),
        doubtful=sum(row["doubt"] for row in found),
        by_channel={row["channel"]: row["number"] for row in found},
    )


def _open(**of: object) -> Exists:
    """Whether a notice of the message still waits to be delivered."""
    return Exists(Message.notices.through.objects.filter(message=OuterRef("pk"), notice__settled_at=None).filter(**of))


def _useful(wanted: Wanted, by: Actor) -> QuerySet[Message]:
    """Not what has been delivered another way, or what somebody's act has made needless."""
    return overview.matching(wanted, by=by).filter(_open())


def _cancellable(wanted: Wanted, by: Actor) -> QuerySet[Message]:
    """Queued, never perhaps sent, and not the urgent news that somebody still waits for."""
    rows = overview.matching(wanted, by=by).filter(state="queued", unknown_outcomes=0)
    return rows.filter(~_open(notice__urgency="urgent"))


def _again(rows: QuerySet[Message], told: Told = lambda done: None) -> int:
    Hold.objects.update(until=Now())
    done = sum(_each_batch(rows.filter(state__in=WORTH), _queue, told))
    transaction.on_commit(wake.send, robust=True)
    return done


def _each_batch(rows: QuerySet[Message], act: Callable[[list[uuid.UUID]], int], told: Told) -> Iterator[int]:
    """Take a batch at a time, each in a transaction of its own; how many of each the act changed. Of two at once the second
    may be given what the first has changed since it looked: `act` leaves that alone."""
    done, last = 0, uuid.UUID(int=0)
    while True:
        with transaction.atomic():
            wanted = rows.filter(pk__gt=last).values("pk")
            locked = Message.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=wanted)
            ids = list(locked.order_by("pk").values_list("pk", flat=True)[:BATCH])
            if not ids:
                return
            changed = act(ids)
        done, last = done + changed, ids[-1]
        told(done)
        yield changed


def _queue(ids: list[uuid.UUID]) -> int:
    """Where nobody was reached of late it is tried all the same; not what says too much today (hushing.py)."""
    wrong = hushing.unsayable(ids)
    ids = [each for each in ids if each not in wrong]
    allowances.revive(ids)
    return claims.requeue(ids)


def _cancel(ids: list[uuid.UUID]) -> int:
    changed = Message.objects.filter(pk__in=ids, state="queued").update(
        state="superseded", error_code=CANCELLED, error_text=""
    )
    live = Message.objects.filter(notices=OuterRef("pk")).exclude(state__in=("superseded", *WORTH))
    settling.settle(Notice.objects.filter(messages__in=ids).exclude(Exists(live)).values_list("pk", flat=True))
    return changed
