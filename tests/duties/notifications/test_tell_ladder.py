"""Who is warned, who hears that a promise is broken, and whom each rung of the ladder tells."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import climb, mark_broken, warn
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.handling.work import draft
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise, Report
from arcadumas.duties.notifications import links, ruling, tapping, tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Rule
from tests.builders import ANSWER, disposed, in_work, received, wanting_time
from tests.cast import Cast
from tests.duties.notifications.test_tell import after

pytestmark = pytest.mark.usefixtures("both_channels")


def late(report: Report, step: str) -> Promise:
    promise = Promise.objects.filter(report=report, step=step).latest("id")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00Z")
    return promise


def climbed(promise: Promise, audience: str, number: int) -> None:
    climb(promise.pk, number=number, audience=audience, next_at=None, is_repeat=False, at=journal.now())


@pytest.mark.parametrize(("step", "leader"), [("accept", False), ("settle", True), ("verify", True)])
def test_a_broken_promise_to_the_citizen_is_brought_to_the_leader(cast: Cast, step: str, leader: bool):
    report = received().report if step == "verify" else disposed(cast).report
    promise = late(report, step)
    who = after(lambda: mark_broken(promise.pk, at=journal.now()), report, "promise_broken")
    assert (("brought_to_leader", "bupati") in who) == leader


@pytest.mark.parametrize(
    ("step", "audience", "logins"),
    [
        ("accept", "holder", {"pupr.admin", "pupr.penghubung"}),
        ("accept", "substitute", {"pupr.pengganti"}),
        ("accept", "head", {"pupr.kepala"}),
        ("accept", "desk_and_secretary", {"kominfo", "kominfo.kepala", "sekda"}),
        ("accept", "regional_head", {"bupati"}),
        ("settle", "substitute", {"pupr.pengganti"}),
        ("verify", "holder", {"kominfo", "kominfo.kepala"}),
        ("verify", "substitute", {"kominfo.kepala"}),
        ("verify", "head", {"kominfo.kepala"}),
    ],
)
def test_each_rung_tells_its_own(cast: Cast, step: str, audience: str, logins: set[str]):
    report = received().report if step == "verify" else disposed(cast).report
    promise = late(report, step)
    who = after(lambda: climbed(promise, audience, 2), report, "rung_climbed")
    assert who == {("overdue", login) for login in logins}


def test_of_a_unit_without_a_head_the_head_of_the_front_desk_hears(cast: Cast):
    """Of what is late, and of a wish for more time, which they may grant."""
    report = wanting_time(cast).report
    Post.objects.filter(person__login="pupr.kepala").update(valid_to=timezone.localdate() - timedelta(days=1))
    assert after(lambda: None, report, "extension_asked") == {("extension_asked", "kominfo.kepala")}
    promise = late(report, "accept")
    who = after(lambda: climbed(promise, "head", 3), report, "rung_climbed")
    assert who == {("overdue", "kominfo.kepala")}


def test_a_late_approval_is_said_to_whoever_is_to_decide_and_not_to_the_team(cast: Cast):
    report = in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=ANSWER)
    promise = Promise.objects.get(report=report, step="approve")
    assert after(lambda: warn(promise.pk), report, "promise_warned") == {("due_soon", "dinkes.kepala")}
    late(report, "approve")
    who = after(lambda: climbed(promise, "holder", 1), report, "rung_climbed")
    assert who == {("overdue", "dinkes.kepala")}


def test_of_a_report_about_the_unit_in_charge_the_front_desk_hears_in_its_place(cast: Cast):
    report = disposed(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    promise = late(report, "accept")
    who = after(lambda: climbed(promise, "holder", 1), report, "rung_climbed")
    assert who == {("special_received", "kominfo"), ("special_received", "kominfo.kepala")}


def test_a_rung_without_a_substitute_is_said_to_the_head(cast: Cast):
    report = disposed(cast, to="dinkes").report
    promise = late(report, "accept")
    assert after(lambda: climbed(promise, "substitute", 2), report, "rung_climbed") == {("overdue", "dinkes.kepala")}


def test_of_a_special_report_a_rung_says_only_that_there_is_one(cast: Cast):
    report = received(about_officials=True).report
    promise = late(report, "verify")
    who = after(lambda: climbed(promise, "regional_head", 5), report, "rung_climbed")
    assert who == {("special_received", "bupati")}


@pytest.mark.parametrize(("step", "purpose", "login"), [("verify", "verification_waiting", "kominfo"), ("accept", "due_soon", "pupr.admin")])  # fmt: skip
def test_a_warning_goes_to_whose_turn_it_is(cast: Cast, step: str, purpose: str, login: str):
    report = received().report if step == "verify" else disposed(cast).report
    promise = Promise.objects.filter(report=report, step=step).latest("id")
    assert (purpose, login) in after(lambda: warn(promise.pk), report, "promise_warned")


def test_once_officials_wish_it_the_reporter_hears_that_the_answer_is_late_and_before_whom_that_was_brought(cast: Cast):
    report = disposed(cast, phone="0812 3456 7890", email="warga@demo.test").report
    promise = late(report, "settle")
    assert ("citizen_promise_missed", "reporter") not in after(
        lambda: climbed(promise, "head", 3), report, "rung_climbed"
    )
    assert rung_says(report) == []
    head = cast.front_head
    rule = Rule.objects.get(key="rung-reporter")
    ruling.change(
        rule.key, by=head, revision=rule.revision, values={"is_active": True, "from_time": None, "to_time": None}
    )
    other = disposed(cast, phone="0812 3456 7891").report
    inner, promised = late(other, "accept"), late(other, "settle")
    for rung in ("holder", "head", "regional_head"):
        climbed(inner, rung, 3)
        climbed(promised, rung, 3)
    while tell.once():
        pass
    (said,) = rung_says(other)
    assert (other.code in said, "kepala instansi" in said) == (True, True)


def rung_says(report: Report) -> list[str]:
    found = Message.objects.filter(
        notices__report=report, notices__purpose="citizen_promise_missed", channel="whatsapp"
    )
    return [str(content_of(one.pk, bytes(one.text))) for one in found]


def test_the_sekda_who_hears_of_a_report_that_keeps_moving_can_instruct(cast: Cast):
    report = disposed(cast, to="dinkes").report
    for unit, by in (("pupr", cast.dinkes_admin), ("63.04.05", cast.pupr_admin), ("", cast.alalak_admin)):
        give_back(report.code, by=by, reason="Urusan ini ada pada unit kerja lain.")
        if unit:
            dispose(report.code, to=unit, by=cast.front_officer)
    while tell.once():
        pass
    message = Message.objects.get(
        notices__person__login="sekda", notices__purpose="moved_too_often", channel="whatsapp"
    )
    (button,) = content_of(message.pk, bytes(message.text))["buttons"]
    bearer = links.read(button["value"].strip("/"))
    assert (bearer.act, powers.may(tapping.actor_of(bearer), "instruct")) == ("instruction", True)
