"""Buttons and links in the hands of a unit that supports: it accepts its part; giving the report back is the lead's alone."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications.links import Bearer, Dead

INSTEAD = {"acceptance": "part-acceptance", "takeover": "part-acceptance", "return": "part-return"}


def meant(bearer: Bearer) -> Bearer:
    """The same, with the act that is theirs."""
    if bearer.post is None or bearer.notice.report_id is None or bearer.act not in INSTEAD:
        return bearer
    live = Disposition.objects.filter(report=bearer.notice.report_id, unit=bearer.post.unit_id, state__in=Disposition.ACTIVE)  # fmt: skip
    is_support = set(live.values_list("role", flat=True)) == {Disposition.Role.SUPPORT}
    return replace(bearer, act=INSTEAD[bearer.act]) if is_support else bearer


def stays(bearer: Bearer) -> Dead:
    """What a unit is told that would give back what it only helps with."""
    lead = bearer.report.unit.name if bearer.report.unit else "–"
    sentence = _("Your unit helps with report {code}; {lead} answers it. If it is not for you, reply to the message in one sentence: that becomes your note, and {lead} reads it.")  # fmt: skip
    return Dead("link.support", sentence, code=bearer.report.code, lead=lead)


def part_due(bearer: Bearer) -> datetime | None:
    unit = bearer.post.unit_id if bearer.post else None
    clocks = Promise.objects.filter(report=bearer.report, step="respond", unit=unit, met_at=None)
    return clocks.order_by("-round").values_list("due_at", flat=True).first() if unit else None
