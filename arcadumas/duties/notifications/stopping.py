"""BERHENTI and MULAI: whoever answers with one of these words hears no more of a report, or hears of it again.

By WhatsApp the number is the proof and speaks for all its reports; by mail, link and page the one report is meant.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import settling
from arcadumas.duties.notifications.models import Message, Notice, RecipientKind

STOP, START = frozenset({"BERHENTI", "STOP", "UNSUBSCRIBE"}), frozenset({"MULAI", "START"})
AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def wish(text: str) -> bool | None:
    """Whether this asks to be told (MULAI) or not to be told (BERHENTI); None for every other text."""
    said = AROUND.sub("", text[:40]).upper()
    return {**dict.fromkeys(STOP, False), **dict.fromkeys(START, True)}.get(said)


@transaction.atomic
def by_number(number: str, *, is_told: bool) -> str:
    """For every report of this telephone number. What is said back; "" when the number has none."""
    reports = list(identity.reports_of(number))
    if not reports:
        return ""
    identity.tell_number(number, is_told=is_told)
    if not is_told:
        _call_back(report.pk for report in reports)
    with translation.override(reports[0].language):
        return sentence(is_told=is_told)


@transaction.atomic
def by_holder(report: Report, *, is_told: bool, by: Actor) -> None:
    """For one report with its parts, by the holder of its key or of a message about it."""
    if is_told:
        identity.tell_again(report, by=by)
    else:
        identity.stop_telling(report, by=by)
        _call_back(identity.told_together(report))


def sentence(*, is_told: bool) -> str:
    if is_told:
        return _("All right, updates are on again.")
    return _(
        "All right, no more updates. Your report goes on, and you can follow it here: {link} Type START to hear from us again."
    ).format(  # fmt: skip
        link=f"{settings.BASE_URL}/lacak/"
    )


def _call_back(report_ids: Iterable[int]) -> None:
    """What waits for the reporter is not sent any more: rows that no sender has in hand, and notices that are held."""
    notices = Notice.objects.filter(report__in=list(report_ids), recipient=RecipientKind.REPORTER, settled_at=None)
    ids = list(notices.values_list("pk", flat=True))
    waiting = Message.objects.select_for_update(skip_locked=True, no_key=True).filter(notices__in=ids, state="queued")
    rows = list(waiting.order_by("pk").values_list("pk", flat=True))
    Message.objects.filter(pk__in=rows, state="queued").update(state="superseded")
    settling.settle(ids)
