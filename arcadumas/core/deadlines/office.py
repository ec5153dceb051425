"""Office hours as officials set them: a week from a day to come. What has run keeps the hours it ran in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Stale, Unfit
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines.models import OfficeHours
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor

ACT = "office_hours_changed"
WEEKDAYS = range(1, 6)
Week = Mapping[int, Sequence[tuple[time, time]]]


def weeks(today: date) -> list[tuple[date, Week, bool]]:
    """The week in force and those to come: from which day, its hours, whether they are the sample the product ships."""
    rows = list(
        OfficeHours.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), is_active=True).order_by(
            "valid_from", "weekday", "opens"
        )
    )
    starts = sorted({max(row.valid_from, today) for row in rows})
    return [(day, _on(rows, day), any(row.is_sample for row in rows if _holds(row, day))) for day in starts]


def newest() -> int:
    """What a page remembers: the highest row."""
    return OfficeHours.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes() -> list[Entry]:
    return list(Entry.objects.filter(act=ACT).order_by("-seq")[:10])


@transaction.atomic
def change(week: Week, *, on: date, by: Actor, seen: int) -> None:
    """These hours hold from `on`, which lies ahead; a week planned for later gives way. Raises Powerless (403), Stale (412)
    when somebody set hours since `seen` (newest), Unfit (422) with the fields `day_1` … `day_5` and `on`."""
    seat = powers.require(by, "rules")
    rows = list(OfficeHours.objects.select_for_update().filter(is_active=True).order_by("id"))
    if newest() != seen:
        sentence = _("Somebody set office hours meanwhile. Look at them as they stand now, then change them again.")
        raise Stale("hours.stale", sentence, version=newest())
    if errors := list(_errors(week, on)):
        raise Unfit.together(errors)
    before, last = _on(rows, on), on - timedelta(days=1)
    OfficeHours.objects.filter(is_active=True, valid_from__gte=on).update(is_active=False)
    running = OfficeHours.objects.filter(Q(valid_to=None) | Q(valid_to__gt=last), is_active=True)
    running.update(valid_to=last)
    OfficeHours.objects.bulk_create(
        OfficeHours(weekday=weekday, opens=opens, closes=closes, valid_from=on)
        for weekday in WEEKDAYS
        for opens, closes in week.get(weekday, ())
    )
    trail.record(
        ACT, by=by.login, post=seat.title, via=by.via, subject="office_hours", on=on.isoformat(), before=plain(before), after=plain(week),
    )  # fmt: skip


def plain(week: Week) -> dict[str, list[str]]:
    return {
        str(day): [f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in spans] for day, spans in week.items() if spans
    }


def _on(rows: Sequence[OfficeHours], day: date) -> dict[int, list[tuple[time, time]]]:
    found: dict[int, list[tuple[time, time]]] = {weekday: [] for weekday in WEEKDAYS}
    for row in sorted(rows, key=lambda row: row.opens):
        if _holds(row, day):
            found[row.weekday].append((row.opens, row.closes))
    return found


def _holds(row: OfficeHours, day: date) -> bool:
    return row.valid_from <= day <= (row.valid_to or date.max)


def _errors(week: Week, on: date) -> Iterator[Unfit]:
    if on <= timezone.localdate():
        yield Unfit(
            "hours.too_early", _("Choose a day from tomorrow on: hours that have run stay as they were."), field="on"
        )
    if not any(week.get(weekday) for weekday in WEEKDAYS):
        yield Unfit("hours.none", _("The office is never open. Write hours for one day at least."), field="day_1")
    for weekday in WEEKDAYS:
        spans = sorted(week.get(weekday, ()))
        if any(closes <= opens for opens, closes in spans):
            yield Unfit("hours.backwards", _("Hours must close after they open. Write them like 08.00-11.30."), field=f"day_{weekday}")  # fmt: skip
        elif any(opens < before[1] for before, (opens, _closes) in zip(spans, spans[1:], strict=False)):
            yield Unfit("hours.overlap", _("These hours run into each other. Let one end before the next begins."), field=f"day_{weekday}")  # fmt: skip
