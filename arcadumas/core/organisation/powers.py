"""POWERS: may this person do this act, here? (process.md: Powers.) Code knows acts, not groups.

`Ground` holds the plain values that a condition needs, so that this room imports no report.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Powerless
from arcadumas.core.organisation.actors import Actor, Seat
from arcadumas.core.organisation.models import Role

FO, FH, AA, LI, ME = Role.FRONT_OFFICER, Role.FRONT_HEAD, Role.AGENCY_ADMIN, Role.LIAISON, Role.MEMBER
HE, IN, SE, RH, EN = Role.HEAD, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD, Role.ENGINEER

OVERSIGHT_CLASSES = frozenset({"complaint_oversight", "whistleblowing"})


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the conditions look at. `holding`: unit id -> lead | support, as things stand; `held`: units that answered
    before another became lead, who read on but act no more; `instructed`: units that a leader gave an instruction about it."""

    report_class: str = ""
    is_anonymous: bool = False
    is_typed_in: bool = False
    is_about_front_desk: bool = False
    is_about_inspectorate: bool = False  # of whistleblowing alone: the Sekda stands in its place
    is_about_secretary: bool = False  # of that alone: the regional head stands in the place of both
    is_about_regional_head: bool = False  # of that alone: the head of the front desk stands in the place of all three
    desk_falls_to: Role | None = None  # of others, about the front desk and the Inspectorate: who stands for both
    is_about_lead: bool = False  # the unit in charge sees nothing of it: it is passed on from there
    holding: Mapping[int, str] = field(default_factory=dict)
    held: frozenset[int] = frozenset()
    instructed: frozenset[int] = frozenset()
    inspectorate_holds: bool = False
    has_task: bool = False
    is_author: bool = False
    target_path: frozenset[int] = frozenset()  # the unit disposed to, and all above it
    target_id: int | None = None

    @property
    def overseer(self) -> Role:
        """Whose whistleblowing is."""
        if not self.is_about_inspectorate:
            return IN
        if not self.is_about_secretary:
            return SE
        return FH if self.is_about_regional_head else RH


NOWHERE = Ground()


class Answer:
    """What a rule says: yes, no, or no with the one thing that is missing."""

    def __init__(self, yes: bool, needs: str = "") -> None:
        self.yes, self.needs = yes, needs


YES, NO = Answer(True), Answer(False)
Rule = Callable[[Seat, Ground], Answer]


def _when(test: Callable[[Seat, Ground], bool]) -> Rule:
    return lambda seat, ground: YES if test(seat, ground) else NO


always: Rule = _when(lambda seat, ground: True)
lead: Rule = _when(lambda seat, ground: ground.holding.get(seat.unit_id) == "lead")
part: Rule = _when(lambda seat, ground: seat.unit_id in ground.holding)
support: Rule = _when(lambda seat, ground: ground.holding.get(seat.unit_id) == "support")
lead_with_task: Rule = _when(lambda seat, ground: ground.has_task and ground.holding.get(seat.unit_id) == "lead")
delegate: Rule = _when(lambda seat, ground: seat.may_approve and ground.holding.get(seat.unit_id) == "lead")
overseer: Rule = _when(
    lambda seat, ground: ground.report_class in OVERSIGHT_CLASSES or ground.is_about_front_desk or ground.inspectorate_holds
)  # fmt: skip
in_its_place: Rule = _when(
    lambda seat, ground: (
        ground.desk_falls_to == seat.role or (ground.is_about_inspectorate and ground.overseer == seat.role)
    )
)
overseer_or_part: Rule = _when(lambda seat, ground: overseer(seat, ground).yes or seat.unit_id in ground.holding)
below: Rule = _when(
    lambda seat, ground: (
        ground.holding.get(seat.unit_id) == "lead"
        and seat.unit_id in ground.target_path
        and seat.unit_id != ground.target_id
    )
)
lead_or_instructed: Rule = _when(
    lambda seat, ground: ground.holding.get(seat.unit_id) == "lead" or seat.unit_id in ground.instructed
)
instructed: Rule = _when(lambda seat, ground: seat.unit_id in ground.instructed)
own: Rule = _when(lambda seat, ground: seat.unit_id == ground.target_id)
own_unit: Rule = _when(lambda seat, ground: ground.target_id in (None, seat.unit_id))  # None: somewhere at all
typed_in: Rule = _when(lambda seat, ground: ground.is_typed_in)
complained_of: Rule = _when(lambda seat, ground: ground.is_about_front_desk or in_its_place(seat, ground).yes)
not_whistleblowing: Rule = _when(lambda seat, ground: ground.report_class != "whistleblowing")
lead_not_anonymous: Rule = _when(
    lambda seat, ground: not ground.is_anonymous and ground.holding.get(seat.unit_id) == "lead"
)  # fmt: skip


