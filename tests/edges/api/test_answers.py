"""Draft, approval and answer: the first one and the final one, and which of them was approved."""

from tests import builders
from tests.builders import ANSWER
from tests.edges.api.ring import Ring, problem


def test_an_answer_that_is_not_final_keeps_the_report_in_hand(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    response = ring.act(receipt, "response", {"text": ANSWER, "final": False}, by="pupr_admin")
    assert (response.json()["state"], response.json()["response"]["state"]) == ("in_work", "sent")


def test_without_text_the_approved_draft_is_sent(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, to="dinkes")
    text = "Puskesmas kembali buka malam hari."
    refused = ring.act(receipt, "response", {"text": text}, by="dinkes_admin")
    assert (problem(refused)[0], refused.json()["needs"]) == (409, "approval")
    ring.act(receipt, "draft", {"text": text}, by="dinkes_admin")
    early = ring.act(receipt, "response", {}, by="dinkes_admin")
    assert (problem(early)[0], early.json()["needs"]) == (409, "approval")
    own = ring.act(receipt, "approval", {}, by="dinkes_admin")
    assert problem(own)[0] == 403
    ring.act(receipt, "approval", {}, by="dinkes_head")
    sent = ring.act(receipt, "response", {}, by="dinkes_admin")
    assert sent.json()["response"] == {"state": "sent", "text": text, "by": "dinkes.admin", "final": True}


def test_an_approved_draft_goes_out_as_the_answer_that_was_approved(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, to="dinkes")
    drafted = ring.act(receipt, "draft", {"text": ANSWER, "final": False}, by="dinkes_admin")
    assert drafted.json()["response"]["final"] is False
    assert ring.act(receipt, "approval", {}, by="dinkes_head").json()["response"]["final"] is False
    other = ring.act(receipt, "response", {"final": True}, by="dinkes_admin")
    assert (problem(other), other.json()["needs"]) == ((409, "answer.other_kind"), "approval")
    assert ring.act(receipt, "response", {}, by="dinkes_admin").json()["state"] == "in_work"


def test_a_draft_that_does_not_say_which_answer_it_is_may_be_sent_as_either(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, to="dinkes")
    assert ring.act(receipt, "draft", {"text": ANSWER}, by="dinkes_admin").json()["response"]["final"] is None
    ring.act(receipt, "approval", {}, by="dinkes_head")
    assert ring.act(receipt, "response", {"final": False}, by="dinkes_admin").json()["state"] == "in_work"


def test_the_approver_may_say_which_answer_it_is(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, to="dinkes")
    ring.act(receipt, "draft", {"text": ANSWER, "final": True}, by="dinkes_admin")
    approved = ring.act(receipt, "approval", {"final": False}, by="dinkes_head")
    assert approved.json()["response"]["final"] is False
