"""Bring a report in from SP4N-LAPOR!: an upsert by tracking ID. Past reports make no promises and tell nobody.

Only the first import places our state (process.md, note 1); later ones change SP4N's own field and may write
`sp4n_changed`. The class that SP4N gives is kept beside ours and starts no 60-day clock: an officer confirms it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, F, Model, Value
from django.db.models.functions import Greatest

from arcadumas.base import codes, sealed
from arcadumas.base.text import shorten
from arcadumas.core.handling import group, protect
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.workflow import line, place
from arcadumas.core.organisation import powers, units
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Alias, Unit
from arcadumas.core.reports import identity, intake, journal, promises, sought, words
from arcadumas.core.reports.facts import Classified, Imported, Sp4nChanged
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.journal import Beginning
from arcadumas.core.reports.models import Category, Promise, Report, Source, Sp4n, State

# Status in SP4N (both vocabularies: the export's and the dashboard's buckets) -> our state and what goes with it.
STATUSES: dict[str, tuple[State, str]] = {
    "Belum Terverifikasi": (State.RECEIVED, ""),
    "Terverifikasi": (State.VERIFIED, ""),
    "Terdisposisi": (State.DISPOSED, ""),
    "Belum Ditindaklanjuti": (State.DISPOSED, ""),
    "Ditindaklanjuti oleh Instansi": (State.IN_WORK, ""),
    "Ditanggapi oleh Pelapor": (State.IN_WORK, ""),
    "Sedang Diproses": (State.IN_WORK, ""),
    "Diproses": (State.IN_WORK, ""),
    "Proses": (State.IN_WORK, ""),
    "Menunggu Kelengkapan": (State.AWAITING_REPORTER, ""),
    "Ditunda": (State.AWAITING_REPORTER, ""),
    "Laporan Tertunda": (State.AWAITING_REPORTER, ""),
    "Ditutup oleh Pelapor": (State.CLOSED, "reporter"),
    "Ditutup oleh Admin": (State.CLOSED, "officer"),
    "Ditutup oleh Sistem": (State.CLOSED, "system"),
    "Selesai": (State.CLOSED, "system"),
    "Diarsipkan oleh Admin": (State.ARCHIVED, "unclear"),
    "Diarsipkan oleh Sistem": (State.ARCHIVED, "expired"),
    "Diarsipkan oleh Pelapor": (State.ARCHIVED, "withdrawn"),
    "Diarsip": (State.ARCHIVED, "unclear"),
    "Laporan Arsip": (State.ARCHIVED, "unclear"),
    "Konten Terblokir": (State.ARCHIVED, "blocked"),
}
HISTORY = (State.CLOSED, State.ARCHIVED)
HOLDER = {State.DISPOSED: "offered", State.IN_WORK: "accepted", State.CLOSED: "answered"}
NEED_A_UNIT = (State.DISPOSED, State.IN_WORK)
TABLE = "reports_sp4n"


def state_of(status: str) -> tuple[State, str] | None:
    """The longest known beginning decides: "Terdisposisi ke Dinas …", "Menunggu Kelengkapan Informasi"."""
    lower = status.strip().lower()
    known = [name for name in STATUSES if lower.startswith(name.lower())]
    return STATUSES[max(known, key=len)] if known else None


def is_over(status: str) -> bool:
    """Whether nobody works on it in SP4N-LAPOR! any more."""
    found = state_of(status)
    return found is not None and found[0] in HISTORY


@dataclass(frozen=True, kw_only=True)
class Sp4nRow:
    row: int
    tracking_id: str
    received_at: datetime
    name: str = field(repr=False)
    kind: str
    class_name: str
    category_id: str
    category_name: str
    title: str = field(repr=False)
    first_body: str = field(repr=False)
    body: str = field(repr=False)
    is_anonymous: bool
    is_confidential: bool
    source: Source
    unit_name: str
    parent_name: str
    status: str
    raw: Mapping[str, str] = field(repr=False)

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(json.dumps(dict(self.raw), sort_keys=True, ensure_ascii=False).encode()).digest()


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one row does: created, updated or unchanged; for an update, the status before and after."""

    row: Sp4nRow
    result: str
    before: str = ""


