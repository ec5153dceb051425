"""What waited is asked again before it is said: the report may have been found meanwhile to complain of its recipient, or to
be one of which nothing is said but that it is there.

Whoever puts words around what was held, gathered or kept, hands it to another channel or sends it once more asks here.
What stands in the outbox when a report becomes such is called off, and goes out anew in the words that are left to it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from arcadumas.core.reports import journal
from arcadumas.core.reports.models import About, Event, Report
from arcadumas.duties.notifications import cases, settling
from arcadumas.duties.notifications.audiences import may_hear
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.matching import SPECIAL_LEVEL, SPECIAL_STEM
from arcadumas.duties.notifications.models import PUSH, Message, Notice, RecipientKind, Rule
from arcadumas.duties.notifications.roster import Holder, Roster

CALLED_OFF = "hushed"  # stands as the error of a message that said too much
CHANGING = ("verified", "classified")  # what may name somebody, or make a report whistleblowing
WAITS = ("queued", "claimed")
COLUMNS = ("stem", "level", "held_until", "bundle_at", "digest_on", "fallback_at", "settled_at")


class Verdict(StrEnum):
    """Why a message may not go out as it stands."""

    NOT_THEIRS = "not_theirs"
    TOO_MUCH = "too_much"


def is_for(notice: Notice, case: Case, holder: Holder | None) -> bool:
    """Whether its recipient may still hear it. The reporter and a body outside hear as before."""
    if holder is None or notice.recipient != RecipientKind.POST:
        return True
    return may_hear(holder, case, is_plain=_is_plain(notice))


def reword(notice: Notice, case: Case) -> bool:
    """To an officer of a special report nothing is said but that there is one: whether the words are others now. The caller
    saves stem and level."""
    if notice.stem == SPECIAL_STEM or not _is_hushed(notice, case):
        return False
    notice.stem, notice.level = SPECIAL_STEM, SPECIAL_LEVEL
    return True


def sift(notices: Sequence[Notice], roster: Roster, *, at: datetime) -> list[Notice]:
    """Those that may stand in a list with others, with their reports' lines. What is not for its recipient any more is
    settled; what is special goes out by itself (releasing.py)."""
    known = _cases(notices, roster)
    listed, changed = [], []
    for notice in notices:
        case = known[notice.event_id or 0]
        if not is_for(notice, case, roster.by_post.get(notice.post_id or 0)):
            _drop(notice, at)
        elif reword(notice, case) or notice.level == SPECIAL_LEVEL:
            _alone(notice, at)
        else:
            listed.append(notice)
            continue
        changed.append(notice)
    Notice.objects.bulk_update(changed, COLUMNS)
    return listed


def unsayable(message_ids: Collection[UUID]) -> dict[UUID, Verdict]:
    """Those of these messages that would be wrong to send today, with why."""
    carried, roster = _carried(message_ids), Roster()
    known = _cases([notice for _message, notice in carried], roster)
    found: dict[UUID, Verdict] = {}
    for message, notice in carried:
        if not _is_recipients(notice, known, roster):
            found[message.pk] = Verdict.NOT_THEIRS
        elif _is_hushed(notice, known[notice.event_id or 0]) and not message.template.startswith(SPECIAL_STEM):
            found.setdefault(message.pk, Verdict.TOO_MUCH)
    return found


def heed(events: Iterable[Event]) -> set[int]:
    """Call off what waits in the outbox and says too much since these acts; keys of the reports of which little may be said.
    The caller holds the transaction."""
    reports = {event.report_id for event in events if event.kind in CHANGING}
    special = set(_special(reports)) if reports else set()
    if not special:
        return special
    waiting = Message.objects.filter(
        notices__report__in=special, notices__recipient=RecipientKind.POST, state__in=WAITS
    )
    found = Message.objects.select_for_update(no_key=True).filter(pk__in=waiting.values("pk")).order_by("pk")
    if wrong := unsayable(list(found.values_list("pk", flat=True))):
        _say_anew(wrong)
    return special


def call_off(message_ids: Collection[UUID]) -> None:
    key = Concat(Value(f"{CALLED_OFF}:"), Cast("pk", CharField()))  # its own stays free for what goes out instead
    Message.objects.filter(pk__in=message_ids).update(
        state=Message.State.SUPERSEDED, error_code=CALLED_OFF, error_text="", dedupe_key=key
    )


def has_left() -> Exists:
    """Of a notice: whether a message of it has gone out, or is to go out as it stands."""
    others = Message.objects.filter(notices=OuterRef("pk")).exclude(error_code=CALLED_OFF)
    return Exists(others.exclude(channel=PUSH))


def _say_anew(message_ids: Collection[UUID]) -> None:
    """What may still be said of these goes out anew: by itself, or by the other channel where one has left."""
    call_off(message_ids)
    at, roster = journal.now(), Roster()
    ids = settling.held(Notice.objects.filter(messages__in=message_ids, settled_at=None))
    notices = list(Notice.objects.filter(pk__in=ids).select_related("rule").annotate(has_left=has_left()))
    known = _cases(notices, roster)
    for notice in notices:
        case = known.get(notice.event_id or 0)  # none: of a list that went by the same message (digests.py)
        if case and not _is_recipients(notice, known, roster):
            _drop(notice, at)
            continue
        if case:
            reword(notice, case)
        _alone(notice, at)
        if notice.has_left:
            notice.held_until, notice.fallback_at = None, at
    Notice.objects.bulk_update(notices, COLUMNS)


def _special(reports: Iterable[int]) -> Iterator[int]:
    named = Q(Exists(About.objects.filter(report=OuterRef("pk"))))
    rows = Report.objects.filter(Q(is_whistleblowing=True) | Q(about_officials=True) | named, pk__in=reports)
    yield from rows.values_list("pk", flat=True)


def _carried(message_ids: Collection[UUID]) -> list[tuple[Message, Notice]]:
    """Each message with each of its notices to a post that speak of a report."""
    through = Message.notices.through.objects.filter(message__in=message_ids, notice__recipient=RecipientKind.POST)
    rows = through.exclude(notice__event=None).select_related("message", "notice__rule")
    return [(row.message, row.notice) for row in rows.defer("message__to", "message__text")]


def _cases(notices: Iterable[Notice], roster: Roster) -> Mapping[int, Case]:
    wanted = {notice.event_id for notice in notices if notice.event_id}
    lines = Event.objects.select_related("report", *cases.RELATED).filter(pk__in=wanted).order_by("pk")
    return {case.event.pk: case for case in cases.read(list(lines), roster)} if wanted else {}


def _is_recipients(notice: Notice, known: Mapping[int, Case], roster: Roster) -> bool:
    """Of the person it was written to: of what is special a post without its holder of then hears nothing."""
    case, holder = known[notice.event_id or 0], roster.by_post.get(notice.post_id or 0)
    if holder is None or holder.person_id != notice.person_id:
        return not _is_hushed(notice, case)
    return is_for(notice, case, holder)


def _is_hushed(notice: Notice, case: Case) -> bool:
    return case.is_special and notice.recipient == RecipientKind.POST and not _is_plain(notice)


def _is_plain(notice: Notice) -> bool:
    return notice.rule is not None and notice.rule.special == Rule.Special.PLAIN


def _drop(notice: Notice, at: datetime) -> None:
    _alone(notice, at)
    notice.held_until, notice.settled_at = None, at


def _alone(notice: Notice, at: datetime) -> None:
    notice.bundle_at = notice.digest_on = notice.fallback_at = None
    notice.held_until = at
