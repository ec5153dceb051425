"""Units by hand: a new one, one that changes, other names. The rules of a row are those of the file (units.py).

Where the front desk moves and a unit ends, reports are touched: see handling/front_desk.py and handling/dissolve.py.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import marks, powers, units
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Alias, Unit
from arcadumas.core.organisation.units import BadRow

CONTACT = ("email", "phone", "address")
CHANGEABLE = ("name", "kind", "parent_id", *CONTACT, "answer_needs_approval")


@transaction.atomic
def add_unit(row: Mapping[str, str], *, by: Actor, needs_approval: bool = False) -> Unit:
    """`row` as a line of `unit import`. Raises Unfit (422) with the field's name. Audited."""
    seat = powers.require(by, "units")
    with unfit():
        values = units.values_of(row)
    if Unit.objects.filter(code=row["code"]).exists():
        raise Unfit("unit.code_taken", _("Another unit has this code. Choose another."), field="code")
    unit = Unit.objects.create(code=row["code"], answer_needs_approval=needs_approval, **values)
    with unfit():
        units.part_namesakes(unit, by=by.login, via=by.via)
        units.add_own_name(unit)
    trail.record("unit_added", by=by.login, post=seat.title, via=by.via, subject=f"unit:{unit.code}")
    return unit


@transaction.atomic
def change_unit(code: str, row: Mapping[str, str], *, by: Actor, needs_approval: bool, seen: int) -> Unit:
    """What is empty in `row` is taken away. `seen` is the `mark` of the unit as the form showed it.

    Raises Unseen (404), Unfit (422), Stale (412). Audited with the names of what changed."""
    seat = powers.require(by, "units")
    unit = take(code)
    marks.require_seen(mark(unit), seen)
    with unfit():
        given = {**dict.fromkeys(CONTACT, ""), "parent": None} | units.values_of({**row, "code": code})
        changed = units.put(unit, given | {"answer_needs_approval": needs_approval})
        if "name" in changed:
            units.part_namesakes(unit, by=by.login, via=by.via)
        units.add_own_name(unit)
    if changed:
        told = {"answer_needs_approval": needs_approval} if "answer_needs_approval" in changed else {}
        trail.record("unit_changed", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}", changed=changed, **told)  # fmt: skip
    return unit


@transaction.atomic
def add_name(code: str, name: str, *, by: Actor) -> None:
    """Another name that SP4N or the unit's own past writes. A second time changes nothing. Audited."""
    seat = powers.require(by, "units")
    unit = take(code)
    with unfit():
        is_new = units.add_alias(unit, name.strip())
    if is_new:
        trail.record("unit_name_added", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}", name=name.strip())  # fmt: skip


@transaction.atomic
def end_name(code: str, number: int, *, by: Actor) -> None:
    """Matched no more. The unit's own name stays. Audited."""
    seat = powers.require(by, "units")
    unit = take(code)
    alias = Alias.objects.filter(pk=number, unit=unit, valid_to=None).first()
    if alias is None:
        raise Unseen("unit.name_unknown", _("There is no such name of this unit."))
    if alias.key == units.key(unit.name):
        raise OutOfTurn("unit.name_own", _("This is the unit's own name. Change the name of the unit instead."))
    alias.valid_to = timezone.localdate()
    alias.save(update_fields=["valid_to"])
    trail.record("unit_name_ended", by=by.login, post=seat.title, via=by.via, subject=f"unit:{code}", name=alias.name)


def take(code: str) -> Unit:
    """Locked. Raises Unseen (404)."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").filter(code=code).first()
    if unit is None:
        raise Unseen("unit.unknown", _("There is no such unit."))
    return unit


def mark(unit: Unit) -> int:
    """Changes when the unit does."""
    return marks.mark(*(getattr(unit, name) for name in CHANGEABLE))


def names(unit: Unit) -> QuerySet[Alias]:
    """By which it is matched today, besides its own."""
    return Alias.objects.filter(unit=unit, valid_to=None).exclude(key=units.key(unit.name)).order_by("name", "id")


def history(subject: str) -> QuerySet[Entry]:
    """Who changed what of a unit, a person or a post, the newest first."""
    return Entry.objects.filter(subject=subject).order_by("-seq")


@contextmanager
def unfit() -> Iterator[None]:
    """The reason of a bad row as the sentence at a field."""
    try:
        yield
    except BadRow as bad:
        reason = str(bad)
        raise Unfit("unit.unfit", "{reason}.", field=bad.column, reason=reason[:1].upper() + reason[1:]) from bad
