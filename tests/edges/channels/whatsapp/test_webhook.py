"""The webhook: signed or nothing, on disk before 200, every element, in any order, any number of times."""

import hashlib
import hmac
import itertools
import json
import random
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from arcadumas.base.inbound.models import Inbound
from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import links, tell, windows
from arcadumas.duties.notifications.models import Message, Receipt, Template
from arcadumas.edges.channels.whatsapp import reading
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-app"
ADMIN, HEAD = "628110000003", "628110000007"
_number = itertools.count(1)


@pytest.fixture(autouse=True)
def _ours(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_VERIFY_TOKEN = SECRET, "verify-me"
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "token", "100000000000001"
    settings.WHATSAPP_BUSINESS_ACCOUNT_ID, settings.WHATSAPP_API_URL = "200000000000002", "http://127.0.0.1:9"
    said.clear()
    monkeypatch.setattr(reading, "_reply", lambda number, line, sentence, wait: said.append((number, sentence)))


said: list[tuple[str, str]] = []


def post(
    client: Client, *values: dict[str, Any], signature: str | None = None, raw: bytes | None = None
) -> "HttpResponse":
    """One entry and change a value, signed over the raw body."""
    entries = [{"id": "1", "changes": [{"field": "messages", "value": value}]} for value in values]
    body = raw if raw is not None else json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()
    sign = (
        signature if signature is not None else "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    )
    return client.post(
        "/webhooks/whatsapp", body, content_type="application/json", headers={"X-Hub-Signature-256": sign}
    )


def drain() -> None:
    while reading.once():
        pass
    reading._replies.shutdown(wait=True)
    reading._replies = type(reading._replies)(max_workers=1)


def status(message: Message, name: str, at: int = 1_800_000_000) -> dict[str, Any]:
    return {
        "id": f"wamid.{message.pk}",
        "status": name,
        "timestamp": str(at),
        "biz_opaque_callback_data": str(message.pk),
    }


def press(payload: str, *, number: str = ADMIN, wamid: str = "") -> dict[str, Any]:
    button = {"payload": payload, "text": "Terima"}
    return {"messages": [{"id": wamid or f"wamid.in{next(_number)}", "from": number, "timestamp": "1800000000", "type": "button", "button": button}]}  # fmt: skip


def told(cast: Cast) -> tuple[Report, Message]:
    """A disposed report, and the WhatsApp message of PUPR's admin about it."""
    report = builders.disposed(cast).report
    while tell.once():
        pass
    post_id = next(seat.id for seat in cast.pupr_admin.seats)
    return report, Message.objects.filter(
        channel="whatsapp", notices__report=report, notices__post=post_id, notices__event__kind="disposed"
    ).get()


def payload(message: Message, act: str = "acceptance") -> str:
    return f"{act}:{links.make(message.pk, act, expires_at=links.expiry(message.queued_at))}"


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "nonsense"])
def test_a_wrong_or_missing_signature_is_refused_and_nothing_is_stored(client: Client, signature: str) -> None:
    assert post(client, {"statuses": []}, signature=signature).status_code == 403
    assert Inbound.objects.count() == 0


def test_a_body_changed_by_one_byte_is_refused(client: Client) -> None:
    body = b'{"entry": []}'
    sign = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert post(client, raw=body + b" ", signature=sign).status_code == 403


def test_without_a_secret_nothing_is_taken(client: Client, settings: Any) -> None:
    settings.WHATSAPP_APP_SECRET = ""
    sign = "sha256=" + hmac.new(b"", b"{}", hashlib.sha256).hexdigest()
    assert post(client, raw=b"{}", signature=sign).status_code == 403


def test_the_challenge_is_answered_to_who_knows_the_token(client: Client) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444"}
    assert client.get("/webhooks/whatsapp", asked).content == b"1158201444"
    assert client.get("/webhooks/whatsapp", {**asked, "hub.verify_token": "other"}).status_code == 403


