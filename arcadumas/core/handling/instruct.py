"""Instruct: a leader orders one unit to do one thing about one or several reports, by a date; the unit accepts, and its
head says when it is carried out.

The instruction opens the reports to the unit it names (visible.instructed). All its reports get the line; its one clock
runs on the first of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes
from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import reasons, visible
from arcadumas.core.handling.ahead import require_ahead
from arcadumas.core.handling.dispose import find_unit, require_fit
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import MOVES, check, move, nouns, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Instructed, InstructionAccepted, InstructionDone
from arcadumas.core.reports.models import Report, State

MOST = 50  # reports in one instruction


@transaction.atomic
def instruct(
    code: str, *, by: Actor, text: str, unit: str, due_on: date, indicator: str = "", also: Sequence[str] = (), version: int | None = None
) -> Instruction:  # fmt: skip
    """Starts the instruction's clock on the report of `code`; `also` are the codes of the others. Locks them all, in one order."""
    _lock(codes=[code, *also])
    reports = [take(each, by=by) for each in _once([code, *also])]
    for report in reports:
        seat = _require_power(report, by)
        _require_running(report, among=reports)
        check(report, "instruct", version=version if report is reports[0] else None)
    to = find_unit(unit)
    for report in reports:
        require_fit(report, to)
    text = reasons.require(text, field="text", most=2_000)
    indicator = reasons.require(indicator, field="indicator", least=0, most=300)
    return _give(reports, to, by=by, seat=seat, text=text, indicator=indicator, due_on=_fit_day(due_on))


def _require_power(report: Report, by: Actor) -> Seat:
    """Who may instruct at all and sees whistleblowing, in the Inspectorate's place, is told why not about this one."""
    if report.is_whistleblowing and powers.may(by, "instruct"):
        raise Powerless("instruction.whistleblowing", _("About report {code} nobody can be instructed: it is a whistleblower's. Take it out of your choice, and act on its own page."), code=report.code)  # fmt: skip
    return powers.require(by, "instruct", at=ground(report, by))


def _require_running(report: Report, *, among: Sequence[Report]) -> None:
    """Of several that were picked, which one it is that runs no more."""
    if len(among) > 1 and report.state not in MOVES["instruct"].frm:
        raise OutOfTurn(
            "instruction.over", _("Report {code} is {label}, so nobody can be instructed about it. Take it out of your choice."),
            state=report.state, may=nouns(report), code=report.code, label=State(report.state).label,
        )  # fmt: skip


def _give(reports: Sequence[Report], to: Unit, *, by: Actor, seat: Seat, text: str, indicator: str, due_on: date) -> Instruction:  # fmt: skip
    at, main = journal.now(), reports[0]
    clock = promises.begin(main, "instruction", unit=to, at=at, due_at=_end_of(due_on))
    given = Instruction.objects.create(
        text=text, indicator=indicator, due_on=due_on, unit=to, main=main, promise=clock, by_id=by.person_id or 0,
        post_id=seat.id, at=at,
    )  # fmt: skip
    given.reports.set(reports)
    for report in reports:
        facts = Instructed(
            instruction=given.pk, unit=to.code, promise=clock.pk, due_on=due_on.isoformat(), is_main=report is main
        )
        move(report, "instruct", by=by, seat=seat, at=at, facts=facts)
    return given


@transaction.atomic
def accept_instruction(code: str, *, by: Actor, number: str = "", version: int | None = None) -> Instruction:
    """The one of this number, else the oldest that the actor's unit has not accepted. The unit knows of it; its date stands."""
    given, seat, reports = _turn(code, "accept_instruction", by=by, number=number, version=version)
    at = journal.now()
    given.accepted_at, given.accepted_by_id = at, seat.id
    given.save(update_fields=["accepted_at", "accepted_by"])
    for report in reports:
        facts = InstructionAccepted(instruction=given.pk, unit=given.unit.code, is_main=report.pk == given.main_id)
        move(report, "accept_instruction", by=by, seat=seat, at=at, facts=facts)
    return given


