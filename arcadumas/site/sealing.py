"""The roof hands the heads of changed reports to the audit room, and puts the newest seal outside the database."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from arcadumas.core.audit import seals
from arcadumas.core.audit.seals import Bad, Head
from arcadumas.core.reports import journal

READER = "seals"
LOG = "seals.log"


@dataclass(frozen=True, kw_only=True)
class Finding:
    entries: int
    events: int
    first_bad: Bad | None


def seal() -> int:
    """One batch; the number of heads sealed, 0 when nothing changed or another sealer is at work."""
    with transaction.atomic():
        if not seals.take_turn():
            return 0
        heads = [Head(stream=code, seq=seq, hash=hash_) for code, (seq, hash_) in journal.changed(READER).items()]
        newest = seals.seal(heads)
    if newest is not None:
        seals.log(newest, settings.STATE / LOG)
    return len(heads)


def verify() -> Finding:
    """The seals first, since the rest leans on them; then audit and journal, each from its first line."""
    forged = seals.verify_seals(settings.STATE / LOG)
    entries, bad = seals.verify_entries()
    events, flaw = journal.examine({stream: head for stream, head in seals.newest().items() if stream != seals.AUDIT})
    rewritten = Bad(where=flaw.code, seq=flaw.seq, why=flaw.why) if flaw else None
    return Finding(entries=entries, events=events, first_bad=forged or bad or rewritten)