def proposes(seat: Seat, ground: Ground) -> Answer:
    """The front officer proposes (a note); the head of the front desk decides."""
    return Answer(False, "front_head")


def not_own(rule: Rule) -> Rule:
    """Four eyes: the approver is never the drafter."""

    def other(seat: Seat, ground: Ground) -> Answer:
        answer = rule(seat, ground)
        return Answer(False, "another_person") if answer.yes and ground.is_author else answer

    return other


DESK: dict[Role, Rule] = {FO: always, FH: always}
TEAM: dict[Role, Rule] = {AA: lead, LI: lead, HE: lead}
OVERSEERS: dict[Role, Rule] = {IN: overseer, SE: in_its_place, RH: in_its_place, FH: in_its_place}
EVERYONE_WHO_ACTS: dict[Role, Rule] = {AA: part, LI: part, ME: part, HE: part, **OVERSEERS, IN: overseer_or_part}

POWERS: dict[str, dict[Role, Rule]] = {
    "file": DESK,
    "speak": {FO: typed_in, FH: typed_in},  # for a reporter whose report was typed in for them
    "import": DESK,
    "verify": {**OVERSEERS, **DESK},
    "classify": {**OVERSEERS, **DESK},
    "archive": {**OVERSEERS, **DESK},
    "refer": {**OVERSEERS, **DESK},
    "restore": {FO: proposes, FH: always},
    "rule": {FO: proposes, FH: always},
    "merge": {FO: proposes, FH: always},
    "unmerge": {FO: proposes, FH: always},
    "split": DESK,
    "relate": DESK,
    "mark_oversight": {**DESK, IN: always, SE: in_its_place, RH: in_its_place},
    "dispose": {**DESK, AA: below, LI: below, HE: below, IN: overseer, SE: complained_of, RH: in_its_place},
    "accept": {**TEAM, ME: lead_with_task, **OVERSEERS},
    "take_over": {**TEAM, ME: lead_with_task},  # from a colleague of the team: an overseer acts without it
    "hand_over": {**TEAM, ME: lead_with_task},
    "return": {**TEAM, ME: lead_with_task, **OVERSEERS},
    "question": {**OVERSEERS, **DESK, **TEAM},
    "resume": {**OVERSEERS, **DESK, **TEAM},
    "note": {**EVERYONE_WHO_ACTS, FO: always, FH: always, SE: always, RH: always},
    "task": EVERYONE_WHO_ACTS,
    "evidence": EVERYONE_WHO_ACTS,
    "inspect": EVERYONE_WHO_ACTS,
    "draft": {AA: lead, LI: lead, ME: lead, HE: lead, **OVERSEERS},
    "accept_part": {AA: support, LI: support, ME: support, HE: support},
    "part": {AA: support, LI: support, ME: support, HE: support},  # of the one answer
    "end_support": {**OVERSEERS, **DESK, **TEAM},
    "invite": {**TEAM, **OVERSEERS},
    "approve": {LI: not_own(delegate), HE: not_own(lead), **{role: not_own(rule) for role, rule in OVERSEERS.items()}},
    "reject": {LI: not_own(delegate), HE: not_own(lead), **{role: not_own(rule) for role, rule in OVERSEERS.items()}},
    "respond": {**TEAM, **OVERSEERS},
    "close": DESK,
    "mark_urgent": {**DESK, **TEAM, IN: always, SE: always, RH: always},
    "extend": {FH: always, HE: lead},  # inner promises alone
    "ask_extension": {FO: always, AA: lead, LI: lead},  # of their head
    "refuse_extension": {FH: always, HE: lead},
    "sp4n_link": DESK,
    "sp4n_settle": DESK,
    "sp4n_answer": {**DESK, LI: lead},
    "instruct": {SE: not_whistleblowing, RH: not_whistleblowing},
    "accept_instruction": {AA: lead_or_instructed, LI: lead_or_instructed, HE: lead_or_instructed, IN: instructed},
    "finish_instruction": {HE: lead_or_instructed, IN: instructed},
    "disclose": {**OVERSEERS, **DESK, AA: lead_not_anonymous, LI: lead_not_anonymous, HE: lead_not_anonymous},
    "open": {IN: always, SE: always, RH: always},
    "export": {**DESK, HE: lead, IN: always},  # with texts, never with sealed fields
    "see_notices": {**DESK, AA: part, LI: part, HE: part, IN: always, SE: always, RH: always},
    "resend": {**DESK, AA: part, LI: part, HE: part, IN: always, SE: always, RH: always},
    "figures": {FO: always, FH: always, IN: always, SE: always, RH: always, AA: own, LI: own, ME: own, HE: own},
    "overview": {FH: always, IN: always, SE: always, RH: always, HE: always},  # the leaders' screen
    "delegate": {FO: always, FH: always, HE: own_unit},  # name a liaison who approves in place of the head
    "units": {FO: always, FH: always, EN: always},
    "keep_team": {FO: always, FH: always, EN: always, HE: own_unit},  # posts and decree of a unit's team
    "propose": {AA: own_unit, LI: own_unit},  # a change in their own unit
    "see_units": {FO: always, FH: always, EN: always, AA: own_unit, LI: own_unit, HE: own_unit},  # look at their own
    "canned": {FH: always, AA: always, LI: always, HE: always},  # of their own unit; FH of any
    "rules": {FH: always},
    "operate": {EN: always},
    "drill": {FH: always, EN: always},
    "outbox": {FH: always, EN: always},  # the whole of it: look, send again, call off
    "rates": {FH: always, EN: always},  # what a message costs
    "audit": {FH: always, IN: always},
}


