"""Finding reports by code, by SP4N tracking ID or by words.

A search never hits words that its reader may not read, and a code or tracking ID finds only what is in sight.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

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
    """How a text is looked for. `way`: by code, by tracking_id, by words, or among the few reports in which these stand;
    `value`: what it is looked for by. `is_wider`: nothing was found by the words as they were typed, so words that are like
    them count too."""

    way: str
    value: Any
    is_wider: bool = False


def search(actor: Actor, text: str) -> QuerySet[Report]:
    found = look(actor, text)
    return rows(found.way, actor, found.value)


def look(actor: Actor, text: str) -> Found:
    """Reports by code or SP4N tracking ID, else by all of the words: of title, text, place, topic, units, answers, letters
    and notes. Where the reader reads no report with them, mistyped words are held against known ones: what is decided by the
    reader's own reports tells nothing of others. Two statements are asked before, four where it is widened."""
    text = text.strip()
    if code := codes.read_code(text):
        return Found(way="code", value=code)
    if _is_tracking_id(text):
        return Found(way="tracking_id", value=text)
    query = sought.query(text)
    if not query:
        return Found(way="few", value=[])
    few = sought.few(query)
    if few is None or _read(actor, few):
        return _found(query, few)
    wider = sought.wider(text) or query
    return _found(wider, sought.few(wider), is_wider=True)


def _found(query: str, few: list[int] | None, *, is_wider: bool = False) -> Found:
    if few is None:
        return Found(way="words", value=query, is_wider=is_wider)
    return Found(way="few", value=few, is_wider=is_wider)


def rows(way: str, reader: Reader, value: Any) -> QuerySet[Report]:
    """What this reader finds by it, `value` itself or a slot for it."""
    if way == "code":
        return visible.to(reader).filter(code=value)
    if way == "tracking_id":
        return visible.to(reader).filter(Exists(Sp4n.objects.filter(report=OuterRef("pk"), tracking_id=value)))
    if way == "few":
        return read_by(reader).filter(pk__among=value)
    return read_by(reader).filter(sought__lookup=sought.lookup(value))


def read_by(reader: Reader) -> QuerySet[Report]:
    """What this reader sees and reads."""
    return visible.to(reader).filter(readable(reader))


@for_readers
def _read(reader: Reader, keys: Slot) -> QuerySet[Report, int]:
    return read_by(reader).filter(pk__among=keys).values_list("pk", flat=True)[:1]


def is_exact(text: str) -> bool:
    """A code or a tracking ID: nothing of the text is to be marked."""
    return bool(codes.read_code(text)) or _is_tracking_id(text.strip())


def _is_tracking_id(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{7,10}", text))
