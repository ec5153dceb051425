"""Every act of every officer in every state, for every kind of protection, against the tables of docs/process.md."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, groupby, product

import pytest

from arcadumas.core.handling import visible
from arcadumas.core.handling.workflow import MOVES
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Via, reporter_actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import outcome, undone
from tests.core.handling.paper import CLASSES, FROM, REPORTERS, STATES, TABLE, Class, Player, Stage, expected, reads

STAGED = (
    "refuse_extension",
    "sp4n_link",
    "sp4n_answer",
    "sp4n_settle",
    "accept_instruction",
    "finish_instruction",
    "end_support",
)  # their turn is that of this stage
pytestmark = pytest.mark.django_db
POWER_OF = {
    **dict.fromkeys(("complete_task", "cancel_task", "reassign_task"), "task"), "oversight": "mark_oversight", "dispose_below": "dispose", "support": "dispose",
    "support_below": "dispose", "respond_first": "respond", **dict.fromkeys(REPORTERS, "speak"),
}  # fmt: skip


def test_the_moves_start_where_the_paper_says() -> None:
    written = {act: frozenset(states.split()) for act, states in FROM.items() if act in MOVES and act not in STAGED}
    assert written == {act: MOVES[act].frm for act in written}
    assert set(MOVES) - set(written) == {"reply", "end_invitation", "invited_reply", "dispute", "run_out", *STAGED}


def test_every_cell_of_sight_and_power_is_as_on_paper(stage: Stage) -> None:
    reports, players = stage
    below = Unit.objects.get(code="pupr-uptd")
    path = frozenset({below.pk, below.parent_id, below.parent.parent_id})
    wrong, cells = [], 0
    for kind in CLASSES:
        with undone():
            kind.put_on([report.pk for report in reports.values()])
            rows = list(Report.objects.filter(pk__in=[report.pk for report in reports.values()]))
            for player in players:
                seen = set(
                    visible.to(player.actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
                )
                grounds = visible.grounds(rows, player.actor)
                for row in rows:
                    here = grounds[row.pk]
                    at_child = replace(here, target_id=below.pk, target_path=path)
                    for act in TABLE:
                        says = expected(player, act, row.state, kind)
                        ground = at_child if act.endswith("below") else here
                        may = powers.may(player.actor, POWER_OF.get(act, act), at=ground)
                        found = "404" if row.pk not in seen else "may" if may else "403"
                        cells += 1
                        if found != {"ok": "may", "409": "may"}.get(says, says[:3]):
                            wrong.append((kind.name, player.name, act, row.state, says, found))
                    how_much = visible.sight(row, player.actor, here)
                    if row.pk in seen and how_much != reads(player, row.state, kind):
                        wrong.append(
                            (kind.name, player.name, "reads", row.state, reads(player, row.state, kind), how_much)
                        )
    assert wrong == []
    assert cells == len(CLASSES) * len(players) * len(TABLE) * len(STATES)
    assert cells > 100_000


def test_whomever_it_names_somebody_may_do_the_next_act(stage: Stage) -> None:
    """But where it names all of the front desk, the Inspectorate, the Sekda and the regional head (decisions 0048, 0049)."""
    _reports, players = stage
    names = ("kominfo", "kominfo.kepala", "inspektorat", "sekda", "bupati")
    flags: tuple[dict[str, bool], ...] = ({}, {"oversight": True}, {"confidential": True}, {"whistleblowing": True})
    for size, unit, flag in product(range(len(names) + 1), ("", "diskominfo"), flags):
        for named in combinations(names, size):
            kind = Class("any", about_unit=unit, about_logins=named, **flag)
            is_above_named = {"inspektorat", "sekda", "bupati"} <= {*named}
            is_head_named = bool(unit) or "kominfo.kepala" in named
            is_desk_named = bool(unit) or {"kominfo", "kominfo.kepala"} <= {*named}
            for state, act in (("received", "verify"), ("verified", "dispose")):
                is_last_named = is_head_named if kind.whistleblowing and state == "verified" else is_desk_named
                is_lost = "ok" not in {expected(player, act, state, kind) for player in players}
                assert is_lost == (is_above_named and is_last_named), (kind, state)


def worth_running(players: list[Player]) -> Iterator[tuple[Class, Player, str, str]]:
    """Of the cells above those that show that each verb asks the same questions, in the same order.

    Every verb by everybody, in turn where they may, and out of turn; then what each protection changes, once a post."""
    plain, shown = CLASSES[0], set()
    for number, (player, act) in enumerate((player, act) for player in players for act in TABLE):
        is_allowed = "ok" in {expected(player, act, state, plain) for state in STATES}
        early, late = FROM[act].split()[-1], [state for state in STATES if state not in FROM[act].split()]
        if is_allowed or number % 2:
            yield plain, player, act, early
        if late and (is_allowed or not number % 2):
            yield plain, player, act, late[number % len(late)]
    for kind, act, player in ((kind, act, player) for kind in CLASSES[1:] for act in TABLE for player in players):
        for state in FROM[act].split():
            says = expected(player, act, state, kind)
            mark = (kind.name, player.role, says, act if says != "404" else state)
            if says != expected(player, act, state, plain) and mark not in shown:
                shown.add(mark)
                yield kind, player, act, state


def test_every_verb_says_what_the_paper_says(stage: Stage) -> None:
    reports, players = stage
    wrong, cells = [], sorted(worth_running(players), key=lambda cell: CLASSES.index(cell[0]))
    for kind, group in groupby(cells, key=lambda cell: cell[0]):
        with undone():
            kind.put_on([report.pk for report in reports.values()])
            for _kind, player, act, state in group:
                says = expected(player, act, state, kind)
                if (found := outcome(act, reports[state].code, player.actor)) != says:
                    wrong.append((kind.name, player.name, act, state, says, found))
    assert wrong == []
    assert len(cells) > 800


def test_the_reporter_does_the_reporters_acts_alone_and_on_one_report(cast: Cast, stage: Stage) -> None:
    reports, _players = stage
    stranger = reporter_actor(builders.received().report.pk, via=Via.API)
    wrong = []
    for number, act in enumerate(TABLE):
        for state, report in reports.items():
            in_turn = "ok" if state in FROM[act].split() else "409"
            says = in_turn if act in REPORTERS else "403"
            if act not in REPORTERS and state not in FROM[act].split()[:2]:
                continue
            if (found := outcome(act, report.code, cast.reporter(report))) != says:
                wrong.append((act, state, says, found))
        if (found := outcome(act, reports[STATES[number % 10]].code, stranger)) != "404":
            wrong.append((act, "a stranger's", "404", found))
    assert wrong == []
