"""Who an audience is, for one journal line. Whoever the report complains of is never among them."""

from collections.abc import Callable, Iterable

from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.visible import OVERSEERS
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import Event, State
from arcadumas.duties.notifications import outward
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.roster import Holder

WITHDRAWN = Disposition.State.WITHDRAWN
SP4N_STEPS = ("sp4n_link", "sp4n_answer")
DESK_STEPS = ("verify", "dispose", *SP4N_STEPS)
ACTING = frozenset({"front_desk", "holder", "team", "late"})  # who is to act
OVERSEEN = frozenset({"front_desk", "holder", "late", "late_substitute", "late_head", "desk_and_secretary"})


def told(audience: str, case: Case, *, is_plain: bool = False) -> list[Holder]:
    """The posts of the audience, without those in `about`; of whistleblowing only the overseers are told, in the place of
    whoever else would have to act or answer for it.

    `is_plain`: the text says nothing of the report, so anybody but those in `about` may have it."""
    meant = AUDIENCES[audience](case)
    found = [holder for holder in meant if may_hear(holder, case, is_plain=is_plain)]
    is_sp4n = case.event.kind.startswith("sp4n_")  # the front desk alone enters there
    if not found and audience in ACTING and not is_sp4n:
        found = [holder for holder in _in_their_place(meant, case) if may_hear(holder, case, is_plain=is_plain)]
    if is_plain or not case.report.is_whistleblowing or not _is_overseers(audience, case):
        return found
    has_heard = any(holder.role == case.overseer for holder in found)
    return found if has_heard else found + [holder for holder in _inspectorate(case) if may_hear(holder, case)]


def _in_their_place(meant: Iterable[Holder], case: Case) -> list[Holder]:
    """The front desk where the unit in charge may not hear of it, and whoever oversees it where the front desk may not."""
    desk = [holder for holder in case.roster.front_desk() if not case.is_about(holder)]
    if _is_about_lead(case) and desk:
        return desk
    is_desks = any(holder.role in (Role.FRONT_OFFICER, Role.FRONT_HEAD) for holder in meant)
    return _inspectorate(case) if is_desks else []


def _is_about_lead(case: Case) -> bool:
    """It complains of the unit that has it: the front desk is to pass it on."""
    return any(row.unit_id == case.report.unit_id for row in case.about if row.unit_id)


def _is_overseers(audience: str, case: Case) -> bool:
    """Each rung of the ladder, and what asks somebody to act; not what is keyed into SP4N-LAPOR!, as whistleblowing is not."""
    is_of_sp4n = case.event.kind.startswith("sp4n_") or getattr(case.facts, "step", "") in SP4N_STEPS
    return not is_of_sp4n and (audience in OVERSEEN or case.event.kind == "rung_climbed")


def may_hear(holder: Holder, case: Case, *, is_plain: bool = False) -> bool:
    """Asked when something happens, and again of what waited, was held or is sent once more."""
    if case.is_about(holder):
        return False
    if is_plain or not case.report.is_whistleblowing:
        return True
    roles = {each.role for each in case.roster.holders if each.post_id == holder.post_id}
    return case.overseer in roles or (case.report.state == State.RECEIVED and Role.FRONT_OFFICER in roles)


def _unit_id(case: Case) -> int | None:
    return case.office.id if case.office else None


def _front_desk(case: Case) -> list[Holder]:
    return case.roster.front_desk()


def _desk_for_lost(case: Case) -> list[Holder]:
    """The front desk, when it is an officer who cannot be reached; not the lost post itself."""
    lost = getattr(case.facts, "post", 0)
    return [holder for holder in case.roster.front_desk() if holder.post_id != lost] if lost else []


def _desk_for_approval(case: Case) -> list[Holder]:
    """The front desk, where a draft waits for approval that nobody in its unit can give."""
    return [] if _approver(case) else case.roster.front_desk()


def _team(case: Case) -> list[Holder]:
    return case.roster.team(_unit_id(case))


def _head(case: Case) -> list[Holder]:
    """Beside the team: a head who is told as the team is not told twice."""
    team = {holder.person_id for holder in _team(case)}
    return [holder for holder in case.roster.head(_unit_id(case)) if holder.person_id not in team]


def _named_team(case: Case) -> list[Holder]:
    """The unit that the reporter named."""
    named = case.report.named_unit_id
    return case.roster.team(named) if named else []


