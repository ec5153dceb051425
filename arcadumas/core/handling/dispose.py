"""Dispose: give the report to a unit, as lead or support; rule on a return."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import contributions, invite, offices, reasons, tasks, visits
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.work import drop_draft
from arcadumas.core.handling.workflow import check, move, note_line, nouns, out_of_turn, require_fresh, take
from arcadumas.core.organisation import powers, teams, tree
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Kind, Role, Unit
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises, sought
from arcadumas.core.reports.facts import Disposed, ReturnRefused
from arcadumas.core.reports.models import About, Report, State

LEAD, SUPPORT = Disposition.Role.LEAD, Disposition.Role.SUPPORT
WITHDRAWN = Disposition.State.WITHDRAWN


@transaction.atomic
def dispose(
    code: str, *, to: str, by: Actor, instruction: str = "", role: str = LEAD, is_ruling: bool = False, version: int | None = None
) -> Disposition:  # fmt: skip
    """Meets dispose; starts accept for the unit. A replaced lead's promises are cancelled; the support of a unit that
    becomes the lead ends (decision 0043), and those who help go on where no unit led (decision 0045). From a lead that it
    complains of it is passed on also when that one has accepted it: such a unit can neither work on it nor give it back.

    `is_ruling` is the head of the front desk's binding word on a return: that unit's next return is refused."""
    report = take(code, by=by)
    here = _ground(report, by, to)
    seat = powers.require(by, "rule" if is_ruling else "dispose", at=here)
    check(report, "support" if role == SUPPORT or here.is_about_lead else "dispose")
    unit = find_unit(to)
    _require_turn(report, unit, role=role, is_ruling=is_ruling)
    require_fresh(report, version)
    _require_role(role)
    require_fit(report, unit)
    instruction = reasons.require(instruction, field="instruction", least=0, most=2_000)
    if role == SUPPORT:
        return _support(report, unit, by=by, seat=seat, instruction=instruction)
    return _lead(report, unit, by=by, seat=seat, instruction=instruction, is_ruling=is_ruling)


def _ground(report: Report, by: Actor, to: str) -> Ground:
    """With the target, where there is one: whoever may dispose to some units alone may not to an unknown one."""
    unit = Unit.objects.filter(code=to, valid_to=None).only("pk").first()
    here = ground(report, by)
    return replace(here, target_id=unit.pk, target_path=tree.path(unit.pk)) if unit else here


def _lead(report: Report, unit: Unit, *, by: Actor, seat: Seat, instruction: str, is_ruling: bool) -> Disposition:
    at = journal.now()
    is_of_split = report.part_of_id is not None and not Disposition.objects.filter(report=report).exists()
    replaced = _withdraw_lead(report, by=by, seat=seat, at=at)
    has_supported = contributions.withdraw(report, unit, at=at)
    promises.meet(report, "dispose", unit=front_desk(), at=at)
    promises.start(report, "accept", unit=unit, at=at)
    contributions.go_on(report, at=at)
    disposition = Disposition.objects.create(
        report=report, unit=unit, instruction=instruction, is_ruling=is_ruling, by_id=by.person_id, at=at
    )
    report.unit = unit
    if is_ruling:
        note_line(report, by=by, seat=seat, at=at, facts=ReturnRefused(unit=unit.code))
    facts = Disposed(
        disposition=disposition.pk, unit=unit.code, is_ruling=is_ruling, replaces=replaced, is_of_split=is_of_split,
        has_supported=has_supported,
    )  # fmt: skip
    move(report, "dispose", by=by, seat=seat, at=at, facts=facts)
    sought.add(report, unit.name)
    return disposition


def _support(report: Report, unit: Unit, *, by: Actor, seat: Seat, instruction: str) -> Disposition:
    at = journal.now()
    disposition = Disposition.objects.create(
        report=report, unit=unit, role=SUPPORT, instruction=instruction, by_id=by.person_id, at=at
    )
    contributions.start(report, unit, at=at)
    facts = Disposed(disposition=disposition.pk, unit=unit.code, role=SUPPORT)
    move(report, "support", by=by, seat=seat, at=at, facts=facts)
    return disposition


def _withdraw_lead(report: Report, *, by: Actor, seat: Seat, at: datetime) -> str:
    held = Disposition.objects.filter(report=report, role=LEAD, state__in=Disposition.ACTIVE)
    old = held.select_related("unit").first()
    if old is None:
        return ""
    old.state, old.ended_at = WITHDRAWN, at
    old.save(update_fields=["state", "ended_at"])
    promises.cancel(report, unit=old.unit)
    drop_draft(report)
    tasks.end_with(report, old.unit, at=at)
    invite.end_with(report, old.unit, by=by, seat=seat, at=at)
    visits.end_with(report, old.unit_id, by=by, seat=seat, at=at)
    return old.unit.code


HELD = "SELECT * FROM organisation_unit WHERE code = %s AND valid_to IS NULL FOR KEY SHARE"


def find_unit(code: str) -> Unit:
    """In force, and held: its end waits for this transaction, or this one waits for its end and does not find it."""
    unit = next(iter(Unit.objects.raw(HELD, [code])), None)
    if unit is None:
        raise Unfit("form.unit_unknown", _('There is no unit "{unit}" in the list. Choose one, or leave it empty and we will decide.'), field="unit", unit=code)  # fmt: skip
    return unit


def _require_turn(report: Report, unit: Unit, *, role: str, is_ruling: bool) -> None:
    """A ruling needs a return of that unit, and whoever has returned it leads again by a ruling alone, whatever lay between.
    A unit takes part once, but who supports may become the lead."""
    has_returned = Disposition.objects.filter(report=report, unit=unit, state=Disposition.State.RETURNED).exists()
    if is_ruling and not (report.state == State.VERIFIED and has_returned):
        raise out_of_turn(report)
    takes_part = Q(role=LEAD, state__in=Disposition.ACTIVE)
    if role == SUPPORT:
        takes_part |= Q(role=SUPPORT, state__in=Disposition.ACTIVE)
    if Disposition.objects.filter(takes_part, report=report, unit=unit).exists():
        raise OutOfTurn(
            "dispose.already", _("{unit} already takes part in this report."),
            state=report.state, may=nouns(report), unit=unit.name,
        )  # fmt: skip
    if has_returned and role == LEAD and not is_ruling:
        raise OutOfTurn(
            "dispose.needs_ruling",
            _("{unit} gave this report back. Only the head of the front desk can give it to that unit again, by deciding on the return while no other unit is in charge."),
            state=report.state, may=nouns(report), needs="ruling", unit=unit.name,
        )  # fmt: skip


def _require_role(role: str) -> None:
    if role not in Disposition.Role.values:
        raise Unfit("dispose.role_unknown", _("A unit takes part as lead or as support."), field="role")


def require_fit(report: Report, unit: Unit) -> None:
    """Whom the report complains of, and who cannot be told, is given nothing of it. Raises Unfit."""
    about = offices.about_offices([report]) if report.is_whistleblowing else offices.AboutOffices()
    is_its = unit.kind == Kind.INSPECTORATE and report.pk in about.inspectorate
    is_its |= report.pk in about.secretary and offices.is_of(Role.SECRETARY, unit)
    is_its |= report.pk in about.regional_head and offices.is_of(Role.REGIONAL_HEAD, unit)
    if is_its or About.objects.filter(report=report, unit=unit).exists():
        raise Unfit("dispose.conflict", _("This report concerns an official of {unit} itself. Pass it to the Inspectorate or the Regional Secretary."), field="unit", unit=unit.name)  # fmt: skip
    roles = teams.ABOVE if report.pk in about.secretary else teams.TEAM
    if not teams.is_active(unit, roles=roles):
        raise Unfit("no_team", _("{unit} has no active team, so nobody could be told. Complete the team or choose the unit above."), field="unit", unit=unit.name)  # fmt: skip


@transaction.atomic
def mark_seen(report_id: int, *, unit_id: int, at: datetime) -> bool:
    """First opened by one of the unit's posts, or first read receipt: figures' first_read. True when it was the first."""
    unseen = Disposition.objects.filter(report=report_id, unit=unit_id, seen_at=None, state__in=Disposition.LIVE)
    return bool(unseen.update(seen_at=at))
