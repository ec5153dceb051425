"""Begin a drill: who would be called, and the calls themselves. Telling them is not this room's work."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.audit import trail
from arcadumas.core.drills.models import Call, Drill
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor, away_on
from arcadumas.core.organisation.models import Absence, Post, Unit

HOURS, MOST_HOURS = 24, 72
SOON = timedelta(days=7)


def called(unit: Unit | None = None) -> list[Post]:
    """Everybody in a team who is not away, once, in their oldest post."""
    found: dict[int, Post] = {}
    absent = Absence.objects.filter(away_on(timezone.localdate())).values("post")
    for post in teams.posts(unit, roles=teams.TEAM).exclude(pk__in=absent):
        found.setdefault(post.person_id, post)
    return list(found.values())


@transaction.atomic
def start(*, by: Actor, hours: int = HOURS, unit: str = "", is_sure: bool = False) -> Drill:
    """One running drill, with a call for each person. The house's own hand (the command line) needs no post.

    Raises Powerless (403), Unfit (422), OutOfTurn (409) while another runs, and within seven days of the last one
    unless `is_sure` (needs "confirmation")."""
    seat = None if by.kind == "house" else powers.require(by, "drill")
    if not 1 <= hours <= MOST_HOURS:
        raise Unfit("drill.hours", _("Between 1 and {most} hours."), field="hours", most=MOST_HOURS)
    at = timezone.now()
    place = unit_of(unit)
    _require_rested(at, is_sure=is_sure)
    people = called(place)
    if not people:
        raise Unfit("drill.nobody", _("There is nobody to call: no team has a post in force."), field="unit")
    drill = _made(Drill(
        unit=place, hours=hours, started_by_id=by.person_id, started_via=by.via, started_at=at,
        due_at=at + timedelta(hours=hours),
    ))  # fmt: skip
    Call.objects.bulk_create([Call(drill=drill, post=post, person=post.person) for post in people])
    title = seat.title if seat else ""
    trail.record("drill_started", by=by.login or by.kind, post=title, via=by.via, subject=str(drill.pk), unit=unit, called=len(people))  # fmt: skip
    return drill


def unit_of(code: str) -> Unit | None:
    """Raises Unfit (422)."""
    if not code:
        return None
    found = Unit.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise Unfit("unit.unknown", _("There is no unit {code}."), field="unit", code=code)
    return found


def _require_rested(at: datetime, *, is_sure: bool) -> None:
    last = Drill.objects.order_by("-started_at").first()
    if last is None:
        return
    if last.is_running:
        raise _running(last)
    if at - last.started_at < SOON and not is_sure:
        raise OutOfTurn(
            "drill.recent",
            _(
                "The last drill was on {date}. Whoever is called too often stops answering: confirm that you want another."
            ),
            needs="confirmation",
            date=moments.day(last.started_at, get_language()),
        )


def _running(drill: Drill) -> OutOfTurn:
    until = moments.moment(drill.due_at, get_language())
    return OutOfTurn("drill.running", _("A drill is running until {until}. Wait for its result."), until=until)


def _made(drill: Drill) -> Drill:
    """Two at the same moment: the second finds the first."""
    try:
        with transaction.atomic():
            drill.save(force_insert=True)
    except IntegrityError:
        raise _running(Drill.objects.get(is_running=True)) from None
    return drill
