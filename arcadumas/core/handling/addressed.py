"""Whom an official note is for and who gets a copy of it: posts as they were held that day, never one of whom the report
complains."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from arcadumas.core.handling import visible
from arcadumas.core.handling.complain import is_about
from arcadumas.core.handling.models import Disposition
from arcadumas.core.organisation.actors import Via, person_actor, seat, valid_on
from arcadumas.core.organisation.models import Post, Role, Unit
from arcadumas.core.reports.models import Event, Report

HEADS = (Role.HEAD, Role.FRONT_HEAD, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)
RECEIVING = (*HEADS, Role.AGENCY_ADMIN, Role.LIAISON)
# Each where those before may not know of it.
DECIDING = (Role.FRONT_HEAD, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)
THIRD = 3  # returns, of which the Sekda is told


def receives(report: Report, unit: Unit, *, on: date) -> Post | None:
    """Whoever led the unit, else who answers for it."""
    return next((post for post in _held(on, RECEIVING, unit=unit) if not is_about(report, post)), None)


def decides(report: Report, *, on: date) -> Post | None:
    """Who decides on a return: the head of the front desk, or who stands in that place."""
    return next((post for post in _held(on, DECIDING) if _knows(post, report)), None)


def copied(report: Report, event: Event, *, on: date, is_whole: bool) -> Iterator[Post]:
    """The writer's own head, of help the head of the lead, of a third return the Sekda. `is_whole`: for who sees more of the
    report than this line. Of whistleblowing nobody."""
    if report.is_whistleblowing:
        return
    if event.post and event.post.role not in HEADS:
        yield from _led(report, event.post.unit, on=on)
    if event.facts.get("role") == Disposition.Role.SUPPORT and (lead := _lead(report, event)):
        yield from _led(report, lead, on=on)
    if is_whole and event.facts.get("hops", 0) >= THIRD:
        yield from (post for post in _held(on, (Role.SECRETARY,)) if _knows(post, report))


def _led(report: Report, unit: Unit, *, on: date) -> list[Post]:
    return [post for post in _held(on, HEADS, unit=unit) if not is_about(report, post)][:1]


def _lead(report: Report, event: Event) -> Unit | None:
    leads = Disposition.objects.filter(report=report, role=Disposition.Role.LEAD, at__lte=event.at)
    found = leads.select_related("unit").order_by("-at", "-id").first()
    return found.unit if found else None


def _held(day: date, roles: tuple[Role, ...], **where: Any) -> list[Post]:
    """In the order of these roles."""
    posts = Post.objects.filter(valid_on(day), role__in=roles, **where).select_related("person", "unit")
    return sorted(posts.order_by("is_substitute", "id"), key=lambda post: roles.index(Role(post.role)))


def _knows(post: Post, report: Report) -> bool:
    """By that post alone."""
    holder = person_actor(post.person, via=Via.HOUSE, seats=[seat(post, may_approve=False)])
    return visible.sees(holder, report.pk)