def may(actor: Actor, act: str, *, at: Ground = NOWHERE) -> bool:
    return seat_for(actor, act, at=at) is not None


def seat_for(actor: Actor, act: str, *, at: Ground = NOWHERE) -> Seat | None:
    """The seat in whose capacity this actor may do the act; None when none may."""
    return next(iter(seats_for(actor, act, at=at)), None)


def seats_for(actor: Actor, act: str, *, at: Ground = NOWHERE) -> list[Seat]:
    """All of them, in the order of the posts: who sits in several units may act for each."""
    return [seat for seat in actor.seats if _ask(seat, act, at).yes]


def require(actor: Actor, act: str, *, at: Ground = NOWHERE) -> Seat:
    """The seat that may. Raises Powerless (403), with `needs` where one thing is missing."""
    if found := seat_for(actor, act, at=at):
        return found
    needs = next((answer.needs for seat in actor.seats if (answer := _ask(seat, act, at)).needs), "")
    if needs == "another_person":
        raise Powerless(
            "answer.own_approval",
            _("The drafter cannot approve the same answer. Send it to another approver."),
            needs=needs,
        )
    raise Powerless(
        "act.no_power", _("Your post may not do this here. Ask the front desk who can."), needs=needs
    )  # fmt: skip


def _ask(seat: Seat, act: str, ground: Ground) -> Answer:
    rule = POWERS[act].get(seat.role)
    return rule(seat, ground) if rule else NO


def person_of(actor: Actor) -> int:
    """The id of the officer behind a seat that `require` has found."""
    assert actor.person_id is not None  # noqa: S101  (persons alone have seats)
    return actor.person_id


def only_reporter() -> Powerless:
    return Powerless("act.only_reporter", _("Only the reporter can do this, with the report's key."), needs="reporter")


def require_reporter(actor: Actor, *, at: Ground) -> Seat | None:
    """Acts of the reporter: None for the reporter, or the front desk's seat where the report was typed in for somebody.

    Raises Powerless (403)."""
    if actor.kind == "reporter":
        return None
    found = seat_for(actor, "speak", at=at)
    if found is None:
        raise only_reporter()
    return found
