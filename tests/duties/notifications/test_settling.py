"""When a notice needs nothing more."""

import pytest

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.escalate import warn
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications.models import Notice, Rule
from tests.builders import disposed
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = pytest.mark.usefixtures("both_channels")


def test_the_alarms_of_a_clock_end_with_it_and_no_others(cast: Cast):
    Rule.objects.filter(event="promise_warned").update(mode="first_then", is_firm=False, urgency="normal")
    report, other = disposed(cast).report, disposed(cast).report
    for each in (report, other):
        for step in ("accept", "settle"):
            warn(Promise.objects.get(report=each, step=step).pk)
    tell_all()
    late = Notice.objects.filter(event__kind="promise_warned", settled_at=None, recipient="post")
    before = late.count()
    accept(report.code, by=cast.pupr_liaison)
    tell_all()
    ended = Notice.objects.filter(event__kind="promise_warned", report=report, recipient="post").exclude(
        settled_at=None
    )
    assert {notice.event.facts["step"] for notice in ended if notice.event} == {"accept"}
    assert set(ended.values_list("fallback_at", flat=True)) == {None}
    assert (late.filter(report=other).count() * 2, late.count() + ended.count()) == (before, before)
    assert {notice.event.facts["step"] for notice in late.filter(report=report) if notice.event} == {"settle"}
