"""What waits, and what becomes of it: quiet hours and hours of rules hold delivery, never evaluation."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.archive import archive
from arcadumas.core.handling.escalate import mark_broken
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Category, Promise
from arcadumas.duties.notifications import bundling, fallback, receipts, releasing, worker
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Preference, Rule
from tests.builders import disposed, received
from tests.cast import Cast
from tests.doubles import Graph, Mailbox
from tests.duties.notifications.telling import tell_all

ADMIN = "628110000003"


pytestmark = pytest.mark.usefixtures("both_channels")


def quiet(cast: Cast, role: str, *, before: int = 1, after: int = 1, **values: Any) -> None:
    """Quiet hours around this moment."""
    now = timezone.localtime()
    Preference.objects.update_or_create(
        person=cast.person(role),
        defaults={
            "quiet_from": (now - timedelta(hours=before)).time(),
            "quiet_to": (now + timedelta(hours=after)).time(),
            **values,
        },
    )


def morning(*, is_quiet: bool = False) -> None:
    """The wait is over."""
    if not is_quiet:
        Preference.objects.all().delete()
    Notice.objects.exclude(held_until=None).update(held_until=timezone.now() - timedelta(seconds=1))


def to(login: str, **where: Any) -> Notice:
    return Notice.objects.get(person__login=login, **where)


def channels(notice: Notice) -> list[str]:
    return sorted(notice.messages.values_list("channel", flat=True))


# -- Quiet hours -------------------------------------------------------------------------------------------------------
def test_in_quiet_hours_there_is_a_notice_and_no_message(cast: Cast):
    quiet(cast, "pupr_admin")
    disposed(cast)
    tell_all()
    notice = to("pupr.admin")
    assert (channels(notice), notice.held_why, notice.fallback_at) == ([], "quiet", None)
    assert notice.held_until is not None
    assert timedelta(minutes=59) < notice.held_until - timezone.now() <= timedelta(hours=1)
    assert channels(to("pupr.penghubung")) == ["email", "whatsapp"]


def test_at_their_end_it_goes_out_as_any_other(cast: Cast):
    quiet(cast, "pupr_admin")
    disposed(cast)
    tell_all()
    assert releasing.once() == 0
    morning()
    assert (releasing.once(), releasing.once()) == (1, 0)
    notice = to("pupr.admin")
    assert (channels(notice), notice.held_until) == (["email", "whatsapp"], None)
    assert "{" not in content_of(*_mail(notice))["body"]


def _mail(notice: Notice) -> tuple[Any, bytes]:
    message = notice.messages.get(channel="email")
    return message.pk, bytes(message.text)


def test_urgent_breaks_quiet_hours(cast: Cast):
    quiet(cast, "pupr_admin", channels=["email"])
    disposed(cast, finding=Finding(is_urgent=True))
    tell_all()
    assert channels(to("pupr.admin")) == ["email", "whatsapp"]


def test_what_becomes_urgent_is_held_no_longer(cast: Cast):
    quiet(cast, "pupr_admin")
    report = disposed(cast).report
    tell_all()
    classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=True))
    tell_all()
    releasing.once()
    assert channels(to("pupr.admin", purpose="disposed")) == ["email", "whatsapp"]


def test_a_held_notice_falls_back_to_nothing(cast: Cast):
    Rule.objects.filter(key="disposed-team").update(mode="first_then", minutes=1, is_firm=False)
    quiet(cast, "pupr_admin")
    disposed(cast)
    tell_all()
    Notice.objects.exclude(fallback_at=None).update(fallback_at=timezone.now() - timedelta(hours=9))
    while fallback.once():
        pass
    assert (channels(to("pupr.admin")), Notice.objects.exclude(lost_at=None).count()) == ([], 0)
    morning()
    releasing.once()
    notice = to("pupr.admin")
    assert channels(notice) == ["whatsapp"]
    assert notice.fallback_at is not None
    assert notice.fallback_at > timezone.now()


def test_the_other_channel_takes_over_at_the_end_of_quiet_hours(graph: Graph, mailbox: Mailbox, cast: Cast):
    Rule.objects.filter(key="disposed-team").update(mode="first_then", minutes=1, is_firm=False)
    disposed(cast)
    worker.drain()
    notice = to("pupr.admin")
    quiet(cast, "pupr_admin")
    Notice.objects.filter(pk=notice.pk).update(fallback_at=timezone.now() - timedelta(seconds=1))
    fallback.once()
    notice.refresh_from_db()
    assert channels(notice) == ["whatsapp"]
    assert notice.fallback_at is not None
    assert notice.fallback_at > timezone.now() + timedelta(minutes=59)
    Preference.objects.all().delete()
    Notice.objects.filter(pk=notice.pk).update(fallback_at=timezone.now() - timedelta(seconds=1))
    fallback.once()
    assert channels(notice) == ["email", "whatsapp"]


def test_what_somebody_dealt_with_meanwhile_is_not_said_any_more(cast: Cast):
    quiet(cast, "pupr_admin")
    report = disposed(cast).report
    tell_all()
    accept(report.code, by=cast.pupr_liaison)
    tell_all()
    notice = to("pupr.admin")
    assert (notice.held_until, channels(notice)) == (None, [])
    assert notice.settled_at is not None
    morning()
    assert releasing.once() == 0


def test_a_new_report_that_was_closed_in_the_night_is_not_announced(cast: Cast):
    quiet(cast, "front_head")
    report = received().report
    tell_all()
    archive(report.code, by=cast.front_officer, reason="unclear", note="Tidak jelas apa yang dilaporkan.")
    tell_all()
    assert to("kominfo.kepala", purpose="received").held_until is None


def test_several_for_one_person_become_one_message(cast: Cast):
    quiet(cast, "pupr_admin")
    codes = [disposed(cast).report.code for _ in range(3)]
    tell_all()
    morning()
    assert releasing.once() == 3
    assert bundling.once() == 2
    messages = Message.objects.filter(notices__person__login="pupr.admin").distinct()
    assert [(message.template, message.notices.count()) for message in messages] == [("aduan_beberapa_v1", 3)] * 2
    table = content_of(*_mail(Notice.objects.filter(person__login="pupr.admin").latest("pk")))["body"]
    assert [code for code in codes if code not in table] == []
    assert (releasing.once(), bundling.once()) == (0, 0)


def test_of_a_bundle_that_fails_each_notice_takes_its_own_way(graph: Graph, mailbox: Mailbox, cast: Cast):
    quiet(cast, "pupr_admin", channels=["whatsapp"])
    Rule.objects.update(is_firm=False)
    for _ in range(2):
        disposed(cast)
    tell_all()
    Notice.objects.exclude(held_until=None).update(held_until=timezone.now())
    Preference.objects.update(quiet_from=None, quiet_to=None)
    worker.drain()
    bundle = Message.objects.get(template="aduan_beberapa_v1")
    assert bundle.channel == "whatsapp"
    receipts.note(status="failed", at=timezone.now(), message_id=str(bundle.pk), error_code="131026")
    worker.drain()
    assert [channels(notice) for notice in Notice.objects.filter(person__login="pupr.admin").order_by("pk")] == [
        ["email", "whatsapp"]
    ] * 2


def test_special_reports_are_never_in_a_list(cast: Cast):
    quiet(cast, "inspector")
    reports = [received(about_officials=True).report for _ in range(2)]
    tell_all()
    morning()
    releasing.once()
    assert bundling.once() == 0
    for report in reports:
        messages = to("inspektorat", report=report).messages.all()
        assert {message.template for message in messages} == {"aduan_khusus_v1"}


def test_the_hours_follow_the_post_to_its_new_holder(cast: Cast):
    quiet(cast, "pupr_admin")
    report = disposed(cast).report
    tell_all()
    Post.objects.filter(person__login="pupr.admin").update(person=cast.person("pupr_substitute"))
    morning()
    releasing.once()
    notice = Notice.objects.get(report=report, stem="aduan_disposisi", post__role="agency_admin")
    assert notice.person is not None
    assert (notice.person.login, channels(notice)) == ("pupr.pengganti", ["email", "whatsapp"])


def test_a_notice_that_cannot_be_put_into_words_does_not_stop_the_others(cast: Cast, caplog: pytest.LogCaptureFixture):
    quiet(cast, "pupr_admin")
    quiet(cast, "pupr_liaison")
    disposed(cast)
    tell_all()
    Notice.objects.filter(person__login="pupr.admin").update(stem="tidak_ada")
    morning()
    releasing.once()
    assert channels(to("pupr.penghubung")) == ["email", "whatsapp"]
    assert to("pupr.admin").held_until is not None
    assert releasing.once() == 0


# -- Wishes within what rules allow ------------------------------------------------------------------------------------
def test_a_person_chooses_a_channel(cast: Cast):
    Preference.objects.create(person=cast.person("pupr_head"), channels=["email"])
    disposed(cast)
    tell_all()
    assert channels(to("pupr.kepala")) == ["email"]


def test_a_firm_rule_takes_all_its_channels(cast: Cast):
    Preference.objects.create(person=cast.person("pupr_admin"), channels=["email"])
    disposed(cast)
    tell_all()
    assert channels(to("pupr.admin")) == ["email", "whatsapp"]


def test_a_rule_may_take_one_channel_alone(cast: Cast):
    Rule.objects.filter(key="disposed-head").update(channels=["email"])
    Preference.objects.create(person=cast.person("pupr_head"), channels=["whatsapp"])
    disposed(cast)
    tell_all()
    assert channels(to("pupr.kepala")) == ["email"]


def test_nobody_is_silenced_by_a_channel_that_is_not_set_up(cast: Cast, settings: Any):
    settings.WHATSAPP_TOKEN = ""
    Rule.objects.filter(key="disposed-head").update(channels=["whatsapp"])
    disposed(cast)
    tell_all()
    assert channels(to("pupr.kepala")) == ["email"]


# -- Hours of a rule ---------------------------------------------------------------------------------------------------
def window(key: str, *, opens: int, closes: int, **values: Any) -> None:
    """Hours of a rule, counted from now."""
    now = timezone.localtime()
    times = {
        name: (now + timedelta(hours=hours)).time() for name, hours in {"from_time": opens, "to_time": closes}.items()
    }
    Rule.objects.filter(key=key).update(**times, **values)


def test_outside_its_hours_a_rule_waits(cast: Cast):
    window("disposed-head", opens=2, closes=4)
    disposed(cast)
    tell_all()
    notice = to("pupr.kepala")
    assert (channels(notice), notice.held_why) == ([], "rule")
    assert notice.held_until is not None
    assert timedelta(hours=1, minutes=59) < notice.held_until - timezone.now() <= timedelta(hours=2)
    assert channels(to("pupr.admin")) == ["email", "whatsapp"]


def test_inside_its_hours_it_does_not(cast: Cast):
    window("disposed-head", opens=-1, closes=1)
    disposed(cast)
    tell_all()
    assert channels(to("pupr.kepala")) == ["email", "whatsapp"]


def test_urgent_waits_for_no_rule(cast: Cast):
    window("disposed-head", opens=2, closes=4)
    disposed(cast, finding=Finding(is_urgent=True))
    tell_all()
    assert channels(to("pupr.kepala")) == ["email", "whatsapp"]


def test_a_rule_may_wait_for_a_working_day_and_then_ask_the_quiet_hours(cast: Cast):
    Rule.objects.filter(key="disposed-head").update(after_days=1)
    disposed(cast)
    tell_all()
    notice = to("pupr.kepala")
    assert (channels(notice), notice.held_why) == ([], "rule")
    quiet(cast, "pupr_head")
    morning(is_quiet=True)
    releasing.once()
    notice.refresh_from_db()
    assert (channels(notice), notice.held_why) == ([], "quiet")
    morning()
    releasing.once()
    assert channels(notice) == ["email", "whatsapp"]


def test_a_rule_may_tell_nobody_outside_its_hours_and_leave_it_to_the_next(cast: Cast):
    window("disposed-leader-always", opens=2, closes=4, outside="drop")
    disposed(cast)
    tell_all()
    assert not Notice.objects.filter(person__login="bupati").exists()
    window("disposed-leader-always", opens=-1, closes=1, outside="drop")
    disposed(cast)
    tell_all()
    assert channels(to("bupati")) == ["email", "whatsapp"]


def test_a_leader_may_be_told_of_a_topic(cast: Cast):
    Rule.objects.filter(key="disposed-leader-always").delete()
    report = received(category=_topic()).report
    chosen = Rule.objects.get(key="disposed-leader-chosen")
    chosen.is_active, chosen.categories = True, [report.category.parent.code]
    chosen.save()
    disposed(cast, category=_topic())
    disposed(cast)
    tell_all()
    assert list(Notice.objects.filter(person__login="bupati").values_list("cause", flat=True)) == ["chosen"]


def _topic() -> str:
    return str(Category.objects.filter(parent__isnull=False).order_by("pk").first())


# -- The ladder goes on ------------------------------------------------------------------------------------------------
def test_a_broken_promise_that_was_kept_in_the_night_is_not_said_any_more(cast: Cast):
    quiet(cast, "regional_head")
    report = disposed(cast).report
    promise = Promise.objects.get(report=report, step="respond")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00Z")
    mark_broken(promise.pk, at=journal.now())
    tell_all()
    told = Notice.objects.filter(event__kind="promise_broken", person__login="bupati")
    assert [notice.held_why for notice in told] == ["quiet"]
    Promise.objects.filter(pk=promise.pk).update(met_at=timezone.now())
    morning()
    releasing.once()
    assert [(channels(notice), notice.settled_at is None) for notice in told.all()] == [([], False)]


def held_for_the_admin(cast: Cast, *, ended: int) -> list[Notice]:
    """Two notices that wait to go out together; the first `ended` of them went to a post that nobody holds any more."""
    quiet(cast, "pupr_admin")
    for _ in range(2):
        disposed(cast)
    tell_all()
    morning()
    releasing.once()
    gone = Post.objects.get(person__login="pupr.admin")
    gone.pk, gone.title, gone.valid_from, gone.valid_to = None, "Pos yang berakhir", date(2019, 1, 1), date(2020, 1, 1)
    gone.save()
    notices = list(Notice.objects.filter(person__login="pupr.admin").order_by("pk"))
    Notice.objects.filter(pk__in=[each.pk for each in notices[:ended]]).update(post=gone)
    return notices


def test_a_bundle_goes_out_to_the_post_that_is_left_and_the_others_are_handed_on(cast: Cast):
    first, second = held_for_the_admin(cast, ended=1)
    assert bundling.once() == 2
    first.refresh_from_db()
    assert (channels(first), channels(second)) == ([], ["email", "whatsapp"])
    assert first.fallback_at is not None
    fallback.once()
    first.refresh_from_db()
    assert first.lost_at is not None
    assert first.report is not None and first.report.events.filter(kind="unreachable").count() == 1


def test_a_bundle_whose_posts_have_all_ended_does_not_vanish(cast: Cast):
    notices = held_for_the_admin(cast, ended=2)
    assert bundling.once() == 0
    assert Notice.objects.filter(pk__in=[each.pk for each in notices], fallback_at__isnull=False).count() == 2
    fallback.once()
    assert Notice.objects.filter(pk__in=[each.pk for each in notices], lost_at__isnull=False).count() == 2
