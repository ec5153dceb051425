"""Once more, by hand: to where the recipient is reached now, once however many ask for it, and never too often."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.verify import Finding
from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person, Post
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import About
from arcadumas.duties.notifications import resending, tell, worker
from arcadumas.duties.notifications.models import Message
from tests.builders import disposed, verified
from tests.cast import Cast
from tests.doubles import Graph, Mailbox

REACHABLE = {"phone": "081234567890", "email": "warga@demo.test"}


@pytest.fixture
def told(graph: Graph, mailbox: Mailbox, cast: Cast) -> Any:
    report = disposed(cast, **REACHABLE).report
    worker.drain()
    return report


def sent_to(told: Any, login: str, channel: str = "whatsapp") -> Message:
    return Message.objects.get(
        notices__report=told, notices__person__login=login, notices__purpose="disposed", channel=channel
    )


def refused(message: Message, cast: Cast) -> str:
    with pytest.raises(OutOfTurn) as caught:
        resending.resend(message.pk, by=cast.front_officer)
    return caught.value.code


def make_older(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(queued_at=timezone.now() - timedelta(hours=1))


def test_a_message_is_sent_once_more_and_the_old_one_stays(told: Any, cast: Cast, graph: Graph):
    old = sent_to(told, "pupr.admin")
    new = resending.resend(old.pk, by=cast.front_officer)
    worker.drain()
    new.refresh_from_db()
    bodies = [each["template"] for each in graph.to("+628110000003")]
    assert (new.state, new.pk != old.pk, new.resent_by_id) == ("sent", True, cast.front_officer.person_id)
    assert bodies[0] == bodies[1]
    assert list(new.notices.all()) == list(old.notices.all())
    assert (new.unit_id, new.purpose) == (old.unit_id, "disposed")


def test_it_is_written_down_without_an_address(told: Any, cast: Cast):
    resending.resend(sent_to(told, "pupr.admin").pk, by=cast.front_officer)
    entry = Entry.objects.get(act="message_resent")
    assert (entry.by, entry.subject, entry.facts["channel"]) == ("kominfo", told.code, "whatsapp")
    assert [part for part in ("62811", "0812", "@") if part in str(entry.facts)] == []


def test_it_goes_to_the_number_as_it_has_been_corrected(told: Any, cast: Cast, graph: Graph):
    person = cast.person("pupr_admin")
    people.put_phone(person, "+628119999999")
    person.save()
    resending.resend(sent_to(told, "pupr.admin").pk, by=cast.front_officer)
    worker.drain()
    assert len(graph.to("+628119999999")) == 1


def test_nobody_is_flooded(told: Any, cast: Cast):
    old = sent_to(told, "pupr.admin")
    for _n in range(resending.MOST):
        copy = resending.resend(old.pk, by=cast.front_officer)
        assert refused(copy, cast) == "message.on_its_way"
        worker.drain()
        assert refused(old, cast) == "message.just_resent"
        assert refused(copy, cast) == "message.just_resent"
        make_older(copy)
    assert refused(old, cast) == "message.resent_enough"
    Message.objects.filter(resent_by__isnull=False).update(queued_at=timezone.now() - timedelta(days=2))
    assert resending.resend(old.pk, by=cast.front_officer).state == "queued"


def test_a_reporter_who_asked_for_quiet_is_left_alone(told: Any, cast: Cast):
    message = Message.objects.get(notices__report=told, notices__recipient="reporter", notices__purpose="received")
    identity.stop_telling(told, by=cast.reporter(told))
    assert refused(message, cast) == "message.no_address"


def test_a_new_holder_of_the_post_does_not_get_the_old_ones_letter(told: Any, cast: Cast):
    message = sent_to(told, "pupr.admin")
    notice = message.notices.get()
    notice.post.person = cast.person("pupr_substitute")
    notice.post.save()
    assert refused(message, cast) == "message.no_address"


def test_whom_the_report_turns_out_to_be_about_gets_nothing(told: Any, cast: Cast):
    message = sent_to(told, "pupr.admin")
    About.objects.create(report=told, post=message.notices.get().post)
    with pytest.raises(Unseen):
        resending.resend(message.pk, by=cast.front_officer)


def test_an_inspector_gets_nothing_more_of_whistleblowing_about_a_colleague(graph: Graph, mailbox: Mailbox, cast: Cast):
    report = verified(cast, finding=Finding(is_whistleblowing=True)).report
    worker.drain()
    message = Message.objects.filter(notices__report=report, notices__person__login="inspektorat")[0]
    colleague = Person.objects.create(login="inspektur.dua", name="Inspektur Kedua")
    unit = message.notices.get().post.unit
    Post.objects.create(person=colleague, unit=unit, role="inspectorate", title="Inspektur Pembantu")
    About.objects.create(report=report, person=colleague)
    with pytest.raises(Unseen):
        resending.resend(message.pk, by=cast.secretary)


def test_a_unit_may_resend_what_concerns_its_report_and_a_stranger_may_not(told: Any, cast: Cast):
    resending.resend(sent_to(told, "pupr.admin").pk, by=cast.pupr_head)
    with pytest.raises(Unseen):
        resending.resend(sent_to(told, "pupr.kepala").pk, by=cast.dinkes_admin)
    with pytest.raises(Powerless):
        resending.resend(sent_to(told, "pupr.kepala").pk, by=cast.pupr_member)


def test_what_is_on_its_way_is_not_sent_again(told: Any, cast: Cast):
    old = sent_to(told, "pupr.admin")
    Message.objects.filter(pk=old.pk).update(state="queued")
    assert refused(old, cast) == "message.on_its_way"


def test_a_message_that_is_not_there_is_not_found(told: Any, cast: Cast):
    with pytest.raises(Unseen):
        resending.resend(uuid.uuid4(), by=cast.front_officer)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_officers_at_once_one_sends_it(settings: Any):
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    cast = Cast.assemble()
    report = disposed(cast).report
    while tell.once():
        pass
    Message.objects.update(state="sent")
    message = sent_to(report, "pupr.admin")

    def press(by: Any) -> str:
        try:
            return resending.resend(message.pk, by=by).state
        except OutOfTurn as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(press, [cast.front_officer, cast.front_head]))
    assert sorted(ended) == ["message.on_its_way", "queued"]
    assert Message.objects.filter(resent_by__isnull=False).count() == 1
