"""Webhooks: signed, in due time, and in every disorder that Meta allows itself."""

import json

from arcadumas.edges.simulator import shapes
from tests.edges.simulator.rig import COMMITTED, LINE, NUMBER, OTHER, Caller

pytestmark = COMMITTED


def statuses(sim: Caller) -> list[tuple[str, str]]:
    return [(item["id"], item["status"]) for value in sim.receiver.values for item in value.get("statuses", [])]


def send(sim: Caller, to: str = NUMBER) -> str:
    wamid: str = sim.template("satu", to=to).json()["messages"][0]["id"]
    return wamid


def test_what_is_not_answered_with_200_comes_again_and_again_with_growing_delay(sim: Caller) -> None:
    sim.receiver.statuses = [500, 403, 404]
    wamid = sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})["wamid"]
    sim.settle()
    assert [value["messages"][0]["id"] for value in sim.receiver.values] == [wamid] * 4
    assert len({body for _, body in sim.receiver.got}) == 1
    log = sim.control("GET", "webhooks")["webhooks"]
    assert [(entry["status"], entry["attempt"]) for entry in log] == [(500, 1), (403, 2), (404, 3), (200, 4)]
    gaps = [later["at"] - earlier["at"] for earlier, later in zip(log, log[1:], strict=False)]
    assert [gap >= least for gap, least in zip(gaps, (0.05, 0.1, 0.2), strict=True)] == [True] * 3


def test_a_receiver_that_is_away_gets_it_when_it_is_back(sim: Caller) -> None:
    there = sim.receiver.url
    object.__setattr__(sim.running.account, "webhook_url", "http://127.0.0.1:9/webhooks/whatsapp")
    send(sim)
    assert sim.running.settle(0.3) is False
    object.__setattr__(sim.running.account, "webhook_url", there)
    sim.settle()
    assert sorted(sim.receiver.steps) == ["delivered", "sent"]


def test_duplicates(sim: Caller) -> None:
    sim.fault("duplicate")
    wamid = send(sim)
    sim.settle()
    assert statuses(sim) == [(wamid, "sent"), (wamid, "sent"), (wamid, "delivered")]


def test_a_batch_carries_several_statuses_in_one_envelope(sim: Caller) -> None:
    sim.fault("batch", times=4)
    first, second = send(sim), send(sim, to=OTHER)
    sim.settle()
    [envelope] = sim.receiver.envelopes
    [change] = envelope["entry"][0]["changes"]
    assert sorted((item["id"], item["status"]) for item in change["value"]["statuses"]) == sorted(
        [(first, "sent"), (first, "delivered"), (second, "sent"), (second, "delivered")]
    )
    assert len(change["value"]["contacts"]) == 4


def test_a_batch_of_two_lines_has_two_changes(sim: Caller) -> None:
    sim.fault("batch", times=2)
    for line in (LINE, "1002"):
        sim.control("POST", "type", {"number": NUMBER, "text": "Halo", "line": line})
    sim.settle()
    [envelope] = sim.receiver.envelopes
    lines = [change["value"]["metadata"]["phone_number_id"] for change in envelope["entry"][0]["changes"]]
    assert lines == [LINE, "1002"]


def test_clearing_the_faults_lets_go_what_was_held_back(sim: Caller) -> None:
    sim.fault("batch", times=5)
    send(sim)
    sim.settle()
    assert sim.receiver.steps == []
    assert sim.control("DELETE", "faults")["released"] == 1
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered"]


def test_reordering_brings_the_last_first(sim: Caller) -> None:
    sim.fault("reorder", times=2)
    send(sim)
    sim.settle()
    assert sim.receiver.steps == ["delivered", "sent"]


def test_a_lost_status_never_comes(sim: Caller) -> None:
    sim.fault("lost")
    send(sim)
    sim.settle()
    assert sim.receiver.steps == ["delivered"]


def test_a_read_may_come_without_a_delivered(sim: Caller) -> None:
    sim.fault("skip_delivered")
    send(sim)
    sim.settle()
    assert sim.receiver.steps == ["sent", "read"]


def test_a_status_of_a_message_nobody_sent(sim: Caller) -> None:
    sim.fault("unknown_wamid")
    wamid = send(sim)
    sim.settle()
    assert [(id == wamid, status) for id, status in statuses(sim)] == [
        (True, "sent"),
        (False, "sent"),
        (True, "delivered"),
    ]
    assert "biz_opaque_callback_data" not in sim.receiver.values[1]["statuses"][0]


def test_contacts_may_be_missing(sim: Caller) -> None:
    sim.fault("no_contacts")
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo", "profile": "Warga"})
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})
    sim.settle()
    assert [value.get("contacts", [{}])[0].get("profile") for value in sim.receiver.values] == [None, {"name": "Warga"}]


def test_the_number_may_be_missing(sim: Caller) -> None:
    sim.fault("bsuid_only")
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})
    sim.settle()
    [value] = sim.receiver.values
    assert sorted(value["messages"][0]) == ["from_user_id", "id", "text", "timestamp", "type"]
    assert sorted(value["contacts"][0]) == ["profile", "user_id"]


def test_a_phone_that_hides_its_number_never_shows_it(sim: Caller) -> None:
    sim.control("POST", "phone", {"number": NUMBER, "hides_number": True})
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})
    send(sim)
    sim.settle()
    assert [NUMBER[1:] in str(envelope) for envelope in sim.receiver.envelopes] == [False] * 3


def test_a_bad_signature_comes_again_with_a_good_one_when_it_is_refused(sim: Caller) -> None:
    sim.fault("bad_signature")
    sim.receiver.statuses = [403]
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})
    sim.settle()
    assert sim.receiver.are_signed == [False, True]


def test_a_signature_may_be_missing(sim: Caller) -> None:
    sim.fault("no_signature")
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})
    sim.settle()
    assert ["X-Hub-Signature-256" in headers for headers, _ in sim.receiver.got] == [False]


def test_a_crowd_of_statuses_travels_together(sim: Caller) -> None:
    postman = sim.running.machine.postman
    statuses = [shapes.change(sim.running.account, LINE, statuses=[{"id": f"wamid.{n}"}]) for n in range(60)]
    packed = [json.loads(sending.body)["entry"][0]["changes"] for sending in postman.packed(statuses)]
    assert [[len(change["value"]["statuses"]) for change in changes] for changes in packed] == [[50], [10]]
    assert len(postman.packed(statuses[:20])) == 20


def test_reading_at_once_is_an_option(sim: Caller) -> None:
    sim.control("POST", "options", {"reads_at_once": True})
    send(sim)
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered", "read"]