def test_junk_with_a_right_signature_is_kept_and_marked_never_a_fault(client: Client) -> None:
    odd = [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'{"entry": 3}',
        b'{"entry": [null, {"changes": [{"value": {"statuses": [1, {}]}}]}]}',
        b"[" * 50_000,
    ]
    assert {post(client, raw=raw).status_code for raw in odd} == {200}
    drain()
    assert Inbound.objects.filter(state="new").count() == 0


def test_the_payload_is_sealed_at_rest(client: Client) -> None:
    post(
        client,
        {"messages": [{"id": "wamid.x", "from": "6281298765432", "type": "text", "text": {"body": "Nama saya Siti"}}]},
    )
    row = Inbound.objects.get()
    assert b"Siti" not in bytes(row.body_sealed)
    assert b"6281298765432" not in bytes(row.body_sealed)


WROTE = {
    "text": {"text": {"body": "Terima kasih"}},
    "image": {"image": {"id": "1"}},
    "button": {"button": {"payload": "x", "text": "y"}},
    "interactive": {"interactive": {"type": "list_reply", "list_reply": {"id": "x", "title": "y"}}},
}


@pytest.mark.parametrize("kind", list(WROTE))
def test_whatever_a_person_writes_or_presses_opens_the_window(client: Client, kind: str) -> None:
    at = int(timezone.now().timestamp()) - 3600
    message = {"id": "wamid.w", "from": ADMIN, "timestamp": str(at), "type": kind, **WROTE[kind]}
    metadata = {"display_phone_number": "628", "phone_number_id": "100000000000001"}
    post(client, {"metadata": metadata, "messages": [message]})
    drain()
    until = windows.until(f"+{ADMIN}", line="100000000000001")
    assert until is not None
    assert int(until.timestamp()) == at + 86_400


@pytest.mark.parametrize("kind", ["reaction", "unsupported", "system"])
def test_what_is_no_message_of_theirs_opens_nothing(client: Client, kind: str) -> None:
    message = {"id": "wamid.w", "from": ADMIN, "timestamp": "1", "type": kind, kind: {"emoji": "x"}}
    post(client, {"metadata": {"phone_number_id": "100000000000001"}, "messages": [message]})
    drain()
    assert windows.Window.objects.count() == 0


def test_every_element_of_a_batch_is_handled(client: Client) -> None:
    cast = Cast.assemble()
    messages = [told(cast)[1] for _n in range(3)]
    post(
        client,
        {"statuses": [status(messages[0], "delivered"), status(messages[1], "read")]},
        {"statuses": [status(messages[2], "sent")]},
    )
    drain()
    assert [Message.objects.get(pk=message.pk).state for message in messages] == ["delivered", "read", "sent"]


def test_statuses_in_any_order_and_twenty_times_over_end_at_read(client: Client) -> None:
    report, message = told(Cast.assemble())
    events = [status(message, name) for name in ("sent", "delivered", "read")] * 20
    random.Random(7).shuffle(events)
    for start in range(0, len(events), 7):
        post(client, {"statuses": events[start : start + 7]})
    drain()
    message.refresh_from_db()
    assert message.state == "read"
    assert sorted(Receipt.objects.filter(message=message).values_list("status", flat=True)) == [
        "delivered",
        "read",
        "sent",
    ]
    assert Disposition.objects.get(report=report).seen_at is not None


def test_a_status_of_a_message_that_is_not_ours_harms_nothing(client: Client) -> None:
    post(client, {"statuses": [{"id": "wamid.other", "status": "read", "timestamp": "1800000000"}]})
    drain()
    assert Inbound.objects.get().state == "done"


def test_the_button_accepts_with_the_powers_of_whoever_pressed(client: Client) -> None:
    report, message = told(Cast.assemble())
    post(client, press(payload(message)))
    drain()
    report.refresh_from_db()
    assert report.state == "in_work"
    event = report.events.latest("seq")
    assert (event.kind, event.via, event.post_title) == ("accepted", "whatsapp", "Admin Penghubung Dinas PUPR")
    assert [number for number, _sentence in said] == [ADMIN]
    assert report.code in said[0][1]


