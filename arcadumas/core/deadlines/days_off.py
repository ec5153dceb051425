"""Days off as officials keep them. Days to come alone may change: what has been counted stays counted, and promises
already made keep their dates (decision 0004)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines.models import Holiday
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor

ACT = "holiday_changed"
FURTHEST = 5  # years ahead


@dataclass(frozen=True, kw_only=True)
class Day:
    date: date
    name_id: str
    kind: str
    name_en: str = ""
    is_estimate: bool = False
    source: str = ""


def of_year(year: int) -> list[Holiday]:
    """Those taken out too, in the order of the year."""
    return list(Holiday.objects.filter(date__year=year).order_by("date", "id"))


def unconfirmed() -> int:
    """Estimates that lie ahead."""
    return Holiday.objects.filter(is_active=True, is_estimate=True, date__gte=timezone.localdate()).count()


def changes() -> Sequence[Entry]:
    return list(Entry.objects.filter(act=ACT).order_by("-seq")[:10])


@transaction.atomic
def add(day: Day, *, by: Actor) -> Holiday:
    """Raises Powerless (403), Unfit (422). One that was taken out on that day under that name comes back."""
    seat = powers.require(by, "rules")
    _require_ahead(day.date, "date")
    if not day.name_id.strip():
        raise Unfit("holiday.name", _("Give the day its name."), field="name_id")
    if day.kind not in Holiday.Kind.values:
        raise Unfit("holiday.kind", _("Choose from the list."), field="kind")
    known = Holiday.objects.select_for_update().filter(date=day.date, name_id=day.name_id.strip()).first()
    if known and known.is_active:
        raise Unfit("holiday.known", _("This day is in the list already, under this name."), field="date")
    row = known or Holiday(date=day.date, name_id=day.name_id.strip())
    row.name_en, row.kind, row.source = day.name_en.strip(), day.kind, day.source.strip()
    row.is_estimate, row.is_active = day.is_estimate, True
    row.save()
    _record(row, by, seat.title, what="added")
    return row


@transaction.atomic
def confirm(number: int, *, on: date, by: Actor) -> Holiday:
    """The government has decided: an estimate becomes certain, on its day or on another (`on`). Raises Unseen (404),
    OutOfTurn (409) for what is no estimate, Unfit (422)."""
    seat = powers.require(by, "rules")
    row = _locked(number)
    if not row.is_estimate or not row.is_active:
        raise OutOfTurn("holiday.certain", _("This day is no estimate any more. Look at the list as it stands now."))
    _require_ahead(row.date, "on")
    if on == row.date:
        row.is_estimate = False
        row.save(update_fields=["is_estimate"])
        _record(row, by, seat.title, what="confirmed")
        return row
    row.is_active = False
    row.save(update_fields=["is_active"])
    moved = Day(date=on, name_id=row.name_id, name_en=row.name_en, kind=row.kind, source=row.source)
    _record(row, by, seat.title, what="moved", to=on.isoformat())
    return add(moved, by=by)


@transaction.atomic
def take_out(number: int, *, by: Actor) -> None:
    """It is a day like others after all; the row stays readable. Raises as `confirm`."""
    _switch(number, by, is_active=False)


@transaction.atomic
def put_back(number: int, *, by: Actor) -> None:
    _switch(number, by, is_active=True)


def _switch(number: int, by: Actor, *, is_active: bool) -> None:
    seat = powers.require(by, "rules")
    row = _locked(number)
    if row.is_active == is_active:
        raise OutOfTurn("holiday.done", _("Somebody has done this already. Look at the list as it stands now."))
    _require_ahead(row.date, "date")
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    _record(row, by, seat.title, what="put_back" if is_active else "taken_out")


def _locked(number: int) -> Holiday:
    row = Holiday.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Unseen("holiday.not_seen", _("There is no such day in the list."))
    return row


def _require_ahead(day: date, field: str) -> None:
    today = timezone.localdate()
    if day < today:
        raise Unfit("holiday.past", _("This day has passed: what was counted stays counted."), field=field)
    if day.year > today.year + FURTHEST:
        raise Unfit(
            "holiday.far", _("This lies too far ahead. Choose a day within {n} years."), field=field, n=FURTHEST
        )


def _record(row: Holiday, by: Actor, post: str, *, what: str, **facts: str) -> None:
    shown = {"date": row.date.isoformat(), "name": row.name_id, "what": what, **facts}
    trail.record(ACT, by=by.login, post=post, via=by.via, subject=f"holiday:{row.date.isoformat()}", **shown)
