"""Who was told, in the shape of the contract, and never where."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.duties.notifications import listing, receipts, worker
from arcadumas.duties.notifications.listing import Line
from arcadumas.duties.notifications.models import Message
from tests.builders import disposed, received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox, refusal

REACHABLE = {"phone": "081234567890", "email": "warga@demo.test"}


def lines(report: Any, **wanted: str) -> list[Line]:
    return [
        line
        for line in listing.for_report(report)
        if all(getattr(line, name) == value for name, value in wanted.items())
    ]


@pytest.fixture
def told(graph: Graph, mailbox: Mailbox, cast: Cast) -> Any:
    report = disposed(cast, **REACHABLE).report
    worker.drain()
    return report


def test_a_line_has_the_shape_of_the_contract(told: Any):
    line = next(
        each
        for each in lines(told, purpose="disposed", channel="whatsapp")
        if each.recipient.get("login") == "pupr.admin"
    )
    message = Message.objects.get(pk=line.id)
    assert line.as_json() == {
        "id": str(message.pk), "event": "disposed", "purpose": "disposed",
        "recipient": {"kind": "post", "login": "pupr.admin", "role": "agency_admin", "unit": "pupr"},
        "channel": "whatsapp", "state": "sent", "attempts": 1, "queued_at": message.queued_at, "sent_at": message.sent_at,
        "delivered_at": None, "read_at": None, "failed_at": None,
    }  # fmt: skip


def test_the_reporter_stands_there_without_a_name(told: Any):
    assert [line.recipient for line in lines(told, event="received") if line.recipient["kind"] == "reporter"] == [
        {"kind": "reporter", "role": "reporter"}
    ]


def test_no_address_is_shown(told: Any):
    shown = json.dumps([line.as_json() for line in listing.for_report(told)], cls=DjangoJSONEncoder)
    assert [word for word in ("0812", "62811", "@") if word in shown] == []


def test_a_failure_shows_its_code(graph: Graph, mailbox: Mailbox, cast: Cast):
    graph.decide = lambda body: refusal(131026)
    report = received(phone="081234567890").report
    worker.drain()
    failed = [line for line in lines(report, state="failed") if line.recipient["kind"] == "reporter"]
    assert [line.error for line in failed] == [{"code": "131026", "text": "scripted"}]
    assert failed[0].as_json()["error"] == {"code": "131026", "text": "scripted"}


def test_it_costs_two_statements(told: Any):
    with CaptureQueriesContext(connection) as queries:
        listing.for_report(told)
    assert len(queries) == 2


def test_the_inbox_shows_how_far_the_newest_notice_came(told: Any, cast: Cast):
    other, untold = received().report, received().report
    assert listing.seen_by([told, other])[told.pk].state == "sent"
    message = Message.objects.get(notices__person__login="pupr.admin", notices__purpose="disposed", channel="whatsapp")
    receipts.note(status="read", at=timezone.now(), message_id=str(message.pk))
    with CaptureQueriesContext(connection) as queries:
        seen = listing.seen_by([told, other, untold])
    assert (list(seen), seen[told.pk].state, len(queries)) == ([told.pk], "read", 1)
