"""A burst for one person becomes one message; urgent and special notices, and the buttons of a single disposition, do not."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.duties.notifications import bundling, claims, fallback
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Rhythm, Rule
from tests.builders import disposed, received
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
LOGIN = "pupr.admin"


def to(login: str = LOGIN, **values: Any) -> list[Message]:
    return list(Message.objects.filter(notices__person__login=login, **values).distinct().order_by("queued_at", "id"))


def gathered(login: str = LOGIN) -> list[Notice]:
    return list(Notice.objects.filter(person__login=login, bundle_at__isnull=False).order_by("id"))


def time_comes() -> int:
    Notice.objects.exclude(bundle_at=None).update(bundle_at=timezone.now() - timedelta(seconds=1))
    return bundling.once()


def parameters(message: Message) -> list[str]:
    found: list[str] = content_of(message.pk, bytes(message.text))["parameters"]
    return found


def burst(cast: Cast, count: int, **values: Any) -> None:
    for _ in range(count):
        disposed(cast, **values)
    tell_all()


def test_five_go_singly_and_the_rest_of_a_burst_in_one_message(cast: Cast):
    burst(cast, 40)
    assert Counter(message.template for message in to(channel="whatsapp")) == {"aduan_disposisi_v1": 5}
    assert len(gathered()) == 35
    latest = max(notice.bundle_at for notice in gathered() if notice.bundle_at)
    assert latest <= timezone.now() + timedelta(minutes=5)
    time_comes()
    (bundle,) = to(template="aduan_beberapa_v1", channel="whatsapp")
    assert (bundle.notices.count(), parameters(bundle)[1]) == (35, "35")
    assert gathered() == []
    assert {notice.messages.count() for notice in Notice.objects.filter(person__login=LOGIN)} == {2}


def test_each_person_counts_for_themselves_and_old_notices_do_not_count(cast: Cast):
    burst(cast, 5)
    burst(cast, 1, to="dinkes")
    assert (gathered(), gathered("dinkes.admin")) == ([], [])
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    burst(cast, 5)
    assert gathered() == []
    burst(cast, 1)
    assert len(gathered()) == 1


def test_what_leaves_as_fast_as_it_comes_is_told_at_once(cast: Cast):
    for _ in range(12):
        burst(cast, 1)
        Message.objects.update(state="sent")
    assert (gathered(), len(to(channel="whatsapp"))) == ([], 12)


def test_what_is_failing_meanwhile_does_not_count_twice(cast: Cast):
    burst(cast, 4)
    Message.objects.filter(channel="email").update(state="failed")
    burst(cast, 1)
    assert gathered() == []
    burst(cast, 1)
    assert len(gathered()) == 1


def test_later_ones_join_the_bundle_that_is_being_gathered(cast: Cast):
    burst(cast, 7)
    moments = {notice.bundle_at for notice in gathered()}
    burst(cast, 3)
    assert len(gathered()) == 5
    assert {notice.bundle_at for notice in gathered()} == moments


def test_a_single_disposition_keeps_its_buttons(cast: Cast):
    burst(cast, 6)
    (only,) = gathered()
    time_comes()
    message = to(notices=only, channel="whatsapp")[0]
    kinds = [button["kind"] for button in content_of(message.pk, bytes(message.text))["buttons"]]
    assert (message.template, kinds[:2], message.notices.count()) == ("aduan_disposisi_v1", ["reply", "reply"], 1)


def test_one_disposition_among_other_notices_goes_by_itself_and_the_others_together(cast: Cast):
    Rhythm.objects.create(burst_over=0)
    for _ in range(3):
        received(unit="pupr")
    disposed(cast)
    tell_all()
    time_comes()
    found = {message.template: message.notices.count() for message in to(channel="whatsapp")}
    assert found == {"aduan_disposisi_v1": 1, "aduan_beberapa_v1": 3}


def test_urgent_ones_are_never_gathered(cast: Cast):
    burst(cast, 8, finding=Finding(is_urgent=True))
    assert (gathered(), len(to(channel="whatsapp"))) == ([], 8)


def test_special_ones_are_never_gathered(cast: Cast):
    for _ in range(9):
        received(about_officials=True)
    tell_all()
    assert gathered("inspektorat") == []
    assert len(to("inspektorat", channel="whatsapp")) == 9


def test_the_clock_of_the_other_channel_runs_from_the_sending_of_the_bundle(cast: Cast):
    Rule.objects.filter(event="disposed").update(mode="first_then", minutes=30)
    burst(cast, 8)
    assert {(notice.fallback_at, notice.patience) for notice in gathered()} == {(None, 30)}
    before = timezone.now()
    time_comes()
    (bundle,) = to(template="aduan_beberapa_v1")
    assert bundle.channel == "whatsapp"
    moments = {notice.fallback_at for notice in bundle.notices.all()}
    assert len(moments) == 1
    assert before + timedelta(minutes=30) <= moments.pop() <= timezone.now() + timedelta(minutes=30)


def test_the_other_channel_carries_a_bundle_as_one_message_without_what_was_done_meanwhile(cast: Cast):
    Rule.objects.filter(event="disposed").update(mode="first_then", minutes=30)
    burst(cast, 8)
    time_comes()
    (bundle,) = to(template="aduan_beberapa_v1")
    done = bundle.notices.order_by("id")[0].report
    accept(done.code, by=cast.pupr_substitute)
    tell_all()
    Message.objects.filter(pk=bundle.pk).update(state="failed")
    claims.hand_on([bundle.pk], wait=0.0)
    while fallback.once():
        pass
    (mail,) = to(template="aduan_beberapa_v1", channel="email")
    assert mail.notices.count() == 2
    body = content_of(mail.pk, bytes(mail.text))["body"]
    assert (done.code in body, "Ada 2 pemberitahuan" in body) == (False, True)


def test_nobody_waits_where_bursts_are_rare(cast: Cast):
    report = received().report
    verify(report.code, by=cast.front_officer, finding=Finding())
    tell_all()
    assert Notice.objects.exclude(bundle_at=None).count() == 0
