"""Reports with everything that hangs on them, for many at once in as many statements as for one: what the API answers with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from arcadumas.base.compiled import Slot, prepared
from arcadumas.core.handling import answers, left, visible
from arcadumas.core.handling.extend import is_extendable, wishes
from arcadumas.core.handling.folder import UNSENT, Folder
from arcadumas.core.handling.kin import clocked
from arcadumas.core.handling.models import Contribution, Disposition, Instruction, Merging, Opening, Response, Task
from arcadumas.core.handling.offers import MOVE, is_above, possible
from arcadumas.core.handling.shown import to_reporter
from arcadumas.core.handling.visible import Sight
from arcadumas.core.handling.workflow import MOVES, OVER
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.powers import NOWHERE, Ground
from arcadumas.core.reports.models import Attachment, Promise, Rating, Report, Reporter, Sp4n

RUNNING, BROKEN = Promise.State.RUNNING, Promise.State.BROKEN
REPORTERS = ("withdraw", "reply", "add_nothing", "message", "attach", "confirm", "object", "object_late", "rate")
SHOWN = (Response.State.DRAFTED, Response.State.APPROVED, Response.State.SENT)
WISHING = (*powers.POWERS["ask_extension"], *powers.POWERS["refuse_extension"])  # whom requests for more time concern


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """`promises` are those the reader may see; `response` the answer in the making, else the newest sent."""

    folder: Folder
    reader: Actor
    promises: Sequence[Promise] = ()
    attachments: Sequence[Attachment] = ()
    tasks: Sequence[Task] = ()
    contributions: Sequence[Contribution] = ()
    response: Response | None = None
    rating: Rating | None = None

    @property
    def is_rated(self) -> bool:
        return self.rating is not None

    @property
    def report(self) -> Report:
        return self.folder.report

    @property
    def sight(self) -> Sight:
        return self.folder.sight

    @property
    def next(self) -> Promise | None:
        """The running promise that falls due first; a broken and unkept one stays first in line until the report is over."""
        awaited = (RUNNING,) if self.report.state in OVER else (RUNNING, BROKEN)
        open_ones = [one for one in self.promises if one.state in awaited and one.met_at is None]
        return min(open_ones, key=lambda one: one.due_at, default=None)

    def nouns(self) -> tuple[str, ...]:
        """The acts that this reader can do now, by their API names."""
        if self.reader.kind == "reporter":
            done = {"rate": self.is_rated, "object_late": self.folder.is_followed}
            return _named(act for act in REPORTERS if self.report.state in MOVES[act].frm and not done.get(act))
        return _named(possible(self.folder, self.reader))


def _named(acts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(MOVES[MOVE.get(act, act)].noun for act in acts))


def gather(reports: Sequence[Report], *, by: Actor, is_list: bool = False) -> list[Dossier]:
    """Reports that this reader was found to see, with `category`, `unit` and `area` fetched. Fewer than 15 statements. What
    the reader's unit gave back is told as it stood then.

    For a list without what is read only with an entry in the audit trail."""
    ids = [report.pk for report in reports]
    is_staff = by.kind == "person"
    files = _files(ids) if is_staff else {report.pk: list(to_reporter(report)) for report in reports}
    grounds = visible.grounds(reports, by) if is_staff else dict.fromkeys(ids, NOWHERE)
    opened = None if is_list else _opened(reports, by)
    if not is_staff:
        ids += [key for report in reports if (key := clocked(report)) != report.pk]
    shelf = _Shelf(
        ids,
        files=files,
        is_staff=is_staff,
        is_above=is_staff and is_above(by),
        wishing=by.has(*WISHING),
        joining=by.has(Role.FRONT_HEAD),
    )
    found = [shelf.dossier(report, by, grounds[report.pk], opened) for report in reports]
    stood = left.as_it_stood(
        [one.report for one in found if one.sight == Sight.RETURNED],
        {one.report.pk: one.folder.dispositions for one in found},
    )
    return [_as_left(one, stood[one.report.pk]) if one.report.pk in stood else one for one in found]


def _as_left(dossier: Dossier, stood: Report) -> Dossier:
    return replace(dossier, folder=replace(dossier.folder, report=stood))


class _Shelf:
    """Rows of many reports, by report."""

    def __init__(
        self, ids: Sequence[int], *, files: Mapping[int, list[Attachment]], is_staff: bool, is_above: bool, wishing: bool, joining: bool
    ) -> None:  # fmt: skip
        self.is_above, self.attachments = is_above, files
        self.promises = _by_report(
            _promises(ids) if is_staff else [one for one in _promises(ids) if one.unit_id is None]
        )
        self.sp4n = {there.report_id: there for there in _sp4n(ids)}
        self.rated = {one.report_id: one for one in _ratings(ids)}
        self.followed = set(_followed(ids))
        if not is_staff:
            return
        self.dispositions = _by_report(_dispositions(ids))
        self.responses = _by_report(_responses(ids))
        self.tasks = _by_report(_tasks(ids))
        self.mains = set(_mains(ids)) if joining else set()
        self.instructions = _instructions(ids)
        self.wishes = _by_report(wishes(ids) if wishing else ())
        self.contributions = _by_report(_contributions(ids))
        self.reporters = {one.report_id: one for one in _reporters(ids)}

    def dossier(self, report: Report, by: Actor, here: Ground, opened: Collection[int] | None) -> Dossier:
        if by.kind != "person":
            folder = Folder(
                report=report, here=here, sight=Sight.READ, sp4n=self.sp4n.get(report.pk), is_followed=report.pk in self.followed
            )  # fmt: skip
            return self._dossier(folder, by, self.promises[clocked(report)])
        is_list = opened is None
        how_much = (
            visible.sight_in_list(report, by, here) if is_list else visible.sight(report, by, here, opened=opened)
        )
        if how_much in (Sight.RETURNED, Sight.NOTHING):
            return self._own(report, by, here, how_much)
        responses = self.responses[report.pk]
        folder = Folder(
            report=report,
            here=here,
            sight=how_much,
            dispositions=self.dispositions[report.pk],
            draft=_draft(responses, unit=report.unit_id),
            answers=sum(bool(one.is_final) and one.state == Response.State.SENT for one in responses),
            sp4n=self.sp4n.get(report.pk),
            instructions=self.instructions[report.pk],
            reporter=self._has(report),
            is_above=self.is_above,
            inner=[one for one in self.promises[report.pk] if is_extendable(one)],
            wishes=self.wishes[report.pk],
            is_rated=report.pk in self.rated,
            is_followed=report.pk in self.followed,
            is_main=report.pk in self.mains,
        )
        return self._dossier(folder, by, self.promises[report.pk])

    def _dossier(self, folder: Folder, by: Actor, promises: Sequence[Promise]) -> Dossier:
        key, is_staff = folder.report.pk, by.kind == "person"
        if is_staff:
            answers.open_all(self.responses[key], report=folder.report)
        shown = [one for one in self.responses[key] if one.state in SHOWN] if is_staff else []
        return Dossier(
            folder=folder,
            reader=by,
            promises=promises,
            attachments=self.attachments[key],
            tasks=self.tasks[key] if is_staff else (),
            contributions=self.contributions[key] if is_staff else (),
            response=folder.draft if folder.draft in shown else (shown[-1] if shown else None),
            rating=self.rated.get(key),
        )

    def _own(self, report: Report, by: Actor, here: Ground, how_much: Sight) -> Dossier:
        """The unit gave it back, or the reader's own act took it out of sight: its own disposition, nothing of the rest."""
        own = [one for one in self.dispositions[report.pk] if one.unit_id in by.unit_ids]
        folder = Folder(report=report, here=here, sight=how_much, dispositions=own)
        return Dossier(folder=folder, reader=by)

    def _has(self, report: Report) -> dict[str, bool]:
        reporter = self.reporters.get(report.pk)
        return {f"has_{name}": bool(reporter and getattr(reporter, name)) for name in ("name", "phone", "email")}


