"""What a drill has shown so far: unit by unit, who answered and how fast, who was not reached, what is missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from arcadumas.core.drills.models import Call, Drill, Lack

UNREACHED = (Call.Reach.FAILED, Call.Reach.NO_ADDRESS)
REMEDIES = {
    Call.Reach.READ: _("Ask whether the button was understood."),
    Call.Reach.DELIVERED: _("Ask whether the messages are read, and by whom."),
    Call.Reach.SENT: _("Check the number and the e-mail with the officer."),
    Call.Reach.FAILED: _("Correct the number or the e-mail of the officer."),
    Call.Reach.NO_ADDRESS: _("Enter a WhatsApp number or an e-mail for the officer."),
    Lack.Kind.NO_ADMIN: _("Have the unit name an agency admin, and enter the post."),
    Lack.Kind.NO_SUBSTITUTE: _("Have the unit name a second person for the admin's task."),
    Lack.Kind.DECREE_EXPIRED: _("Ask the unit for its new decree and enter its dates."),
    Lack.Kind.ADMIN_UNSEEN: _("Ask the admin to sign in, or have the unit name another."),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """One call. `took` until the answer; `reach` only of ended drills, for those who did not answer."""

    title: str
    login: str
    answered_at: datetime | None
    took: timedelta | None
    via: str
    reach: str
    reach_label: str
    remedy: str

    @property
    def is_unreached(self) -> bool:
        return self.reach in UNREACHED


@dataclass(frozen=True, kw_only=True)
class Missing:
    kind: str
    label: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One unit's part."""

    code: str
    name: str
    people: Sequence[Person]
    lacks: Sequence[Missing]

    @property
    def answered(self) -> int:
        return sum(person.answered_at is not None for person in self.people)

    @property
    def unreached(self) -> int:
        return sum(person.is_unreached for person in self.people)


@dataclass(frozen=True, kw_only=True)
class Result:
    drill: Drill
    parts: Sequence[Part]

    @property
    def asked(self) -> int:
        return sum(len(part.people) for part in self.parts)

    @property
    def answered(self) -> int:
        return sum(part.answered for part in self.parts)

    @property
    def unreachable(self) -> int:
        return sum(part.unreached for part in self.parts)

    @property
    def incomplete(self) -> int:
        return sum(bool(part.lacks) for part in self.parts)

    def within(self, codes: Collection[str]) -> "Result":
        """What it has shown of these units alone."""
        return replace(self, parts=[part for part in self.parts if part.code in codes])

    def as_json(self) -> dict[str, Any]:
        """Times as ISO 8601; `took_seconds` null without an answer."""
        drill = self.drill
        return {
            "drill": drill.pk, "unit": drill.unit.code if drill.unit else None, "hours": drill.hours,
            "is_running": drill.is_running, "started_at": drill.started_at.isoformat(), "due_at": drill.due_at.isoformat(),
            "ended_at": drill.ended_at.isoformat() if drill.ended_at else None, "asked": self.asked, "answered": self.answered,
            "unreachable": self.unreachable, "incomplete": self.incomplete, "units": [_unit(part) for part in self.parts],
        }  # fmt: skip


def _unit(part: Part) -> dict[str, Any]:
    people = [
        {
            "title": person.title, "login": person.login, "via": person.via or None, "reach": person.reach or None,
            "took_seconds": round(person.took.total_seconds()) if person.took is not None else None,
        }
        for person in part.people
    ]  # fmt: skip
    return {"code": part.code, "name": part.name, "people": people, "lacks": [each.kind for each in part.lacks]}


def of(drill: Drill) -> Result:
    """Units where something is amiss first. Two statements."""
    calls: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in drill.calls.select_related("post__unit", "person").order_by("post__unit__name", "id"):
        calls[call.post.unit.code, call.post.unit.name].append(call)
    missing: dict[tuple[str, str], list[Missing]] = defaultdict(list)
    for lack in drill.lacks.select_related("unit").order_by("unit__name", "id"):
        missing[lack.unit.code, lack.unit.name].append(
            Missing(kind=lack.kind, label=str(lack.get_kind_display()), remedy=str(REMEDIES[Lack.Kind(lack.kind)]))
        )
    parts = [
        Part(
            code=code, name=name, people=[_person(call, drill) for call in calls[code, name]], lacks=missing[code, name]
        )
        for code, name in dict.fromkeys([*calls, *missing])
    ]
    parts.sort(key=lambda part: (not part.lacks and not part.unreached, part.answered == len(part.people), part.name))
    return Result(drill=drill, parts=parts)


def _person(call: Call, drill: Drill) -> Person:
    took = call.answered_at - drill.started_at if call.answered_at else None
    remedy = REMEDIES[Call.Reach(call.reach)] if call.reach else ""
    return Person(
        title=call.post.title, login=call.person.login, answered_at=call.answered_at, took=took, via=call.answered_via,
        reach=call.reach, reach_label=str(call.get_reach_display()) if call.reach else "", remedy=str(remedy),
    )  # fmt: skip


def last() -> Drill | None:
    return Drill.objects.select_related("unit", "started_by").order_by("-started_at", "-id").first()
