"""Powers of somebody with several posts, and what a refusal says; the table itself is held in handling/test_matrix."""

import pytest

from arcadumas.base.refusals import Powerless
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat, Via, reporter_actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.powers import Ground


def seat(number: int, role: Role, unit_id: int = 1, *, may_approve: bool = False) -> Seat:
    return Seat(
        id=number, role=role, unit_id=unit_id, unit_code=f"u{unit_id}", unit_name="", title="", may_approve=may_approve
    )


def officer(*seats: Seat) -> Actor:
    return Actor(kind="person", via=Via.WEB, person_id=1, login="budi", seats=seats)


def test_the_post_that_may_is_the_one_that_acts() -> None:
    both = officer(seat(1, Role.ENGINEER), seat(2, Role.AGENCY_ADMIN, 7), seat(3, Role.HEAD, 8))
    assert powers.require(both, "accept", at=Ground(holding={8: "lead"})).id == 3
    assert powers.require(both, "accept", at=Ground(holding={7: "lead", 8: "support"})).id == 2
    with pytest.raises(Powerless):
        powers.require(both, "accept", at=Ground(holding={7: "support", 9: "lead"}))


def test_a_refusal_names_the_one_thing_that_is_missing() -> None:
    cases = [
        (officer(seat(1, Role.FRONT_OFFICER)), "restore", Ground(), "front_head"),
        (officer(seat(1, Role.HEAD)), "approve", Ground(holding={1: "lead"}, is_author=True), "another_person"),
        (officer(seat(1, Role.HEAD)), "approve", Ground(), ""),
        (officer(), "note", Ground(), ""),
    ]
    for actor, act, ground, needs in cases:
        with pytest.raises(Powerless) as refused:
            powers.require(actor, act, at=ground)
        assert refused.value.needs == needs


def test_a_second_post_that_may_outweighs_a_missing_thing() -> None:
    both = officer(seat(1, Role.FRONT_OFFICER), seat(2, Role.FRONT_HEAD))
    assert powers.require(both, "restore").id == 2


def test_neither_the_house_nor_a_reporter_holds_a_post() -> None:
    for actor in (HOUSE, reporter_actor(1, via=Via.API)):
        assert {act for act in powers.POWERS if powers.may(actor, act, at=Ground(holding={1: "lead"}))} == set()


def test_a_reporters_act_is_the_reporters_or_the_desks_where_it_was_typed_in() -> None:
    desk = officer(seat(1, Role.FRONT_OFFICER))
    assert powers.require_reporter(reporter_actor(1, via=Via.API), at=Ground()) is None
    assert powers.require_reporter(desk, at=Ground(is_typed_in=True)) == desk.seats[0]
    for actor in (desk, officer(seat(1, Role.HEAD)), HOUSE):
        with pytest.raises(Powerless) as refused:
            powers.require_reporter(actor, at=Ground(is_typed_in=actor is not desk))
        assert refused.value.needs == "reporter"


@pytest.mark.parametrize(
    ("path", "target", "holding", "may"),
    [
        ({1, 2, 3}, 3, {2: "lead"}, True),  # below
        ({1, 2}, 2, {2: "lead"}, False),  # itself
        ({1}, 1, {2: "lead"}, False),  # above
        ({1, 4}, 4, {2: "lead"}, False),  # beside
        ({1, 2, 3}, 3, {2: "support"}, False),
        ({1, 2, 3}, 3, {}, False),
    ],
)
def test_an_agency_disposes_to_units_below_its_own_while_it_leads(
    path: set[int], target: int, holding: dict[int, str], may: bool
) -> None:
    here = Ground(holding=holding, target_path=frozenset(path), target_id=target)
    for role in (Role.AGENCY_ADMIN, Role.LIAISON, Role.HEAD):
        assert powers.may(officer(seat(1, role, 2)), "dispose", at=here) is may
    assert powers.may(officer(seat(1, Role.MEMBER, 2)), "dispose", at=here) is False


@pytest.mark.parametrize(
    ("ground", "may"),
    [
        (Ground(report_class="complaint_oversight"), True),
        (Ground(report_class="whistleblowing"), True),
        (Ground(report_class="complaint", is_about_front_desk=True), True),
        (Ground(report_class="complaint", inspectorate_holds=True), True),
        (Ground(report_class="complaint"), False),
    ],
)
def test_the_inspectorate_acts_in_oversight_alone(ground: Ground, may: bool) -> None:
    inspector = officer(seat(1, Role.INSPECTORATE, 5))
    for act in ("verify", "classify", "archive", "refer", "dispose", "accept", "return", "question", "resume", "note",
                "draft", "approve", "reject", "respond", "disclose"):  # fmt: skip
        assert powers.may(inspector, act, at=ground) is may
    assert powers.may(inspector, "note", at=Ground(holding={5: "support"})) is True


def test_what_needs_no_report_is_as_on_paper() -> None:
    table = {
        "units": {"front_officer", "front_head", "engineer"}, "rules": {"front_head"}, "operate": {"engineer"},
        "audit": {"front_head", "inspectorate"}, "open": {"inspectorate", "secretary", "regional_head"},
        "file": {"front_officer", "front_head"},
    }  # fmt: skip
    for act, roles in table.items():
        assert {role.value for role in Role if powers.may(officer(seat(1, role)), act)} == roles
