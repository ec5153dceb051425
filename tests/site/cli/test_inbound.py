"""`inbound`: what could not be read is shown with its reason, tried again or dropped, and `check` speaks of it."""

import argparse
import json
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base.inbound import store
from arcadumas.base.inbound.models import Inbound
from arcadumas.edges.channels.email.models import Mailbox
from arcadumas.site.cli import check, inbound

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed() -> Inbound:
    row = store.keep("email", b"Nama saya Siti", headers={})
    store.fail(row, "too many parts", is_final=True)
    return row


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    parser = argparse.ArgumentParser()
    inbound.arguments(parser)
    code = inbound.run(parser.parse_args([*words, "--json"]))
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_it_shows_the_reason_and_no_word(capsys: pytest.CaptureFixture[str], failed: Inbound) -> None:
    code, answer = command(capsys, "list")
    assert (code, answer["count"], answer["payloads"][0]["reason"]) == (0, 1, "too many parts")
    assert "Siti" not in json.dumps(answer)


def test_it_reads_again_or_drops(capsys: pytest.CaptureFixture[str], failed: Inbound) -> None:
    assert command(capsys, "retry", str(failed.id)) == (0, {"found": True})
    assert Inbound.objects.get().state == "new"
    assert command(capsys, "drop", str(failed.id)) == (1, {"found": False})
    store.fail(failed, "too many parts", is_final=True)
    assert command(capsys, "drop", str(failed.id)) == (0, {"found": True})
    assert Inbound.objects.count() == 0


def test_check_names_it(failed: Inbound) -> None:
    [line] = [line for line in check.queue() if line.what == "inbound"]
    assert line.level == "warn"
    assert "too many parts" in line.detail


def test_check_says_how_the_mailbox_stands(settings: Any) -> None:
    settings.IMAP_URL = "imaps://aduan:rahasia@mail.test/INBOX"
    place = "aduan@mail.test:993/INBOX"
    levels = []
    for values in ({}, {"read_at": timezone.now()}, {"read_at": timezone.now(), "trouble": "not connected"}):
        Mailbox.objects.update_or_create(place=place, defaults=values)
        [line] = list(check._mailbox())
        assert "rahasia" not in line.detail
        levels.append(line.level)
    assert levels == ["warn", "ok", "fail"]