def _returned_team(case: Case) -> list[Holder]:
    """The unit that gave the report back before it went elsewhere."""
    return case.roster.team(case.returned.unit_id) if case.returned else []


def _let_go(case: Case) -> list[Holder]:
    """The teams of units that have it no more by this line: another unit leads it, or nobody has it."""
    has = {each.unit_id for each in case.dispositions if each.state in Disposition.ACTIVE}
    gone = (each.unit_id for each in case.dispositions if each.state == WITHDRAWN and each.ended_at == case.event.at)
    return _teams(case, (unit for unit in gone if unit not in has))


def _given_to(case: Case) -> list[Holder]:
    """The teams of all units that have it, leading or helping."""
    return _teams(case, (each.unit_id for each in case.dispositions if each.state in Disposition.ACTIVE))


def _supporters(case: Case) -> list[Holder]:
    return _teams(case, case.helping)


def _teams(case: Case, units: Iterable[int]) -> list[Holder]:
    return [holder for unit in dict.fromkeys(units) for holder in case.roster.team(unit)]


def _holder(case: Case) -> list[Holder]:
    """Who holds it: the post that took it, else the lead's team, else the front desk. While it is joined: the main one."""
    unit_id, post_id = case.held
    if unit_id is None:
        return case.roster.front_desk()
    taker = case.roster.by_post.get(post_id)
    return [taker] if taker and not taker.is_away else case.roster.team(unit_id)


def _late(case: Case) -> list[Holder]:
    """Who should have kept the promise that broke."""
    office = case.roster.by_code.get(str(getattr(case.facts, "unit", "")))
    is_desks = getattr(case.facts, "step", "") in DESK_STEPS or (office is not None and office.is_front_desk)
    if is_desks:
        return case.roster.front_desk()
    if office and getattr(case.facts, "step", "") == "approve":
        return _deciding(case, office.id, drafter=_author(case)) or case.roster.team(office.id)
    return case.roster.team(office.id) if office else _holder(case)


def _author(case: Case) -> int | None:
    """Who wrote the draft that waits. One statement."""
    drafts = Response.objects.filter(report=case.report, state=Response.State.DRAFTED)
    return drafts.order_by("-id").values_list("by", flat=True).first()


def _late_office(case: Case) -> int | None:
    """The unit whose promise is late: the line's, else the lead's; None when it lies with the front desk."""
    office = case.roster.by_code.get(str(getattr(case.facts, "unit", "")))
    if getattr(case.facts, "step", "") in DESK_STEPS or (office is not None and office.is_front_desk):
        return None
    return office.id if office else case.report.unit_id


def _late_substitute(case: Case) -> list[Holder]:
    """The substitutes of the unit that is late; where there is none the head hears of it now."""
    office = _late_office(case)
    admins = case.roster.of(office, Role.AGENCY_ADMIN) if office else []
    return [holder for holder in admins if holder.is_substitute and not holder.is_away] or _late_head(case)


def _late_head(case: Case) -> list[Holder]:
    """Of a unit without a head the head of the front desk, who may give more time as well."""
    office = _late_office(case)
    return (case.roster.head(office) if office else []) or case.roster.everywhere(Role.FRONT_HEAD)


def _leader(case: Case) -> list[Holder]:
    return case.roster.level_above(_unit_id(case))


def _approver(case: Case) -> list[Holder]:
    return _deciding(case, _unit_id(case), drafter=case.response.by_id if case.response else None)


def _deciding(case: Case, unit_id: int | None, *, drafter: int | None) -> list[Holder]:
    """Who may decide on a draft, never its author; where only that one is on duty, a head who is away."""
    asked = [holder for holder in case.roster.approvers(unit_id) if holder.person_id != drafter]
    return asked or [holder for holder in case.roster.of(unit_id, Role.HEAD) if holder.person_id != drafter]


def _drafter(case: Case) -> list[Holder]:
    drafter = case.response.by_id if case.response else None
    posts = [holder for holder in case.roster.holders if holder.person_id == drafter]
    here = [holder for holder in posts if holder.unit_id == _unit_id(case)]
    return case.roster.reached(*(here or posts)[:1]) or _team(case)


def _new_holder(case: Case) -> list[Holder]:
    """The post that a report was handed over to, or back to."""
    return _with_stand_in(getattr(case.facts, "to_post", 0), case)


