"""`outbox`: what it shows, and that it shows no address."""

import argparse
import json
from typing import Any

import pytest

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Hold, Message
from arcadumas.site.cli import outbox
from tests.builders import received
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _told(settings: Any, db: None) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    Cast.assemble()
    received(phone="081234567890")
    while tell.once():
        pass


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    parser = argparse.ArgumentParser()
    outbox.arguments(parser)
    code = outbox.run(parser.parse_args([*words, "--json"]))
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_it_counts_and_lists(capsys: pytest.CaptureFixture[str]):
    code, answer = command(capsys, "list")
    assert (code, answer["counts"], len(answer["messages"])) == (0, {"queued": 3}, 3)
    assert [(each["carrier"], each["waiting"]) for each in answer["carriers"]] == [("whatsapp", 3)]


def test_it_lists_one_state(capsys: pytest.CaptureFixture[str]):
    assert command(capsys, "list", "--state", "failed")[1]["messages"] == []


def test_it_lists_what_is_looked_for(capsys: pytest.CaptureFixture[str]):
    looks = {
        "--unit reporter": 1,
        "--unit diskominfo": 2,
        "--channel email": 0,
        "--purpose received": 3,
        "--error 131026": 0,
    }
    for words, number in looks.items():
        assert len(command(capsys, "list", *words.split())[1]["messages"]) == number, words
    assert command(capsys, "list", "--until", "2020-01-01")[1]["messages"] == []
    assert len(command(capsys, "list", "--limit", "2")[1]["messages"]) == 2


def test_a_planted_address_is_not_shown(capsys: pytest.CaptureFixture[str]):
    said = "550 <warga@contoh.id> 081234567890"
    Message.objects.update(state="failed", error_code="131026", error_text=said)
    Hold.objects.create(carrier="whatsapp", since="2026-11-24T00:00Z", until="2099-01-01T00:00Z", code="190", text=said)
    one = str(Message.objects.all()[0].pk)
    for words in (["list"], ["show", one]):
        shown = json.dumps(command(capsys, *words)[1])
        assert [part for part in ("contoh.id", "81234567890") if part in shown] == []
        assert "WhatsApp" in shown
    parser = argparse.ArgumentParser()
    outbox.arguments(parser)
    outbox.run(parser.parse_args(["list"]))
    assert "contoh.id" not in capsys.readouterr().out


def test_it_says_first_how_many(capsys: pytest.CaptureFixture[str]):
    Message.objects.filter(notices__recipient="reporter").update(state="uncertain", unknown_outcomes=2)
    assert command(capsys, "retry", "--dry-run")[1] == {"queued": 0, "would_queue": 1, "doubtful": 1, "found": True}
    assert command(capsys, "retry", "--dry-run", "--unit", "diskominfo")[1]["would_queue"] == 0
    assert Message.objects.filter(state="uncertain").count() == 1


def test_what_arrived_another_way_is_left_alone_unless_named(capsys: pytest.CaptureFixture[str]):
    message = Message.objects.get(notices__recipient="reporter")
    Message.objects.filter(pk=message.pk).update(state="failed")
    message.notices.update(settled_at="2026-11-24T00:00Z")
    assert command(capsys, "retry")[1]["queued"] == 0
    assert command(capsys, "retry", str(message.pk))[1]["queued"] == 1
    assert Entry.objects.filter(act="outbox_retried", via="cli", facts__messages=1).count() == 1


def test_it_shows_neither_address_nor_text(capsys: pytest.CaptureFixture[str]):
    message = Message.objects.get(notices__recipient="reporter")
    code, answer = command(capsys, "show", str(message.pk))
    assert (code, answer["template"], answer["receipts"]) == (0, "aduan_warga_terima_v1", [])
    assert [word for word in ("81234567890", "Terima kasih") if word in json.dumps(answer)] == []


def test_it_queues_once_more_what_failed(capsys: pytest.CaptureFixture[str]):
    ids = [str(number) for number in Message.objects.order_by("id").values_list("pk", flat=True)]
    Message.objects.filter(pk__in=ids[:2]).update(state="failed", attempts=14)
    Hold.objects.create(carrier="whatsapp", since="2026-11-24T00:00Z", until="2099-01-01T00:00Z")
    assert command(capsys, "retry", ids[0]) == (0, {"queued": 1, "found": True})
    assert command(capsys, "retry") == (0, {"queued": 1, "found": True})
    assert set(Message.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert command(capsys, "list")[1]["holds"][0]["until"] < "2099"


@pytest.mark.parametrize(("words", "code"), [(["show", "9b2f3d6e-0000-4000-8000-000000000000"], 1), (["retry", "9b2f3d6e-0000-4000-8000-000000000000"], 1)])  # fmt: skip
def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str], words: list[str], code: int):
    assert (command(capsys, *words)[0]) == code


def test_what_is_no_id_is_wrong_use(capsys: pytest.CaptureFixture[str]):
    parser = argparse.ArgumentParser()
    outbox.arguments(parser)
    assert outbox.run(parser.parse_args(["show", "abc"])) == 2


def test_without_json_it_is_for_reading(capsys: pytest.CaptureFixture[str]):
    parser = argparse.ArgumentParser()
    outbox.arguments(parser)
    assert outbox.run(parser.parse_args(["list"])) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "queued 3"
