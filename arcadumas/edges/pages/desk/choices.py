"""Closed lists for the desk's selects: units that can be told, categories, places. Each a statement or two."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.base.compiled import compiled
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor, valid_on
from arcadumas.core.organisation.models import Area, Kind, Post, Role, Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports.categories import name_field
from arcadumas.core.reports.models import About, Category, Report

Choices = list[tuple[str, Any]]


def categories(*, keep: Category | None = None, is_search: bool = False) -> Choices:
    """Topics with their sub-topics as groups, those in use. Beside them `keep`, what a report has; in a search all that any
    report may have."""
    name = name_field()
    kept = Q() if is_search else Q(is_active=True) | Q(pk=keep.pk if keep else 0)
    found = Category.objects.filter(kept).values_list("pk", "parent", "code", name, "is_active")
    rows = [(*row[:3], row[3] if row[4] else _("{category} (retired)").format(category=row[3])) for row in found]
    rows.sort(key=lambda row: row[3].lower())
    below: dict[int | None, list[tuple[str, str]]] = {}
    for _key, parent, code, named in rows:
        below.setdefault(parent, []).append((code, named))
    shown = {key for key, *_others in rows}  # what a report has may stand below a topic that is retired
    tops = [(named, [(code, named), *below.get(key, [])]) for key, parent, code, named in rows if parent not in shown]
    return [("", _("Not yet known")), *tops]


def units() -> Choices:
    """Every unit in force, by kind."""
    return [("", _("None")), *by_kind(_in_force())]


@compiled
def _in_force() -> QuerySet[Unit, tuple[str, str, str]]:
    return Unit.objects.filter(valid_to=None).values_list("kind", "code", "name")


def officials() -> Choices:
    """Persons with the posts they hold, and the posts themselves, by unit. One statement."""
    held = teams.in_force(timezone.localdate()).order_by("unit__name", "id")
    found: dict[str, list[tuple[str, str]]] = {}
    for key, title, unit, login, person in held.values_list(
        "pk", "title", "unit__name", "person__login", "person__name"
    ):
        anyone = _("{post}, whoever holds it").format(post=title)
        found.setdefault(unit, []).extend([(f"person:{login}", f"{person}, {title}"), (f"post:{key}", anyone)])
    return list(found.items())


def units_told(*reports: Report) -> Choices:
    """Units with somebody to tell, that none of these reports complains of."""
    return [("", _("Choose one")), *by_kind(_told(reports).values_list("kind", "code", "name"))]


def _told(reports: Iterable[Report], *, roles: Iterable[Role] = teams.TEAM) -> QuerySet[Unit]:
    seats = Post.objects.filter(
        valid_on(timezone.localdate()), unit=OuterRef("pk"), role__in=roles, person__is_active=True
    )
    told = Unit.objects.filter(Exists(seats), valid_to=None)
    return told.exclude(pk__in=About.objects.filter(report__in=reports, unit__isnull=False).values("unit"))


def units_for(actor: Actor, report: Report, here: Ground) -> Choices:
    """Of those the units to which this officer may pass the report. One statement."""
    told = _told([report], roles=teams.ABOVE if here.is_about_secretary else teams.TEAM)
    closed_to = [Role.SECRETARY] * here.is_about_secretary + [Role.REGIONAL_HEAD] * here.is_about_regional_head
    told = told.exclude(pk__in=Post.objects.filter(role__in=closed_to).values("unit"))
    if here.overseer != Role.FRONT_HEAD:
        told = told.filter(is_front_desk=False)
    free = Q(pk__in=told.values("pk"))
    rows = list(Unit.objects.annotate(is_free=free).values_list("pk", "parent", "kind", "code", "name", "is_free"))
    above = {row[0]: row[1] for row in rows}
    closed = Kind.INSPECTORATE if here.is_about_inspectorate else ""
    fit = [
        row[2:5]
        for row in rows
        if row[5] and row[2] != closed and powers.may(actor, "dispose", at=_at(here, row[0], above))
    ]
    return [("", _("Choose one")), *by_kind(fit)]


def _at(here: Ground, unit: int, above: dict[int, int | None]) -> Ground:
    path: set[int] = set()
    at: int | None = unit
    while at is not None and at not in path:
        path.add(at)
        at = above.get(at)
    return replace(here, target_id=unit, target_path=frozenset(path))


def by_kind(found: Iterable[tuple[str, str, str]]) -> Choices:
    """From kind, code and name."""
    rows = sorted(found, key=lambda row: row[2].lower())
    groups = [(kind.label, [(code, name) for its, code, name in rows if its == kind]) for kind in Kind]
    return [(str(name), members) for name, members in groups if members]


def areas() -> Choices:
    """Kecamatan with their villages as groups; the kecamatan itself may be chosen too."""
    rows = list(Area.objects.exclude(level="regency").order_by("name"))
    found: Choices = [("", _("Not known"))]
    for district in rows:
        if district.level == "district":
            inside = [(row.code, row.name) for row in rows if row.parent_id == district.code]
            found.append(
                (district.name, [(district.code, _("{name}, without village").format(name=district.name)), *inside])
            )
    return found
