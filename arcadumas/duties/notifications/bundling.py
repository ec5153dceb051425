"""Several notices to one person in one message: an import, what follows a closed report, a burst, a quiet night."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from arcadumas.base import moments, wake
from arcadumas.core.handling import reading, visible
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Unread
from arcadumas.duties.notifications import (
    addresses,
    carriers,
    cases,
    errands,
    gathering,
    hushing,
    links,
    planning,
    together,
)
from arcadumas.duties.notifications.composing import ORDER, Plan
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Channel, Message, Notice
from arcadumas.duties.notifications.planning import BUNDLED, Routed
from arcadumas.duties.notifications.roster import Roster
from arcadumas.duties.notifications.timing import Timing
from arcadumas.duties.notifications.wording import Wording

AGAIN = timedelta(minutes=10)
PATIENCE = timedelta(minutes=2)  # an import that goes on longer is told in parts
MOST = 100  # lines of the table
KEY = "bundle:"
OPEN = ("running", "broken")


def once() -> int:
    """Send one message to each person whose bundle is due; how many messages. What cannot be put into words for one person
    does not stop the others: it is tried again in a while."""
    return together.once(
        lambda: _batch(_due()), parts=lambda: _due().order_by("person").values_list("person", flat=True).distinct(),
        alone=lambda person_id: _batch(_due().filter(person=person_id)), later=_later, what="bundles",
    )  # fmt: skip


def _due() -> QuerySet[Notice]:
    return Notice.objects.filter(bundle_at__lte=Now())


def _later(person_id: int | None) -> int:
    _due().filter(person=person_id).update(bundle_at=Now() + AGAIN)
    return 0


def _batch(wanted: QuerySet[Notice]) -> int:
    with transaction.atomic():
        due = wanted.select_for_update(skip_locked=True, of=("self",))
        notices = list(due.select_related("report", "rule").order_by("id"))
        if not notices or _still_coming(notices):
            return 0
        roster = Roster()
        notices = hushing.sift(notices, roster, at=journal.now())
        wording = Wording({BUNDLED, *(notice.stem for notice in notices)})
        by_person: dict[int, list[Notice]] = defaultdict(list)
        for notice in notices:
            by_person[notice.person_id or 0].append(notice)
        timing = Timing(by_person)
        made = [_send_to(person_id, group, roster, wording, timing) for person_id, group in by_person.items()]
        transaction.on_commit(wake.send, robust=True)
    return sum(made)


def _still_coming(notices: Sequence[Notice]) -> bool:
    """Whether lines of an import wait to be told, so that the bundle would be told in pieces."""
    imported = [notice.created_at for notice in notices if notice.stem == BUNDLED]
    is_patient = bool(imported) and min(imported) > journal.now() - PATIENCE
    return is_patient and Unread.objects.filter(reader="notifications", event__kind="imported").exists()


def _send_to(person_id: int, notices: Sequence[Notice], roster: Roster, wording: Wording, timing: Timing) -> int:
    """In the quiet hours of this person: at their end, unless a report has become urgent."""
    is_urgent = any(notice.report is not None and notice.report.is_urgent for notice in notices)
    rows = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    quiet = None if is_urgent else timing.quiet_of(person_id, journal.now())
    if quiet:
        rows.update(bundle_at=quiet.until, held_until=quiet.until, held_why=quiet.why)
        return 0
    rows.update(bundle_at=None, held_until=None)
    return sum(_send(part, roster, wording, timing) for part in _parts(notices, wording))


def _parts(notices: Sequence[Notice], wording: Wording) -> Iterator[Sequence[Notice]]:
    """One message; but a single notice with buttons of its own goes by itself, so that they are not lost in the list."""
    with_buttons = [notice for notice in notices if _has_buttons(notice, wording)]
    if len(with_buttons) == 1:
        yield with_buttons
        notices = [notice for notice in notices if notice not in with_buttons]
    if notices:
        yield notices


def _has_buttons(notice: Notice, wording: Wording) -> bool:
    return any(
        button.kind == "reply" or button.act in links.DENIALS for button in wording.text(notice.stem, "id").buttons
    )


def _send(notices: Sequence[Notice], roster: Roster, wording: Wording, timing: Timing) -> int:
    """To the first post of theirs that is still held; what went to one that is not is handed on (fallback.py)."""
    at = journal.now()
    gone = [notice.pk for notice in notices if notice.post_id not in roster.by_post]
    Notice.objects.filter(pk__in=gone).update(fallback_at=at)
    notices = [notice for notice in notices if notice.pk not in gone]
    if not notices:
        return 0
    first = notices[0]
    holder = roster.by_post[first.post_id or 0]
    event = Event.objects.select_related(*("report", *cases.RELATED)).get(pk=first.event_id or 0)
    where = addresses.of_holder(holder)
    plan = Plan(case=cases.read([event], roster)[0], notice=first, holder=holder, addresses=where)
    if len(notices) > 1 or first.stem == BUNDLED:
        plan = _as_bundle(plan, notices, roster, at)
    usable = [channel for channel in ORDER if channel in where and channel in carriers.usable()]
    found = _channels(notices, usable, timing.channels(usable, first, None, holder), at)
    messages = planning.queue([Routed(plan=plan, channels=found)], wording=wording, at=at)
    through = Message.notices.through
    through.objects.bulk_create(
        [through(message_id=message.pk, notice_id=notice.pk) for message in messages for notice in notices[1:]]
    )
    return len(messages)


def _as_bundle(plan: Plan, notices: Sequence[Notice], roster: Roster, at: datetime) -> Plan:
    """The plan of the first in the words of a bundle; the notice's own stem stays on its row."""
    shown = copy(notices[0])
    shown.stem, shown.purpose = BUNDLED, "bundled"
    reader = _reader(notices[0], roster)
    return replace(
        plan, notice=shown, given=lambda language: _values(notices, reader, language, at), key=f"{KEY}{notices[0].pk}"
    )