def test_the_same_press_delivered_twice_acts_and_answers_once(client: Client) -> None:
    report, message = told(Cast.assemble())
    once = press(payload(message), wamid="wamid.same")
    for _n in range(3):
        post(client, once)
    drain()
    assert [event.kind for event in report.events.order_by("seq")].count("accepted") == 1
    assert len(said) == 1


def test_a_button_pressed_from_another_number_does_nothing(client: Client) -> None:
    report, message = told(Cast.assemble())
    post(client, press(payload(message), number="628110000008"))
    drain()
    report.refresh_from_db()
    assert report.state == "disposed"


def test_an_altered_payload_does_nothing(client: Client) -> None:
    report, message = told(Cast.assemble())
    good = payload(message)
    altered = good[:-1] + ("B" if good.endswith("A") else "A")
    for bad in (altered, good.replace("acceptance", "return"), "acceptance:", "acceptance", good + "x"):
        post(client, press(bad))
    drain()
    report.refresh_from_db()
    assert report.state == "disposed"


def test_a_press_after_somebody_was_first_says_who(client: Client) -> None:
    cast = Cast.assemble()
    report, message = told(cast)
    builders.accept(report.code, by=cast.pupr_liaison)
    post(client, press(payload(message)))
    drain()
    assert "Pejabat Penghubung Dinas PUPR" in said[0][1]


# -- Templates ---------------------------------------------------------------------------------------------------------
def template_news(client: Client, field: str, at: int, **value: Any) -> None:
    value = {
        "message_template_id": 77,
        "message_template_name": "aduan_baru_v1",
        "message_template_language": "id",
        **value,
    }
    entry = {"id": "200000000000002", "time": at, "changes": [{"field": field, "value": value}]}
    raw = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    assert post(client, raw=raw).status_code == 200
    drain()


def test_news_of_a_template_reach_the_registry_in_the_order_they_were_sent(client: Client):
    Cast.assemble()

    def known() -> tuple[Any, ...]:
        return Template.objects.values_list("name", "state", "quality", "category", "category_next", "meta_id").get()

    status, quality, category = (
        "message_template_status_update", "message_template_quality_update", "template_category_update"
    )  # fmt: skip
    template_news(client, status, 1_000, event="APPROVED", reason="NONE", message_template_category="UTILITY")
    assert known() == ("aduan_baru_v1", "approved", "", "UTILITY", "", "77")
    template_news(client, quality, 1_010, previous_quality_score="GREEN", new_quality_score="RED")
    pause = {"title": "FIRST_PAUSE", "description": "paused for 3 hours"}
    template_news(client, status, 1_020, event="PAUSED", reason="NONE", other_info=pause)
    template_news(client, status, 1_000, event="APPROVED", reason="NONE")  # Meta repeats itself, and late
    assert known() == ("aduan_baru_v1", "paused", "RED", "UTILITY", "", "77")
    assert Template.objects.get().last_error == "FIRST_PAUSE · paused for 3 hours"
    template_news(client, category, 1_030, correct_category="MARKETING", new_category="UTILITY")
    assert known() == ("aduan_baru_v1", "paused", "RED", "UTILITY", "MARKETING", "77")
    template_news(client, category, 1_040, previous_category="UTILITY", new_category="MARKETING")
    assert known() == ("aduan_baru_v1", "paused", "RED", "MARKETING", "", "77")


def test_news_of_a_template_that_is_not_ours_change_nothing(client: Client):
    Cast.assemble()
    for name in ("promo_v1", "aduan_baru_v9", "aduan_baru", "", 7):
        template_news(client, "message_template_status_update", 1_000, event="APPROVED", message_template_name=name)
    assert (Template.objects.count(), Inbound.objects.exclude(state="done").count()) == (0, 0)
