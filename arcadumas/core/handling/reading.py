"""Which of the reports in sight this officer also reads: `visible.sight` for a whole list, and the search over it.

A search never hits words that its reader may not read, and a code or tracking ID finds only what is in sight.
"""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.core.handling import visible
from arcadumas.core.handling.models import Disposition, Opening, Task
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import Report, Sp4n

MANAGERS = (Role.HEAD, Role.LIAISON, Role.AGENCY_ADMIN, Role.INSPECTORATE)


def readable(actor: Actor) -> Q:
    """Rows of `visible.to(actor)` whose words this officer reads."""
    open_ones = Q(is_confidential=False, is_whistleblowing=False)
    if not actor.has(*visible.WIDE):
        open_ones &= held_by(_units(actor, visible.AGENCY))
    rows = open_ones | Q(is_confidential=True, is_whistleblowing=False) & _reads_confidential(actor)
    return rows | Q(is_whistleblowing=True) if actor.has(Role.INSPECTORATE) else rows


def held_by(units: set[int], *, role: str = "") -> Q:
    """Reports of which one of these units holds a live disposition."""
    live = Disposition.objects.filter(report=OuterRef("pk"), unit__in=units, state__in=Disposition.LIVE)
    return Q(Exists(live.filter(role=role) if role else live))


def _reads_confidential(actor: Actor) -> Q:
    if actor.has(Role.FRONT_OFFICER, Role.FRONT_HEAD):
        return Q()
    rows = Q(pk__in=[])
    if units := _units(actor, MANAGERS):
        rows |= held_by(units, role=Disposition.Role.LEAD)
    if units := _units(actor, (Role.MEMBER,)):
        tasks = Task.objects.filter(report=OuterRef("pk"), assignee=actor.person_id, done_at=None)
        rows |= held_by(units, role=Disposition.Role.LEAD) & Q(Exists(tasks))
    if actor.has(*visible.AFTER_OPENING):
        leave = Opening.objects.filter(report=OuterRef("pk"), person=actor.person_id, until__gt=timezone.now())
        rows |= Q(Exists(leave))
    return rows


def _units(actor: Actor, roles: tuple[Role, ...]) -> set[int]:
    return {seat.unit_id for seat in actor.seats if seat.role in roles}


def search(actor: Actor, text: str) -> QuerySet[Report]:
    """Reports by code or SP4N tracking ID, else by a part of the title, the text or the place's name."""
    rows, text = visible.to(actor), text.strip()
    if code := codes.read_code(text):
        return rows.filter(code=code)
    if re.fullmatch(r"[0-9]{7,10}", text):
        return rows.filter(Exists(Sp4n.objects.filter(report=OuterRef("pk"), tracking_id=text)))
    words = Q(title__icontains=text) | Q(body__icontains=text) | Q(place_text__icontains=text)
    return rows.filter(readable(actor)).filter(words | Q(area__name__icontains=text))
