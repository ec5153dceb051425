"""Whom a report complains of. Whoever is named sees nothing of it from that moment on; whoever is taken out sees it again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.refusals import Unfit
from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.organisation import succession
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Person, Post, Unit
from arcadumas.core.reports.models import About, Report


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Units by code, persons by login, posts by number."""

    units: Sequence[str] = ()
    logins: Sequence[str] = ()
    posts: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.logins or self.posts)

    def __and__(self, other: "Whom") -> "Whom":
        return self._where(lambda one, theirs: one in theirs, other)

    def __sub__(self, other: "Whom") -> "Whom":
        return self._where(lambda one, theirs: one not in theirs, other)

    def _where(self, test: Callable[[Any, Sequence[Any]], bool], other: "Whom") -> "Whom":
        return Whom(
            units=[one for one in self.units if test(one, other.units)],
            logins=[one for one in self.logins if test(one, other.logins)],
            posts=[one for one in self.posts if test(one, other.posts)],
        )

    def as_facts(self) -> dict[str, Any]:
        return {"units": list(self.units), "logins": list(self.logins), "posts": list(self.posts)}


def name(report: Report, whom: Whom, *, by: Actor, seat: Seat | None) -> None:
    """Named already is no fault. Raises Unfit for a name that nobody has."""
    made = [About.objects.get_or_create(report=report, **one)[1] for one in _found(whom)]
    if any(made):
        _record("about_named", report, whom, by=by, seat=seat)


def take_out(report: Report, whom: Whom, *, reason: str, by: Actor, seat: Seat | None) -> None:
    """With a reason, which the audit trail keeps. Raises Unfit for one of whom the report does not complain."""
    if not whom:
        return
    reason = reasons.require(reason, field="not_about_reason")
    for one in _found(whom):
        gone, _each = About.objects.filter(report=report, **one).delete()
        if not gone:
            raise Unfit("about.not_named", _("The report does not complain of them. Look again who is named."), field="not_about")  # fmt: skip
    _record("about_cleared", report, whom, by=by, seat=seat, reason=reason)


def _record(act: str, report: Report, whom: Whom, *, by: Actor, seat: Seat | None, **more: Any) -> None:
    trail.record(
        act, by=by.login, post=seat.title if seat else "", via=by.via, subject=report.code, **whom.as_facts(), **more
    )


def _found(whom: Whom) -> Iterator[dict[str, Any]]:
    for code in whom.units:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Unfit("form.unit_unknown", _('There is no unit "{unit}" in the list. Choose one, or leave it empty and we will decide.'), field="about", unit=code)  # fmt: skip
        yield {"unit": unit}
    for login in whom.logins:
        person = Person.objects.filter(login=login).first()
        if person is None:
            raise Unfit("form.login_unknown", _('There is no account "{login}". Check the spelling.'), field="about", login=login)  # fmt: skip
        yield {"person": person}
    for number in whom.posts:
        post = Post.objects.filter(pk=number).first()
        if post is None:
            raise Unfit("form.post_unknown", _("There is no such post. Choose one of the list."), field="about")
        yield {"post": post}


def named(report: Report) -> list[About]:
    """In the order in which they were named, with what their names need."""
    return _named(report.pk)


@prepared
def _named(report: Slot) -> QuerySet[About]:
    return About.objects.filter(report=report).select_related("unit", "person", "post__unit").order_by("id")


def is_about(report: Report, post: Post) -> bool:
    """Whether it complains of whoever holds this post: of the unit, the person, or a post of theirs."""
    meant = Q(person=post.person_id) | Q(unit=post.unit_id) | Q(post__in=succession.of_person(post.person_id, [post]))
    return About.objects.filter(meant, report=report).exists()


def label(row: About) -> str:
    if row.unit:
        return row.unit.name
    return f"{row.post.title}, {row.post.unit.name}" if row.post else row.person.name if row.person else ""


def whom(rows: Iterable[About]) -> Whom:
    """The same as plain values."""
    rows = list(rows)
    return Whom(
        units=[row.unit.code for row in rows if row.unit],
        logins=[row.person.login for row in rows if row.person],
        posts=[row.post_id for row in rows if row.post_id],
    )
