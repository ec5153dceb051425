"""ETag and If-Match: an act on a report that changed meanwhile is refused, and told what changed."""

import pytest

from tests import builders
from tests.edges.api.ring import REASON, Ring, problem

NOTE = {"text": "Sudah ditelepon."}


def test_the_tag_is_the_number_of_journal_lines(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    path = f"/reports/{receipt.report.code}"
    assert ring.get(path, by="front_officer")["ETag"] == '"3"'
    assert ring.get(path, secret=receipt.secret)["ETag"] == '"3"'
    assert ring.act(receipt, "notes", NOTE, by="front_officer")["ETag"] == '"4"'


@pytest.mark.parametrize("match", ['"2"', 'W/"2"', "*", '"1", "2"', ""])
def test_a_match_lets_the_act_through(ring: Ring, match: str) -> None:
    receipt = builders.verified(ring.cast)
    assert ring.act(receipt, "notes", NOTE, by="front_officer", If_Match=match).status_code == 201


@pytest.mark.parametrize("match", ['"1"', 'W/"1"', '"99"', "2", "nonsense", '"999999999"'])
def test_no_match_is_412(ring: Ring, match: str) -> None:
    receipt = builders.verified(ring.cast)
    assert problem(ring.act(receipt, "notes", NOTE, by="front_officer", If_Match=match)) == (412, "act.stale")


def test_it_says_what_changed(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    stale = ring.act(receipt, "notes", NOTE, by="front_officer", If_Match='"1"')
    assert [(change["seq"], change["event"]) for change in stale.json()["changes"]] == [
        (2, "verified"),
        (3, "disposed"),
    ]
    assert stale.json()["changes"][0]["text"].startswith("Verified by ")


def test_the_reporter_is_not_told_of_inner_changes(ring: Ring) -> None:
    receipt = builders.verified(ring.cast)
    ring.act(receipt, "notes", NOTE, by="front_officer")
    stale = ring.act(receipt, "messages", {"text": "Halo"}, secret=receipt.secret, If_Match='"2"')
    assert (problem(stale)[0], stale.json()["changes"]) == (412, [])


def test_state_comes_before_version_and_power_before_state(ring: Ring) -> None:
    receipt = builders.received()
    body = {"unit": "pupr", "instruction": ""}
    assert problem(ring.act(receipt, "disposition", body, by="front_officer", If_Match='"9"'))[0] == 409
    assert problem(ring.act(receipt, "disposition", body, by="secretary", If_Match='"9"'))[0] == 403
    assert problem(ring.act(receipt, "disposition", body, by="engineer", If_Match='"9"'))[0] == 404


@pytest.mark.parametrize(
    ("noun", "body"), [("disclosure", {"reason": REASON}), ("messages", {"text": "Halo"}), ("withdrawal", {})]
)
def test_every_act_honours_it(ring: Ring, noun: str, body: dict[str, str]) -> None:
    receipt = builders.received()
    who = {"by": "front_officer"} if noun == "disclosure" else {"secret": receipt.secret}
    assert problem(ring.act(receipt, noun, body, If_Match='"7"', **who))[0] == 412
    assert ring.act(receipt, noun, body, If_Match='"1"', **who).status_code == 201


def test_an_opening_and_a_rating_honour_it_too(ring: Ring) -> None:
    receipt = builders.verified(ring.cast, is_confidential=True)
    assert problem(ring.act(receipt, "opening", {"reason": REASON}, by="secretary", If_Match='"9"'))[0] == 412
    answered = builders.answered(ring.cast)
    assert problem(ring.act(answered, "rating", {"stars": 5}, secret=answered.secret, If_Match='"9"'))[0] == 412
