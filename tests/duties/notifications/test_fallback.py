"""When one channel does not carry a notice the other does; when none does, it passes on and the front desk is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.organisation.models import Person, Post
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import fallback, receipts, tell, worker
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Preference, Rule
from tests.builders import disposed, received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox, refusal

ADMIN, REPORTER = "628110000003", "6281234567890"
REACHABLE = {"phone": "081234567890", "email": "warga@demo.test"}


def channels(notice: Notice) -> list[tuple[str, str]]:
    return list(notice.messages.order_by("queued_at", "channel").values_list("channel", "state"))


def to_reporter() -> Notice:
    return Notice.objects.get(recipient="reporter")


def later(**time: float) -> None:
    Notice.objects.exclude(fallback_at=None).update(fallback_at=timezone.now() - timedelta(seconds=1))


# -- First one, then the other -----------------------------------------------------------------------------------------
def test_the_second_channel_waits_for_its_time(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(**REACHABLE)
    worker.drain()
    notice = to_reporter()
    assert channels(notice) == [("whatsapp", "sent")]
    assert notice.fallback_at is not None
    assert timedelta(minutes=29) < notice.fallback_at - timezone.now() < timedelta(minutes=31)


def test_undelivered_in_time_it_goes_by_mail_too(graph: Graph, mailbox: Mailbox, cast: Cast):
    receipt = received(**REACHABLE)
    worker.drain()
    later()
    worker.drain()
    assert channels(to_reporter()) == [("whatsapp", "sent"), ("email", "sent")]
    assert f"Kunci lacak Anda: {receipt.secret}." in mailbox.to("warga@demo.test")[0].get_content()


def test_delivered_in_time_it_stays_with_one(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(**REACHABLE)
    worker.drain()
    message = to_reporter().messages.get()
    receipts.note(status="delivered", at=timezone.now(), message_id=str(message.pk))
    later()
    worker.drain()
    assert channels(to_reporter()) == [("whatsapp", "delivered")]


def test_a_failed_status_brings_the_mail_at_once(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(**REACHABLE)
    worker.drain()
    message = to_reporter().messages.get()
    receipts.note(status="failed", at=timezone.now(), message_id=str(message.pk), error_code="131026")
    worker.drain()
    assert channels(to_reporter()) == [("whatsapp", "failed"), ("email", "sent")]


def test_with_an_address_alone_it_goes_by_mail(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(email="warga@demo.test")
    worker.drain()
    assert channels(to_reporter()) == [("email", "sent")]


def test_both_at_once_need_no_second_turn(graph: Graph, mailbox: Mailbox, cast: Cast):
    graph.decide = lambda body: refusal(131026) if body["to"] == ADMIN else None
    disposed(cast)
    worker.drain()
    notice = Notice.objects.get(person__login="pupr.admin", purpose="disposed")
    assert channels(notice) == [("email", "sent"), ("whatsapp", "failed")]
    assert (notice.fallback_at, notice.lost_at) == (None, None)


# -- No channel left ---------------------------------------------------------------------------------------------------
@pytest.fixture
def lost(graph: Graph, mailbox: Mailbox, cast: Cast) -> Report:
    """A disposition that its admin can be told by no channel."""
    graph.decide = lambda body: refusal(131026) if body["to"] == ADMIN else None
    mailbox.decide = lambda address: "550 5.1.1 nobody" if address == "pupr.admin@demo.test" else None
    report = disposed(cast).report
    worker.drain()
    return report


def test_the_substitute_gets_the_notice_of_a_post_that_cannot_be_reached(lost: Report):
    notices = Notice.objects.filter(report=lost, event__kind="disposed", stem="aduan_disposisi").order_by("id")
    assert [(each.person.login, each.lost_at is not None) for each in notices if each.person] == [
        ("pupr.admin", True), ("pupr.penghubung", False), ("pupr.pengganti", False),
    ]  # fmt: skip
    assert channels(notices[2]) == [("email", "sent"), ("whatsapp", "sent")]


def test_the_journal_says_it_once(lost: Report):
    line = Event.objects.get(report=lost, kind="unreachable")
    assert line.facts == {"post": Post.objects.get(person__login="pupr.admin").pk}


def test_the_front_desk_reads_who_and_how_and_who_stands_in(lost: Report):
    message = Message.objects.get(
        notices__purpose="post_unreachable", notices__person__login="kominfo", channel="whatsapp"
    )
    assert content_of(message.pk, bytes(message.text))["parameters"] == [
        "Admin Instansi Diskominfo", "Admin Penghubung Dinas PUPR", "gagal terkirim", "gagal terkirim",
        "Petugas Pengganti Dinas PUPR",
    ]  # fmt: skip


def test_the_front_desk_is_told_once_a_day_of_the_same_post(lost: Report, cast: Cast):
    disposed(cast)
    worker.drain()
    assert Event.objects.filter(kind="unreachable").count() == 2
    told = Message.objects.filter(notices__purpose="post_unreachable", channel="whatsapp").distinct()
    assert told.count() == 2
    assert [message.notices.count() for message in told] == [2, 2]


def test_a_post_without_any_address_is_unreachable_from_the_start(graph: Graph, mailbox: Mailbox, cast: Cast):
    Person.objects.filter(login="pupr.admin").update(email="", phone_sealed=b"")
    report = disposed(cast).report
    worker.drain()
    assert Event.objects.filter(report=report, kind="unreachable").count() == 1
    message = Message.objects.get(
        notices__purpose="post_unreachable", notices__person__login="kominfo", channel="whatsapp"
    )
    assert content_of(message.pk, bytes(message.text))["parameters"][2:4] == ["tidak tercatat", "tidak tercatat"]


def test_a_reporter_who_cannot_be_reached_stands_in_the_journal_alone(graph: Graph, mailbox: Mailbox, cast: Cast):
    graph.decide = lambda body: refusal(131026) if body["to"] == REPORTER else None
    report = received(phone="081234567890").report
    worker.drain()
    assert Event.objects.get(report=report, kind="unreachable").facts == {"post": 0}
    assert not Notice.objects.filter(purpose="post_unreachable").exists()


# -- One channel failed, the other not delivered -----------------------------------------------------------------------
@pytest.fixture
def half(graph: Graph, mailbox: Mailbox, cast: Cast) -> Notice:
    """A disposition by both channels: the mail was refused, the telephone is off."""
    mailbox.decide = lambda address: "550 5.1.1 nobody" if address == "pupr.admin@demo.test" else None
    disposed(cast)
    worker.drain()
    notice = Notice.objects.get(person__login="pupr.admin", purpose="disposed")
    assert channels(notice) == [("email", "failed"), ("whatsapp", "sent")]
    return notice


def wait(notice: Notice, **time: float) -> Notice:
    """So long after its WhatsApp message was sent."""
    notice.messages.filter(channel="whatsapp").update(sent_at=timezone.now() - timedelta(**time))
    later()
    worker.drain()
    notice.refresh_from_db()
    return notice


def test_undelivered_for_the_time_of_the_rule_it_is_lost_as_well(half: Notice):
    assert half.lost_at is None and half.fallback_at is not None
    assert timedelta(minutes=29) < half.fallback_at - timezone.now() < timedelta(minutes=31)
    assert (wait(half, minutes=20).lost_at, half.fallback_at is not None) == (None, True)
    assert wait(half, minutes=31).lost_at is not None
    half.refresh_from_db()
    assert half.fallback_at is None
    instead = Notice.objects.get(report=half.report, stem="aduan_disposisi", person__login="pupr.pengganti")
    assert channels(instead) == [("email", "sent"), ("whatsapp", "sent")]
    desk = Message.objects.get(notices__purpose="post_unreachable", notices__person__login="kominfo", channel="whatsapp")  # fmt: skip
    assert content_of(desk.pk, bytes(desk.text))["parameters"][2:4] == ["terkirim, belum diterima", "gagal terkirim"]


def test_it_is_lost_once_and_what_arrives_later_undoes_nothing(half: Notice):
    wait(half, minutes=31)
    count = Message.objects.count()
    receipts.note(status="delivered", at=timezone.now(), message_id=str(half.messages.get(channel="whatsapp").pk))
    Notice.objects.filter(pk=half.pk).update(fallback_at=timezone.now())
    wait(half, minutes=62)
    assert (half.lost_at is not None, half.settled_at is not None, Message.objects.count()) == (True, True, count)
    assert Event.objects.filter(report=half.report, kind="unreachable").count() == 1


def test_delivered_in_time_nobody_else_is_told(half: Notice):
    receipts.note(status="delivered", at=timezone.now(), message_id=str(half.messages.get(channel="whatsapp").pk))
    assert (wait(half, minutes=31).lost_at, half.fallback_at) == (None, None)


def test_of_one_channel_alone_it_is_waited_for_without_end(graph: Graph, mailbox: Mailbox, cast: Cast):
    received(phone="081234567890")
    worker.drain()
    notice = to_reporter()
    Notice.objects.filter(pk=notice.pk).update(fallback_at=timezone.now())
    assert (wait(notice, days=1).lost_at, notice.fallback_at) == (None, None)


def test_a_mail_that_bounces_after_it_took_over_counts_too(graph: Graph, mailbox: Mailbox, cast: Cast):
    report = received(**REACHABLE).report
    worker.drain()
    notice = wait(to_reporter(), minutes=31)
    assert (channels(notice), notice.fallback_at) == ([("whatsapp", "sent"), ("email", "sent")], None)
    mail = notice.messages.get(channel="email")
    receipts.note(status="failed", at=timezone.now(), message_id=str(mail.pk), error_code="5.1.1")
    worker.drain()
    notice.refresh_from_db()
    assert notice.lost_at is not None
    assert Event.objects.filter(report=report, kind="unreachable").count() == 1


def test_who_wishes_for_whatsapp_alone_gets_the_mail_when_it_does_not_arrive(
    graph: Graph, mailbox: Mailbox, cast: Cast
) -> None:
    Preference.objects.create(person=cast.person("pupr_head"), channels=["whatsapp"])
    disposed(cast)
    worker.drain()
    notice = Notice.objects.get(stem="aduan_disposisi_kepala")
    assert (channels(notice), notice.fallback_at is not None) == ([("whatsapp", "sent")], True)
    assert channels(wait(notice, minutes=31)) == [("whatsapp", "sent"), ("email", "sent")]


def test_who_wishes_for_mail_alone_is_left_with_it(graph: Graph, mailbox: Mailbox, cast: Cast):
    Preference.objects.create(person=cast.person("pupr_head"), channels=["email"])
    disposed(cast)
    worker.drain()
    notice = Notice.objects.get(stem="aduan_disposisi_kepala")
    assert (channels(notice), notice.fallback_at) == ([("email", "sent")], None)


def test_a_front_desk_that_cannot_be_reached_is_not_told_of_itself(graph: Graph, mailbox: Mailbox, cast: Cast):
    graph.decide = lambda body: refusal(131026)
    mailbox.decide = lambda address: "550 5.1.1 nobody"
    report = received().report
    worker.drain()
    told = Notice.objects.filter(report=report, purpose="post_unreachable").order_by("id")
    assert {(each.person.login, each.lost_at is not None) for each in told if each.person} == {
        ("kominfo", True), ("kominfo.kepala", True),
    }  # fmt: skip
    assert Event.objects.filter(report=report, kind="unreachable").count() == 2


def test_whoever_is_complained_of_does_not_stand_in(graph: Graph, mailbox: Mailbox, cast: Cast):
    graph.decide = lambda body: refusal(131026) if body["to"] == ADMIN else None
    mailbox.decide = lambda address: "550 5.1.1 nobody" if address == "pupr.admin@demo.test" else None
    report = disposed(cast).report
    report.about.create(person=cast.person("pupr_substitute"))
    worker.drain()
    assert not Notice.objects.filter(report=report, person__login="pupr.pengganti").exists()


def test_a_notice_waits_where_no_channel_is_set_up(cast: Cast, settings: Any):
    settings.WHATSAPP_TOKEN = settings.EMAIL_URL = ""
    received(**REACHABLE)
    while tell.once():
        pass
    assert (fallback.once(), Message.objects.count(), Event.objects.filter(kind="unreachable").count()) == (0, 0, 0)


def test_first_then_serves_officers_too(graph: Graph, mailbox: Mailbox, cast: Cast):
    Rule.objects.filter(key="disposed-head").update(mode="first_then", minutes=5)
    disposed(cast)
    worker.drain()
    notice = Notice.objects.get(stem="aduan_disposisi_kepala")
    assert channels(notice) == [("whatsapp", "sent")]
    assert notice.fallback_at is not None
    assert timedelta(minutes=4) < notice.fallback_at - timezone.now() < timedelta(minutes=6)


def test_a_notice_that_cannot_be_put_into_words_does_not_stop_the_others(
    graph: Graph, mailbox: Mailbox, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        received(**REACHABLE)
    worker.drain()
    broken, *others = Notice.objects.filter(recipient="reporter").order_by("id")
    real = fallback._take_over

    def stumble(notice: Notice, *rest: Any) -> None:
        if notice.pk == broken.pk:
            raise KeyError("a value that nobody foresaw")
        real(notice, *rest)

    monkeypatch.setattr(fallback, "_take_over", stumble)
    later()
    worker.drain()
    assert [channels(each) for each in others] == [[("whatsapp", "sent"), ("email", "sent")]] * 2
    broken.refresh_from_db()
    assert channels(broken) == [("whatsapp", "sent")]
    assert broken.fallback_at is not None and broken.fallback_at > timezone.now() + timedelta(minutes=9)
