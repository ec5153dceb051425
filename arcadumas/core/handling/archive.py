"""Archive, withdraw, refer and restore: the ways off the path, and back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import group, reasons, sp4n, tasks, visits, work
from arcadumas.core.handling.models import Disposition, Instruction, Invitation
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import MOVES, check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Archived, Referred, Restored, Withdrawn
from arcadumas.core.reports.models import OPEN, ArchiveReason, Report

BY_OFFICER = tuple(reason for reason in ArchiveReason.values if reason != ArchiveReason.WITHDRAWN)


@transaction.atomic
def archive(code: str, *, by: Actor, reason: str, note: str, version: int | None = None) -> Report:
    """Cancels every promise. `reason` is of the closed list, `note` the words. What is joined to it is closed with it."""
    report = take(code, by=by)
    seat = powers.require(by, "archive", at=ground(report, by))
    check(report, "archive", version=version)
    if reason not in BY_OFFICER:
        raise Unfit("archive.reason_unknown", _("Choose a reason: {reasons}."), field="reason", reasons=", ".join(BY_OFFICER))  # fmt: skip
    note = reasons.require(note, field="note")
    at = journal.now()
    for one in group.take_along(report, at=at):
        _take_off(one, by=by, seat=seat, at=at)
        one.archive_reason = reason
        event = move(one, "archive", by=by, seat=seat, at=at, facts=Archived(reason=reason))
        reasons.keep(event, note)
    return report


@transaction.atomic
def withdraw(code: str, *, by: Actor, version: int | None = None) -> Report:
    """The reporter takes the report back, with the parts of it that still may be; others that were joined to it go on without
    it."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "withdraw", version=version)
    _take_back(report, by=by, seat=seat)
    return report


def _take_back(report: Report, *, by: Actor, seat: Seat | None) -> None:
    group.disband(report)
    at = journal.now()
    _take_off(report, by=by, seat=seat, at=at)
    report.archive_reason = ArchiveReason.WITHDRAWN
    move(report, "withdraw", by=by, seat=seat, at=at, facts=Withdrawn())
    parts = Report.objects.filter(part_of=report).select_for_update(of=("self",), no_key=True).order_by("id")
    for part in parts:
        if part.state in MOVES["withdraw"].frm:
            _take_back(part, by=by, seat=seat)


@transaction.atomic
def refer(
    code: str, *, by: Actor, to: str, note: str, reference: str = "", contact: str = "", version: int | None = None
) -> Report:
    """Outside the government's powers; the reporter is told where it went, and reads under which number and how to follow it
    there, where that is known."""
    report = take(code, by=by)
    seat = powers.require(by, "refer", at=ground(report, by))
    check(report, "refer", version=version)
    to = reasons.require(to, field="to", least=2, most=200)
    note = reasons.require(note, field="note")
    reference = reasons.require(reference, field="reference", least=0, most=100)
    contact = reasons.require(contact, field="contact", least=0, most=300)
    facts = Referred(to=to, reference=reference, contact=contact)
    at = journal.now()
    for one in group.take_along(report, at=at):
        _take_off(one, by=by, seat=seat, at=at)
        one.referred_to = to
        event = move(one, "refer", by=by, seat=seat, at=at, facts=facts)
        reasons.keep(event, note)
    return report


def _take_off(report: Report, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """Nobody holds it, visits it, has a task of it, nobody outside is asked and nothing is awaited any more; what the citizen's
    clocks stood still for is kept."""
    promises.resume(report, at=at)
    promises.cancel(report, is_all=True, but=_of_others(report))
    work.drop_draft(report)
    tasks.end_all(report, at=at)
    visits.end_all(report, by=by, seat=seat, at=at)
    held = Disposition.objects.filter(report=report, state__in=[Disposition.State.OFFERED, Disposition.State.ACCEPTED])
    held.update(state=Disposition.State.WITHDRAWN, ended_at=at)
    Invitation.objects.filter(report=report, ended_at=None).update(ended_at=at)
    report.unit, report.state_before = None, ""


def _of_others(report: Report) -> list[int]:
    """Clocks of instructions that run on this report, the first of several, while another of these still runs."""
    running = Report.objects.filter(state__in=OPEN).exclude(pk=report.pk)
    return list(Instruction.objects.filter(main=report, done_at=None, reports__in=running).values_list("promise", flat=True))  # fmt: skip


@transaction.atomic
def restore(code: str, *, by: Actor, reason: str, version: int | None = None) -> Report:
    """Back to the front desk: the citizen's promises run on from their old start, and it is owed to SP4N again."""
    report = take(code, by=by)
    seat = powers.require(by, "restore", at=ground(report, by))
    check(report, "restore", version=version)
    reason = reasons.require(reason)
    at = journal.now()
    promises.revive(report)
    promises.meet(report, "verify", at=at)
    promises.start(report, "dispose", unit=front_desk(), at=at)
    if not report.promises.filter(step="respond").exists():
        promises.start(report, "respond", at=at)
    sp4n.owe_link(report, at=at)
    report.archive_reason, report.referred_to, report.unit = "", "", None
    event = move(report, "restore", by=by, seat=seat, at=at, facts=Restored())
    reasons.keep(event, reason)
    return report
