"""A reporter's telephone that answers by machine: what it says is no answer of theirs. In doubt it is a person.

All of this must hold: the words come within seconds of a message of ours, sooner than anybody reads and types them; they
quote nothing, name no report and bring no file; and they are a stock phrase of such machines, or the same words came from
this number as soon after an earlier message of ours (decision 0036).
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from arcadumas.core.handling.machine import keep_automatic
from arcadumas.core.organisation.actors import Via, reporter_actor
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import talks, windows
from arcadumas.duties.notifications.answering import WRITTEN_CODE
from arcadumas.duties.notifications.spoken import Heard, Typed
from arcadumas.duties.notifications.talks import Talk

SOON = timedelta(seconds=8)
SKEW = timedelta(seconds=2)  # WhatsApp's moments are whole seconds
LEAST = 25  # characters: nobody types so many in that time, twice the same
STOCK = re.compile(
    r"\b(terima kasih (telah|sudah) menghubungi|(ini|adalah) (pesan|balasan) otomatis|(pesan|balasan) otomatis[:.]"
    r"|thank(s| you) for (contacting|messaging)|(automatic|automated) (reply|response)|auto-?reply)\b",
    re.IGNORECASE,
)


def take(typed: Typed, mine: Sequence[Report], *, via: Via) -> Heard | None:
    """Keep a machine's words beside the path of the report that it answered, marked, and say nothing back. None: a person."""
    if typed.at is None or typed.answers or typed.files or WRITTEN_CODE.search(typed.text):
        return None
    report = _spoken_of(typed, mine)
    if report is None or not _is_machine(typed):
        return None
    keep_automatic(report.code, by=reporter_actor(report.pk, via=via), text=typed.text)
    return Heard(outcome="taken", language=report.language)


def _spoken_of(typed: Typed, mine: Sequence[Report]) -> Report | None:
    """Of theirs, the report of our message that left, or arrived, just before; or of what we said back to them just now."""
    if typed.at is None:
        return None
    moments, number = (typed.at - SOON, typed.at + SKEW), windows.blind(f"+{typed.number.removeprefix('+')}")
    lately = Q(notices__messages__sent_at__range=moments) | Q(notices__messages__delivered_at__range=moments)
    theirs = Report.objects.filter(lately, notices__messages__to_blind=number, notices__recipient="reporter")
    found = theirs.order_by("-notices__id").values_list("pk", flat=True).first()
    if found is None:
        found = Talk.objects.filter(number=number, at__range=moments).values_list("report", flat=True).first()
    return next((report for report in mine if report.pk == found), None)


def _is_machine(typed: Typed) -> bool:
    words = " ".join(typed.text.casefold().split())
    return bool(STOCK.search(words)) or (len(words) >= LEAST and talks.is_echo(typed.number, words))
