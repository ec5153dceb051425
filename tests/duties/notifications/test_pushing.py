"""Browsers beside WhatsApp and e-mail: told too, never counted on, dropped when they are gone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import browsers, fallback, outbox, receipts, tell
from arcadumas.duties.notifications.browsers import Subscription
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from arcadumas.edges.channels.statuses import reading
from tests.builders import disposed
from tests.cast import Cast
from tests.doubles import Graph
from tests.duties.notifications.carriers.standing import standing
from tests.duties.notifications.carriers.test_push import KEY, PushStandIn


@pytest.fixture
def service(settings: Any) -> Iterator[PushStandIn]:
    with standing(PushStandIn, settings) as stand_in:
        yield stand_in


def subscribe(cast: Cast, service: PushStandIn, role: str = "pupr_admin") -> Subscription:
    return browsers.add(cast.person(role), service.browser(), label="Chrome, Android")


def told(cast: Cast, **values: Any) -> Report:
    report = disposed(cast, title="Judul dari warga", **values).report
    while tell.once():
        pass
    return report


def pushed() -> Message:
    return Message.objects.get(channel="push")


def notice() -> Notice:
    return Notice.objects.get(person__login="pupr.admin", stem="aduan_disposisi")


def test_address_and_keys_are_sealed(cast: Cast, service: PushStandIn) -> None:
    subscribe(cast, service)
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text, encode(address, 'escape') FROM notifications_subscription AS s")
        kept = "".join(cursor.fetchone())
    assert [word for word in ("f00-secret-address", service.browser().auth) if word in kept] == []


def test_a_browser_is_one_persons_and_one_row(cast: Cast, service: PushStandIn) -> None:
    subscribe(cast, service)
    subscribe(cast, service, "pupr_head")
    assert Subscription.objects.get().person == cast.person("pupr_head")


def test_what_is_no_subscription_is_refused(cast: Cast, service: PushStandIn, settings: Any) -> None:
    settings.PUSH_PRIVATE = False
    with pytest.raises(Unfit):
        subscribe(cast, service)


def test_the_browser_is_told_beside_whatsapp(cast: Cast, graph: Graph, service: PushStandIn) -> None:
    subscribe(cast, service)
    report = told(cast)
    outbox.once()
    message = pushed()
    content = content_of(message.pk, bytes(message.text))
    assert (message.state, message.carrier, len(service.received), len(graph.to("+628110000003"))) == (
        "sent",
        "push",
        1,
        1,
    )
    assert (report.code in content["body"], "*" in content["body"], "/t/" in content["url"]) == (True, False, True)
    assert "Judul" not in json.dumps(content)
    assert list(message.notices.all()) == [notice()]


def test_who_has_no_browser_costs_nothing_more(cast: Cast, graph: Graph, service: PushStandIn) -> None:
    told(cast)
    assert not Message.objects.filter(channel="push").exists()


def test_shown_settles_nothing_and_a_press_does(cast: Cast, graph: Graph, service: PushStandIn, client: Client) -> None:
    subscribe(cast, service)
    told(cast)
    outbox.once()
    said = content_of(pushed().pk, bytes(pushed().text))["told"]
    for status, state, is_settled in (("shown", "delivered", False), ("pressed", "read", True)):
        body = json.dumps({"message": said["message"], "status": status})
        assert client.post(said["at"], body, content_type="application/json").status_code == 200
        reading.once()
        assert (pushed().state, notice().settled_at is not None) == (state, is_settled)
    other = said["at"][:-1] + ("x" if not said["at"].endswith("x") else "y")
    assert client.post(other, body, content_type="application/json").status_code == 403


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_dropped_and_holds_nobody_up(cast: Cast, graph: Graph, service: PushStandIn, status: int) -> None:  # fmt: skip
    subscribe(cast, service)
    told(cast)
    service.http.faults.append((status, {}, ""))
    outbox.once()
    assert (pushed().state, Subscription.objects.count(), notice().fallback_at) == ("failed", 0, None)
    assert len(graph.to("+628110000003")) == 1


def test_a_push_service_that_is_down_changes_nothing_for_the_others(
    cast: Cast, graph: Graph, service: PushStandIn
) -> None:
    subscribe(cast, service)
    service.go_away()
    told(cast)
    outbox.once()
    assert (pushed().state, Subscription.objects.count()) == ("queued", 1)
    assert len(graph.to("+628110000003")) == 1


def test_with_whatsapp_failed_a_sent_push_keeps_nobody_from_being_told(cast: Cast, graph: Graph, service: PushStandIn) -> None:  # fmt: skip
    """No e-mail is set up: the notice is lost, and the front desk hears of it, whatever the browser has got."""
    subscribe(cast, service)
    told(cast)
    outbox.once()
    message = Message.objects.get(channel="whatsapp", notices=notice())
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131026")
    fallback.once()
    assert notice().lost_at is not None


def test_of_another_key_nothing_is_sent(cast: Cast, graph: Graph, service: PushStandIn, settings: Any) -> None:
    subscribe(cast, service)
    settings.VAPID_PRIVATE_KEY = KEY[:-2] + ("AA" if KEY[-2:] != "AA" else "BA")
    told(cast)
    assert not Message.objects.filter(channel="push").exists()


def test_without_a_key_push_is_off(cast: Cast, graph: Graph, service: PushStandIn, settings: Any) -> None:
    subscribe(cast, service)
    settings.VAPID_PRIVATE_KEY = ""
    told(cast)
    assert (browsers.public_key(), Message.objects.filter(channel="push").exists()) == ("", False)
