"""Who is warned, who hears that a promise is broken, and whom each rung of the ladder tells."""

import pytest

from arcadumas.core.handling.escalate import climb, mark_broken, warn
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise, Report
from tests.builders import disposed, received
from tests.cast import Cast
from tests.duties.notifications.test_tell import _both_channels, after

__all__ = ["_both_channels"]


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
