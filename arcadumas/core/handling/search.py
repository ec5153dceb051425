"""Finding reports by code, by SP4N tracking ID or by words.

A search never hits words that its reader may not read, and a code or tracking ID finds only what is in sight.
"""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from arcadumas.base import codes
from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import readable
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Report, Sp4n


def search(actor: Actor, text: str) -> QuerySet[Report]:
    """Reports by code or SP4N tracking ID, else by a part of the title, the text or the place's name."""
    rows, text = visible.to(actor), text.strip()
    if code := codes.read_code(text):
        return rows.filter(code=code)
    if re.fullmatch(r"[0-9]{7,10}", text):
        return rows.filter(Exists(Sp4n.objects.filter(report=OuterRef("pk"), tracking_id=text)))
    words = Q(title__icontains=text) | Q(body__icontains=text) | Q(place_text__icontains=text)
    return rows.filter(readable(actor)).filter(words | Q(area__name__icontains=text))
