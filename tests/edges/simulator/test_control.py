"""The hand that moves the simulator."""

import base64

import pytest

from arcadumas.edges.simulator.account import Account, Options
from arcadumas.edges.simulator.models import Bubble, Fault, Media, Phone
from arcadumas.edges.simulator.server import Running
from tests.edges.simulator.rig import (
    CITIZEN_LINE,
    COMMITTED,
    DISPOSITION_BUTTONS,
    LINE,
    NUMBER,
    TOKEN,
    WABA,
    Caller,
    Receiver,
    quick_reply,
    template_body,
)  # fmt: skip

pytestmark = COMMITTED


def test_it_obeys_only_the_token(sim: Caller) -> None:
    for headers in ({}, {"Control-Token": "wrong"}, {"Authorization": f"Bearer {TOKEN}"}):
        assert sim.http.get("/control/faults", headers=headers).status_code == 403
    assert sim.http.get("/control/nothing", headers={"Control-Token": TOKEN}).status_code == 404


def test_what_cannot_be_done_is_400(sim: Caller) -> None:
    calls: list[tuple[str, object]] = [
        ("faults", {"kind": "nonsense"}), ("faults", {"kind": "slow", "times": 0}), ("faults", {}), ("faults", []),
        ("press", {"wamid": "wamid.unknown", "index": 0}), ("type", {"number": "abc", "text": "x"}),
        ("type", {"number": NUMBER}), ("type", {"number": NUMBER, "media": {"content": "?", "type": "image/png"}}),
        ("phone", {"number": "abc"}), ("options", {"nonsense": 1}), ("templates", {"name": "x", "state": "y"}),
        ("events", {"field": "account_update", "value": 1}),
    ]  # fmt: skip
    answers = [sim.http.post(f"/control/{name}", json=body, headers={"Control-Token": TOKEN}) for name, body in calls]
    assert [answer.status_code for answer in answers] == [400] * len(calls)
    assert Bubble.objects.count() == 0


def test_pressing_a_quick_reply_sends_its_payload_and_what_it_answers(sim: Caller) -> None:
    body = template_body("Admin", name="aduan_disposisi_v1", buttons=DISPOSITION_BUTTONS)
    wamid = sim.post(body).json()["messages"][0]["id"]
    sim.settle()
    pressed = sim.control("POST", "press", {"wamid": wamid, "index": 1})["wamid"]
    sim.settle()
    [message] = sim.receiver.values[-1]["messages"]
    assert message["button"]["payload"] == "return:abc"
    assert (message["type"], message["id"], message["from"]) == ("button", pressed, NUMBER[1:])
    assert message["context"] == {"id": wamid, "from": "625110001001"}
    assert sim.receiver.values[-1]["metadata"] == {"display_phone_number": "625110001001", "phone_number_id": LINE}


def test_pressing_a_link_gives_it_and_tells_nobody(sim: Caller) -> None:
    body = template_body("Admin", name="aduan_disposisi_v1", buttons=DISPOSITION_BUTTONS)
    wamid = sim.post(body).json()["messages"][0]["id"]
    sim.settle()
    assert sim.control("POST", "press", {"wamid": wamid, "index": 2}) == {"url": "signed"}
    assert len(sim.receiver.got) == 2


def test_pressing_a_button_opens_the_window(sim: Caller) -> None:
    wamid = sim.template("satu", buttons=(quick_reply(0, "ya:1"),)).json()["messages"][0]["id"]
    sim.control("POST", "press", {"wamid": wamid, "index": 0})
    sim.text("Terima kasih")
    sim.settle()
    assert [bubble["state"] for bubble in sim.bubbles()] == ["delivered", "sent", "delivered"]


@pytest.mark.parametrize(
    ("action", "kind", "index", "reply"),
    [
        (
            {"buttons": [{"type": "reply", "reply": {"id": "a", "title": "Satu"}}]},
            "button", 0, {"type": "button_reply", "button_reply": {"id": "a", "title": "Satu"}},
        ),
        (
            {"button": "Pilih", "sections": [{"rows": [{"id": "r1", "title": "T1"}, {"id": "r2", "title": "T2", "description": "D"}]}]},
            "list", 1, {"type": "list_reply", "list_reply": {"id": "r2", "title": "T2", "description": "D"}},
        ),
    ],
)  # fmt: skip
def test_pressing_an_interactive_button_or_row(
    sim: Caller, action: object, kind: str, index: int, reply: object
) -> None:
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo", "line": LINE})
    interactive = {"type": kind, "body": {"text": "Pilih"}, "action": action}
    answer = sim.post(
        {"messaging_product": "whatsapp", "to": NUMBER, "type": "interactive", "interactive": interactive}
    )
    sim.control("POST", "press", {"wamid": answer.json()["messages"][0]["id"], "index": index})
    sim.settle()
    pressed = next(
        v["messages"][0] for v in sim.receiver.values if v.get("messages", [{}])[0].get("type") == "interactive"
    )
    assert pressed["interactive"] == reply


def test_text_is_typed_to_the_line_last_heard_from_or_that_of_citizens(sim: Caller) -> None:
    sim.control("POST", "type", {"number": "0812 3456 7890", "text": "Halo", "profile": "Warga"})
    sim.template("satu")
    sim.control("POST", "type", {"number": NUMBER, "text": "Baik"})
    assert [(b["direction"], b["line"], b["text"]) for b in sim.bubbles() if b["direction"] == "in"] == [
        ("in", CITIZEN_LINE, "Halo"), ("in", LINE, "Baik"),
    ]  # fmt: skip
    sim.settle()
    first = sim.receiver.values[0]
    assert first["contacts"][0]["profile"] == {"name": "Warga"}
    assert first["messages"][0]["text"] == {"body": "Halo"}
    assert first["messages"][0]["timestamp"].isdigit()