@transaction.atomic
def finish_instruction(code: str, *, by: Actor, note: str, number: str = "", version: int | None = None) -> Instruction:
    """The one of this number, else the oldest accepted one of the actor's unit, is carried out; its clock is met. The reports
    themselves go their own way."""
    given, seat, reports = _turn(code, "finish_instruction", by=by, number=number, version=version)
    note = reasons.require(note, field="note")
    at = journal.now()
    given.done_at, given.done_by_id, given.done_note = at, seat.id, note
    given.save(update_fields=["done_at", "done_by", "done_note"])
    promises.finish(given.promise, at=at)
    for report in reports:
        facts = InstructionDone(instruction=given.pk, unit=given.unit.code, is_main=report.pk == given.main_id)
        move(report, "finish_instruction", by=by, seat=seat, at=at, facts=facts)
    return given


def _turn(
    code: str, act: str, *, by: Actor, number: str, version: int | None
) -> tuple[Instruction, Seat, list[Report]]:
    """The instruction whose turn it is, and all its reports, locked. Raises 404, 403, 409 and 412, in this order."""
    _lock(given=Instruction.objects.filter(reports__code=codes.read_code(code) or ""))
    report = take(code, by=by)
    here = ground(report, by)
    powers.require(by, act, at=here)
    check(report, act)
    seats = {seat.unit_id: seat for seat in reversed(powers.seats_for(by, act, at=here))}
    own = Instruction.objects.filter(reports=report, unit__in=seats, done_at=None).select_related("unit", "promise")
    waiting = own.filter(accepted_at__isnull=act == "accept_instruction").order_by("id")
    given = next((one for one in waiting if number in ("", one.number)), None)
    if given is None:
        raise _nothing_to_do(report, act)
    check(report, act, version=version)
    others = Report.objects.filter(instructions=given).exclude(pk=report.pk).order_by("pk")
    return given, seats[given.unit_id], [report, *others]


def _nothing_to_do(report: Report, act: str) -> OutOfTurn:
    if act == "accept_instruction":
        return OutOfTurn(
            "instruction.none", _("No instruction to your unit waits to be accepted on this report."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    return OutOfTurn(
        "instruction.not_accepted", _("No accepted instruction to your unit is open on this report. Accept it first."),
        state=report.state, may=nouns(report), needs="instruction-acceptance",
    )  # fmt: skip


def _lock(*, codes: Iterable[str] = (), given: QuerySet[Instruction] | None = None) -> None:
    """Several reports of one act are locked by id, so that two acts on the same ones wait for each other and never lock up."""
    rows = Report.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = rows.filter(code__in=_once(codes)) if given is None else rows.filter(instructions__in=given.values("pk"))
    list(rows.only("pk"))


def _once(codes_: Iterable[str]) -> list[str]:
    """In our writing, each once, in the order in which they came. Raises Unfit for too many."""
    found = list(dict.fromkeys(codes.read_code(each) or each for each in codes_))
    if len(found) > MOST:
        raise Unfit("instruction.many", _("An instruction covers at most {most} reports. Divide it."), field="reports", most=MOST)  # fmt: skip
    return found


def _fit_day(due_on: date) -> date:
    require_ahead(due_on, at=timezone.now(), field="due_on", code="instruction.day")
    return due_on


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class Order(NamedTuple):
    """`codes` that its reader may see; `is_read`: whether the reader reads its words too."""

    given: Instruction
    codes: list[str]
    is_read: bool


def of_report(report: Report, *, reader: Actor, is_read: bool) -> list[Order]:
    """The instructions about a report, oldest first. `is_read`: whether the reader reads the report, and with it what was
    ordered about it."""
    found = list(Instruction.objects.filter(reports=report).select_related("unit", "post").order_by("id"))
    if not found:
        return []
    seen = visible.to(reader).values("pk")
    rows = Instruction.reports.through.objects.filter(instruction__in=found, report__in=seen).order_by("report")
    codes_of = defaultdict(list)
    for key, code in rows.values_list("instruction", "report__code"):
        codes_of[key].append(code)
    return [Order(one, codes_of[one.pk], is_read or visible.reads_order(one, reader)) for one in found]
