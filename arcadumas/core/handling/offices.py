"""Which of the offices that would handle a report it complains of: the front desk, the unit in charge, the Inspectorate, the
Sekda, the regional head. Whoever is named sees nothing of it, so it falls to the next (decisions 0039, 0042, 0048, 0049)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now, TruncDate

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.organisation.models import Kind, Post, Role, Unit
from arcadumas.core.reports.models import About, Report


def is_about(named: Q) -> Q:
    return Q(Exists(About.objects.filter(named, report=OuterRef("pk"))))


def names_front_desk() -> Q:
    """Rows of About that name the front desk, a post of it, or somebody who sits there."""
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=TruncDate(Now())), unit__is_front_desk=True)
    return Q(unit__is_front_desk=True) | Q(post__unit__is_front_desk=True) | Q(person__in=posts.values("person"))


def names_inspectorate() -> Q:
    """Rows of About that name the Inspectorate, a post of it, or somebody who holds or held one."""
    posts = Post.objects.filter(Q(role=Role.INSPECTORATE) | Q(unit__kind=Kind.INSPECTORATE))
    return Q(unit__kind=Kind.INSPECTORATE) | Q(post__in=posts.values("pk")) | Q(person__in=posts.values("person"))


def names(role: Role) -> Q:
    """Rows of About that name somebody who is or was Sekda (or regional head), or a post or unit of theirs, whoever had the
    post before: whatever hides it from one."""
    holders = Post.objects.filter(role=role).values("person")
    posts = Post.objects.filter(person__in=holders)
    tenures = Post.objects.filter(Exists(posts.filter(unit=OuterRef("unit"), role=OuterRef("role"))))
    return Q(person__in=holders) | Q(post__in=tenures.values("pk")) | Q(unit__in=posts.values("unit"))


def about_inspectorate() -> QuerySet[Any]:
    """Keys of the reports that complain of it, of whatever class."""
    return About.objects.filter(names_inspectorate()).values("report")


@dataclass(frozen=True, kw_only=True)
class AboutOffices:
    """Keys of reports that complain of those who would handle them. The three after these of whistleblowing alone: what falls to
    another in the Inspectorate's place, of that what falls to the regional head, and of that what falls to the front desk's."""

    front_desk: frozenset[int] = frozenset()
    lead: frozenset[int] = frozenset()
    inspectorate: frozenset[int] = frozenset()
    secretary: frozenset[int] = frozenset()
    regional_head: frozenset[int] = frozenset()
    desk_falls_to: Mapping[int, Role] = field(
        default_factory=dict
    )  # of others, about the front desk and the Inspectorate


def about_offices(reports: Iterable[Report]) -> AboutOffices:
    """One statement."""
    secret = {report.pk: report.is_whistleblowing for report in reports}
    rows = _about_offices(list(secret))
    of_desk, of_lead, of_inspectorate, of_secretary, of_head = (
        {key for key, *marks in rows if marks[at]} for at in range(5)
    )
    inspectorate = frozenset(key for key in of_inspectorate if secret[key])
    of_both = (of_desk & of_inspectorate) - inspectorate
    falls_to = dict.fromkeys(of_both - of_secretary, Role.SECRETARY)
    falls_to |= dict.fromkeys(of_both & of_secretary - of_head, Role.REGIONAL_HEAD)
    return AboutOffices(
        front_desk=frozenset(of_desk),
        lead=frozenset(of_lead),
        inspectorate=inspectorate,
        secretary=inspectorate & of_secretary,
        regional_head=inspectorate & of_secretary & of_head,
        desk_falls_to=falls_to,
    )


@prepared
def _about_offices(reports: Slot) -> QuerySet[About, tuple[int, bool, bool, bool, bool, bool]]:
    kinds = {
        "of_desk": names_front_desk(), "of_lead": Q(unit=F("report__unit")), "of_inspectorate": names_inspectorate(),
        "of_secretary": names(Role.SECRETARY), "of_head": names(Role.REGIONAL_HEAD),
    }  # fmt: skip
    marks = {name: ExpressionWrapper(kind, output_field=BooleanField()) for name, kind in kinds.items()}
    return About.objects.filter(report__among=reports).annotate(**marks).values_list("report", *marks)


def is_of(role: Role, unit: Unit) -> bool:
    return Post.objects.filter(role=role, unit=unit).exists()