def _draft(responses: Sequence[Response], *, unit: int | None) -> Response | None:
    """The newest answer of the unit in charge that was not sent, when none was sent after it."""
    last = next((one for one in reversed(responses) if one.state != Response.State.REPLACED), None)
    return last if last and last.state in UNSENT and last.unit_id == unit else None


def _files(ids: Sequence[int]) -> dict[int, list[Attachment]]:
    return _by_report(_attachments(ids))


def _instructions(ids: Sequence[int]) -> dict[int, list[Instruction]]:
    found = defaultdict(list)
    for row in _given(ids):
        found[row.report_id].append(row.instruction)
    return found


@prepared
def _promises(reports: Slot) -> QuerySet[Promise]:
    return Promise.objects.filter(report__among=reports).select_related("unit").order_by("due_at", "id")


@prepared
def _sp4n(reports: Slot) -> QuerySet[Sp4n]:
    return Sp4n.objects.filter(report__among=reports)


@prepared
def _ratings(reports: Slot) -> QuerySet[Rating]:
    return Rating.objects.filter(report__among=reports)


@prepared
def _followed(reports: Slot) -> QuerySet[Report, int | None]:
    return Report.objects.filter(previous__among=reports).values_list("previous", flat=True)


@prepared
def _dispositions(reports: Slot) -> QuerySet[Disposition]:
    return Disposition.objects.filter(report__among=reports).select_related("unit").order_by("id")


@prepared
def _responses(reports: Slot) -> QuerySet[Response]:
    return Response.objects.filter(report__among=reports).select_related("unit", "by").order_by("id")


@prepared
def _tasks(reports: Slot) -> QuerySet[Task]:
    return Task.objects.filter(report__among=reports).select_related("assignee").order_by("id")


@prepared
def _contributions(reports: Slot) -> QuerySet[Contribution]:
    live = Contribution.objects.filter(report__among=reports, replaced_at=None)
    return live.select_related("unit", "by").order_by("id")


@prepared
def _mains(reports: Slot) -> QuerySet[Merging, int]:
    """To which of them others are joined."""
    return Merging.objects.filter(into__among=reports, ended_at=None).values_list("into", flat=True)


@prepared
def _reporters(reports: Slot) -> QuerySet[Reporter]:
    return Reporter.objects.filter(report__among=reports)


@prepared
def _attachments(reports: Slot) -> QuerySet[Attachment]:
    return Attachment.objects.filter(report__among=reports).order_by("added_at", "id")


@prepared
def _given(reports: Slot) -> QuerySet[Any]:
    given = Instruction.reports.through.objects.filter(report__among=reports)
    return given.select_related("instruction").order_by("instruction")


def _by_report(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return found


def _opened(reports: Sequence[Report], by: Actor) -> set[int]:
    if by.kind != "person" or not any(report.is_confidential for report in reports):
        return set()
    leave = Opening.objects.filter(
        report__in=[report.pk for report in reports], person=by.person_id, until__gt=timezone.now()
    )
    return set(leave.values_list("report", flat=True))
