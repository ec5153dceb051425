"""What officers type on WhatsApp: filed after the webhook, asked about by buttons or a list, chosen by a press or a number."""

import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from arcadumas.base.gateways import whatsapp_media
from arcadumas.base.gateways.whatsapp import Client as Gateway
from arcadumas.base.gateways.whatsapp import WhatsAppError
from arcadumas.base.inbound.models import Inbound
from arcadumas.core.handling.models import Note
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Attachment, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Message
from arcadumas.edges.channels.whatsapp import filing, reading
from arcadumas.edges.channels.whatsapp.models import Asked
from tests import builders
from tests.cast import Cast
from tests.doubles import _wrong_free

pytestmark = pytest.mark.django_db
SECRET, LINE, ADMIN = "a-secret-of-the-app", "100000000000001", "628110000003"
said: list[dict[str, Any]] = []


class _Now:
    """An executor without threads."""

    def submit(self, act: Any, *given: Any) -> None:
        act(*given)


@pytest.fixture(autouse=True)
def _ours(settings: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.WHATSAPP_APP_SECRET, settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = SECRET, "token", LINE
    Person.objects.update(language="en")
    monkeypatch.setattr(filing, "_replies", _Now())
    monkeypatch.setattr(Gateway, "send", lambda self, to, opaque, content: said.append({"to": to, "line": self.phone_number_id, **content}))  # fmt: skip
    said.clear()
    yield
    for each in said:
        assert _wrong_free({"messaging_product": "whatsapp", **each}) == "", each


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast.assemble()


def arrives(client: Client, kind: str, content: dict[str, Any], *, wamid: str = "", answers: str = "") -> None:
    wamid = wamid or f"wamid.{Inbound.objects.count()}"
    item = {"id": wamid, "from": ADMIN, "timestamp": str(int(timezone.now().timestamp())), "type": kind, kind: content}
    if answers:
        item["context"] = {"id": answers}
    value = {"metadata": {"phone_number_id": LINE}, "messages": [item]}
    body = json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}).encode()
    sign = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    client.post("/webhooks/whatsapp", body, content_type="application/json", headers={"X-Hub-Signature-256": sign})
    while reading.once() or filing.once():
        pass


def writes(client: Client, text: str, **how: str) -> None:
    arrives(client, "text", {"body": text}, **how)


def told(cast: Cast) -> tuple[Report, str]:
    """A report in hand of PUPR, and the provider's id of the admin's message about it."""
    report = builders.in_work(cast).report
    while tell.once():
        pass
    message = Message.objects.get(
        channel="whatsapp", notices__report=report, notices__person__login="pupr.admin", notices__stem="aduan_disposisi"
    )
    Message.objects.filter(pk=message.pk).update(provider_id=f"wamid.out.{message.pk}")
    return report, f"wamid.out.{message.pk}"


def test_an_answer_becomes_a_note_once_and_is_acknowledged(client: Client, cast: Cast) -> None:
    report, answers = told(cast)
    for _time in range(2):  # Meta repeats itself
        writes(client, "Besok pagi dikerjakan.", wamid="wamid.same", answers=answers)
    assert [note.text for note in Note.objects.all()] == ["Besok pagi dikerjakan."]
    assert [each["text"]["body"] for each in said] == [f"Recorded at report {report.code} as your note."]
    assert (said[0]["to"], said[0]["line"]) == (ADMIN, LINE)


def test_the_words_are_sealed_until_they_are_filed(client: Client, cast: Cast) -> None:
    told(cast)
    writes(client, "Rahasia petugas.")
    kept = Inbound.objects.filter(channel=filing.CHANNEL)
    assert (kept.count(), b"Rahasia" in bytes(kept[0].body_sealed)) == (1, False)


def test_one_open_case_is_offered_by_two_buttons(client: Client, cast: Cast) -> None:
    report, _answers = told(cast)
    writes(client, "Besok pagi dikerjakan.")
    buttons = [each["reply"] for each in said[0]["interactive"]["action"]["buttons"]]
    assert ([each["title"] for each in buttons], Note.objects.count()) == (["Record it there", "Do not keep it"], 0)
    arrives(client, "interactive", {"type": "button_reply", "button_reply": buttons[0]})
    assert (Note.objects.get().report, Asked.objects.count()) == (report, 0)
    arrives(client, "interactive", {"type": "button_reply", "button_reply": buttons[0]})
    assert Note.objects.count() == 1


