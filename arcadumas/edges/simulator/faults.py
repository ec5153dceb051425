"""Faults that are scripted to happen, so that every misfortune of the outside can be rehearsed."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from arcadumas.base import sealed
from arcadumas.edges.simulator import phones
from arcadumas.edges.simulator.desk import Desk
from arcadumas.edges.simulator.errors import CODES, LATER
from arcadumas.edges.simulator.models import Fault

TABLE = "simulator_fault"
# At the call itself.
CALL = ("error", "error_500", "html_502", "http_429", "timeout", "slow", "reset", "accept_drop", "accept_timeout")
# After a 200: a failed status with a code, no status at all, or a read without a delivered.
AFTER = ("failed", "stuck", "skip_delivered")
# On the way of the webhook. For batch and reorder, `times` is how many events are held back and sent together.
HOOK = (
    "batch", "reorder", "duplicate", "lost", "unknown_wamid", "no_contacts", "bsuid_only", "bad_signature",
    "no_signature",
)  # fmt: skip
MEDIA = ("media_gone", "media_expired", "media_wrong_sha256")
MAIL = ("smtp_4xx", "smtp_5xx", "smtp_greylist", "smtp_slow", "smtp_drop", "smtp_drop_before", "smtp_auth")
KINDS = (*CALL, *AFTER, *HOOK, *MEDIA, *MAIL)


class UnknownFault(ValueError):
    """There is no fault of this kind."""


@dataclass
class Scripted:
    """`remaining` None: until cleared. `target` "": anyone. `amount`: what `remaining` began with."""

    kind: str
    target: str = ""
    remaining: int | None = 1
    seconds: float | None = None
    code: int | None = None
    row: int = 0
    amount: int | None = field(default=None)

    def shape(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "target": self.target, "remaining": self.remaining, "seconds": self.seconds,
            "code": self.code,
        }  # fmt: skip


class Faults:
    """The list in memory decides; its copy in the database survives a restart and is what the page shows."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lock = threading.Lock()
        self.scripted: list[Scripted] = desk.run(_kept)

    def add(
        self, kind: str, *, times: int | None = 1, target: str = "", seconds: float | None = None,
        code: int | None = None,
    ) -> Scripted:  # fmt: skip
        """Script a fault. A bare error code as `kind` happens where that code usually does: at once, or after a 200.

        Raises UnknownFault."""
        if kind.isdigit() and int(kind) in CODES:
            kind, code = ("failed" if int(kind) in LATER else "error"), int(kind)
        if kind not in KINDS or (times is not None and times < 1):
            raise UnknownFault(kind)
        new = Scripted(kind, phones.named(target), times, seconds, code, amount=times)
        new.row = self.desk.run(lambda: _keep(new))
        with self.lock:
            self.scripted.append(new)
        return new

    def take(self, kinds: Iterable[str], target: str = "") -> Scripted | None:
        """The first fault of one of these kinds that is meant for this target; it counts as having happened once."""
        with self.lock:
            wanted = (each for each in self.scripted if each.kind in kinds and each.target in {"", target})
            found = next(wanted, None)
            if found is None or found.remaining is None:
                return found
            found.remaining -= 1
            if not found.remaining:
                self.scripted.remove(found)
        row, left = found.row, found.remaining
        self.desk.submit(lambda: Fault.objects.filter(id=row).update(remaining=left))
        return found

    def listed(self) -> list[Scripted]:
        with self.lock:
            return list(self.scripted)

    def clear(self) -> None:
        with self.lock:
            self.scripted.clear()
        self.desk.run(lambda: Fault.objects.all().delete())


def _keep(new: Scripted) -> int:
    row = Fault.objects.create(kind=new.kind, remaining=new.remaining, seconds=new.seconds, code=new.code)
    if new.target:
        row.target = sealed.seal(new.target, table=TABLE, row=row.id, field="target")
        row.save(update_fields=["target"])
    return row.id


def _kept() -> list[Scripted]:
    rows = Fault.objects.exclude(remaining=0).order_by("id")
    return [Scripted(r.kind, target_of(r), r.remaining, r.seconds, r.code, r.id, r.remaining) for r in rows]


def target_of(row: Fault) -> str:
    return sealed.unseal(bytes(row.target), table=TABLE, row=row.id, field="target") if row.target else ""
