"""Every act by HTTP: it works, at the wrong step 409, by the wrong person 403, by a stranger 404, and what a second try gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling import ask, close, sp4n, work
from arcadumas.core.handling.archive import archive
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Sp4n
from tests import builders
from tests.builders import ANSWER
from tests.cast import Cast
from tests.edges.api.ring import REASON, Ring, problem

Ready = Callable[[Cast], Receipt]
SOON = (timezone.now() + timedelta(days=7)).isoformat(timespec="seconds")
AT = "2026-01-05T10:00:00+08:00"


def received(cast: Cast) -> Receipt:
    return builders.received(name="Siti", phone="081234567890")


def archived(cast: Cast) -> Receipt:
    receipt = received(cast)
    archive(receipt.report.code, by=cast.front_officer, reason="unclear", note=REASON)
    return receipt


def awaiting(cast: Cast) -> Receipt:
    receipt = received(cast)
    ask.ask(receipt.report.code, by=cast.front_officer, text="Di depan pasar yang mana?")
    return receipt


def drafted(cast: Cast) -> Receipt:
    receipt = builders.in_work(cast)
    work.draft(receipt.report.code, by=cast.pupr_admin, text=ANSWER)
    return receipt


def closed(cast: Cast) -> Receipt:
    receipt = builders.answered(cast)
    close.confirm(receipt.report.code, by=cast.reporter(receipt.report))
    return receipt


def linked(cast: Cast) -> Receipt:
    receipt = builders.answered(cast)
    sp4n.link(receipt.report.code, by=cast.front_officer, tracking_id="91648207", entered_at=receipt.report.received_at)
    return receipt


def differing(cast: Cast) -> Receipt:
    receipt = linked(cast)
    Sp4n.objects.filter(report=receipt.report).update(difference="drift", status="Terverifikasi")
    return receipt


def tomorrow() -> str:
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def instructed(cast: Cast) -> Receipt:
    receipt = builders.in_work(cast)
    instruct(receipt.report.code, by=cast.secretary, text=REASON, unit="pupr", due_on=timezone.localdate())
    return receipt


def taken_on(cast: Cast) -> Receipt:
    receipt = instructed(cast)
    accept_instruction(receipt.report.code, by=cast.pupr_admin)
    return receipt


def confidential(cast: Cast) -> Receipt:
    return builders.verified(cast, is_confidential=True)


@dataclass(frozen=True, kw_only=True)
class Act:
    noun: str
    body: dict[str, Any]
    by: str
    ready: Ready
    unready: Ready | None
    powerless: str
    again: int = 409
    event: str | None = ""


ACTS = [
    Act(noun="verification", body={}, by="front_officer", ready=received, unready=builders.answered, powerless="secretary", event="verified"),
    Act(noun="classification", body={"is_urgent": True}, by="front_officer", ready=builders.verified, unready=closed, powerless="secretary", again=201, event="classified"),
    Act(noun="archiving", body={"reason": "unclear", "note": REASON}, by="front_officer", ready=received, unready=builders.in_work, powerless="secretary", event="archived"),
    Act(noun="referral", body={"to": "PLN ULP Marabahan", "note": REASON}, by="front_officer", ready=received, unready=builders.in_work, powerless="secretary", event="referred"),
    Act(noun="restoration", body={"reason": REASON}, by="front_head", ready=archived, unready=received, powerless="front_officer", event="restored"),
    Act(noun="disposition", body={"unit": "pupr", "instruction": "Mohon ditinjau."}, by="front_officer", ready=builders.verified, unready=received, powerless="secretary", event="disposed"),
    Act(noun="acceptance", body={}, by="pupr_admin", ready=builders.disposed, unready=builders.in_work, powerless="front_officer", event="accepted"),
    Act(noun="return", body={"reason": REASON, "cause": "village"}, by="pupr_admin", ready=builders.disposed, unready=builders.answered, powerless="front_officer", again=403, event="returned"),
    Act(noun="question", body={"text": "Di depan pasar yang mana?"}, by="front_officer", ready=received, unready=builders.disposed, powerless="secretary", event="question_asked"),
    Act(noun="resumption", body={"reason": REASON}, by="front_officer", ready=awaiting, unready=received, powerless="secretary", event="resumed"),
    Act(noun="notes", body={"text": "Sudah ditelepon."}, by="front_officer", ready=received, unready=None, powerless="inspector", again=201, event="note_added"),
    Act(noun="draft", body={"text": ANSWER}, by="pupr_admin", ready=builders.in_work, unready=builders.disposed, powerless="front_officer", again=201, event="answer_drafted"),
    Act(noun="approval", body={}, by="pupr_head", ready=drafted, unready=builders.disposed, powerless="front_officer", event="answer_approved"),
    Act(noun="draft-rejection", body={"reason": REASON}, by="pupr_head", ready=drafted, unready=builders.disposed, powerless="front_officer", event="answer_rejected"),
    Act(noun="response", body={"text": ANSWER}, by="pupr_admin", ready=builders.in_work, unready=builders.disposed, powerless="front_officer", event="responded"),
    Act(noun="closing", body={"reason": REASON, "cause": "settled"}, by="front_officer", ready=builders.answered, unready=builders.in_work, powerless="secretary", event="closed"),
    Act(noun="split", body={"parts": [{"unit": "dinkes", "title": "Puskesmas tutup"}]}, by="front_officer", ready=builders.in_work, unready=received, powerless="secretary", again=201, event="split"),
    Act(noun="sp4n-link", body={"tracking_id": "91648207", "entered_at": AT}, by="front_officer", ready=builders.verified, unready=None, powerless="secretary", event="sp4n_linked"),
    Act(noun="sp4n-answer", body={"url": "https://www.lapor.go.id/pengaduan/91648207", "entered_at": AT}, by="front_officer", ready=linked, unready=builders.verified, powerless="secretary", event="sp4n_answered"),
    Act(noun="tasks", body={"title": "Tinjau lokasi", "assignee": "pupr.teknis"}, by="pupr_admin", ready=builders.in_work, unready=closed, powerless="front_officer", again=201, event="task_added"),
    Act(noun="inspection", body={"at": SOON, "place": {"text": "Jembatan lama"}}, by="pupr_liaison", ready=builders.in_work, unready=closed, powerless="front_officer", again=201, event="inspected"),
    Act(noun="handover", body={"to": "pupr.penghubung"}, by="pupr_admin", ready=builders.in_work, unready=builders.answered, powerless="front_officer", event="handed_over"),
    Act(noun="urgency", body={"reason": REASON}, by="regional_head", ready=builders.disposed, unready=closed, powerless="pupr_member", event="marked_urgent"),
    Act(noun="extension-request", body={"reason": REASON, "due_at": SOON}, by="pupr_admin", ready=builders.disposed, unready=closed, powerless="pupr_head", event="extension_asked"),
    Act(noun="extension", body={"reason": REASON, "due_at": SOON}, by="pupr_head", ready=builders.disposed, unready=closed, powerless="pupr_admin", event="extended"),
    Act(noun="extension-refusal", body={"reason": REASON}, by="pupr_head", ready=builders.wanting_time, unready=closed, powerless="pupr_admin", event="extension_refused"),
    Act(noun="sp4n-settlement", body={"note": REASON}, by="front_officer", ready=differing, unready=builders.verified, powerless="secretary", event="sp4n_settled"),
    Act(noun="instruction", body={"text": REASON, "unit": "pupr", "due_on": tomorrow()}, by="regional_head", ready=builders.in_work, unready=closed, powerless="front_head", again=201, event="instructed"),
    Act(noun="instruction-acceptance", body={}, by="pupr_liaison", ready=instructed, unready=builders.in_work, powerless="secretary", event="instruction_accepted"),
    Act(noun="instruction-completion", body={"note": REASON}, by="pupr_head", ready=taken_on, unready=instructed, powerless="pupr_admin", event="instruction_done"),
    Act(noun="opening", body={"reason": REASON}, by="secretary", ready=confidential, unready=None, powerless="front_officer", again=201, event=None),
]  # fmt: skip
IDS = [act.noun for act in ACTS]


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_it_works_and_answers_with_the_staff_view_and_its_version(ring: Ring, act: Act) -> None:
    receipt = act.ready(ring.cast)
    before = ring.get(f"/reports/{receipt.report.code}", by=act.by).json()
    response = ring.act(receipt, act.noun, act.body, by=act.by)
    assert response.status_code == 201, response.content
    view = response.json()
    assert response["ETag"] == f'"{view["version"]}"'
    added = [line["event"] for line in view["story"] if line["seq"] > before["version"]]
    assert added == ([act.event] if act.event else [])
    assert ring.get(f"/reports/{receipt.report.code}", by=act.by).json() == view


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_a_second_try_without_a_key(ring: Ring, act: Act) -> None:
    receipt = act.ready(ring.cast)
    ring.act(receipt, act.noun, act.body, by=act.by)
    assert ring.act(receipt, act.noun, act.body, by=act.by).status_code == act.again


@pytest.mark.parametrize("act", [act for act in ACTS if act.unready], ids=[act.noun for act in ACTS if act.unready])
def test_out_of_turn_it_says_the_state_and_what_can_be_done(ring: Ring, act: Act) -> None:
    assert act.unready is not None
    receipt = act.unready(ring.cast)
    view = ring.get(f"/reports/{receipt.report.code}", by=act.by).json()
    response = ring.act(receipt, act.noun, act.body, by=act.by)
    assert problem(response)[0] == 409
    assert (response.json()["state"], response.json()["may"]) == (view["state"], view["may"])


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_a_colleague_without_the_power_gets_403(ring: Ring, act: Act) -> None:
    receipt = act.ready(ring.cast)
    response = ring.act(receipt, act.noun, act.body, by=act.powerless)
    assert problem(response) == (403, "act.no_power")
    if act.noun == "restoration":
        assert response.json()["needs"] == "front_head"


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_the_reporter_gets_403_and_strangers_404_whatever_they_send(ring: Ring, act: Act) -> None:
    receipt = act.ready(ring.cast)
    assert problem(ring.act(receipt, act.noun, act.body, secret=receipt.secret)) == (403, "act.only_staff")
    assert problem(ring.act(receipt, act.noun, act.body, by="engineer")) == (404, "act.not_seen")
    assert problem(ring.act(receipt, act.noun, {"nonsense": 1}, by="dinkes_admin")) == (404, "act.not_seen")
    assert problem(ring.act(receipt, act.noun, act.body)) == (404, "act.not_seen")


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_what_a_caller_may_is_what_it_can(ring: Ring, act: Act) -> None:
    receipt = act.ready(ring.cast)
    assert act.noun in ring.get(f"/reports/{receipt.report.code}", by=act.by).json()["may"]
    assert act.noun not in ring.get(f"/reports/{receipt.report.code}", by=act.powerless).json()["may"]


REPORTERS = [
    ("messages", {"text": "Sudah ada yang jatuh."}, received, None, 201),
    ("nothing-more", {}, awaiting, builders.in_work, 409),
    ("confirmation", {}, builders.answered, builders.in_work, 409),
    ("rating", {"stars": 4, "comment": "Cepat."}, builders.answered, builders.in_work, 409),
    ("reopening", {"reason": REASON}, builders.answered, builders.in_work, 409),
    ("withdrawal", {}, received, builders.answered, 409),
]
Case = tuple[str, dict[str, Any], Ready, Ready | None, int]


@pytest.mark.parametrize("case", REPORTERS, ids=[case[0] for case in REPORTERS])
def test_the_reporters_acts(ring: Ring, case: Case) -> None:
    noun, body, ready, unready, again = case
    receipt = ready(ring.cast)
    assert noun in ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()["may"]
    assert problem(ring.act(receipt, noun, body, by="front_officer")) == (403, "act.only_reporter")
    assert problem(ring.act(receipt, noun, body, by="engineer"))[0] == 404
    assert problem(ring.act(receipt, noun, body, secret="2" * 12))[0] == 404
    response = ring.act(receipt, noun, body, secret=receipt.secret)
    assert response.status_code == 201, response.content
    assert response.json() == ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()
    assert ring.act(receipt, noun, body, secret=receipt.secret).status_code == again
    if unready:
        refused = ring.act(other := unready(ring.cast), noun, body, secret=other.secret)
        assert problem(refused)[0] == 409
        assert set(refused.json()["may"]) <= {
            "messages",
            "attachments",
            "withdrawal",
            "confirmation",
            "rating",
            "reopening",
        }


def test_out_of_turn_the_reporter_is_told_of_the_reporters_acts(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    refused = ring.act(receipt, "confirmation", {}, secret=receipt.secret)
    assert refused.json()["detail"] == (
        "This report is In hand, so that cannot be done yet. What can be done now: withdraw the report, add facts, add photos."
    )


def test_nobody_approves_their_own_draft(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    ring.act(receipt, "draft", {"text": ANSWER}, by="pupr_head")
    refused = ring.act(receipt, "approval", {}, by="pupr_head")
    assert (problem(refused), refused.json()["needs"]) == ((403, "answer.own_approval"), "another_person")


def test_a_unit_without_a_team_is_refused(ring: Ring) -> None:
    receipt = builders.verified(ring.cast)
    refused = ring.act(receipt, "disposition", {"unit": "dlh", "instruction": ""}, by="front_officer")
    assert problem(refused) == (422, "no_team")
    assert [error["field"] for error in refused.json()["errors"]] == ["unit"]


def test_a_ruling_binds_the_unit(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    ring.act(receipt, "return", {"reason": REASON}, by="pupr_admin")
    plain = ring.act(receipt, "disposition", {"unit": "pupr", "instruction": ""}, by="front_head")
    assert (problem(plain)[0], plain.json()["needs"]) == (409, "ruling")
    ruled = ring.act(receipt, "disposition", {"unit": "pupr", "instruction": "", "ruling": True}, by="front_head")
    assert [line["event"] for line in ruled.json()["story"]][-2:] == ["return_refused", "disposed"]
    assert problem(ring.act(receipt, "return", {"reason": REASON}, by="pupr_admin"))[0] == 409


def test_visibility_only_gets_stricter(ring: Ring) -> None:
    receipt = builders.received(is_anonymous=True)
    looser = ring.act(receipt, "verification", {"visibility": []}, by="front_officer")
    assert problem(looser) == (422, "form.visibility_looser")
    stricter = ring.act(receipt, "verification", {"visibility": ["anonymous", "confidential"]}, by="front_officer")
    assert stricter.json()["visibility"] == ["anonymous", "confidential"]


def test_whom_it_complains_of_does_not_see_it_any_more(ring: Ring) -> None:
    receipt = builders.received(unit="pupr")
    done = ring.act(receipt, "verification", {"about": {"units": ["pupr"], "logins": ["kominfo"]}}, by="front_head")
    assert done.status_code == 201
    assert problem(ring.get(f"/reports/{receipt.report.code}", by="front_officer"))[0] == 404
    assert ring.get(f"/reports/{receipt.report.code}", by="front_head").status_code == 200


def test_a_post_is_named_and_taken_out_with_a_reason(ring: Ring) -> None:
    receipt, post = builders.received(), Post.objects.get(person__login="sekda").pk
    ring.act(receipt, "verification", {"about": {"posts": [post]}}, by="front_head")
    assert problem(ring.get(f"/reports/{receipt.report.code}", by="secretary"))[0] == 404
    mistaken = {"not_about": {"posts": [post]}}
    bare = ring.act(receipt, "classification", mistaken, by="front_head")
    assert problem(bare) == (422, "form.reason_length")
    done = ring.act(receipt, "classification", mistaken | {"not_about_reason": "Salah sebut jabatan."}, by="front_head")
    assert (done.status_code, ring.get(f"/reports/{receipt.report.code}", by="secretary").status_code) == (201, 200)


def test_an_act_that_takes_a_report_out_of_sight_still_gets_its_answer(ring: Ring) -> None:
    receipt = builders.received()
    done = ring.act(receipt, "verification", {"is_whistleblowing": True}, by="front_officer")
    view = done.json()
    assert (done.status_code, view["class"], view["title"], view["body"], view["story"], view["may"]) == (
        201, "whistleblowing", None, None, [], [],
    )  # fmt: skip
    assert problem(ring.get(f"/reports/{receipt.report.code}", by="front_officer"))[0] == 404
    assert ring.get(f"/reports/{receipt.report.code}", by="inspector").json()["body"] == receipt.report.body


def test_disclosure_shows_what_is_known_and_is_audited(ring: Ring) -> None:
    receipt = received(ring.cast)
    shown = ring.act(receipt, "disclosure", {"reason": REASON}, by="front_officer")
    assert (shown.status_code, shown.json()) == (201, {"name": "Siti", "phone": "+6281234567890"})
    assert shown["ETag"] == '"2"'
    assert problem(ring.act(receipt, "disclosure", {"reason": REASON}, by="secretary"))[0] == 403
    assert problem(ring.act(receipt, "disclosure", {"reason": REASON}, secret=receipt.secret))[0] == 403


def test_an_opening_lets_a_leader_read(ring: Ring) -> None:
    receipt = confidential(ring.cast)
    path = f"/reports/{receipt.report.code}"
    before = ring.get(path, by="secretary").json()
    assert [before[name] for name in ("title", "body", "messages", "attachments")] == [None] * 4
    after = ring.act(receipt, "opening", {"reason": REASON}, by="secretary").json()
    assert (after["title"], after["body"]) == (receipt.report.title, receipt.report.body)
    assert ring.get(path, by="regional_head").json()["title"] is None


def test_a_late_objection_opens_a_new_report_with_its_own_key(ring: Ring) -> None:
    receipt = closed(ring.cast)
    response = ring.act(receipt, "reopening", {"reason": "Lubangnya muncul lagi sesudah hujan."}, secret=receipt.secret)
    assert (response.status_code, sorted(response.json())) == (201, ["code", "secret", "url"])
    new = response.json()
    view = ring.get(f"/reports/{new['code']}", secret=new["secret"]).json()
    assert (view["state"], [line["event"] for line in view["story"]]) == (
        "verified",
        ["received", "linked", "verified"],
    )
    old = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()
    assert (old["state"], old["story"][-1]["event"]) == ("closed", "linked")


def test_the_old_key_opens_the_follow_up_and_no_second_one_is_offered(ring: Ring) -> None:
    receipt = closed(ring.cast)
    path, body = f"/reports/{receipt.report.code}", {"reason": "Lubangnya muncul lagi sesudah hujan."}
    assert "reopening" in ring.get(path, secret=receipt.secret).json()["may"]
    code = ring.act(receipt, "reopening", body, secret=receipt.secret).json()["code"]
    assert ring.get(f"/reports/{code}", secret=receipt.secret).json()["code"] == code
    view = ring.get(path, secret=receipt.secret).json()
    assert (view["may"], [each["code"] for each in view["linked"]]) == (["messages", "rating"], [code])
    refused = ring.act(receipt, "reopening", body, secret=receipt.secret)
    assert (problem(refused), "reopening" in refused.json()["may"]) == ((409, "reopening.carried_on"), False)


def test_a_sp4n_answer_needs_a_link_first(ring: Ring) -> None:
    refused = ring.act(builders.answered(ring.cast), "sp4n-answer", {"entered_at": AT}, by="front_officer")
    assert (problem(refused), refused.json()["needs"]) == ((409, "sp4n.not_linked"), "sp4n-link")


def test_one_instruction_covers_several_reports_and_each_shows_it(ring: Ring) -> None:
    first, second = builders.in_work(ring.cast), builders.in_work(ring.cast)
    body = {"text": REASON, "unit": "pupr", "due_on": tomorrow(), "indicator": "jalan dapat dilalui", "reports": [second.report.code]}  # fmt: skip
    assert ring.act(first, "instruction", body, by="regional_head").status_code == 201
    shown = ring.get(f"/reports/{second.report.code}", by="pupr_admin").json()["instructions"]
    codes = sorted([first.report.code, second.report.code])
    assert [(one["unit"], one["due_on"], sorted(one["reports"]), one["accepted_at"]) for one in shown] == [
        ("pupr", tomorrow(), codes, None)
    ]
    assert ring.act(second, "instruction-acceptance", by="pupr_head").json()["instructions"][0]["accepted_at"]
    assert ring.act(first, "instruction-completion", {"note": REASON}, by="pupr_head").json()["instructions"][0]["done_at"]  # fmt: skip


def test_of_several_instructions_one_is_named_by_its_number(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    body = {"text": REASON, "unit": "pupr", "due_on": tomorrow()}
    numbers = [ring.act(receipt, "instruction", body, by="regional_head").json()["instructions"][-1]["number"] for _ in range(2)]  # fmt: skip
    shown = ring.act(receipt, "instruction-acceptance", {"number": numbers[1]}, by="pupr_head").json()["instructions"]
    assert [one["accepted_at"] is None for one in shown] == [True, False]
    body = {"note": REASON, "number": numbers[1]}
    shown = ring.act(receipt, "instruction-completion", body, by="pupr_head").json()["instructions"]
    assert [one["done_at"] is None for one in shown] == [True, False]
    assert problem(ring.act(receipt, "instruction-completion", body, by="pupr_head"))[0] == 409


def test_an_instruction_asks_for_a_day_and_a_unit_that_there_are(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    body = {"text": REASON, "unit": "pupr", "due_on": "2020-01-01"}
    assert problem(ring.act(receipt, "instruction", body, by="regional_head")) == (422, "instruction.day")
    assert problem(ring.act(receipt, "instruction", body | {"due_on": "besok"}, by="regional_head"))[0] == 422
    no_unit = body | {"due_on": tomorrow(), "unit": "nirgendwo"}
    assert problem(ring.act(receipt, "instruction", no_unit, by="regional_head")) == (422, "form.unit_unknown")
