"""Somebody who was called says that the message has come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.drills.models import Call
from arcadumas.core.organisation.actors import Actor


@transaction.atomic
def answer(drill_id: int, *, by: Actor, at: datetime) -> Call:
    """The first answer counts; a second one changes nothing. Raises Unseen (404), OutOfTurn (409) after the end."""
    calls = Call.objects.select_for_update(of=("self",)).select_related("drill")
    call = calls.filter(drill=drill_id, person=by.person_id).first()
    if call is None:
        raise Unseen("drill.not_called", _("This drill did not call you."))
    if call.answered_at is None and not call.drill.is_running:
        ended = moments.moment(call.drill.ended_at or call.drill.due_at, get_language())
        raise OutOfTurn("drill.over", _("The drill ended on {at}. Nothing more is needed."), at=ended)
    if call.answered_at is None:
        call.answered_at, call.answered_via = at, by.via
        call.save(update_fields=["answered_at", "answered_via"])
    return call