@dataclass(kw_only=True)
class Importer:
    """One import. Names of agencies and categories are looked up once. `made_at`: when the export was made, if it says so:
    what a newer one has told already stays so, and its tracking IDs are `older`."""

    by: Actor
    notify: bool = False
    made_at: datetime | None = None
    older: set[str] = field(default_factory=set)
    unmatched: dict[str, int] = field(default_factory=dict)

    @cached_property
    def seat(self) -> Seat | None:
        return None if self.by.kind == "house" else powers.require(self.by, "import")

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {alias.key: alias.unit for alias in Alias.objects.filter(valid_to=None).select_related("unit")}

    @cached_property
    def _desk(self) -> Unit | None:
        return units.front_desk()

    @cached_property
    def _categories(self) -> dict[str, Category]:
        """By SP4N's number and by every name; a number wins."""
        found: dict[str, Category] = {}
        for category in Category.objects.filter(is_active=True).order_by("id"):
            for name in (category.name_id, *category.sp4n_names):
                found.setdefault(units.key(name), category)
            if category.sp4n_id:
                found[f"#{category.sp4n_id}"] = category
        return found

    def preview(self, rows: Iterable[Sp4nRow]) -> list[Change]:
        """What bring_in would do, without doing it."""
        rows = list(rows)
        known = {
            there.tracking_id: there for there in Sp4n.objects.filter(tracking_id__in=[row.tracking_id for row in rows])
        }
        return [self._change(row, known.get(row.tracking_id)) for row in rows]

    def _change(self, row: Sp4nRow, there: Sp4n | None) -> Change:
        self.unit_of(row)
        if there is None:
            return Change(row=row, result="created")
        if bytes(there.digest) == row.digest:
            return Change(row=row, result="unchanged", before=there.status)
        if self.made_at and there.seen_at and there.seen_at > self.made_at:
            self.older.add(row.tracking_id)
            return Change(row=row, result="unchanged", before=there.status)
        return Change(row=row, result="updated", before=there.status)

    @transaction.atomic
    def bring_in(self, row: Sp4nRow) -> Change:
        seat = self.seat
        there = Sp4n.objects.select_for_update().filter(tracking_id=row.tracking_id).first()
        change = self._change(row, there)
        if there is None:
            self._create([row], seat)
        elif change.result == "updated":
            self._update(row, there, seat)
        return change

    @transaction.atomic
    def bring_in_together(self, rows: Sequence[Sp4nRow]) -> list[Change]:
        """What is new or unchanged among these, in a few statements: all of it, or with an exception none.

        What has changed since is left to `bring_in`, which locks one report at a time."""
        seat = self.seat
        changes = [change for change in self.preview(rows) if change.result != "updated"]
        self._create([change.row for change in changes if change.result == "created"], seat)
        return changes

    def mark_seen(self, tracking_ids: Iterable[str]) -> None:
        """What this export held, changed or not: one moment for all of it, so that what is missing shows. Never back."""
        at = Value(self.made_at or journal.now(), output_field=DateTimeField())
        Sp4n.objects.filter(tracking_id__in=list(tracking_ids)).update(seen_at=Greatest(F("seen_at"), at))

    def unit_of(self, row: Sp4nRow) -> Unit | None:
        """By alias, never split on commas; the parent agency counts only when the row names no other."""
        name = row.unit_name or row.parent_name
        unit = self._units.get(units.key(name)) if name else None
        if row.unit_name and unit is None:
            self.unmatched.setdefault(row.unit_name, row.row)
        return unit if unit is None or unit.kind != "government" else None

    def _create(self, rows: Sequence[Sp4nRow], seat: Seat | None) -> None:
        """All of them in two round trips."""
        if not rows:
            return
        begun = zip(rows, journal.begin_many(len(rows)), strict=True)
        journal.save_new(new for row, began in begun for new in self._new(row, seat, began))

    def _new(self, row: Sp4nRow, seat: Seat | None, began: Beginning) -> Iterator[Model]:
        """A report and all that belongs to it, unsaved."""
        unit = self.unit_of(row)
        report = self._report(row, unit)
        report.pk = began.report_id
        is_history = report.is_history
        facts = Imported(
            tracking_id=row.tracking_id,
            sp4n_status=row.status,
            is_history=is_history,
            notify=self.notify and not is_history,
        )
        clocks = [] if is_history else _clocks(report, unit, row, now=began.at, desk=self._desk)
        report.due_at = min((clock.due_at for clock in clocks if clock.state != Promise.State.PAUSED), default=None)
        names = [*([unit.name] if unit else ()), *([report.category.name_id] if report.category else ())]
        yield report
        yield from journal.opening(report, facts, by=self.by, seat=seat, at=began.at, began=began)
        yield sought.row(report, *names)
        yield Sp4n(report=report, entered_at=row.received_at, **_theirs(row, report, at=began.at))
        if row.name and not row.is_anonymous:
            yield identity.enrolment(report, Identity(name=row.name), secret="")
        if unit and report.state in HOLDER:
            yield _hold(report, unit, row)
        yield from clocks

    def _report(self, row: Sp4nRow, unit: Unit | None) -> Report:
        state, detail = state_of(row.status) or (State.RECEIVED, "")
        report = Report(
            code=codes.new_code(),
            kind=row.kind,
            source=Source.SP4N,
            is_anonymous=row.is_anonymous,
            is_confidential=row.is_confidential,
            category=self._category(row),
            unit=unit,
            named_unit=unit,
            is_history=state in HISTORY,
            received_at=row.received_at,
        )
        report.secret_digest = intake.digest(
            report.code, codes.new_secret()
        )  # nobody holds it: SP4N tracks by its own ID
        words.put(report, title=shorten(row.title, 200), body=row.body)
        place(report, _placed(state, unit))
        report.closed_by = detail if state == State.CLOSED else ""
        report.archive_reason = detail if state == State.ARCHIVED else ""
        report.state_before = (State.VERIFIED if unit else State.RECEIVED) if state == State.AWAITING_REPORTER else ""
        return report

    def _category(self, row: Sp4nRow) -> Category | None:
        by_number = self._categories.get(f"#{row.category_id}") if row.category_id else None
        return by_number or (self._categories.get(units.key(row.category_name)) if row.category_name else None)

    def _update(self, row: Sp4nRow, there: Sp4n, seat: Seat | None) -> None:
        family = protect.hold(there.report.code) if row.is_confidential else []
        report = Report.objects.select_for_update().get(pk=there.report_id)
        before = there.status
        for name, value in _theirs(row, report, at=journal.now()).items():
            setattr(there, name, value)
        there.save()
        if row.is_anonymous and report.source == Source.SP4N:
            _hide(report)
        if row.is_confidential and report.source == Source.SP4N and not report.is_confidential:
            self._close(report, family, seat)
        if before != there.status:
            line(report, by=self.by, seat=seat, at=journal.now(), facts=Sp4nChanged(before=before, after=there.status))

    def _close(self, report: Report, family: Collection[int], seat: Seat | None) -> None:
        """Confidential in SP4N since: here too, with all that was split from it, and without those it was joined to."""
        at = journal.now()
        protect.as_confidential(report)
        report.save(update_fields=["is_confidential"])
        line(report, by=self.by, seat=seat, at=at, facts=Classified(report_class=report.report_class))
        protect.spread(report, to=family, cleared=Whom(), reason="", by=self.by, seat=seat, at=at)
        group.leave_if_unlike(report, among=[report], at=at)
        group.keep_one_protection(report)


