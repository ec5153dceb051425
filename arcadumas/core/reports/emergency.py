"""The numbers to call instead of reporting. The national ones to begin with; officials change them on a page.

Pages that anybody opens show them, so each process keeps them for a minute.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.base.text import has_forbidden, tidy
from arcadumas.core.audit import trail
from arcadumas.core.organisation import marks, powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.dangers import speaks_of_danger
from arcadumas.core.reports.models import EmergencyNumber

FRESH = 60.0  # seconds
MOST, LABEL_MOST, NUMBER_MOST = 12, 60, 20
SIGNS = frozenset("0123456789+-() .")


@dataclass(frozen=True, kw_only=True)
class Number:
    number: str
    label_id: str
    label_en: str = ""

    @property
    def label(self) -> str:
        is_english = (get_language() or "id").startswith("en")
        return self.label_en if is_english and self.label_en else self.label_id

    @property
    def dialled(self) -> str:
        """As an address for a telephone carries it."""
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


SHIPPED = (
    Number(number="112", label_id="darurat terpadu", label_en="all emergencies"),
    Number(number="110", label_id="polisi", label_en="police"),
    Number(number="113", label_id="pemadam kebakaran", label_en="fire"),
    Number(number="119", label_id="ambulans", label_en="ambulance"),
    Number(number="115", label_id="pencarian dan pertolongan", label_en="search and rescue"),
)
_kept: tuple[float, tuple[Number, ...]] = (-FRESH, SHIPPED)


def sow() -> None:
    """The national ones, where there are none."""
    if not EmergencyNumber.objects.exists():
        _write(SHIPPED)


def current() -> tuple[Number, ...]:
    """In their order; asked of the database once a minute."""
    global _kept
    if time.monotonic() - _kept[0] >= FRESH:
        _kept = time.monotonic(), stored() or SHIPPED
    return _kept[1]


def last_known() -> tuple[Number, ...]:
    """Without asking: for pages that say that something is broken."""
    return _kept[1]


def called_for(*texts: str) -> tuple[Number, ...]:
    """The numbers, where these words speak of danger; else none."""
    return current() if speaks_of_danger(*texts) else ()


def advice(*texts: str) -> str:
    """What is said back to whoever writes of danger, in the active language; "" to everybody else."""
    if not (numbers := called_for(*texts)):
        return ""
    listed = " · ".join(f"{each.number} {each.label}" for each in numbers)
    return f"{gettext('If this is an emergency, do not wait for an answer here')}. {gettext('Call now:')} {listed}"


def forget() -> None:
    """What this process keeps: after a change, and in tests."""
    global _kept
    _kept = -FRESH, SHIPPED


def stored() -> tuple[Number, ...]:
    rows = EmergencyNumber.objects.order_by("position", "id").values_list("number", "label_id", "label_en")
    return tuple(Number(number=number, label_id=ours, label_en=english) for number, ours, english in rows)


def mark() -> int:
    """Changes when one of them does."""
    return marks.mark(*stored())


@transaction.atomic
def put(rows: Sequence[Number], *, by: Actor, seen: int) -> None:
    """The whole list, in its order; rows without a number and a label are left out. `seen` is the `mark` of the form.

    Raises Stale (412), or Unfit (422) whose field is the row's: `number_2`. Audited."""
    seat = powers.require(by, "rules")
    list(EmergencyNumber.objects.select_for_update().order_by("id"))
    marks.require_seen(mark(), seen)
    tidied = [_tidied(row, number) for number, row in enumerate(rows)]
    kept = [row for row in tidied if row is not None]
    if not kept:
        raise Unfit("emergency.none", _("Leave at least one number: whoever is in danger needs it."), field="number_0")
    if len(kept) > MOST:
        raise Unfit("emergency.many", _("At most {most}: whoever is in danger does not read a long list."), field=f"number_{len(rows) - 1}", most=MOST)  # fmt: skip
    before = stored()
    if tuple(kept) == before:
        return
    EmergencyNumber.objects.all().delete()
    _write(kept)
    trail.record("emergency_changed", by=by.login, post=seat.title, via=by.via, subject="emergency", before=[row.number for row in before], after=[row.number for row in kept])  # fmt: skip
    transaction.on_commit(forget)


def _write(rows: Sequence[Number]) -> None:
    EmergencyNumber.objects.bulk_create(
        EmergencyNumber(number=row.number, label_id=row.label_id, label_en=row.label_en, position=place)
        for place, row in enumerate(rows, start=1)
    )


def _tidied(row: Number, place: int) -> Number | None:
    number, ours, english = (" ".join(tidy(each).split()) for each in (row.number, row.label_id, row.label_en))
    if not (number or ours or english):
        return None
    if not any(sign.isdigit() for sign in number) or not set(number) <= SIGNS or not 3 <= len(number) <= NUMBER_MOST:
        raise Unfit("emergency.number", _("Write the number as it is dialled, such as 112 or 0511 4799000."), field=f"number_{place}")  # fmt: skip
    for name, label in (("label_id", ours), ("label_en", english)):
        if len(label) > LABEL_MOST or has_forbidden(label) or (name == "label_id" and not label):
            raise Unfit("emergency.label", _("Say in a few words who answers this number."), field=f"{name}_{place}")
    return Number(number=number, label_id=ours, label_en=english)
