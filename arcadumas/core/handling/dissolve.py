"""The end of a unit: nothing is passed to it any more, and nobody sits there. What it did stays in every story."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.audit import trail
from arcadumas.core.handling.models import Disposition, Instruction
from arcadumas.core.organisation import posts, powers, unit_changes
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import OPEN, State


@transaction.atomic
def dissolve(code: str, *, by: Actor) -> Unit:
    """From now on. Its posts end with it. A second time changes nothing. Audited.

    Raises OutOfTurn (409) for the front desk, above units that go on, and while it holds open reports or owes an instruction."""
    seat = powers.require(by, "units")
    unit = unit_changes.take(code)
    if unit.valid_to is not None:
        return unit
    _require_free(unit)
    unit.valid_to = timezone.localdate()
    unit.save(update_fields=["valid_to"])
    seats = posts.end_all_in(unit)
    trail.record("unit_ended", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}", posts=seats)
    return unit


@transaction.atomic
def take_up_again(code: str, *, by: Actor) -> Unit:
    """A unit that was ended goes on, without posts: they are given anew. A second time changes nothing. Audited."""
    seat = powers.require(by, "units")
    unit = unit_changes.take(code)
    if unit.valid_to is not None:
        unit.valid_to = None
        unit.save(update_fields=["valid_to"])
        trail.record("unit_resumed", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}")
    return unit


def _require_free(unit: Unit) -> None:
    if unit.is_front_desk:
        raise OutOfTurn("unit.is_front_desk", _("{unit} is the front desk. Make another unit the front desk first."), unit=unit.name)  # fmt: skip
    below = Unit.objects.filter(parent=unit, valid_to=None).order_by("name", "id").first()
    if below is not None:
        raise OutOfTurn("unit.has_units", _("{below} stands under {unit}. Move or end that one first."), below=below.name, unit=unit.name)  # fmt: skip
    running = [*OPEN, State.MERGED]  # what is joined stands with its own unit again when it is separated
    held = Disposition.objects.filter(unit=unit, state__in=Disposition.LIVE, report__state__in=running)
    if count := held.values("report").distinct().count():
        raise OutOfTurn(
            "unit.has_reports", _("{unit} still holds {count} open report(s). Have them answered or passed on first."),
            unit=unit.name, count=count,
        )  # fmt: skip
    hidden = Q(main__is_whistleblowing=True) | Q(main__about__unit=unit)  # of which it could end nothing
    if count := Instruction.objects.filter(~hidden, unit=unit, done_at=None).count():
        raise OutOfTurn(
            "unit.has_orders", _("{unit} is still to carry out {count} instruction(s). Let its head say first that they are carried out."),
            unit=unit.name, count=count,
        )  # fmt: skip