def _hide(report: Report) -> None:
    """Anonymous in SP4N since: the name that came from there goes. Whoever reported by another door chose for themselves."""
    if not report.is_anonymous:
        report.is_anonymous = True
        report.save(update_fields=["is_anonymous"])
    identity.forget_name(report)


def _placed(state: State, unit: Unit | None) -> State:
    """A report whose agency is not known here waits at the front desk, verified, for a disposition."""
    return State.VERIFIED if state in NEED_A_UNIT and unit is None else state


def _theirs(row: Sp4nRow, report: Report, *, at: datetime) -> dict[str, Any]:
    def closed(field_: str, text: str) -> bytes:
        return sealed.seal(text, table=TABLE, row=report.code, field=field_)

    return {
        "tracking_id": row.tracking_id,
        "url": f"https://www.lapor.go.id/pengaduan/{row.tracking_id}",
        "status": row.status[:80],
        "class_name": row.class_name[:80],
        "unit_name": (row.unit_name or row.parent_name)[:250],
        "raw": closed("raw", json.dumps(dict(row.raw), ensure_ascii=False)),
        "first_body": closed("first_body", row.first_body),
        "digest": row.digest,
        "imported_at": at,
    }


def _hold(report: Report, unit: Unit, row: Sp4nRow) -> Disposition:
    state = HOLDER[State(report.state)]
    accepted_at = None if state == "offered" else row.received_at
    return Disposition(report=report, unit=unit, state=state, at=row.received_at, accepted_at=accepted_at)


def _clocks(report: Report, unit: Unit | None, row: Sp4nRow, *, now: datetime, desk: Unit | None) -> list[Promise]:
    """The citizen's clocks as of SP4N's date; what has passed is broken from the start. A waiting question gets its
    limit from today, so that it ends."""
    stands = State(report.state_before or report.state)
    steps = ("verify", "settle") if stands == State.RECEIVED else ("respond", "settle")
    if report.state == State.AWAITING_REPORTER:
        clocks = promises.plan(report, *steps, at=row.received_at)
        for clock in clocks:
            clock.state, clock.paused_since = Promise.State.PAUSED, max(row.received_at, clock.starts_at)
        return [*clocks, *promises.plan(report, "complete_info", at=now)]
    clocks = promises.plan(report, *steps, at=row.received_at)
    if report.state == State.DISPOSED and unit:
        clocks += promises.plan(report, "accept", unit=unit, at=row.received_at)
    if report.state == State.VERIFIED:
        clocks += promises.plan(report, "dispose", unit=desk, at=row.received_at)
    for clock in clocks:
        if clock.due_at <= now:
            clock.state, clock.broken_at = Promise.State.BROKEN, clock.due_at
    return clocks
