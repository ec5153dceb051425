"""Links and buttons in the hands of a unit that has the report no more: they say so, and nothing of who has it now."""

from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling.models import Disposition
from arcadumas.duties.notifications.links import Bearer, Dead

LEAD = Disposition.Role.LEAD


def said(bearer: Bearer) -> Dead | None:
    """What is said of a report that is hidden from its bearer because their unit has it no more; None where it never had it.
    Not for what is special."""
    given = Disposition.objects.filter(report=bearer.notice.report_id)
    if bearer.post is None or not given.filter(unit=bearer.post.unit_id).exists():
        return None
    if given.filter(role=LEAD, state__in=Disposition.LIVE).exists():
        sentence = _("Report {code} has been passed on to another unit. Nothing is needed from you.")
    else:
        sentence = _("Report {code} is no longer with your unit. Nothing is needed from you.")
    return Dead("link.lost", sentence, code=bearer.report.code)
