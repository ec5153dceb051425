"""What waits when a report turns out to be about its recipient, or becomes one of which nothing is said: by every way that a
notice can wait, it reaches nobody whom it is not for, and the others in the words that are left to them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.handling.close import confirm
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import bundling, fallback, mornings, releasing, requeue, resending
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice, Preference, Rule
from tests.builders import absence, answered, disposed, received
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

ABOUT_ADMIN = Finding(about_logins=["pupr.admin"])
ABOUT_MEMBER = Finding(about_logins=["pupr.teknis"])
SECRET = Finding(is_whistleblowing=True)


pytestmark = pytest.mark.usefixtures("both_channels")


def found(report: Report, finding: Finding, cast: Cast) -> None:
    classify(report.code, by=cast.front_officer, finding=finding)
    tell_all()


def quiet(cast: Cast, *roles: str) -> None:
    now = timezone.localtime()
    hours = {"quiet_from": (now - timedelta(hours=1)).time(), "quiet_to": (now + timedelta(hours=1)).time()}
    for role in roles:
        Preference.objects.create(person=cast.person(role), **hours)


def time_comes() -> None:
    """All that waits, by whatever it waits for."""
    before = timezone.now() - timedelta(seconds=1)
    Preference.objects.all().delete()
    for column in ("held_until", "bundle_at", "fallback_at"):
        Notice.objects.exclude(**{column: None}).update(**{column: before})
    for room in (releasing, bundling, fallback, releasing):
        while room.once():
            pass


def to(login: str, report: Report, *, purpose: str = "disposed") -> Notice:
    return Notice.objects.get(person__login=login, report=report, purpose=purpose)


def going(login: str) -> list[str]:
    """The templates that are not called off, one a message and channel."""
    mine = Message.objects.filter(notices__person__login=login).exclude(state="superseded")
    return sorted(message.template for message in mine.distinct())


def said_to(login: str) -> str:
    rows = Message.objects.filter(notices__person__login=login).exclude(state="superseded").distinct()
    return str([content_of(row.pk, bytes(row.text)) for row in rows])


def sent(login: str, channel: str) -> Message:
    message = Message.objects.filter(notices__person__login=login, channel=channel).distinct().get()
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now())
    return message


# -- Held --------------------------------------------------------------------------------------------------------------
def test_what_is_held_never_reaches_whom_the_report_complains_of(cast: Cast):
    quiet(cast, "pupr_admin")
    report = disposed(cast).report
    tell_all()
    found(report, ABOUT_ADMIN, cast)
    time_comes()
    notice = to("pupr.admin", report)
    assert (going("pupr.admin"), notice.settled_at is None, notice.held_until) == ([], False, None)


def test_what_is_held_of_whistleblowing_reaches_none_but_its_overseer(cast: Cast):
    quiet(cast, "pupr_admin", "pupr_head", "regional_head")
    report = disposed(cast, finding=Finding(is_oversight=True)).report
    tell_all()
    found(report, SECRET, cast)
    time_comes()
    assert (going("pupr.admin"), going("pupr.kepala"), going("bupati")) == ([], [], [])
    assert set(going("inspektorat")) == {"aduan_khusus_v1"}


def test_to_the_others_no_more_is_said_than_that_there_is_a_special_report(cast: Cast):
    quiet(cast, "pupr_admin")
    report = disposed(cast).report
    tell_all()
    found(report, ABOUT_MEMBER, cast)
    time_comes()
    assert going("pupr.admin") == ["aduan_khusus_v1", "aduan_khusus_v1"]
    assert report.code not in said_to("pupr.admin")
    assert to("pupr.admin", report).level == "N4"


def test_whoever_stands_in_for_the_inspector_hears_what_was_held(cast: Cast):
    absence("inspektorat", stand_in="pupr.kepala")
    quiet(cast, "pupr_head")
    report = disposed(cast, to="dinkes").report
    tell_all()
    found(report, SECRET, cast)
    assert to("pupr.kepala", report, purpose="special_received").held_until is not None
    time_comes()
    assert going("pupr.kepala") == ["aduan_khusus_v1", "aduan_khusus_v1"]


# -- Gathered ----------------------------------------------------------------------------------------------------------
def gathered(cast: Cast) -> tuple[Report, Report]:
    """Two dispositions that wait to go out as one message."""
    reports = [disposed(cast).report for _ in range(2)]
    tell_all()
    Message.objects.filter(notices__person__login="pupr.admin").delete()
    Notice.objects.filter(person__login="pupr.admin").update(bundle_at=timezone.now(), fallback_at=None)
    return reports[0], reports[1]


@pytest.mark.parametrize("finding", [ABOUT_ADMIN, SECRET])
def test_a_bundle_leaves_out_what_is_not_for_its_reader(cast: Cast, finding: Finding):
    first, second = gathered(cast)
    classify(first.code, by=cast.front_officer, finding=finding)
    time_comes()
    assert (first.code in said_to("pupr.admin"), second.code in said_to("pupr.admin")) == (False, True)
    assert to("pupr.admin", first).settled_at is not None
    assert going("pupr.admin") == ["aduan_disposisi_v1", "aduan_disposisi_v1"]


def test_a_special_report_leaves_the_bundle_and_goes_by_itself(cast: Cast):
    first, second = gathered(cast)
    classify(first.code, by=cast.front_officer, finding=ABOUT_MEMBER)
    time_comes()
    assert sorted(set(going("pupr.admin"))) == ["aduan_disposisi_v1", "aduan_khusus_v1"]
    assert (first.code in said_to("pupr.admin"), second.code in said_to("pupr.admin")) == (False, True)


@pytest.mark.parametrize("finding", [ABOUT_ADMIN, ABOUT_MEMBER, SECRET])
def test_the_other_channel_of_a_bundle_leaves_it_out_as_well(cast: Cast, finding: Finding):
    first, second, third = *gathered(cast), disposed(cast).report
    tell_all()
    Rule.objects.update(mode="first_then")
    Message.objects.filter(notices__person__login="pupr.admin").delete()
    mine = Notice.objects.filter(person__login="pupr.admin")
    mine.update(bundle_at=timezone.now(), fallback_at=None, patience=30)
    bundling.once()
    whatsapp = sent("pupr.admin", "whatsapp")
    assert whatsapp.notices.count() == 3
    classify(first.code, by=cast.front_officer, finding=finding)
    time_comes()
    mail = Message.objects.get(notices=to("pupr.admin", second), channel="email")
    text = str(content_of(mail.pk, bytes(mail.text)))
    assert (first.code in text, second.code in text, third.code in text) == (False, True, True)


# -- Handed on ---------------------------------------------------------------------------------------------------------
def first_then(cast: Cast) -> Report:
    """Sent by WhatsApp; the mail waits."""
    Rule.objects.filter(key="disposed-team").update(mode="first_then", is_firm=False)
    report = disposed(cast).report
    tell_all()
    sent("pupr.admin", "whatsapp")
    return report


@pytest.mark.parametrize("finding", [ABOUT_ADMIN, SECRET])
def test_no_other_channel_takes_over_what_is_not_for_its_recipient(cast: Cast, finding: Finding):
    report = first_then(cast)
    found(report, finding, cast)
    time_comes()
    assert Message.objects.filter(notices__person__login="pupr.admin", channel="email").count() == 0
    notice = to("pupr.admin", report)
    assert (notice.settled_at is None, notice.lost_at, notice.fallback_at) == (False, None, None)


def test_the_other_channel_says_of_a_special_report_that_there_is_one(cast: Cast):
    report = first_then(cast)
    found(report, ABOUT_MEMBER, cast)
    time_comes()
    mail = Message.objects.get(notices__person__login="pupr.admin", channel="email")
    assert (mail.template, report.code in str(content_of(mail.pk, bytes(mail.text)))) == ("aduan_khusus_v1", False)


def test_nobody_stands_in_for_what_is_whistleblowing_now(cast: Cast):
    report = first_then(cast)
    Person.objects.filter(login="pupr.admin").update(email="")
    Message.objects.filter(notices__person__login="pupr.admin").update(state="failed")
    classify(report.code, by=cast.front_officer, finding=SECRET)
    time_comes()
    assert not Notice.objects.filter(report=report, person__login="pupr.pengganti").exists()


# -- Kept for the morning ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("finding", "left"), [(ABOUT_ADMIN, []), (ABOUT_MEMBER, ["aduan_khusus_v1"]), (SECRET, [])])
def test_the_morning_digest_says_nothing_of_it(cast: Cast, finding: Finding, left: list[str]):
    report = answered(cast).report
    tell_all()
    confirm(report.code, by=cast.reporter(report))
    tell_all()
    Message.objects.all().delete()
    waits = disposed(cast).report
    tell_all()
    Message.objects.all().delete()
    day = timezone.localtime().replace(hour=7, minute=45) + timedelta(days=1)
    Notice.objects.exclude(digest_on=None).update(digest_on=day.date())
    Report.objects.filter(pk=report.pk).update(state="in_work")
    classify(report.code, by=cast.front_officer, finding=finding)
    mornings.once(day)
    digest = Notice.objects.get(person__login="pupr.admin", purpose="morning")
    assert (waits.code in str(digest.given), report.code in str(digest.given)) == (True, False)
    time_comes()
    mine = Message.objects.filter(notices=to("pupr.admin", report, purpose="closed"))
    assert sorted(set(mine.values_list("template", flat=True))) == left


# -- In the outbox -----------------------------------------------------------------------------------------------------
def states(login: str, report: Report) -> list[tuple[str, str]]:
    rows = to(login, report).messages.order_by("state", "template")
    return sorted(set(rows.values_list("template", "state")))


@pytest.mark.parametrize("state", ["queued", "claimed"])
@pytest.mark.parametrize("finding", [ABOUT_ADMIN, SECRET])
def test_what_stands_in_the_outbox_is_called_off(cast: Cast, finding: Finding, state: str):
    report = disposed(cast).report
    tell_all()
    Message.objects.update(state=state)
    found(report, finding, cast)
    time_comes()
    assert states("pupr.admin", report) == [("aduan_disposisi_v1", "superseded")]
    assert to("pupr.admin", report).settled_at is not None


def test_the_others_get_the_words_of_a_special_report_instead(cast: Cast):
    report = disposed(cast).report
    tell_all()
    found(report, ABOUT_ADMIN, cast)
    time_comes()
    assert states("pupr.penghubung", report) == [("aduan_disposisi_v1", "superseded"), ("aduan_khusus_v1", "queued")]
    assert report.code not in said_to("pupr.penghubung")
    keys = Message.objects.filter(error_code="hushed").values_list("dedupe_key", flat=True)
    assert {key.partition(":")[0] for key in keys} == {"hushed"}


def test_where_one_channel_has_left_the_other_goes_anew(cast: Cast):
    report = disposed(cast).report
    tell_all()
    Message.objects.filter(channel="email").update(state="sent", sent_at=timezone.now())
    found(report, ABOUT_MEMBER, cast)
    time_comes()
    anew = to("pupr.admin", report).messages.exclude(state="superseded").order_by("channel")
    assert list(anew.values_list("channel", "template")) == [
        ("email", "aduan_disposisi_v1"), ("whatsapp", "aduan_khusus_v1"),
    ]  # fmt: skip


def test_a_queued_bundle_goes_out_anew_without_it(cast: Cast):
    first, second, third = *gathered(cast), disposed(cast).report
    tell_all()
    Message.objects.filter(notices__person__login="pupr.admin").delete()
    Notice.objects.filter(person__login="pupr.admin").update(bundle_at=timezone.now(), fallback_at=None)
    bundling.once()
    assert set(going("pupr.admin")) == {"aduan_beberapa_v1"}
    found(first, ABOUT_ADMIN, cast)
    time_comes()
    said = said_to("pupr.admin")
    assert (first.code in said, second.code in said, third.code in said) == (False, True, True)
    assert going("pupr.admin") == ["aduan_beberapa_v1", "aduan_beberapa_v1"]


def test_another_classification_leaves_the_outbox_alone(cast: Cast):
    report = disposed(cast).report
    tell_all()
    before = list(Message.objects.order_by("pk").values_list("pk", "state"))
    found(report, Finding(is_oversight=True), cast)
    assert (
        list(Message.objects.filter(pk__in=[pk for pk, _ in before]).order_by("pk").values_list("pk", "state"))
        == before
    )


def test_what_says_nothing_of_the_report_stays(cast: Cast):
    report = received(about_officials=True, unit="pupr").report
    tell_all()
    classify(report.code, by=cast.front_officer, finding=SECRET)
    tell_all()
    assert to("inspektorat", report, purpose="special_received").messages.exclude(state="queued").count() == 0


# -- Once more ---------------------------------------------------------------------------------------------------------
def test_the_old_text_is_not_sent_once_more(cast: Cast):
    report = disposed(cast).report
    tell_all()
    Message.objects.update(state="failed", failed_at=timezone.now())
    found(report, ABOUT_ADMIN, cast)
    mine = to("pupr.admin", report).messages.filter(template="aduan_disposisi_v1")[0]
    others = to("pupr.penghubung", report).messages.filter(template="aduan_disposisi_v1")[0]
    with pytest.raises(Unseen):
        resending.resend(mine.pk, by=cast.front_officer)
    with pytest.raises(OutOfTurn) as caught:
        resending.resend(others.pk, by=cast.front_officer)
    assert caught.value.code == "message.says_too_much"
    assert (requeue.again(mine.pk), requeue.again(others.pk)) == (0, 0)
    assert set(Message.objects.filter(pk__in=[mine.pk, others.pk]).values_list("state", flat=True)) == {"failed"}
