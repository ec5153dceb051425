"""Idempotency-Key: the first answer again, and never a second act."""

from datetime import timedelta

from django.db.models import F

from arcadumas.core.reports.models import Report
from arcadumas.edges.api import keys
from arcadumas.edges.api.models import FirstAnswer
from tests import builders
from tests.builders import ANSWER
from tests.edges.api.ring import REASON, WORDS, Ring, problem


def test_the_same_key_and_body_get_the_first_answer(ring: Ring) -> None:
    first = ring.post("/reports", WORDS, Idempotency_Key="a")
    again = ring.post("/reports", WORDS, Idempotency_Key="a")
    assert (again.status_code, again.content, again["ETag"], again["Content-Type"]) == (
        201, first.content, first["ETag"], first["Content-Type"],
    )  # fmt: skip
    assert Report.objects.count() == 1


def test_without_a_key_two_reports_are_two(ring: Ring) -> None:
    assert ring.post("/reports", WORDS).json()["code"] != ring.post("/reports", WORDS).json()["code"]


def test_another_body_with_the_key_is_refused(ring: Ring) -> None:
    ring.post("/reports", WORDS, Idempotency_Key="a")
    assert problem(ring.post("/reports", {**WORDS, "title": "Lain"}, Idempotency_Key="a")) == (422, "api.key_reused")
    assert Report.objects.count() == 1


def test_keys_are_apart_by_caller_and_by_path(ring: Ring) -> None:
    one, two = builders.received(), builders.received()
    note = {"text": "Sudah ditelepon."}
    callers = [(one, "front_officer"), (one, "front_head"), (two, "front_officer")]
    versions = [ring.act(receipt, "notes", note, by=by, Idempotency_Key="k")["ETag"] for receipt, by in callers]
    assert versions == ['"2"', '"3"', '"2"']
    message = {"text": "Sudah ada yang jatuh."}
    codes = [
        ring.act(each, "messages", message, secret=each.secret, Idempotency_Key="k").json()["code"]
        for each in (one, two)
    ]
    assert codes == [one.report.code, two.report.code]


def test_an_act_repeated_is_answered_and_not_refused(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    first = ring.act(receipt, "response", {"text": ANSWER}, by="pupr_admin", Idempotency_Key="k")
    again = ring.act(receipt, "response", {"text": ANSWER}, by="pupr_admin", Idempotency_Key="k")
    assert (again.status_code, again.content, again["ETag"]) == (201, first.content, first["ETag"])
    assert problem(ring.act(receipt, "response", {"text": ANSWER}, by="pupr_admin"))[0] == 409


def test_the_first_answer_is_given_again_even_out_of_sight(ring: Ring) -> None:
    receipt = builders.received()
    body = {"is_whistleblowing": True}
    first = ring.act(receipt, "verification", body, by="front_officer", Idempotency_Key="k")
    again = ring.act(receipt, "verification", body, by="front_officer", Idempotency_Key="k")
    assert (again.status_code, again.content) == (201, first.content)


def test_a_refused_act_leaves_no_key(ring: Ring) -> None:
    receipt = builders.received()
    body = {"unit": "pupr", "instruction": ""}
    assert ring.act(receipt, "disposition", body, by="front_officer", Idempotency_Key="k").status_code == 409
    assert FirstAnswer.objects.count() == 0
    ring.act(receipt, "verification", {}, by="front_officer")
    assert ring.act(receipt, "disposition", body, by="front_officer", Idempotency_Key="k").status_code == 201


def test_a_late_objection_repeated_gives_the_same_new_key(ring: Ring) -> None:
    receipt = builders.answered(ring.cast)
    ring.act(receipt, "confirmation", {}, secret=receipt.secret)
    first = ring.act(receipt, "reopening", {"reason": REASON}, secret=receipt.secret, Idempotency_Key="k")
    again = ring.act(receipt, "reopening", {"reason": REASON}, secret=receipt.secret, Idempotency_Key="k")
    assert (first.status_code, again.json()) == (201, first.json())
    assert Report.objects.count() == 2


def test_what_is_kept_shows_neither_key_nor_secret(ring: Ring) -> None:
    secret = ring.post("/reports", WORDS, Idempotency_Key="kunci-saya").json()["secret"]
    row = FirstAnswer.objects.get()
    assert [
        word
        for word in (secret, "kunci-saya")
        if word.encode() in bytes(row.answer) + bytes(row.place) + bytes(row.body)
    ] == []


def test_after_a_day_the_key_is_free_and_the_row_goes(ring: Ring) -> None:
    first = ring.post("/reports", WORDS, Idempotency_Key="a").json()
    ring.post("/reports", WORDS, Idempotency_Key="b")
    FirstAnswer.objects.update(at=F("at") - timedelta(hours=25))
    second = ring.post("/reports", WORDS, Idempotency_Key="a").json()
    assert second["code"] != first["code"]
    assert ring.post("/reports", WORDS, Idempotency_Key="a").json() == second
    assert (keys.purge(), FirstAnswer.objects.count()) == (1, 1)


def test_a_key_may_not_be_endless(ring: Ring) -> None:
    assert problem(ring.post("/reports", WORDS, Idempotency_Key="k" * 256)) == (422, "api.key_long")
