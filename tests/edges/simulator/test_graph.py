"""The Graph API as the carrier meets it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from arcadumas.edges.simulator.models import Bubble, Phone
from tests.edges.simulator.rig import (
    COMMITTED,
    DISPOSITION,
    DISPOSITION_BUTTONS,
    LINE,
    NUMBER,
    OTHER,
    TOKEN,
    WABA,
    Caller,
    code_of,
    template_body,
)

pytestmark = COMMITTED


def test_a_template_is_accepted_and_climbs_the_ladder(sim: Caller) -> None:
    answer = sim.template("satu", "dua", callback="message-1")
    assert answer.status_code == 200
    wamid = answer.json()["messages"][0]["id"]
    bsuid = Phone.objects.get().bsuid
    assert answer.json() == {
        "messaging_product": "whatsapp",
        "contacts": [{"input": "6281234567890", "wa_id": "6281234567890", "user_id": bsuid}],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    }
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered"]
    sim.control("POST", "read", {"wamid": wamid})
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered", "read"]
    assert sim.receiver.are_signed == [True, True, True]
    statuses = [value["statuses"][0] for value in sim.receiver.values]
    assert [s["id"] for s in statuses] == [wamid] * 3
    assert [s["biz_opaque_callback_data"] for s in statuses] == ["message-1"] * 3
    assert [s["recipient_id"] for s in statuses] == ["6281234567890"] * 3
    assert statuses[1]["pricing"] == {
        "billable": True,
        "pricing_model": "PMP",
        "type": "regular",
        "category": "utility",
    }
    assert [type(s["timestamp"]) for s in statuses] == [str] * 3
    assert "pricing" not in statuses[2]


def test_wamids_never_repeat(sim: Caller) -> None:
    wamids = {sim.template("satu").json()["messages"][0]["id"] for _ in range(10)}
    assert len(wamids) == 10


def test_a_wrong_or_missing_token_is_190(sim: Caller) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        assert code_of(sim.http.post(f"/v26.0/{LINE}/messages", json={}, headers=headers)) == (401, 190)
    assert Bubble.objects.count() == 0


def test_an_unknown_phone_number_id_is_100_with_subcode_33(sim: Caller) -> None:
    answer = sim.post(template_body("satu"), line="9999")
    assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (400, 33)


def test_an_unknown_address_is_404(sim: Caller) -> None:
    assert code_of(sim.http.post("/v26.0/nothing/here", headers=sim.bearer)) == (404, 100)


def test_a_body_that_is_no_object_is_100(sim: Caller) -> None:
    for body in (b"{", b"[]", b'"x"', b"\xff"):
        answer = sim.http.post(f"/v26.0/{LINE}/messages", content=body, headers=sim.bearer)
        assert code_of(answer) == (400, 100)


def test_a_number_that_is_none_is_131009(sim: Caller) -> None:
    assert code_of(sim.template("satu", to="abc")) == (400, 131009)


def test_sending_to_ourselves_is_131021(sim: Caller) -> None:
    assert code_of(sim.template("satu", to="625110001001")) == (400, 131021)


def test_free_text_outside_24_hours_is_taken_and_fails_later_with_131047(sim: Caller) -> None:
    assert sim.text().status_code == 200
    sim.settle()
    assert sim.receiver.steps == ["failed"]
    assert sim.receiver.values[0]["statuses"][0]["errors"][0]["code"] == 131047
    assert [bubble["state"] for bubble in sim.bubbles()] == ["failed"]


def test_free_text_is_delivered_within_24_hours_of_the_users_last_message(sim: Caller) -> None:
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo", "line": LINE})
    sim.text("Selamat datang")
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered"]
    assert sim.receiver.values[-1]["statuses"][0]["pricing"]["type"] == "free_customer_service"
    Bubble.objects.filter(direction="in").update(created_at=timezone.now() - timedelta(hours=25))
    sim.text("Terlambat")
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered", "failed"]


def test_the_window_belongs_to_the_line_that_was_written_to(sim: Caller) -> None:
    sim.control("POST", "type", {"number": NUMBER, "text": "Halo", "line": "1002"})
    sim.text()
    sim.settle()
    assert sim.receiver.steps == ["failed"]


@pytest.mark.parametrize("flag", ["no_whatsapp", "blocked"])
def test_a_phone_that_cannot_be_reached_fails_later_with_131026(sim: Caller, flag: str) -> None:
    sim.control("POST", "phone", {"number": NUMBER, flag: True})
    assert sim.template("satu").status_code == 200
    sim.settle()
    assert sim.receiver.steps == ["failed"]
    assert sim.receiver.values[0]["statuses"][0]["errors"][0]["code"] == 131026


def test_a_phone_that_is_off_gets_its_messages_when_it_is_on_again(sim: Caller) -> None:
    sim.control("POST", "phone", {"number": NUMBER, "off": True})
    sim.template("satu")
    sim.settle()
    assert sim.receiver.steps == ["sent"]
    sim.control("POST", "phone", {"number": NUMBER, "off": False})
    sim.settle()
    assert sim.receiver.steps == ["sent", "delivered"]


def test_a_user_id_stands_in_for_the_number(sim: Caller) -> None:
    sim.control("POST", "phone", {"number": NUMBER, "hides_number": True})
    bsuid = Phone.objects.get().bsuid
    body = template_body("satu")
    del body["to"]
    answer = sim.post({**body, "recipient": bsuid})
    assert answer.json()["contacts"] == [{"input": bsuid, "user_id": bsuid}]
    sim.settle()
    assert {status.get("recipient_id") for value in sim.receiver.values for status in value["statuses"]} == {None}
    assert code_of(sim.post({**body, "recipient": "ID.0"})) == (400, 131009)


# -- Rates -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"per_second": 2}, 130429),
        ({"pair_burst": 2, "pair_seconds": 600}, 131056),
        ({"spam_per_hour": 2}, 131048),
    ],
)
def test_the_third_message_is_too_many(sim: Caller, wanted: dict[str, float], code: int) -> None:
    sim.control("POST", "options", wanted)
    answers = [sim.template("satu") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"]["code"] == code
    assert Bubble.objects.count() == 2


def test_the_pair_limit_leaves_other_recipients_alone(sim: Caller) -> None:
    sim.control("POST", "options", {"pair_burst": 1, "pair_seconds": 600})
    assert [sim.template("satu", to=to).status_code for to in (NUMBER, NUMBER, OTHER)] == [200, 429, 200]


# -- Templates ---------------------------------------------------------------------------------------------------------
def register(sim: Caller, body: dict[str, Any]) -> httpx.Response:
    return sim.http.post(f"/v26.0/{WABA}/message_templates", json=body, headers=sim.bearer)


def test_a_registered_template_is_shown_with_its_words_and_buttons(sim: Caller) -> None:
    assert register(sim, DISPOSITION).json()["status"] == "PENDING"
    sim.template("Admin PUPR", "AB2C-D3EF", name="aduan_disposisi_v1", buttons=DISPOSITION_BUTTONS)
    [bubble] = sim.bubbles()
    assert (bubble["header"], bubble["text"], bubble["footer"]) == (
        "Disposisi laporan",
        "Yth. Admin PUPR, laporan *AB2C-D3EF* didisposisikan.",
        "Mohon tidak disebarkan",
    )
    assert bubble["buttons"] == [
        {"kind": "reply", "text": "Terima", "payload": "acceptance:abc"},
        {"kind": "reply", "text": "Bukan wewenang kami", "payload": "return:abc"},
        {"kind": "url", "text": "Buka laporan", "url": "http://127.0.0.1/t/signed"},
    ]
    assert bubble["parameters"] == ["Admin PUPR", "AB2C-D3EF"]


def test_a_registered_template_is_first_pending_and_then_approved_and_told_so(sim: Caller) -> None:
    sim.control("POST", "options", {"approved_after": 0.0})
    register(sim, DISPOSITION)
    sim.settle()
    [value] = sim.receiver.values
    told = (value["event"], value["message_template_name"], value["message_template_language"])
    assert told == ("APPROVED", "aduan_disposisi_v1", "id")
    listed = sim.http.get(f"/v26.0/{WABA}/message_templates", headers=sim.bearer).json()["data"]
    assert [(row["name"], row["status"]) for row in listed] == [("aduan_disposisi_v1", "APPROVED")]


def test_an_unregistered_template_of_ours_is_taken_on_trust_and_holds_its_count(sim: Caller) -> None:
    assert sim.template("satu", "dua").status_code == 200
    assert code_of(sim.template("satu")) == (400, 132000)
    assert code_of(sim.template("satu", name="other_v1")) == (404, 132001)


def test_a_registration_replaces_what_was_taken_on_trust(sim: Caller) -> None:
    sim.template("satu", name="aduan_disposisi_v1")
    register(sim, DISPOSITION)
    sim.template("Admin", "AB2C-D3EF", name="aduan_disposisi_v1", buttons=DISPOSITION_BUTTONS)
    assert sim.bubbles()[-1]["header"] == "Disposisi laporan"


def test_strictly_an_unknown_template_is_132001_and_a_new_one_waits(sim: Caller) -> None:
    sim.control("POST", "options", {"is_strict": True})
    assert code_of(sim.template("satu")) == (404, 132001)
    assert register(sim, DISPOSITION).json()["status"] == "PENDING"
    assert register(sim, DISPOSITION).json()["error"]["error_subcode"] == 2388024
    body = template_body("Admin", "AB", name="aduan_disposisi_v1", buttons=DISPOSITION_BUTTONS)
    assert code_of(sim.post(body)) == (404, 132001)
    assert sim.control("POST", "templates", {"name": "aduan_disposisi_v1", "state": "approved"}) == {"changed": 1}
    assert sim.post(body).status_code == 200
    sim.settle()
    assert sim.receiver.envelopes[0]["entry"][0]["changes"][0]["field"] == "message_template_status_update"
    assert sim.receiver.values[0]["event"] == "APPROVED"


@pytest.mark.parametrize(("state", "code"), [("PAUSED", 132015), ("DISABLED", 132016)])
def test_a_paused_or_disabled_template_is_refused(sim: Caller, state: str, code: int) -> None:
    sim.template("satu")
    sim.control("POST", "templates", {"name": "aduan_coba_v1", "state": state})
    assert code_of(sim.template("satu")) == (400, code)


def test_strictly_the_hundred_and_first_creation_is_80008(sim: Caller) -> None:
    sim.control("POST", "options", {"is_strict": True})
    answers = [register(sim, {**DISPOSITION, "name": f"aduan_n{n}"}).status_code for n in range(101)]
    assert answers == [200] * 100 + [429]


def test_templates_are_listed_page_by_page_and_deleted_by_name(sim: Caller) -> None:
    for n in range(3):
        register(sim, {**DISPOSITION, "name": f"aduan_n{n}"})
    first = sim.http.get(f"/v26.0/{WABA}/message_templates?limit=2", headers=sim.bearer).json()
    assert [row["name"] for row in first["data"]] == ["aduan_n0", "aduan_n1"]
    second = sim.http.get(first["paging"]["next"], headers=sim.bearer).json()
    assert [row["name"] for row in second["data"]] == ["aduan_n2"]
    assert "next" not in second["paging"]
    url = f"/v26.0/{WABA}/message_templates?name=aduan_n0"
    assert sim.http.delete(url, headers=sim.bearer).json() == {"success": True}
    assert sim.http.delete(url, headers=sim.bearer).status_code == 404


# -- Marks ---------------------------------------------------------------------------------------------------------
def test_the_phone_sees_that_its_message_was_read(sim: Caller) -> None:
    wamid = sim.control("POST", "type", {"number": NUMBER, "text": "Halo"})["wamid"]
    mark = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
    assert sim.post(mark).json() == {"success": True}
    assert [bubble["state"] for bubble in sim.bubbles()] == ["read"]
    assert code_of(sim.post({**mark, "message_id": "wamid.unknown"})) == (400, 131009)
