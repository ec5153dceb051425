"""Time runs out: promises break, pauses end, answered reports close; once each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.handling.ask import ask
from arcadumas.core.handling.models import Task
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise
from arcadumas.duties.escalation import rounds
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LATER = timedelta(days=40)


def test_a_promise_past_its_moment_is_broken_once() -> None:
    report = builders.received().report
    at = timezone.now() + timedelta(days=10)
    assert rounds.run(at).broken == 1
    assert rounds.run(at).broken == 0
    promise = Promise.objects.get(report=report, step="verify")
    assert (promise.state, promise.broken_at) == ("broken", at)
    assert [event.kind for event in journal.story(report)] == ["received", "promise_broken"]


def test_silence_after_an_answer_closes_by_the_system_and_says_so() -> None:
    report = builders.answered(Cast.assemble()).report
    assert rounds.run(timezone.now() + LATER).closed == 1
    report.refresh_from_db()
    assert (report.state, report.closed_by) == ("closed", "system")
    assert rounds.run(timezone.now() + LATER).closed == 0


def test_a_pause_ends_at_its_limit_with_a_task_for_the_asker_and_the_head_of_the_front_desk() -> None:
    cast = Cast.assemble()
    report = builders.verified(cast).report
    ask(report.code, by=cast.front_officer, text="Di jalan apa tepatnya lubang itu?")
    assert rounds.run(timezone.now() + LATER).pauses_ended == 1
    report.refresh_from_db()
    assert report.state == "verified"
    asked = Task.objects.filter(report=report).order_by("id").values_list("assignee__login", flat=True)
    assert list(asked) == ["kominfo", "kominfo.kepala"]
    assert Promise.objects.get(report=report, step="complete_info").state == "broken"


def test_a_rehearsal_changes_nothing() -> None:
    report = builders.received().report
    round_ = rounds.run(timezone.now() + LATER, is_rehearsal=True)
    assert (round_.broken, round_.is_rehearsal) == (2, True)
    assert [event.kind for event in journal.story(report)] == ["received"]
