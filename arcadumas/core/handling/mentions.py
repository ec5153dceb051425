"""Mentions: colleagues named in an internal note, who are told that they are. Only those who see the report can be named."""

import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import visible
from arcadumas.core.handling.visible import ground
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Person, Post, Role
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports.models import Report

NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]*[a-z0-9])", re.IGNORECASE)
MOST = 20


def read(report: Report, text: str, picked: Sequence[str], *, by: Actor) -> list[int]:
    """Ids of those named in the text or picked from the list, without the writer, in order.

    Raises Unfit for somebody picked who does not see the report; an @word in the text that names nobody stays a word. Whoever
    the report complains of is left out in silence, except before those who may know of whom it does."""
    written = [login.lower() for login in NAMED.findall(text)][:MOST]
    wanted = dict.fromkeys([*picked, *written])
    people = Person.objects.filter(login__in=wanted, is_active=True).exclude(pk=by.person_id or 0)
    seen = {one.login: one.pk for one in people if sees(report, one)}
    hidden = [login for login in picked if login not in seen]
    if hidden := [login for login in hidden if login not in _complained_of(report, by)]:
        raise Unfit("note.mention_unseen", _('"{login}" does not see this report and was not told. Choose somebody who does.'), field="mentions", login=hidden[0])  # fmt: skip
    return [seen[login] for login in wanted if login in seen]


def sees(report: Report, person: Person) -> bool:
    return visible.to(person_actor(person, via=Via.HOUSE)).filter(pk=report.pk).exists()


def _complained_of(report: Report, by: Actor) -> set[str]:
    """Colleagues on it who do not see it, to a writer from whom it is kept why."""
    here = ground(report, by)
    if powers.may(by, "mark_oversight", at=here):
        return set()
    people = Person.objects.filter(login__in=dict(nameable(here, by)))
    return {one.login for one in people if not sees(report, one)}


def nameable(here: Ground, actor: Actor) -> list[tuple[str, str]]:
    """(login, post) of colleagues to pick from: the teams that hold the report, and the front desk. One statement; whoever
    the report complains of is left out when the note is written."""
    found = _posts(timezone.localdate(), list(here.holding), actor.person_id)
    return sorted({login: f"{title}, {unit}" for login, title, unit in found}.items(), key=lambda pair: pair[1])


@prepared
def _posts(day: Slot, units: Slot, writer: Slot) -> QuerySet[Post, tuple[str, str, str]]:
    nameable = Q(role__in=[Role.FRONT_OFFICER, Role.FRONT_HEAD]) | Q(role__in=visible.AGENCY, unit__among=units)
    others = teams.in_force(day).filter(nameable).exclude(person=writer)
    return others.order_by("id").values_list("person__login", "title", "unit__name")