def _reader(notice: Notice, roster: Roster) -> Actor:
    return errands.actor_of([each for each in roster.holders if each.person_id == notice.person_id], roster)


def _channels(notices: Sequence[Notice], usable: list[str], wished: list[str], at: datetime) -> list[str]:
    """Both at once if one of them was to go by both; else the first, and the second so long after this sending."""
    patience = [notice.patience for notice in notices if notice.patience is not None]
    ids = [notice.pk for notice in notices]
    if not usable:
        Notice.objects.filter(pk__in=ids).update(fallback_at=at)
    if len(patience) < len(notices) or len(usable) < 2 or wished[0] != Channel.WHATSAPP:
        return wished
    Notice.objects.filter(pk__in=ids).update(fallback_at=at + timedelta(minutes=min(patience)))
    return wished[:1]


def again(plan: Plan, at: datetime) -> Plan:
    """For the other channel: what went out as a bundle goes as one there too, with all that is not yet settled."""
    message = (
        Message.objects.filter(notices=plan.notice, dedupe_key__startswith=KEY).order_by("queued_at", "id").first()
    )
    if message is None or plan.case is None or plan.notice.level in gathering.ALONE:
        return plan
    rows = Notice.objects.filter(messages=message, settled_at=None, lost_at=None).select_related("report", "rule")
    notices = hushing.sift(list(rows.order_by("id")), plan.case.roster, at=at)
    shown = copy(plan.notice)
    shown.stem, shown.purpose = BUNDLED, "bundled"
    key, reader = message.dedupe_key.rpartition(":")[0], _reader(plan.notice, plan.case.roster)
    return replace(plan, notice=shown, given=lambda language: _values(notices, reader, language, at), key=key)


def _clocks(reports: Collection[int], reader: Actor) -> dict[int, Promise]:
    """By report what falls due first of what this person minds: nothing of what their unit gave back or lost, and of a
    unit's clocks their own alone, unless they watch over all."""
    known = visible.to(reader).filter(reading.known(reader), pk__in=reports).values("pk")
    clocks = Promise.objects.filter(report__in=known, state__in=OPEN, met_at=None)
    if not reader.has(*visible.WIDE):
        clocks = clocks.filter(Q(unit=None) | Q(unit__in=reader.unit_ids))
    nearest: dict[int, Promise] = {}
    for promise in clocks.order_by("due_at", "id"):
        nearest.setdefault(promise.report_id, promise)
    return nearest


def _values(notices: Sequence[Notice], reader: Actor, language: str, at: datetime) -> dict[str, str]:
    """Count, the nearest due moment with its report, and the table of codes in the order of their due moments."""
    nearest = _clocks({notice.report_id or 0 for notice in notices}, reader)
    reports = {notice.report.pk: notice.report for notice in notices if notice.report}
    ordered = sorted(reports, key=lambda number: (number not in nearest, number in nearest and nearest[number].due_at))
    first = nearest.get(ordered[0])
    lines = (_line(reports[number].code, nearest.get(number), language) for number in ordered[:MOST])
    return {
        "count": str(len(notices)),
        "since": moments.moment(min(notice.created_at for notice in notices), language),
        "code": reports[ordered[0]].code,
        "due": moments.moment(first.due_at, language) if first else label("due", "none", language),
        "due_short": moments.short(first.due_at if first else at, language),
        "table_of_codes": "\n".join(lines),
    }


def _line(code: str, promise: Promise | None, language: str) -> str:
    if promise is None:
        return code
    return f"{code} · {label('step', promise.step, language)} · {moments.short(promise.due_at, language)}"
