"""The reporter's objection from a message: the report is opened again; a closed one stays closed and another carries it on."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.handling import follow_up
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.workflow import MOVES
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Promise, Report, State


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


def advice(report: Report) -> str:
    """To whoever has written about an answered or closed report: that words alone do not open it again, and what does. In the
    active language; "" where nothing is to be opened."""
    if not may(report):
        return ""
    link = f"{settings.BASE_URL}/lacak/{report.code}/"
    if is_late(report):
        return _("Report {code} is closed. If it is not settled, press “Not settled yet” in our message, or make a follow-up report here: {link}").format(code=report.code, link=link)  # fmt: skip
    due = Promise.objects.filter(report=report, step="reporter_reply", met_at=None).order_by("-round").first()
    day = moments.day(due.due_at, get_language()) if due else "–"
    return _("Report {code} has been answered, and words alone do not open it again. If it is not settled, press “Not settled yet” in our message, or say so here by {day}: {link}").format(code=report.code, day=day, link=link)  # fmt: skip


def carried_on(report: Report) -> str:
    """The code of the report that goes on in the place of this one; "" where none does."""
    return next((code for code, is_newer in follow_up.linked(report) if is_newer), "")
