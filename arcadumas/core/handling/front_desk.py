"""Which unit is the front desk: one at a time. Its clocks that run go with it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.audit import trail
from arcadumas.core.handling import group
from arcadumas.core.organisation import powers, unit_changes, units
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import promises

CLOCKS = ("dispose", "sp4n_link", "sp4n_answer")


@transaction.atomic
def move_front_desk(code: str, *, by: Actor) -> Unit:
    """To this unit, from whichever had it. A second time changes nothing. Audited.

    Clocks that began while no unit was the front desk hang on none; they are taken over too."""
    seat = powers.require(by, "units")
    unit = unit_changes.take(code)
    if unit.valid_to is not None:
        raise OutOfTurn("unit.ended", _("{unit} has ended. Take it up again first."), unit=unit.name)
    until_now = units.front_desk()
    if until_now == unit:
        return unit
    Unit.objects.filter(is_front_desk=True).update(is_front_desk=False)
    unit.is_front_desk = True
    unit.save(update_fields=["is_front_desk"])
    promises.carry_over(*CLOCKS, of=until_now, to=unit, also=group.asleep())
    before = until_now.code if until_now else ""
    trail.record("front_desk_moved", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}", before=before)
    return unit
