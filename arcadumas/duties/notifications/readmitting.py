"""KUNCI: who has lost the key of a report gets a link that opens it, at the number that the report came with.

The number is the proof, so the link goes nowhere else; it works once and for little more than an hour. A message that is
passed on opens nothing: its own links show no more than it says.
"""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import links
from arcadumas.duties.notifications.models import Message, RecipientKind, Use
from arcadumas.duties.notifications.stopping import AROUND

WORDS = frozenset({"KUNCI", "KEY"})
OPENING = "key"  # the act of such a link
MOST = 3  # of their reports, the newest
LASTS = timedelta(hours=2)  # a token counts full hours, so an hour at least


def is_wish(text: str) -> bool:
    return AROUND.sub("", text[:40]).upper() in WORDS


def by_number(number: str) -> str:
    """What is said back; "" when the number has no report of which it was told."""
    found = [(report, link) for report in identity.reports_of(number)[:MOST] if (link := _link(report))]
    if not found:
        return ""
    with translation.override(found[0][0].language):
        said = _("Your report opens here, once and within the hour. Please do not pass this on.")
        return "\n".join([said, *(f"{report.code}: {link}" for report, link in found)])


def _link(report: Report) -> str:
    """By the newest message about it alone; one asked for before is good once more."""
    told = Message.objects.filter(notices__report=report, notices__recipient=RecipientKind.REPORTER)
    alone = told.alias(many=Count("notices")).filter(many=1)
    message = alone.order_by("-queued_at", "-id").only("id").first()
    if message is None:
        return ""
    Use.objects.filter(message=message, act=OPENING).delete()
    return links.address(links.make(message.pk, OPENING, expires_at=timezone.now() + LASTS))
