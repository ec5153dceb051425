"""What goes wrong at the call, as scripted."""

import time

import httpx
import pytest

from tests.edges.simulator.rig import (
    COMMITTED,
    LINE,
    NUMBER,
    OTHER,
    Caller,
    code_of,
    template_body,
)

pytestmark = COMMITTED


def test_a_scripted_500_is_json_and_happens_once(sim: Caller) -> None:
    sim.fault("error_500")
    assert code_of(sim.template("satu")) == (500, 131000)
    assert sim.template("satu").status_code == 200
    assert len(sim.bubbles()) == 1


def test_a_scripted_502_is_html(sim: Caller) -> None:
    sim.fault("html_502")
    answer = sim.template("satu")
    assert (answer.status_code, answer.headers["Content-Type"], answer.text[:6]) == (502, "text/html", "<html>")


def test_a_scripted_429_says_when_to_come_back(sim: Caller) -> None:
    sim.fault("http_429", seconds=7)
    answer = sim.template("satu")
    assert (*code_of(answer), answer.headers["Retry-After"]) == (429, 130429, "7")


def test_any_code_can_be_scripted_at_the_call(sim: Caller) -> None:
    wanted = [
        (401, 0), (503, 2), (500, 3), (429, 4), (403, 10), (401, 190), (403, 368), (403, 131031), (400, 131042),
        (503, 131057), (429, 131064), (400, 132007), (429, 80007),
    ]  # fmt: skip
    for _, code in wanted:
        sim.fault(str(code))
    assert [code_of(sim.template("satu")) for _ in wanted] == wanted


def test_codes_that_come_late_are_scripted_as_a_failed_status(sim: Caller) -> None:
    codes = [130472, 131026, 131047, 131049, 131050]
    for code in codes:
        sim.fault(str(code))
    assert [sim.template("satu").status_code for _ in codes] == [200] * 5
    sim.settle()
    assert [value["statuses"][0]["errors"][0]["code"] for value in sim.receiver.values] == codes


def test_a_fault_for_one_number_spares_the_others(sim: Caller) -> None:
    sim.fault("error_500", number="0812-3456-7891", times=2)
    assert [sim.template("satu", to=to).status_code for to in (NUMBER, OTHER, OTHER, OTHER)] == [200, 500, 500, 200]


def test_a_fault_without_end_lasts_until_it_is_cleared(sim: Caller) -> None:
    sim.fault("error_500", times=None)
    assert [sim.template("satu").status_code for _ in range(3)] == [500, 500, 500]
    sim.control("DELETE", "faults")
    assert sim.template("satu").status_code == 200


def test_a_reset_breaks_the_connection_and_accepts_nothing(sim: Caller) -> None:
    sim.fault("reset")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        sim.template("satu")
    assert sim.bubbles() == []


def test_accept_drop_accepts_the_message_and_loses_the_answer(sim: Caller) -> None:
    sim.fault("accept_drop")
    with pytest.raises(httpx.RemoteProtocolError):
        sim.template("satu", callback="m-7")
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered"]
    assert sim.receiver.values[0]["statuses"][0]["biz_opaque_callback_data"] == "m-7"
    assert len(sim.bubbles()) == 1


@pytest.mark.parametrize(("kind", "kept"), [("timeout", 0), ("accept_timeout", 1)])
def test_a_timeout_may_or_may_not_have_accepted(sim: Caller, kind: str, kept: int) -> None:
    sim.fault(kind, seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        sim.post(template_body("satu"), timeout=0.4)
    assert len(sim.bubbles()) == kept


def test_a_slow_answer_comes_all_the_same(sim: Caller) -> None:
    sim.fault("slow", seconds=0.3)
    began = time.monotonic()
    assert sim.template("satu").status_code == 200
    assert time.monotonic() - began >= 0.3


def test_a_stuck_message_never_moves(sim: Caller) -> None:
    sim.fault("stuck")
    wamid = sim.template("satu").json()["messages"][0]["id"]
    sim.control("POST", "read", {"wamid": wamid})
    sim.settle()
    assert sim.receiver.steps == []
    assert [bubble["state"] for bubble in sim.bubbles()] == ["accepted"]


def test_a_connection_serves_many_calls(sim: Caller) -> None:
    with httpx.Client(base_url=sim.running.url, limits=httpx.Limits(max_connections=1), headers=sim.bearer) as http:
        answers = [http.post(f"/v26.0/{LINE}/messages", json=template_body("satu")) for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.http_version for answer in answers} == {"HTTP/1.1"}
