"""The customer-service window: free text inside it, the template outside, counted from what came in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import claims, outbox, receipts, tell, windows
from arcadumas.duties.notifications.models import Message, Notice, Window
from tests import doubles
from tests.builders import answered, disposed
from tests.cast import Cast
from tests.doubles import CITIZEN_LINE, LINE, Graph

ADMIN, REPORTER = "+628110000003", "+6281234567890"


def told(report: Report) -> Report:
    while tell.once():
        pass
    outbox.once()
    return report


def heard(number: str = ADMIN, *, line: str = LINE, ago: timedelta = timedelta(0)) -> None:
    windows.heard(number, line=line, at=timezone.now() - ago)


def kinds(graph: Graph, number: str = ADMIN) -> list[str]:
    return [each["type"] for each in graph.to(number)]


# -- Counting ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_newest_message_counts_in_whatever_order_they_come() -> None:
    now = timezone.now()
    for ago in (3, 1, 2):
        heard(ago=timedelta(hours=ago))
    assert windows.until(ADMIN, line=LINE) == pytest.approx(now + timedelta(hours=23), abs=timedelta(seconds=5))


@pytest.mark.django_db
def test_a_moment_to_come_is_taken_as_now() -> None:
    windows.heard(ADMIN, line=LINE, at=datetime.fromisoformat("2100-01-01T00:00:00Z"))
    assert Window.objects.get().heard_at <= timezone.now()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "abc", "0", "99"])
def test_what_is_no_number_opens_nothing(number: str) -> None:
    assert (windows.heard(number, line=LINE, at=timezone.now()), Window.objects.count()) == (False, 0)


@pytest.mark.django_db
def test_no_number_is_kept_in_the_clear() -> None:
    heard()
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text, encode(w.number, 'escape') FROM notifications_window AS w")
        kept = "".join(cursor.fetchone())
    assert [word for word in ("8110000003", "62811") if word in kept] == []


@pytest.mark.django_db
def test_what_ended_long_ago_is_forgotten() -> None:
    heard(ago=timedelta(hours=49))
    heard(REPORTER, ago=timedelta(hours=47))
    assert (windows.purge(), Window.objects.count()) == (1, 1)


# -- Sending -----------------------------------------------------------------------------------------------------------
def no_templates(body: dict[str, Any]) -> Any:
    """Meta has paused them all."""
    return doubles.refusal(132015) if body["type"] == "template" else None


@pytest.mark.parametrize(("ago", "sent"), [
    (timedelta(0), ["interactive"]), (timedelta(hours=23, minutes=57), ["interactive"]),
    (timedelta(hours=23, minutes=59), []), (timedelta(hours=24, seconds=1), []),
])  # fmt: skip
def test_both_sides_of_the_edge(cast: Cast, graph: Graph, ago: timedelta, sent: list[str]) -> None:
    graph.decide = no_templates
    heard(ago=ago)
    told(disposed(cast).report)
    assert kinds(graph) == sent


def test_who_never_wrote_gets_nothing_but_the_template(cast: Cast, graph: Graph) -> None:
    graph.decide = no_templates
    heard("+628110000005")
    told(disposed(cast).report)
    assert (kinds(graph), kinds(graph, "+628110000005")) == ([], ["interactive"])


def test_what_asks_for_an_answer_by_a_button_goes_by_its_template_inside_as_well(cast: Cast, graph: Graph) -> None:
    heard()
    told(disposed(cast).report)
    assert kinds(graph) == ["template"]


def test_without_the_template_the_buttons_stay_the_same_acts(cast: Cast, graph: Graph) -> None:
    graph.decide = no_templates
    heard()
    report = told(disposed(cast).report)
    part = graph.to(ADMIN)[0]["interactive"]
    ids = [button["reply"]["id"] for button in part["action"]["buttons"]]
    assert [each.partition(":")[0] for each in ids] == ["acceptance", "return"]
    assert (report.code in part["body"]["text"], part["type"]) == (True, "button")
    message = Message.objects.get(
        notices__person__login="pupr.admin", channel="whatsapp", notices__stem="aduan_disposisi"
    )
    assert (graph.to(ADMIN)[0]["biz_opaque_callback_data"], message.state) == (str(message.pk), "sent")


def test_the_window_of_one_line_is_not_that_of_the_other(cast: Cast, graph: Graph) -> None:
    heard(REPORTER)
    told(answered(cast, phone=REPORTER).report)
    assert set(kinds(graph, REPORTER)) == {"template"}
    heard(REPORTER, line=CITIZEN_LINE)
    graph.sent.clear()
    told(answered(cast, phone=REPORTER).report)
    assert "interactive" in kinds(graph, REPORTER)
    assert {each["line"] for each in graph.to(REPORTER)} == {CITIZEN_LINE}


def test_inside_the_window_no_approved_template_is_needed(cast: Cast, graph: Graph) -> None:
    report = disposed(cast).report
    while tell.once():
        pass
    heard()
    from_registry = Message.objects.get(notices__person__login="pupr.admin", channel="whatsapp", notices__report=report, notices__stem="aduan_disposisi")  # fmt: skip
    Message.objects.filter(pk=from_registry.pk).update(template="aduan_yang_tidak_ada_v9")
    graph.decide = no_templates
    outbox.once()
    assert kinds(graph) == ["interactive"]


def test_where_the_provider_finds_it_closed_the_template_goes_at_once(cast: Cast, graph: Graph) -> None:
    heard(REPORTER)
    heard(REPORTER, line=CITIZEN_LINE)
    graph.decide = lambda body: doubles.refusal(131047) if body["type"] != "template" else None
    told(answered(cast, phone=REPORTER).report)
    assert set(kinds(graph, REPORTER)) == {"template"}


def test_a_status_that_says_so_closes_the_window(cast: Cast, graph: Graph) -> None:
    heard()
    heard("+628110000005")
    told(disposed(cast).report)
    message = Message.objects.get(
        notices__person__login="pupr.admin", channel="whatsapp", notices__stem="aduan_disposisi"
    )
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131047")
    assert (windows.until(ADMIN, line=LINE), windows.until("+628110000005", line=LINE) is not None) == (None, True)


def test_it_costs_one_statement_whatever_the_batch(cast: Cast, graph: Graph, django_assert_num_queries: Any) -> None:
    heard()
    disposed(cast)
    while tell.once():
        pass
    with django_assert_num_queries(1):
        found = claims.claim("whatsapp", worker="w", limit=50)
    assert [each.lines for each in found if each.lines] == [(LINE,)]


def test_a_status_that_says_so_brings_the_template_once(cast: Cast, graph: Graph) -> None:
    graph.decide = no_templates
    heard()
    told(disposed(cast).report)
    message = Message.objects.get(
        notices__person__login="pupr.admin", channel="whatsapp", notices__stem="aduan_disposisi"
    )
    late = timezone.now() + timedelta(seconds=1)
    graph.decide = lambda body: None
    for _ in range(3):  # the provider repeats itself
        receipts.note(status="failed", at=late, message_id=str(message.pk), error_code="131047")
        outbox.once()
        receipts.note(status="sent", at=late - timedelta(seconds=1), message_id=str(message.pk))
    message.refresh_from_db()
    assert (kinds(graph), message.state, message.error_code) == (["interactive", "template"], "sent", "")
    assert Notice.objects.filter(messages=message, fallback_at__isnull=False).count() == 0
    receipts.note(status="failed", at=late + timedelta(minutes=1), message_id=str(message.pk), error_code="131047")
    outbox.once()
    message.refresh_from_db()
    assert (len(graph.to(ADMIN)), message.state) == (2, "failed")
    assert Notice.objects.filter(messages=message, fallback_at__isnull=False).count() == 1
