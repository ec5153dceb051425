"""Whoever owes a broken promise and acts on its report is given the full time to the next rung: decision 0037."""

from collections.abc import Sequence

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.rules import Snapshot
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports.models import Event, Promise
from arcadumas.duties.escalation import ladder
from arcadumas.duties.escalation.models import Ascent

# Work on the matter. A note, a hand-over, a return or a request for more time moves it no further.
ACTS = frozenset(
    [
        "accepted",
        "taken_over",
        "task_added",
        "task_done",
        "inspected",
        "evidence_added",
        "invited",
        "part_given",
        "question_asked",
        "answer_drafted",
        "answer_approved",
        "responded",
        "instruction_accepted",
    ]
)


def heed(events: Sequence[Event]) -> int:
    """The ladders of these reports wait for their next rung from the first such act since the last one, once for each rung.
    The caller is in a transaction, and lets the ladders follow. How many wait."""
    counted = [event for event in events if event.kind in ACTS and event.actor == "person" and event.unit_code]
    if not counted:
        return 0
    rows = Ascent.objects.select_for_update(of=("self",)).select_related("promise__unit", "promise__report__unit")
    late = rows.filter(promise__report__in={event.report_id for event in counted}, promise__state=Promise.State.BROKEN)
    now, desk = rules.current(), front_desk()
    waiting = 0
    for ascent in late.filter(promise__met_at=None).exclude(next_at=None).order_by("promise"):
        owes = ascent.promise.unit or ascent.promise.report.unit or desk
        mine = [each for each in counted if each.report_id == ascent.promise.report_id]
        waiting += _wait(ascent, [each for each in mine if owes and each.unit_code == owes.code], now)
    return waiting


def _wait(ascent: Ascent, acts: Sequence[Event], now: Snapshot) -> bool:
    """False where nobody acted since the last rung, or this rung has waited already."""
    last = ladder.link_at(ascent.chain, ascent.place - 1) if ascent.place else None
    has_waited = ascent.acted_at is not None and ascent.acted_place == ascent.place
    if not acts or last is None or last.is_warning or has_waited:
        return False
    climbed = Event.objects.filter(report=ascent.promise.report_id, kind="rung_climbed", facts__promise=ascent.pk)
    seq = climbed.order_by("-seq").values_list("seq", flat=True).first() or 0
    act = min((each for each in acts if each.seq > seq), key=lambda each: each.seq, default=None)
    if act is None:
        return False
    ascent.acted_at = max(act.at, ladder.moment(last, ascent.promise, ascent, now))
    ascent.acted_place = ascent.place
    ascent.save(update_fields=["acted_at", "acted_place"])
    return True