def test_what_is_not_to_be_kept_is_not(client: Client, cast: Cast) -> None:
    told(cast)
    writes(client, "Salah kirim.")
    refuse = said[0]["interactive"]["action"]["buttons"][1]["reply"]
    arrives(client, "interactive", {"type": "button_reply", "button_reply": refuse})
    assert (Note.objects.count(), Asked.objects.count()) == (0, 0)


@pytest.mark.parametrize("reply", ["1", "2.", "row", "code"])
def test_several_are_listed_and_chosen_by_row_number_or_code(client: Client, cast: Cast, reply: str) -> None:
    first, second = told(cast)[0], told(cast)[0]
    writes(client, "Besok pagi dikerjakan.")
    action = said[0]["interactive"]["action"]
    rows = action["sections"][0]["rows"]
    assert [row["title"] for row in rows] == [second.code, first.code, "None of these"]
    assert f"1. {second.code} · In hand" in said[0]["interactive"]["body"]["text"]
    if reply == "row":
        arrives(client, "interactive", {"type": "list_reply", "list_reply": rows[1]})
    else:
        writes(client, first.code.replace("-", "").lower() if reply == "code" else reply)
    note = Note.objects.get()
    assert (note.text, note.report) == ("Besok pagi dikerjakan.", second if reply == "1" else first)


def test_another_number_cannot_choose(client: Client, cast: Cast) -> None:
    told(cast)
    writes(client, "Besok pagi dikerjakan.")
    filing.choose(f"words:{Asked.objects.get().pk.hex}:0", number="628110000007")
    assert Asked.objects.count() == 1


def test_after_a_day_the_question_is_forgotten(client: Client, cast: Cast) -> None:
    told(cast)
    writes(client, "Besok pagi dikerjakan.")
    Asked.objects.update(at=timezone.now() - filing.DAY)
    writes(client, "1")
    assert Note.objects.count() == 0
    Asked.objects.update(at=timezone.now() - 2 * filing.DAY)
    assert filing.purge() == 1


@pytest.fixture
def jpeg() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(kept, "JPEG")
    return kept.getvalue()


def test_a_photo_is_fetched_and_becomes_evidence(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, jpeg: bytes) -> None:  # fmt: skip
    report, answers = told(cast)
    monkeypatch.setattr(whatsapp_media, "fetch", lambda gateway, media_id, *, limit: jpeg if media_id == "77" else b"")
    arrives(client, "image", {"id": "77", "mime_type": "image/jpeg", "caption": "Sudah rata."}, answers=answers)
    assert (Attachment.objects.get(report=report).kind, Note.objects.get().text) == ("other", "Sudah rata.")


def test_a_photo_that_cannot_be_fetched_is_tried_again_and_then_asked_for(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    _report, answers = told(cast)

    def away(gateway: Gateway, media_id: str, *, limit: int) -> bytes:
        raise WhatsAppError(kind="temporary", detail="away")

    monkeypatch.setattr(whatsapp_media, "fetch", away)
    arrives(client, "image", {"id": "77", "caption": "Sudah rata."}, answers=answers)
    assert (Note.objects.count(), said) == (0, [])
    for _time in range(5):
        Inbound.objects.update(retry_at=timezone.now())
        filing.once()
    assert (Note.objects.get().text, "could not be fetched" in said[0]["text"]["body"]) == ("Sudah rata.", True)


def test_a_strangers_words_are_nobodys(client: Client, cast: Cast) -> None:
    body = {"id": "wamid.s", "from": "628999999999", "timestamp": "1", "type": "text", "text": {"body": "Halo"}}
    filing_before = Inbound.objects.filter(channel=filing.CHANNEL).count()
    list(reading._handle(reading.parse._messages({"messages": [body]}).__next__()))
    assert (Inbound.objects.filter(channel=filing.CHANNEL).count(), filing_before) == (0, 0)
