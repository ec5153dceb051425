"""A drill on its way: those called are told, and at its end how far each message came, and the result to who asked for it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction

from arcadumas.base import moments, wake
from arcadumas.core.drills import result
from arcadumas.core.drills.answer import answer
from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.models import Call, Drill
from arcadumas.core.drills.result import Part, Result
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import links, occasions
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.links import Bearer
from arcadumas.duties.notifications.models import Message, Notice
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

CALL = ("aduan_latihan", "drill")
RESULT = ("aduan_latihan_hasil", "drill_done")
# From the furthest that a message came to the least; what is not named here says nothing of the person.
RANKS = {"read": Call.Reach.READ, "delivered": Call.Reach.DELIVERED, "sent": Call.Reach.SENT, "uncertain": Call.Reach.SENT, "failed": Call.Reach.FAILED}  # fmt: skip


def once(at: datetime) -> int:
    """Tell who was called and not yet told; end the drill when its time has come or all have answered. How many notices."""
    running = Drill.objects.filter(is_running=True).values_list("pk", flat=True).first()
    if running is None:
        return 0
    with transaction.atomic():
        # Another worker that holds the drill does the same work.
        rows = Drill.objects.select_for_update(skip_locked=True, of=("self",)).select_related("unit")
        drill = rows.filter(pk=running, is_running=True).first()
        if drill is None:
            return 0
        told = _call(drill, at)
        calls = list(drill.calls.all())
        if at >= drill.due_at or all(call.answered_at for call in calls):
            told += _end(drill, calls, at)
        transaction.on_commit(wake.send, robust=True)
    return told


def _occasion(drill: Drill) -> str:
    return f"drill:{drill.pk}"


def _call(drill: Drill, at: datetime) -> int:
    """Everybody called who has no notice yet and still holds the post."""
    told = set(Notice.objects.filter(occasion=_occasion(drill), purpose=CALL[1]).values_list("person", flat=True))
    calls = [call for call in drill.calls.order_by("id") if call.person_id not in told]
    if not calls or at >= drill.due_at:
        return 0
    roster = Roster()
    holders = (roster.by_post.get(call.post_id) for call in calls)
    people = [Told(holder=holder, values=_call_values(drill, holder)) for holder in holders if holder]
    return len(occasions.tell(_occasion(drill), purpose=CALL[1], stem=CALL[0], told=people, at=at))


def _call_values(drill: Drill, holder: Holder) -> Mapping[str, str]:
    language = holder.language
    return {
        "unit": holder.unit_name,
        "due": moments.moment(drill.due_at, language),
        "due_short": moments.short(drill.due_at, language),
    }


def answered(bearer: Bearer, *, by: Actor, at: datetime) -> None:
    """By the button or the link of a drill's message; both are dead from then on. Raises Unseen, OutOfTurn after the end."""
    answer(int(bearer.notice.occasion.rpartition(":")[2]), by=by, at=at)
    links.mark_used(bearer, at=at)


# -- The end -----------------------------------------------------------------------------------------------------------
def _end(drill: Drill, calls: Iterable[Call], at: datetime) -> int:
    if finish(drill.pk, reach=_reach(drill, calls), at=at) is None:
        return 0
    ended = Drill.objects.select_related("unit").get(pk=drill.pk)
    people = list(_hear_of_the_end(result.of(ended), at))
    return len(occasions.tell(_occasion(drill), purpose=RESULT[1], stem=RESULT[0], told=people, at=at))


def _hear_of_the_end(found: Result, at: datetime) -> Iterator[Told]:
    """The front desk and whoever started it hear the whole, each head what it showed of their own unit; each person once."""
    roster, seen = Roster(), set()
    started = [holder for holder in roster.holders if holder.person_id == found.drill.started_by_id]
    for holder in [*roster.front_desk(), *started]:
        if holder.person_id not in seen:
            seen.add(holder.person_id)
            yield Told(holder=holder, values=_result_values(found, at, holder.language))
    codes = {part.code for part in found.parts}
    heads = [head for code in sorted(codes) for head in roster.head(roster.by_code[code].id)]
    for holder in heads:
        if holder.person_id not in seen:
            seen.add(holder.person_id)
            own = {office.code for office in roster.offices.values() if office.id in _led_by(holder, heads)}
            yield Told(holder=holder, values=_result_values(found.within(own), at, holder.language))


def _led_by(holder: Holder, heads: Iterable[Holder]) -> set[int]:
    return {each.unit_id for each in heads if each.person_id == holder.person_id}


def _reach(drill: Drill, calls: Iterable[Call]) -> dict[int, str]:
    """By call: the furthest that one of its messages came. A call without a message had no address that could be used."""
    best: dict[int, str] = {}
    order = list(RANKS)
    sent = Message.objects.filter(notices__occasion=_occasion(drill), notices__purpose=CALL[1])
    for person_id, state in sent.values_list("notices__person", "state"):
        known = best.get(person_id or 0)
        if state in RANKS and (known is None or order.index(state) < order.index(known)):
            best[person_id or 0] = state
    told = set(sent.values_list("notices__person", flat=True))
    return {
        call.pk: RANKS[best[call.person_id]] if call.person_id in best else _unsent(call.person_id in told)
        for call in calls
    }


def _unsent(has_message: bool) -> str:
    """A message that never left is as good as failed."""
    return Call.Reach.FAILED if has_message else Call.Reach.NO_ADDRESS


def _result_values(found: Result, at: datetime, language: str) -> Mapping[str, str]:
    return {
        "date": moments.day(found.drill.started_at, language),
        "date_short": moments.short_day(found.drill.started_at, language),
        "answered": str(found.answered),
        "asked": str(found.asked),
        "unreachable": str(found.unreachable),
        "incomplete": str(found.incomplete),
        "table_of_units": "\n".join(_line(part, language) for part in found.parts),
    }


def _line(part: Part, language: str) -> str:
    """Name, how many answered, and what is missing."""
    words = [part.name]
    if part.people:
        words.append(label("drill", "answered", language).format(answered=part.answered, asked=len(part.people)))
    if part.unreached:
        words.append(label("drill", "unreached", language).format(n=part.unreached))
    words += [label("lack", each.kind, language) for each in part.lacks]
    return " · ".join(words)
