"""Seals: proof, with a key that is not in the database, that no line was altered, removed, reordered or cut off.

Heads are plain values (stream, seq, hash): `audit` from this room, one a changed report handed in by the roof.
The newest seal also goes to STATE/seals.log, so that an older copy of the whole database is seen as cut off, also when
more was sealed upon it since.
"""

import hashlib
import hmac
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.core.audit.models import Entry, Seal

AUDIT = "audit"
PURPOSE = "audit.seal"
LOCK = 7_203_119  # one sealer at a time; never taken inside a report's transaction
BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Head:
    stream: str
    seq: int
    hash: bytes


@dataclass(frozen=True, kw_only=True)
class Bad:
    """`why`: altered, removed, reordered or truncated."""

    where: str
    seq: int
    why: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def take_turn() -> bool:
    """True for one sealer until its transaction ends; the others let it be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def seal(heads: Iterable[Head]) -> Seal | None:
    """Seal the new audit entries and these heads in the caller's transaction. The newest seal, or None."""
    own = _chain_entries()
    last = Seal.objects.order_by("-number").first()
    number, before = (last.number, bytes(last.mac)) if last else (0, b"")
    now = timezone.now()
    made = []
    for head in [*own, *heads]:
        number += 1
        before = _mac(number, head, now, before, key=sealed.derive(PURPOSE))
        made.append(Seal(number=number, stream=head.stream, seq=head.seq, hash=head.hash, mac=before, at=now))
    Seal.objects.bulk_create(made)
    return made[-1] if made else None


def log(newest: Seal, path: Path) -> None:
    """One durable line outside the database, after the commit."""
    line = json.dumps({"number": newest.number, "mac": bytes(newest.mac).hex(), "at": newest.at.isoformat()}) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chain_entries() -> list[Head]:
    """Give the unsealed entries their places in the chain, in order of their numbers."""
    fresh = list(Entry.objects.filter(position=None).order_by("seq")[:BATCH])
    if not fresh:
        return []
    last = Entry.objects.exclude(position=None).order_by("-position").first()
    position, before = (last.position or 0, bytes(last.hash)) if last else (0, b"")
    for entry in fresh:
        position += 1
        before = entry_hash(entry, position=position, previous=before)
        entry.position, entry.hash = position, before
    Entry.objects.bulk_update(fresh, ["position", "hash"])
    return [Head(stream=AUDIT, seq=position, hash=before)]


def entry_hash(entry: Entry, *, position: int, previous: bytes) -> bytes:
    line = [position, entry.seq, entry.at.astimezone(UTC).isoformat(), entry.act, entry.by, entry.post, entry.via, entry.subject, entry.facts]  # fmt: skip
    text = json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(previous + text.encode()).digest()


def _mac(number: int, head: Head, at: datetime, before: bytes, *, key: bytes) -> bytes:
    text = f"{number}|{head.stream}|{head.seq}|{head.hash.hex()}|{at.astimezone(UTC).isoformat()}|{before.hex()}"
    return hmac.digest(key, text.encode(), "sha256")


def verify_entries() -> tuple[int, Bad | None]:
    """Number of sealed entries, and the first that is not as it was."""
    count, before = 0, b""
    rows = Entry.objects.exclude(position=None).order_by("position")
    for entry in rows.iterator(chunk_size=BATCH):
        count += 1
        if entry.position != count:
            return count, Bad(where=AUDIT, seq=count, why="removed")
        if bytes(entry.hash) != entry_hash(entry, position=count, previous=before):
            return count, Bad(where=AUDIT, seq=count, why=_why_entry(entry))
        before = bytes(entry.hash)
    head = newest().get(AUDIT)
    if head and head[0] > count:
        return count, Bad(where=AUDIT, seq=count + 1, why="truncated")
    return count, None


def _why_entry(entry: Entry) -> str:
    """Reordered when its hash is right at another place."""
    rows = Entry.objects.exclude(position=None).values_list("position", "hash")
    hashes: dict[int, bytes] = {0: b""} | {place: bytes(hash_) for place, hash_ in rows if place}
    for place in [place for place in hashes if place]:
        for previous in (hashes.get(place - 1, b""), *_neighbours(hashes, place)):
            if place != entry.position and entry_hash(entry, position=place, previous=bytes(previous)) == bytes(
                entry.hash
            ):
                return "reordered"
    return "altered"


def _neighbours(hashes: dict[int, bytes], place: int) -> Iterator[bytes]:
    """The hash before a swapped row may itself stand one or two places away."""
    for near in (place, place + 1):
        if near in hashes:
            yield hashes[near]


def verify_seals(log_path: Path) -> Bad | None:
    """The seals' own chain, and every line of the log beside the seal of its number: sealing anew hides no cut."""
    logged = deque(_logged(log_path))  # read first: what is logged is committed
    keys, before = sealed.derive_all(PURPOSE), b""
    for number, row in enumerate(Seal.objects.order_by("number").iterator(chunk_size=BATCH), 1):
        head, mac = Head(stream=row.stream, seq=row.seq, hash=bytes(row.hash)), bytes(row.mac)
        if row.number != number:
            return Bad(where="seals", seq=number, why="removed")
        if all(mac != _mac(number, head, row.at, before, key=key) for key in keys):
            return Bad(where="seals", seq=number, why="altered")
        while logged and logged[0][0] <= number:
            if logged.popleft() != (number, mac):
                return Bad(where="seals", seq=number, why="truncated")
        before = mac
    return Bad(where="seals", seq=logged[0][0], why="truncated") if logged else None


def _logged(path: Path) -> list[tuple[int, bytes]]:
    """Number and MAC of each line, by number; a log may begin anywhere. A torn line (power cut) is passed over."""
    found = []
    if path.exists():
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                with suppress(ValueError, KeyError, TypeError):
                    told = json.loads(line)
                    found.append((int(told["number"]), bytes.fromhex(told["mac"])))
    return sorted(found)


def newest() -> dict[str, tuple[int, bytes]]:
    """Stream -> (seq, hash) of its newest seal."""
    rows = Seal.objects.order_by("stream", "-seq").distinct("stream").values_list("stream", "seq", "hash")
    return {stream: (seq, bytes(hash_)) for stream, seq, hash_ in rows}
