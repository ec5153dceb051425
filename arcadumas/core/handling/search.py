"""Finding reports by code, by SP4N tracking ID or by words.

A search never hits words that its reader may not read, and a code or tracking ID finds only what is in sight.
"""

import re
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet

from arcadumas.base import codes
from arcadumas.base.compiled import Slot
from arcadumas.core.handling import visible
from arcadumas.core.handling.reading import readable
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.readers import Reader, for_readers
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Report, Sp4n


@dataclass(frozen=True, kw_only=True)
class Found:
    """`is_wider`: nothing was found by the words as they were typed, so words that are like them count too. `few`: keys of which `rows`
    are those in sight, where the words stand in few reports."""

    rows: QuerySet[Report]
    is_wider: bool = False
    few: list[int] | None = None


def search(actor: Actor, text: str) -> QuerySet[Report]:
    return look(actor, text).rows


def look(actor: Actor, text: str) -> Found:
    """Reports by code or SP4N tracking ID, else by all of the words: of title, text, place, topic, units, answers, letters
    and notes. Where the reader reads no report with them, mistyped words are held against known ones: what is decided by the
    reader's own reports tells nothing of others. Two statements are asked before, four where it is widened."""
    rows, text = visible.to(actor), text.strip()
    if code := codes.read_code(text):
        return Found(rows=rows.filter(code=code))
    if re.fullmatch(r"[0-9]{7,10}", text):
        return Found(rows=rows.filter(Exists(Sp4n.objects.filter(report=OuterRef("pk"), tracking_id=text))))
    query = sought.query(text)
    if query is None:
        return Found(rows=rows.none())
    few = sought.few(query)
    if few is None or _read(actor, few):
        return _found(actor, query, few)
    wider = sought.wider(text) or query
    return replace(_found(actor, wider, sought.few(wider)), is_wider=True)


def _found(actor: Actor, query: SearchQuery, few: list[int] | None) -> Found:
    with_words = Q(sought__lookup=query) if few is None else Q(pk__among=few)
    return Found(rows=read_by(actor).filter(with_words), few=few)


def read_by(reader: Reader) -> QuerySet[Report]:
    """What this reader sees and reads."""
    return visible.to(reader).filter(readable(reader))


@for_readers
def _read(reader: Reader, keys: Slot) -> QuerySet[Report, int]:
    return read_by(reader).filter(pk__among=keys).values_list("pk", flat=True)[:1]


def is_exact(text: str) -> bool:
    """A code or a tracking ID: nothing of the text is to be marked."""
    return bool(codes.read_code(text) or re.fullmatch(r"[0-9]{7,10}", text.strip()))
