"""Who was told, by which channel and how far it came: for those who may know, and never an address."""

from typing import Any

from arcadumas.duties.notifications import tell
from tests import builders
from tests.edges.api.ring import Ring, problem

FIELDS = [
    "attempts", "channel", "delivered_at", "event", "failed_at", "id", "purpose", "queued_at", "read_at", "recipient", "sent_at",
    "state",
]  # fmt: skip


def test_who_was_told_of_a_disposition(ring: Ring, settings: Any) -> None:
    """Both carriers are there; nothing is sent."""
    settings.WHATSAPP_API_URL = settings.EMAIL_URL = "http://127.0.0.1:9"
    settings.WHATSAPP_TOKEN = settings.WHATSAPP_PHONE_NUMBER_ID = settings.WHATSAPP_CITIZEN_PHONE_NUMBER_ID = "1"
    receipt = builders.disposed(ring.cast, phone="081234567890", name="Siti")
    tell.once()
    response = ring.get(f"/reports/{receipt.report.code}/notifications", by="front_officer")
    shown = response.json()
    assert sorted(shown[0]) == FIELDS
    assert response["ETag"] == f'"{receipt.report.version}"'
    assert {(one["state"], one["attempts"], one["sent_at"]) for one in shown} == {("queued", 0, None)}
    told = {
        (one["purpose"], one["recipient"].get("login", ""), one["channel"])
        for one in shown
        if one["event"] == "disposed"
    }
    assert {("disposed", "pupr.admin", "whatsapp"), ("disposed", "pupr.admin", "email")} <= told
    text = response.content.decode()
    assert [
        word for word in ("81234567890", "+62811", "@demo.test", "Siti", receipt.report.title) if word in text
    ] == []


def test_only_who_may_know_is_told(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    path = f"/reports/{receipt.report.code}/notifications"
    assert ring.get(path, by="pupr_head").status_code == 200
    assert problem(ring.get(path, by="pupr_member")) == (403, "act.no_power")
    assert problem(ring.get(path, secret=receipt.secret)) == (403, "act.only_staff")
    assert problem(ring.get(path, by="dinkes_admin"))[0] == 404
    assert problem(ring.get(path))[0] == 404
