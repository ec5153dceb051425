"""What is asked of every verb: its line, its turn, its version, and nothing left behind by a refusal."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from arcadumas.base.refusals import OutOfTurn, Stale
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Report, Unread
from tests.cast import Cast
from tests.core.handling.acts import VERBS, outcome, undone
from tests.core.handling.paper import FROM, REPORTERS, STATES, Stage

pytestmark = pytest.mark.django_db
# -- The paper: the lines that each act writes, and the facts that are known beforehand.
LINES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "attach": [("attachment_added", {"content_type": "image/jpeg"})],
    "message": [("message_sent", {})],
    "rate": [("rated", {"stars": 4})],
    "confirm": [("confirmed", {}), ("closed", {"by": "reporter"})],
    "object": [("objected", {"unit": "pupr"})],
    "object_late": [("linked", {"is_newer": True})],
    "withdraw": [("withdrawn", {})],
    "verify": [("verified", {"report_class": "complaint", "is_urgent": False})],
    "classify": [("classified", {"report_class": "complaint", "urgency": "marked"})],
    "oversight": [("classified", {"report_class": "complaint_oversight"})],
    "archive": [("archived", {"reason": "unclear"})],
    "refer": [("referred", {"to": "Balai Jalan Nasional"})],
    "restore": [("restored", {})],
    "rule": [
        ("return_refused", {"unit": "dinkes"}),
        ("disposed", {"unit": "dinkes", "role": "lead", "is_ruling": True}),
    ],
    "dispose": [("disposed", {"unit": "inspektorat", "role": "lead", "is_ruling": False})],
    "dispose_below": [("disposed", {"unit": "pupr-uptd", "role": "lead"})],
    "support": [("disposed", {"unit": "inspektorat", "role": "support"})],
    "support_below": [("disposed", {"unit": "pupr-uptd", "role": "support"})],
    "accept": [("accepted", {"unit": "pupr"})],
    "take_over": [("taken_over", {"unit": "pupr"})],
    "hand_over": [("handed_over", {"unit": "pupr"})],
    "return": [("returned", {"unit": "pupr", "hops": 2, "visibility": "open"})],
    "question": [("question_asked", {})],
    "add_nothing": [("resumed", {"cause": "reporter"})],
    "resume": [("resumed", {"cause": "officer"})],
    "note": [("note_added", {})],
    "task": [("task_added", {})],
    "complete_task": [("task_done", {})],
    "cancel_task": [("task_cancelled", {})],
    "reassign_task": [("task_reassigned", {})],
    "evidence": [("evidence_added", {"shows": "after", "content_type": "image/jpeg"})],
    "inspect": [("inspected", {"is_planned": True})],
    "draft": [("answer_drafted", {"unit": "pupr"})],
    "accept_part": [("part_accepted", {"unit": "63.04.05"})],
    "end_support": [("support_ended", {"unit": "63.04.05"})],
    "part": [("part_given", {"unit": "63.04.05"})],
    "invite": [("invited", {"to": "PLN ULP Marabahan"})],
    "approve": [("answer_approved", {"unit": "pupr"})],
    "reject": [("answer_rejected", {"unit": "pupr"})],
    "respond_first": [("responded", {"unit": "pupr", "is_final": False})],
    "respond": [("responded", {"unit": "pupr", "is_final": True})],
    "close": [("closed", {"by": "officer"})],
    "mark_urgent": [("marked_urgent", {})],
    "ask_extension": [("extension_asked", {"step": "accept", "unit": "pupr"})],
    "refuse_extension": [("extension_refused", {"step": "sp4n_link", "unit": "diskominfo"})],
    "extend": [("extended", {"step": "accept", "unit": "pupr"})],
    "merge": [("merged", {"is_main": False, "count": 1})],
    "unmerge": [("unmerged", {"is_main": False})],
    "split": [("split", {"unit": "inspektorat", "is_part": False})],
    "relate": [("related", {})],
    "sp4n_link": [("sp4n_linked", {"tracking_id": "7654321", "entered_at": "2026-01-05T00:00:00+00:00"})],
    "sp4n_answer": [("sp4n_answered", {"entered_at": "2026-01-05T00:00:00+00:00"})],
    "sp4n_settle": [("sp4n_settled", {"difference": "drift", "cause": "officer"})],
    "instruct": [("instructed", {"unit": "63.04.05", "is_main": True})],
    "accept_instruction": [("instruction_accepted", {"unit": "pupr", "is_main": True})],
    "finish_instruction": [("instruction_done", {"unit": "pupr", "is_main": True})],
    "disclose": [("identity_disclosed", {})],
    "open": [],  # audited beside the journal: the case is not told who reads it
}
TO = {
    "confirm": "closed", "object": "disposed", "object_late": "closed", "withdraw": "archived", "verify": "verified",
    "archive": "archived", "refer": "referred", "restore": "verified", "rule": "disposed", "dispose": "disposed",
    "dispose_below": "disposed", "accept": "in_work", "return": "verified", "question": "awaiting_reporter",
    "resume": "in_work", "add_nothing": "in_work", "respond": "answered", "close": "closed", "merge": "merged", "unmerge": "in_work",
}  # fmt: skip
AGAIN = {
    "attach",
    "message",
    "classify",
    "oversight",
    "note",
    "task",
    "evidence",
    "inspect",
    "draft",
    "invite",
    "part",
    "respond_first",
    "split",
    "relate",
    "disclose",
    "open",
    "instruct",
}
MEMBERS = ("draft", "note", "task", "complete_task", "cancel_task", "reassign_task", "evidence", "inspect")
BY = {
    "accept": "pupr_substitute", "take_over": "pupr_substitute", "hand_over": "pupr_admin", "accept_part": "alalak_admin", "part": "alalak_admin", "invite": "pupr_admin", "return": "pupr_liaison", "draft": "pupr_member", "approve": "pupr_head",
    "reject": "pupr_head", "respond_first": "pupr_admin", "respond": "pupr_head", "note": "alalak_admin", "task": "alalak_admin", "complete_task": "pupr_admin", "cancel_task": "pupr_liaison", "reassign_task": "pupr_head", "evidence": "pupr_member", "inspect": "pupr_liaison",
    "rule": "front_head", "merge": "front_head", "unmerge": "front_head", "restore": "front_head", "open": "secretary", "sp4n_answer": "pupr_liaison",
    "dispose_below": "front_officer", "extend": "pupr_head", "ask_extension": "pupr_admin", "refuse_extension": "front_head", "question": "pupr_admin", "resume": "pupr_admin",
    "instruct": "secretary", "accept_instruction": "pupr_liaison", "finish_instruction": "pupr_head",
}  # fmt: skip


def in_turn(act: str) -> str:
    """The last of its states, where most has happened before."""
    return {
        "question": "in_work",
        "note": "in_work",
        "task": "in_work",
        "extend": "disposed",
        "ask_extension": "disposed",
        "relate": "in_work",
    }.get(act) or FROM[act].split()[-1]


@pytest.fixture
def scene(cast: Cast, stage: Stage) -> Iterator[dict[str, Report]]:
    with undone():
        yield stage[0]


def actor_for(act: str, cast: Cast, report: Report) -> Actor:
    return cast.reporter(report) if act in REPORTERS else getattr(cast, BY.get(act, "front_officer"))


@pytest.mark.parametrize("act", VERBS)
def test_it_writes_its_lines_moves_the_state_and_can_be_told_from_its_actor(
    act: str, cast: Cast, scene: dict[str, Report]
) -> None:
    report = scene[in_turn(act)]
    by, before = actor_for(act, cast, report), report.version
    VERBS[act](report.code, by, version=before)
    state = report.state
    report = Report.objects.get(pk=report.pk)
    lines = list(Event.objects.filter(report=report, seq__gt=before).order_by("seq"))
    assert [line.kind for line in lines] == [kind for kind, _facts in LINES[act]]
    for line, (_kind, facts) in zip(lines, LINES[act], strict=True):
        assert {name: line.facts.get(name) for name in facts} == facts
        seat = by.seats[0] if by.seats else None
        known = (line.actor, line.by_id, line.post_id, line.post_title, line.unit_code, line.unit_name, line.via)
        expected = (seat.id, seat.title, seat.unit_code, seat.unit_name) if seat else (None, "", "", "")
        assert known == (by.kind, by.person_id, *expected, "api")
        readers = Unread.objects.filter(event=line).order_by("reader").values_list("reader", flat=True)
        assert list(readers) == sorted(settings.JOURNAL_READERS)
    assert report.version == before + len(lines)
    assert bytes(report.head) == bytes(Event.objects.filter(report=report).latest("seq").hash)
    assert report.state == TO.get(act, state)
    assert journal.examine({})[1] is None


@pytest.mark.parametrize("act", VERBS)
def test_a_refusal_leaves_nothing_behind(act: str, cast: Cast, scene: dict[str, Report]) -> None:
    wrong = next((state for state in STATES if state not in FROM[act].split()), None)
    for report, by in ((scene[wrong], None), (scene[in_turn(act)], cast.engineer)) if wrong else ():
        before = Report.objects.filter(pk=report.pk).values().get()
        assert outcome(act, report.code, by or actor_for(act, cast, report)) in ("409", "403", "404")
        assert Report.objects.filter(pk=report.pk).values().get() == before
        assert Event.objects.filter(report=report).count() == before["version"]


@pytest.mark.parametrize("act", VERBS)
def test_done_twice_it_is_refused_unless_it_may_be_done_again(act: str, cast: Cast, scene: dict[str, Report]) -> None:
    report = scene[in_turn(act)]
    by = actor_for(act, cast, report)
    VERBS[act](report.code, by)
    refused = "403" if act == "return" else "409"  # having returned it, the unit holds it no more
    assert outcome(act, report.code, by) == ("ok" if act in AGAIN else refused)
    if act not in AGAIN:  # its turn is over before its version is old, whatever belongs to its turn
        assert outcome(act, report.code, by, version=1) == refused


@pytest.mark.parametrize("act", VERBS)
def test_a_stale_version_is_refused_with_the_changes(act: str, cast: Cast, scene: dict[str, Report]) -> None:
    report = scene[in_turn(act)]
    with pytest.raises(Stale) as refused, undone():
        VERBS[act](report.code, actor_for(act, cast, report), version=report.version - 1)
    newest = Event.objects.filter(report=report).latest("seq")
    assert (refused.value.version, refused.value.changes) == (report.version, (newest,))


@pytest.mark.parametrize("act", VERBS)
def test_sight_power_turn_and_version_are_asked_in_this_order(act: str, cast: Cast, scene: dict[str, Report]) -> None:
    report = scene[in_turn(act)]
    assert outcome(act, report.code, cast.engineer, version=0) == "404"
    powerless = cast.pupr_member if act not in MEMBERS else cast.regional_head
    if act == "note":
        powerless = cast.reporter(report)
    assert outcome(act, report.code, powerless, version=0)[:3] == ("403" if powerless_sees(report) else "404")
    wrong = next((state for state in STATES if state not in FROM[act].split()), None)
    if wrong and act not in ("sp4n_link", "refuse_extension"):
        assert outcome(act, scene[wrong].code, actor_for(act, cast, scene[wrong]), version=0) in ("409", "403", "404")


def powerless_sees(report: Report) -> bool:
    return report.state not in ("received", "verified", "archived", "referred")


@pytest.mark.parametrize("code", ["", "????", "ABCD-EFGH", "0", "23456789" * 9])
def test_no_such_code_is_not_seen(code: str, cast: Cast, scene: dict[str, Report]) -> None:
    assert {outcome(act, code, cast.front_head) for act in VERBS} == {"404"}


def test_a_code_is_understood_in_any_writing(cast: Cast, scene: dict[str, Report]) -> None:
    code = scene["disposed"].code.lower().replace("-", " ")
    assert outcome("accept", code, cast.pupr_admin) == "ok"


def test_the_refusal_says_what_can_be_done_now(cast: Cast, scene: dict[str, Report]) -> None:
    with pytest.raises(OutOfTurn) as refused, undone():
        VERBS["accept"](scene["in_work"].code, cast.pupr_admin)
    assert refused.value.state == "in_work"
    assert {"return", "question", "draft", "approval", "response", "notes"} <= set(refused.value.may)
    assert "acceptance" not in refused.value.may
