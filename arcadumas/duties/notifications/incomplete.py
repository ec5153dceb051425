"""Whose team is incomplete: its head and the front desk hear of it, on a working morning and once a month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from arcadumas.base import moments
from arcadumas.core.deadlines import rules, workdays
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.drills.lacks import lacks
from arcadumas.duties.notifications import occasions
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Notice, Urgency
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

STEM, PURPOSE = "aduan_tim_belum_lengkap", "team_incomplete"
DAYS = 5  # working days in which to mend it


def tell(roster: Roster, day: date, at: datetime) -> list[Notice]:
    """In the caller's transaction. Whoever was told this month is not told again in it."""
    occasion = f"team:{day:%Y-%m}"
    already = set(Notice.objects.filter(occasion=occasion, purpose=PURPOSE).values_list("person", flat=True))
    told = [each for each in _told(roster, at) if each.holder.person_id not in already]
    return occasions.tell(occasion, purpose=PURPOSE, stem=STEM, told=told, urgency=Urgency.DIGEST, at=at)


def _told(roster: Roster, at: datetime) -> Iterator[Told]:
    """The front desk of every such unit, a head of their own; each person once."""
    missing: dict[int, list[str]] = defaultdict(list)
    for unit_id, kind in lacks(None, at):
        missing[unit_id].append(kind)
    by_person: dict[int, tuple[Holder, dict[int, list[str]]]] = {}
    for holder in roster.front_desk() if missing else ():
        by_person.setdefault(holder.person_id, (holder, missing))
    for unit_id, kinds in missing.items():
        for holder in roster.head(unit_id):
            _first, own = by_person.setdefault(holder.person_id, (holder, {}))
            if own is not missing:
                own[unit_id] = kinds
    for holder, own in by_person.values():
        yield Told(holder=holder, values=_values(own, roster, holder.language, at))


def _values(own: Mapping[int, Sequence[str]], roster: Roster, language: str, at: datetime) -> dict[str, str]:
    due = workdays.due_at(at, DAYS, CountedIn.WORKING_DAYS, rules.current().calendar)
    return {
        "unit": _listed(roster.offices[unit_id].name for unit_id in own),
        "lack": _listed(label("lack", kind, language) for kinds in own.values() for kind in kinds),
        "due": moments.moment(due, language),
    }


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
