"""Who was told, in the shape of the contract, and never where."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unseen
from arcadumas.duties.notifications import listing, receipts, resending, worker
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


# -- Once more ---------------------------------------------------------------------------------------------------------
def ended(told: Any) -> Message:
    return Message.objects.get(notices__report=told, notices__person__login="pupr.admin", notices__purpose="disposed", channel="whatsapp")  # fmt: skip


def test_a_message_is_sent_once_more_and_the_old_one_stays(told: Any, cast: Cast, graph: Graph):
    old = ended(told)
    new = resending.resend(old.pk, by=cast.front_officer)
    again = resending.resend(old.pk, by=cast.front_officer)
    worker.drain()
    new.refresh_from_db()
    bodies = [each["template"] for each in graph.to("+628110000003")]
    assert (new.state, new.pk != old.pk, again.pk != new.pk) == ("sent", True, True)
    assert bodies[0] == bodies[1] == bodies[2]
    assert list(new.notices.all()) == list(old.notices.all())


def test_a_unit_may_resend_what_concerns_its_report_and_a_stranger_may_not(told: Any, cast: Cast):
    resending.resend(ended(told).pk, by=cast.pupr_head)
    with pytest.raises(Unseen):
        resending.resend(ended_first(told).pk, by=cast.dinkes_admin)
    with pytest.raises(Powerless):
        resending.resend(ended_first(told).pk, by=cast.pupr_member)


def ended_first(told: Any) -> Message:
    return Message.objects.filter(notices__report=told, notices__purpose="disposed", state="sent").order_by(
        "queued_at"
    )[0]


def test_what_is_on_its_way_is_not_sent_again(told: Any, cast: Cast):
    old = ended(told)
    Message.objects.filter(pk=old.pk).update(state="queued")
    with pytest.raises(OutOfTurn):
        resending.resend(old.pk, by=cast.front_officer)


def test_a_message_that_is_not_there_is_not_found(told: Any, cast: Cast):
    with pytest.raises(Unseen):
        resending.resend(told_nothing(), by=cast.front_officer)


def told_nothing() -> Any:
    return Message().pk
