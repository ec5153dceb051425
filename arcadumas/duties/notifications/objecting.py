"""The reporter's objection from a message: the report is opened again; a closed one stays closed and another carries it on."""

from arcadumas.core.handling import follow_up
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.workflow import MOVES
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report, State


def may(report: Report) -> bool:
    """An objection is open: in time, or after closing once."""
    return not carried_on(report) if is_late(report) else report.state in MOVES["object"].frm


def is_late(report: Report) -> bool:
    return report.state == State.CLOSED


def take(report: Report, *, reason: str, by: Actor) -> Report:
    """The report that goes on. Raises what the verbs raise."""
    if is_late(report):
        return follow_up.object_late(report.code, by=by, reason=reason).report
    return object_(report.code, by=by, reason=reason)


def carried_on(report: Report) -> str:
    """The code of the report that goes on in the place of this one; "" where none does."""
    return next((code for code, is_newer in follow_up.linked(report) if is_newer), "")
