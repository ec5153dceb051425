"""Finding reports by code, by SP4N tracking ID or by words.

A search never hits words that its reader may not read, and a code or tracking ID finds only what is in sight.
"""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from arcadumas.base import codes
from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import readable
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Report, Sp4n


def search(actor: Actor, text: str) -> QuerySet[Report]:
    """Reports by code or SP4N tracking ID, else by all of the words: of title, text, place, topic, units, answers, letters
    and notes. Mistyped words are held against known ones. Two statements are asked before: for that, and for the few."""
    rows, text = visible.to(actor), text.strip()
    if code := codes.read_code(text):
        return rows.filter(code=code)
    if re.fullmatch(r"[0-9]{7,10}", text):
        return rows.filter(Exists(Sp4n.objects.filter(report=OuterRef("pk"), tracking_id=text)))
    query = sought.query(text)
    if query is None:
        return rows.none()
    few = sought.few(query)
    return rows.filter(readable(actor)).filter(Q(sought__lookup=query) if few is None else Q(pk__in=few))


def is_exact(text: str) -> bool:
    """A code or a tracking ID: nothing of the text is to be marked."""
    return bool(codes.read_code(text) or re.fullmatch(r"[0-9]{7,10}", text.strip()))
