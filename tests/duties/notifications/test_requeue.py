"""What a hand may do with the whole outbox: once however many press, never for nothing, never out of sight."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import About, Report
from arcadumas.duties.notifications import health, overview, receipts, requeue, tell
from arcadumas.duties.notifications.models import Hold, Message, Notice
from arcadumas.duties.notifications.overview import Wanted
from tests.builders import disposed, received
from tests.cast import Cast

WHY = "Salah impor, tidak perlu dikirim."


@pytest.fixture(autouse=True)
def _channels(settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def report(cast: Cast) -> Report:
    found = disposed(cast, phone="081234567890").report
    while tell.once():
        pass
    Notice.objects.update(settled_at=None)
    return found


def fail(**of: Any) -> int:
    return Message.objects.filter(**of).update(
        state="failed", error_code="131026", failed_at=timezone.now(), attempts=3
    )


def shown(wanted: Wanted, by: Any) -> list[overview.Row]:
    return list(overview.every(wanted, by=by))


# -- Looking -----------------------------------------------------------------------------------------------------------
def test_each_filter_finds_its_own(cast: Cast, report: Report):
    fail(channel="whatsapp", unit__code="pupr")
    rows = Message.objects.all()
    tomorrow = timezone.localdate() + timedelta(days=1)
    wanted = {
        Wanted(): rows,
        Wanted(state="failed"): rows.filter(state="failed"),
        Wanted(channel="email"): rows.filter(channel="email"),
        Wanted(carrier="whatsapp"): rows.filter(carrier="whatsapp"),
        Wanted(unit="pupr"): rows.filter(notices__post__unit__code="pupr"),
        Wanted(unit="reporter"): rows.filter(notices__recipient="reporter"),
        Wanted(purpose="disposed"): rows.filter(notices__purpose="disposed"),
        Wanted(error="131026"): rows.filter(state="failed"),
        Wanted(since=tomorrow): rows.none(),
        Wanted(until=tomorrow): rows,
        Wanted(unit="pupr", state="queued"): rows.filter(notices__post__unit__code="pupr", channel="email"),
    }
    for look, expected in wanted.items():
        ids = {row.message.pk for row in shown(look, cast.front_head)}
        assert ids == set(expected.values_list("pk", flat=True)), look
        assert ids or look.since, look


def test_pages_follow_each_other_without_a_gap(cast: Cast, report: Report):
    Message.objects.update(queued_at=report.received_at)  # all at one moment: the id decides
    ids, after = [], ""
    while True:
        page = overview.page(Wanted(), by=cast.front_head, after=after, size=2)
        ids += [row.message.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert (len(ids), sorted(ids, reverse=True)) == (Message.objects.count(), ids)
    assert overview.page(Wanted(), by=cast.front_head, after="rubbish", size=99).rows


def test_a_page_costs_three_statements_however_long(cast: Cast, report: Report):
    overview.page(Wanted(), by=cast.front_head, size=1)  # asks once whom this reader's posts were named for
    for size in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            overview.page(Wanted(), by=cast.front_head, size=size)
        assert len(queries) == 3  # what falls to this reader in another's place, the page, its notices


def test_the_engineer_sees_every_row_and_no_code(cast: Cast, report: Report):
    rows = shown(Wanted(), cast.engineer)
    assert (len(rows), {row.code for row in rows}) == (Message.objects.count(), {""})
    assert {row.code for row in shown(Wanted(), cast.front_head)} == {report.code}


def test_what_a_report_complains_of_its_looker_is_not_shown_to_them(cast: Cast, report: Report):
    About.objects.create(report=report, person_id=cast.front_head.person_id)
    assert shown(Wanted(), cast.front_head) == []
    assert requeue.preview(Wanted(), by=cast.front_head).messages == 0
    fail()
    assert requeue.again_all(Wanted(), by=cast.front_head) == 0
    with pytest.raises(Unseen):
        requeue.again_one(Message.objects.all()[0].pk, by=cast.front_head)


def test_no_row_holds_an_address_or_a_text(cast: Cast, report: Report):
    Message.objects.update(
        state="failed", error_code="550", error_text="<warga@contoh.id> 081234567890 Jalan berlubang"
    )
    with translation.override("en"):
        rows = [vars(row) | {"message": ""} for row in shown(Wanted(), cast.front_head)]
    text = json.dumps(rows)
    assert [part for part in ("contoh.id", "8123", "62811", "berlubang") if part in text] == []
    assert {row["reason"] for row in rows} == {"there is no such mailbox, or its server refuses it", "the channel refused it"}  # fmt: skip


# -- Once more ---------------------------------------------------------------------------------------------------------
def test_all_that_match_go_out_once_more_and_it_is_written_down(cast: Cast, report: Report):
    failed = fail(channel="whatsapp")
    wanted = Wanted(channel="whatsapp", state="failed")
    before = requeue.preview(wanted, by=cast.front_head)
    assert (before.messages, before.by_channel, before.doubtful) == (failed, {"whatsapp": failed}, 0)
    steps: list[int] = []
    assert requeue.again_all(wanted, by=cast.front_head, told=steps.append) == failed
    assert requeue.again_all(wanted, by=cast.front_head) == 0
    assert steps == [failed]
    assert set(Message.objects.values_list("state", "attempts")) == {("queued", 0)}
    entry = Entry.objects.filter(act="outbox_retried").order_by("seq")[0]
    assert (entry.by, entry.facts) == ("kominfo.kepala", {"messages": failed, "channel": "whatsapp", "state": "failed"})


def test_a_batch_is_only_a_part(cast: Cast, report: Report, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(requeue, "BATCH", 2)
    failed = fail()
    steps: list[int] = []
    assert requeue.again_all(Wanted(), by=cast.engineer, told=steps.append) == failed
    assert steps == [*range(2, failed, 2), failed]


def test_what_arrived_another_way_is_left_alone(cast: Cast, report: Report):
    fail(channel="whatsapp")
    Notice.objects.filter(post__unit__code="pupr").update(settled_at=timezone.now())
    left = Message.objects.filter(state="failed", notices__settled_at=None).count()
    assert left > 0
    assert requeue.preview(Wanted(), by=cast.front_head).messages == left
    assert requeue.again_all(Wanted(), by=cast.front_head) == left


def test_the_preview_says_what_may_arrive_twice(cast: Cast, report: Report):
    Message.objects.filter(channel="email").update(state="uncertain", unknown_outcomes=2)
    found = requeue.preview(Wanted(), by=cast.front_head)
    assert found.messages == found.doubtful > 0


def test_one_is_sent_again_and_only_when_it_failed(cast: Cast, report: Report):
    message = Message.objects.filter(channel="whatsapp")[0]
    with pytest.raises(OutOfTurn):
        requeue.again_one(message.pk, by=cast.engineer)
    fail(pk=message.pk)
    requeue.again_one(message.pk, by=cast.engineer)
    with pytest.raises(OutOfTurn):
        requeue.again_one(message.pk, by=cast.front_head)
    assert Entry.objects.filter(act="outbox_retried").count() == 1


def test_only_those_who_tend_the_outbox_do_it(cast: Cast, report: Report):
    for who in (cast.front_officer, cast.pupr_head, cast.inspector, cast.regional_head):
        for act in (
            lambda who=who: requeue.again_all(Wanted(), by=who),
            lambda who=who: requeue.cancel(Wanted(), by=who, reason=WHY),
            lambda who=who: requeue.again_one(Message.objects.all()[0].pk, by=who),
        ):
            with pytest.raises(Powerless):
                act()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_officers_at_once_each_message_is_queued_once(monkeypatch: pytest.MonkeyPatch):
    cast = Cast.assemble()
    for _n in range(3):
        disposed(cast)
    while tell.once():
        pass
    Notice.objects.update(settled_at=None)
    failed = fail()
    monkeypatch.setattr(requeue, "BATCH", 3)

    def press(by: Any) -> int:
        try:
            return requeue.again_all(Wanted(), by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(press, [cast.front_head, cast.engineer]))
    left = Message.objects.filter(state="failed").count()
    assert (sum(done) + left, Message.objects.filter(state="queued").count()) == (failed, sum(done))
    assert requeue.again_all(Wanted(), by=cast.front_head) == left


# -- Calling off -------------------------------------------------------------------------------------------------------
def test_what_still_waits_is_called_off_and_no_other_way_takes_over(cast: Cast, report: Report):
    waiting = Message.objects.filter(unit__code="pupr").count()
    wanted = Wanted(unit="pupr")
    assert requeue.cancel_preview(wanted, by=cast.front_head).messages == waiting
    assert requeue.cancel(wanted, by=cast.front_head, reason=WHY) == waiting
    rows = Message.objects.filter(unit__code="pupr")
    assert set(rows.values_list("state", "error_code")) == {("superseded", "cancelled")}
    assert Notice.objects.filter(messages__in=rows, settled_at=None).count() == 0
    assert Message.objects.exclude(unit__code="pupr").filter(state="superseded").count() == 0
    entry = Entry.objects.get(act="outbox_cancelled")
    assert entry.facts == {"messages": waiting, "reason": WHY, "unit": "pupr"}
    assert requeue.cancel(wanted, by=cast.front_head, reason=WHY) == 0


def test_a_notice_that_another_message_carries_stays_open(cast: Cast, report: Report):
    Message.objects.filter(channel="whatsapp").update(state="sent")
    requeue.cancel(Wanted(channel="email"), by=cast.front_head, reason=WHY)
    carried = Notice.objects.filter(messages__channel="whatsapp")
    assert carried.count() == carried.filter(settled_at=None).count() > 0


def test_urgent_news_and_what_was_perhaps_sent_are_not_called_off(cast: Cast, report: Report):
    Notice.objects.filter(post__unit__code="pupr").update(urgency="urgent")
    Message.objects.exclude(unit__code="pupr").update(unknown_outcomes=1)
    assert requeue.cancel(Wanted(), by=cast.front_head, reason=WHY) == 0
    Notice.objects.update(settled_at=timezone.now())
    assert requeue.cancel(Wanted(unit="pupr"), by=cast.front_head, reason=WHY) > 0


def test_calling_off_needs_a_reason(cast: Cast, report: Report):
    with pytest.raises(Unfit):
        requeue.cancel(Wanted(), by=cast.front_head, reason="salah")
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}


# -- Health ------------------------------------------------------------------------------------------------------------
def test_health_says_what_waits_since_when_and_why(cast: Cast, report: Report):
    oldest = timezone.now() - timedelta(minutes=10)
    Message.objects.filter(channel="whatsapp").update(next_at=timezone.now())
    Message.objects.filter(pk=Message.objects.filter(channel="whatsapp").values("pk")[:1]).update(next_at=oldest)
    Message.objects.filter(channel="email").update(next_at=timezone.now() + timedelta(hours=1))
    Hold.objects.create(carrier="whatsapp", since=oldest, until=timezone.now(), code="190", text="token")
    with translation.override("en"), CaptureQueriesContext(connection) as queries:
        found = {each.carrier: each for each in health.carriers()}
    whatsapp, email = found["whatsapp"], found["email"]
    assert (whatsapp.waiting, whatsapp.oldest_at) == (Message.objects.filter(channel="whatsapp").count(), oldest)
    assert (whatsapp.held_since, whatsapp.reason) == (oldest, "our WhatsApp token has expired")
    assert (email.waiting, email.oldest_at, email.held_since) == (0, None, None)
    assert len(queries) == 2


def test_a_message_knows_its_unit_and_purpose(cast: Cast, report: Report):
    received(phone="081234567890")
    while tell.once():
        pass
    for message in Message.objects.all():
        notice = message.notices.order_by("id")[0]
        unit = Unit.objects.filter(posts=notice.post).first() if notice.post else None
        assert (message.purpose, message.unit) == (notice.purpose, unit)


# -- What is said of the attempt before ---------------------------------------------------------------------------------
def test_what_is_repeated_of_the_failure_does_not_undo_the_retry(cast: Cast, report: Report):
    message = Message.objects.filter(channel="whatsapp")[0]
    at = timezone.now()
    Message.objects.filter(pk=message.pk).update(state="sent", provider_id="wamid.1", sent_at=at)

    def note(status: str, seconds: int, **ids: Any) -> str:
        moment = at + timedelta(seconds=seconds)
        receipts.note(status=status, at=moment, error_code="131026" if status == "failed" else "", **ids)
        message.refresh_from_db()
        return str(message.state)

    own = {"message_id": str(message.pk)}
    assert note("failed", 5, **own) == "failed"
    requeue.again_one(message.pk, by=cast.engineer)
    assert [note("failed", 5, **own), note("sent", 1, **own), note("failed", 9, provider_id="wamid.1")] == [
        "queued"
    ] * 3
    assert (message.provider_id, message.error_code) == ("", "")
    Message.objects.filter(pk=message.pk).update(state="sent", provider_id="wamid.2")
    assert [note("failed", 5, **own), note("failed", 60, **own)] == ["sent", "failed"]
    requeue.again_one(message.pk, by=cast.engineer)
    assert [note("failed", 60, **own), note("delivered", 3, **own)] == ["queued", "delivered"]