def _asker(case: Case) -> list[Holder]:
    """Whoever asked for the time that is given or refused now. One statement."""
    same = {f"facts__{name}": getattr(case.facts, name, "") for name in ("step", "unit", "due_before")}
    lines = Event.objects.filter(report=case.report, kind="extension_asked", seq__lt=case.event.seq, **same)
    return _with_stand_in(lines.order_by("-seq").values_list("post", flat=True).first() or 0, case)


def _with_stand_in(post_id: int, case: Case) -> list[Holder]:
    holder = case.roster.by_post.get(post_id)
    return case.roster.reached(holder) if holder else []


def _link_holder(case: Case) -> list[Holder]:
    """Whose link was used for this act."""
    holder = case.roster.by_post.get(case.event.post_id or 0) if case.event.via == Via.LINK else None
    return [holder] if holder else []


def _assignee(case: Case) -> list[Holder]:
    """Whoever was given the task."""
    return _posts_of({case.task.assignee_id} if case.task else set(), case)


def _task_giver(case: Case) -> list[Holder]:
    return _in_task_unit(case.task.added_by_id if case.task else None, case)


def _former_assignee(case: Case) -> list[Holder]:
    return _in_task_unit(getattr(case.facts, "from_person", None), case)


def _in_task_unit(person_id: int | None, case: Case) -> list[Holder]:
    """Their post in the unit whose task it is: who has left it hears no more of the report."""
    unit_id = case.task.unit_id if case.task else None
    there = [each for each in case.roster.holders if each.person_id == person_id and unit_id in (None, each.unit_id)]
    return case.roster.reached(*there[:1])


def _mentioned(case: Case) -> list[Holder]:
    """Those who are named in the note."""
    return _posts_of(set(getattr(case.facts, "mentioned", ())), case)


def _posts_of(people: set[int | None], case: Case) -> list[Holder]:
    """One post of each: that of the unit in charge, where they have one there; for whoever is away the stand-in too."""
    found = sorted(case.roster.holders, key=lambda holder: holder.unit_id != _unit_id(case))
    one_each = {holder.person_id: holder for holder in reversed(found) if holder.person_id in people}
    return case.roster.reached(*one_each.values())


def _inspectorate(case: Case) -> list[Holder]:
    """The Inspectorate; the Regional Secretary when it is the Inspectorate that is complained of, the regional head when
    it is both, and the head of the front desk when it is all three."""
    overseers: list[Holder] = []
    for role in OVERSEERS:
        overseers = case.roster.everywhere(role)
        if overseers and not any(case.is_about(holder) for holder in overseers):
            break
    return overseers


def _secretary(case: Case) -> list[Holder]:
    """Not of whistleblowing that is another's: a Sekda sees nothing of it."""
    is_anothers = case.report.is_whistleblowing and (case.is_about_secretary or not case.is_about_inspectorate)
    return [] if is_anothers else case.roster.everywhere(Role.SECRETARY)


def _instructor(case: Case) -> list[Holder]:
    """The post that gave the instruction."""
    return _with_stand_in(case.instruction.post_id if case.instruction else 0, case)


AUDIENCES: dict[str, Callable[[Case], list[Holder]]] = {
    "front_desk": _front_desk,
    "desk_for_lost": _desk_for_lost,
    "desk_for_approval": _desk_for_approval,
    "team": _team,
    "head": _head,
    "named_team": _named_team,
    "returned_team": _returned_team,
    "let_go": _let_go,
    "given_to": _given_to,
    "supporters": _supporters,
    "holder": _holder,
    "late": _late,
    "late_substitute": _late_substitute,
    "late_head": _late_head,
    "desk_and_secretary": lambda case: case.roster.front_desk() + case.roster.everywhere(Role.SECRETARY),
    "leader": _leader,
    "approver": _approver,
    "drafter": _drafter,
    "new_holder": _new_holder,
    "asker": _asker,
    "link_holder": _link_holder,
    "assignee": _assignee,
    "task_giver": _task_giver,
    "former_assignee": _former_assignee,
    "mentioned": _mentioned,
    "inspectorate": _inspectorate,
    "instructor": _instructor,
    "outside": outward.invited,
    "secretary": _secretary,
    "regional_head": lambda case: case.roster.everywhere(Role.REGIONAL_HEAD),
}
