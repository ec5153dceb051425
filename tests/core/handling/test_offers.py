"""What a page offers can be done, whoever looks and in whatever state; and what it does not offer is not missed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Stale, Unseen
from arcadumas.core.handling import work
from arcadumas.core.handling.folder import Folder, open_folder
from arcadumas.core.handling.offers import offers, require_turn
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Post, Unit
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import outcome, undone
from tests.core.handling.paper import CLASSES, STATES, TABLE, Class, Stage, expected

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("offers")]  # one stage for all
WHO = (
    "front_officer",
    "front_head",
    "pupr_admin",
    "pupr_head",
    "alalak_admin",
    "dinkes_admin",
    "inspector",
    "secretary",
)


NAMED = {
    "dispose_below": "dispose", "support_below": "support", "respond_first": "respond", **dict.fromkeys(("complete_task", "cancel_task", "reassign_task"), "task"),
}  # fmt: skip


def folder_of(code: str, actor: Actor) -> Folder | None:
    try:
        return open_folder(code, by=actor)
    except Unseen:
        return None


def test_what_is_offered_can_be_done(stage: Stage, cast: Cast) -> None:
    reports, _players = stage
    wrong, cells = [], 0
    for state in STATES:
        for name in WHO:
            actor = getattr(cast, name)
            folder = folder_of(reports[state].code, actor)
            for act in offers(folder, actor) if folder else ():
                cells += 1
                said = {outcome(f"{act}{end}", reports[state].code, actor) for end in (["", "_below"] if act in ("dispose", "support") else [""])}  # fmt: skip
                if "ok" not in said:
                    wrong.append((state, name, act, said))
    assert wrong == []
    assert cells > 150


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_what_is_offered_is_what_turn_and_power_allow_and_what_the_acts_grant_to_whoever_sees_but_the_line_too(
    stage: Stage, kind: Class
) -> None:
    """The paper is what the acts are held to (test_matrix)."""
    reports, players = stage
    wrong, granted_to = [], Counter[str]()
    with undone():
        kind.put_on([report.pk for report in reports.values()])
        for state in STATES:
            for player in players:
                folder = folder_of(reports[state].code, player.actor)
                offered = set(offers(folder, player.actor)) if folder else set()
                wrong += [(state, player.name, *each) for each in forbidden(offered, folder, player.actor)]
                granted = {act for act in TABLE if expected(player, act, state, kind) == "ok"}
                wrong += [
                    (state, player.name, act, "offered") for act in offered - {NAMED.get(act, act) for act in granted}
                ]
                for act in granted:
                    granted_to[str(folder.sight) if folder else "nothing"] += 1
                    if NAMED.get(act, act) in offered or is_spared(act, folder, offered):
                        continue
                    if outcome(act, reports[state].code, player.actor) == "ok":
                        wrong.append((state, player.name, act, "missing"))
    assert wrong == []
    assert set(granted_to) == ({"read", "listed"} if kind.confidential or kind.whistleblowing else {"read"})


def forbidden(offered: set[str], folder: Folder | None, actor: Actor) -> Iterator[tuple[str, str]]:
    """What is offered although the power or the turn forbids it."""
    for act in offered if folder else ():
        try:
            require_turn(act, folder, actor, version=folder.report.version)
        except (Powerless, OutOfTurn, Stale) as refused:
            yield act, refused.code


def is_spared(act: str, folder: Folder | None, offered: set[str]) -> bool:
    """Granted, and no use beside another act or to who reads already."""
    by_another = {"oversight": "classify", "take_over": "accept"}.get(act)
    return by_another in offered or (act == "open" and folder is not None and folder.is_read)


def test_the_turn_is_offered(cast: Cast) -> None:
    Unit.objects.filter(code="pupr-uptd").update(valid_to=date(2026, 1, 1))
    receipt = builders.received()
    code = receipt.report.code
    assert offers(open_folder(code, by=cast.front_officer), cast.front_officer)[0] == "verify"
    receipt = builders.disposed(cast)
    code = receipt.report.code
    assert offers(open_folder(code, by=cast.pupr_admin), cast.pupr_admin)[:2] == ("accept", "return")
    receipt = builders.in_work(cast)
    code = receipt.report.code
    mine = offers(open_folder(code, by=cast.pupr_admin), cast.pupr_admin)
    assert mine[:4] == ("respond", "draft", "return", "question")
    work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    mine = offers(open_folder(code, by=cast.pupr_head), cast.pupr_head)
    assert mine[:3] == ("approve", "reject", "respond")


def test_an_agency_is_offered_to_pass_on_only_when_a_unit_with_a_team_stands_below_it(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    below = Unit.objects.filter(parent__code="pupr")
    below.update(valid_to=date(2026, 1, 1))
    assert "dispose" not in offers(open_folder(code, by=cast.pupr_head), cast.pupr_head)
    uptd = Unit.objects.create(code="pupr-2", name="UPTD", kind="service_unit", parent=Unit.objects.get(code="pupr"))
    assert "dispose" not in offers(open_folder(code, by=cast.pupr_head), cast.pupr_head)  # nobody there could be told
    Post.objects.filter(person__login="alalak.camat").update(unit=uptd)
    assert "dispose" in offers(open_folder(code, by=cast.pupr_head), cast.pupr_head)


def test_where_answers_need_approval_the_admin_is_offered_a_draft_and_no_answer(cast: Cast) -> None:
    code = builders.in_work(cast, to="dinkes").report.code
    assert "respond" not in offers(open_folder(code, by=cast.dinkes_admin), cast.dinkes_admin)
    work.draft(code, by=cast.dinkes_admin, text=builders.ANSWER)
    work.approve(code, by=cast.dinkes_head)
    assert "respond" in offers(open_folder(code, by=cast.dinkes_admin), cast.dinkes_admin)


def test_an_unreadable_form_is_refused_in_the_order_of_every_act(cast: Cast) -> None:
    code = builders.disposed(cast).report.code
    folder = open_folder(code, by=cast.front_officer)
    with pytest.raises(Powerless):
        require_turn("accept", folder, cast.front_officer, version=1)
    with pytest.raises(OutOfTurn):
        require_turn("verify", folder, cast.front_officer, version=1)
    with pytest.raises(Stale):
        require_turn("dispose", folder, cast.front_officer, version=1)
    require_turn("dispose", folder, cast.front_officer, version=folder.report.version)