def test_a_photo_a_place_and_anything_else_can_be_sent(sim: Caller) -> None:
    content = base64.b64encode(b"jpeg").decode()
    sim.control("POST", "type", {"number": NUMBER, "text": "Ini", "media": {"content": content, "type": "image/jpeg"}})
    sim.control("POST", "type", {"number": NUMBER, "location": {"latitude": -3.1, "longitude": 114.6}})
    sim.control("POST", "type", {"number": NUMBER, "message": {"type": "unsupported", "errors": [{"code": 131051}]}})
    sim.settle()
    photo, place, other = (value["messages"][0] for value in sim.receiver.values)
    media = Media.objects.get()
    assert photo["image"] == {"id": str(media.id), "mime_type": "image/jpeg", "sha256": media.sha256, "caption": "Ini"}
    assert place["location"] == {"latitude": -3.1, "longitude": 114.6}
    assert (other["type"], other["errors"]) == ("unsupported", [{"code": 131051}])
    found = sim.http.get(f"/v26.0/{media.id}", headers=sim.bearer).json()
    assert sim.http.get(found["url"], headers=sim.bearer).content == b"jpeg"


def test_opening_a_phone_reads_all_that_came(sim: Caller) -> None:
    sim.template("satu")
    sim.template("dua")
    sim.settle()
    assert sim.control("POST", "read", {"number": NUMBER}) == {"reads": 2}
    sim.settle()
    assert sim.receiver.steps[-2:] == ["read", "read"]
    assert sim.control("POST", "read", {"number": NUMBER}) == {"reads": 0}


def test_a_phone_that_is_off_reads_nothing(sim: Caller) -> None:
    sim.control("POST", "phone", {"number": NUMBER, "off": True})
    sim.template("satu")
    sim.settle()
    assert sim.control("POST", "read", {"number": NUMBER}) == {"reads": 0}


def test_faults_are_listed_and_survive_a_restart(sim: Caller, account: Account) -> None:
    sim.fault("error_500", times=3, number="081234567890")
    sim.fault("131049", times=None)
    sim.template("satu")
    listed = sim.control("GET", "faults")["faults"]
    assert [(f["kind"], f["target"], f["remaining"], f["code"]) for f in listed] == [
        ("error_500", NUMBER, 2, None), ("failed", "", None, 131049),
    ]  # fmt: skip
    sim.running.machine.desk.run(lambda: None)
    with Running(account=account, options=Options()) as again:
        assert [fault.shape() for fault in again.machine.faults.listed()] == listed
    sim.control("DELETE", "faults")
    assert Fault.objects.count() == 0


def test_what_had_only_been_accepted_goes_on_after_a_restart(sim: Caller, account: Account, options: Options) -> None:
    sim.control("POST", "options", {"sent_after": 60})
    sim.template("satu")
    with Running(account=account, options=Options(sent_after=0, delivered_after=0)) as again:
        assert again.settle() is True
    assert sim.receiver.steps == ["sent", "delivered"]


def test_account_events_can_be_told(sim: Caller) -> None:
    value = {"message_template_name": "aduan_coba_v1", "previous_category": "UTILITY", "new_category": "MARKETING"}
    sim.control("POST", "events", {"field": "template_category_update", "value": value})
    sim.settle()
    [envelope] = sim.receiver.envelopes
    assert envelope["entry"][0]["id"] == WABA
    assert envelope["entry"][0]["changes"] == [{"field": "template_category_update", "value": value}]


def test_the_webhook_can_be_challenged(sim: Caller) -> None:
    assert sim.control("POST", "subscribe") == {"is_subscribed": True, "status": 200}
    object.__setattr__(sim.running.account, "webhook_url", "http://127.0.0.1:9/")
    assert sim.control("POST", "subscribe") == {"is_subscribed": False, "reason": "ConnectError"}


def test_what_it_keeps_is_sealed(sim: Caller) -> None:
    sim.control("POST", "type", {"number": NUMBER, "text": "jembatan rusak", "profile": "Warga"})
    phone, bubble = Phone.objects.get(), Bubble.objects.get()
    kept = bytes(phone.number) + bytes(phone.profile) + bytes(bubble.payload)
    assert [part in kept for part in (b"81234567890", b"Warga", b"jembatan")] == [False, False, False]
    [shown] = sim.control("GET", "phones")["phones"]
    assert (shown["number"], shown["profile"]) == (NUMBER, "Warga")


def test_all_kinds_of_fault_are_told(sim: Caller) -> None:
    kinds = sim.control("GET", "kinds")
    for kind in [*kinds["kinds"], *map(str, kinds["codes"])]:
        sim.fault(kind)
    assert len(sim.control("GET", "faults")["faults"]) == len(kinds["kinds"]) + len(kinds["codes"])


def test_options_are_told_and_changed(sim: Caller) -> None:
    assert sim.control("GET", "options")["is_strict"] is False
    assert sim.control("POST", "options", {"window_hours": "1"})["window_hours"] == 1.0


def test_without_a_token_of_its_own_it_obeys_nobody(receiver: Receiver) -> None:
    with Running(webhook_url=receiver.url) as running:
        caller = Caller(running, receiver)
        assert caller.http.get("/control/faults", headers={"Control-Token": ""}).status_code == 403
        assert caller.http.post("/v26.0/1/messages", headers={"Authorization": "Bearer"}).status_code == 401
        assert caller.http.get("/healthz").json() == {"status": "ok"}
        caller.http.close()
