"""A team proposes what has to change in its unit; the front desk or the unit's head enters it, or says why not (note 13)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.base.text import has_forbidden
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers, unit_changes
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Proposal, Unit
from arcadumas.core.organisation.powers import Ground

LEAST, MOST, WAITING = 10, 1_000, 10


@transaction.atomic
def propose(unit_code: str, *, by: Actor, text: str) -> Proposal:
    """For one's own unit. Raises Powerless (403), Unfit (422), OutOfTurn (409) when too many wait. Audited without the text."""
    unit = unit_changes.take(unit_code)
    seat = powers.require(by, "propose", at=Ground(target_id=unit.pk))
    text = _fit(text, field="text")
    if Proposal.objects.filter(unit=unit, settled_at=None).count() >= WAITING:
        raise OutOfTurn("proposal.many", _("{count} proposals of this unit wait already. Ask the front desk to look at them first."), count=WAITING)  # fmt: skip
    made = Proposal.objects.create(unit=unit, text=text, by_id=powers.person_of(by), post=seat.title, at=timezone.now())
    trail.record("change_proposed", by=by.login, post=seat.title, via=by.via, subject=f"unit:{unit_code}", proposal=made.pk)  # fmt: skip
    return made


@transaction.atomic
def settle(number: int, *, by: Actor, is_taken_up: bool, answer: str = "") -> Proposal:
    """What was asked for is entered, or it is not, with the reason. Raises OutOfTurn (409) a second time. Audited."""
    found = Proposal.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=number).first()
    if found is None:
        raise Unseen("proposal.unknown", _("There is no such proposal."))
    seat = powers.require(by, "keep_team", at=Ground(target_id=found.unit_id))
    if found.settled_at is not None:
        raise OutOfTurn("proposal.settled", _("A colleague has settled this proposal already."))
    found.answer = _fit(answer, field="answer") if answer.strip() or not is_taken_up else ""
    found.is_taken_up, found.settled_at, found.settled_by_id = is_taken_up, timezone.now(), by.person_id
    found.save(update_fields=["answer", "is_taken_up", "settled_at", "settled_by"])
    trail.record(
        "proposal_settled", by=by.login, post=seat.title, via=by.via, subject=f"unit:{found.unit.code}",
        proposal=number, is_taken_up=is_taken_up,
    )  # fmt: skip
    return found


def of(unit: Unit) -> QuerySet[Proposal]:
    """Those that wait first, then the newest."""
    return Proposal.objects.filter(unit=unit).select_related("by").order_by("-settled_at", "-id")


def waiting() -> QuerySet[Proposal]:
    """Of all units, the oldest first: for those who keep them all."""
    return Proposal.objects.filter(settled_at=None).select_related("unit", "by").order_by("id")


def _fit(text: str, *, field: str) -> str:
    text = text.strip()
    if not LEAST <= len(text) <= MOST or has_forbidden(text):
        raise Unfit("form.reason_length", _("Write between {least} and {most} characters, so that others understand why."), field=field, least=LEAST, most=MOST)  # fmt: skip
    return text
