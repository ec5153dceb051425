"""Many rounds at once over many promises, time moved by days with `arcadumas rounds --at`: each rung once, none missing,
none for what was kept.

A few dozen promises and three processes here; FAULTS=long (make faults) makes it 10,000 promises and eight processes.
"""

import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.escalation import auditor, reader
from arcadumas.duties.escalation.models import Ascent
from arcadumas.site import mark
from tests import builders
from tests.cast import Cast
from tests.faults.instance import OURSELVES

pytestmark = [
    pytest.mark.faults,
    pytest.mark.xdist_group("rounds"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
IS_LONG = os.environ.get("FAULTS") == "long"
AT_ONCE, REPORTS, DAYS = (
    (8, int(os.environ.get("REPORTS", "2000")), (1, 3, 5, 7, 9, 12, 15, 20, 26, 33, 45, 70))
    if IS_LONG
    else (3, 8, (2, 9, 70))
)
LINES = 8  # of an unkept promise: five rungs, the last said again three times
LATE_STEPS = {"verify", "dispose", "respond", "settle", "sp4n_link"}


@pytest.fixture
def demo(transactional_db: None, settings: Any) -> Iterator[dict[str, str]]:
    """The environment of a process that works in the test database, which is marked as a demo for one test."""
    name = connection.settings_dict["NAME"]
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    mark.make_demo(url)
    yield {**os.environ, "DATABASE_URL": url}
    with psycopg.connect(url, autocommit=True) as own:
        own.execute(f'COMMENT ON DATABASE "{name}" IS NULL')


def many_at_once(at: datetime, environment: dict[str, str]) -> Counter[str]:
    """What so many rounds that begin at the same moment have done together."""
    words = [*OURSELVES, "rounds", "--at", at.isoformat(), "--json"]
    started = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)
    ]
    done: Counter[str] = Counter()
    for process in started:
        said, complaint = process.communicate(timeout=900)
        assert (process.returncode, complaint) == (0, "")
        counted = json.loads(said.splitlines()[-1])
        done.update({name: counted[name] for name in ("broken", "climbed")})
    return done


def prepare(cast: Cast) -> list[Report]:
    """Half are only received (verify, settle), half are verified (dispose, respond, sp4n_link and both of those)."""
    reports = [builders.received().report for _ in range(REPORTS)]
    for report in reports[::2]:
        verify(report.code, by=cast.front_officer, finding=Finding())
    more = 0 if not IS_LONG else REPORTS // 2
    for _ in range(more):
        report = builders.received().report
        verify(report.code, by=cast.front_officer, finding=Finding())
        reports.append(report)
    while reader.once():
        pass
    return reports


def rungs() -> dict[int, list[Event]]:
    """By promise, in the order of the journal."""
    found: dict[int, list[Event]] = {}
    for event in Event.objects.filter(kind="rung_climbed").order_by("report_id", "seq"):
        found.setdefault(event.facts["promise"], []).append(event)
    return found


def test_each_rung_is_climbed_once_by_however_many_rounds(demo: dict[str, str]) -> None:
    cast = Cast.assemble()
    reports = prepare(cast)
    ladders = Ascent.objects.count()
    begun, now, done = time.monotonic(), timezone.now(), Counter[str]()
    acted = {}
    for turn, days in enumerate(DAYS):
        done += many_at_once(now + timedelta(days=days), demo)
        if turn == 1:  # in the midst of the ladder somebody acts on every fourth that waits for verification
            for report in reports[1:REPORTS:4]:
                verify(report.code, by=cast.front_officer, finding=Finding())
                acted[report.pk] = Event.objects.get(report=report, kind="verified").seq
    seconds = time.monotonic() - begun
    climbed = rungs()
    print(
        f"\n{ladders} ladders, {AT_ONCE} rounds at once, {len(DAYS)} moments: {done['broken']} broken, {done['climbed']} climbed "
        f"in {seconds:.0f} s ({done['climbed'] / seconds:.0f} a second)"
    )
    _unkept_have_every_rung_once(climbed)
    _kept_have_none_afterwards(climbed, acted)
    lines = Counter(Event.objects.filter(kind="promise_broken").values_list("facts__promise", flat=True))
    assert set(lines.values()) == {1}
    warned = Counter(Event.objects.filter(kind="promise_warned").values_list("facts__promise", flat=True))
    assert set(warned.values()) <= {1}
    said = sum(len(events) for events in climbed.values()) + sum(warned.values())
    assert (done["broken"] >= 0, done["climbed"]) == (True, said)
    found = auditor.look(now + timedelta(days=max(DAYS)))
    assert (found.mended, found.behind) == (0, 0)


def _unkept_have_every_rung_once(climbed: dict[int, list[Event]]) -> None:
    unkept = Promise.objects.filter(state="broken", met_at=None, step__in=LATE_STEPS)
    assert unkept.count() >= REPORTS
    for promise in unkept:
        lines = climbed[promise.pk]
        assert [event.facts["number"] for event in lines] == [1, 2, 3, 4, 5, 5, 5, 5]
        assert [event.facts["is_repeat"] for event in lines] == [False] * 5 + [True] * 3
    assert {len(climbed[promise.pk]) for promise in unkept} == {LINES}


def _kept_have_none_afterwards(climbed: dict[int, list[Event]], acted: dict[int, int]) -> None:
    """Kept in time: no rung at all. Kept late: none after the act."""
    in_time = Promise.objects.filter(state="met")
    assert in_time.exists()
    assert [promise.pk for promise in in_time if promise.pk in climbed] == []
    late = Promise.objects.filter(report__in=acted, step="verify").exclude(met_at=None)
    assert late.count() == len(acted) > 0
    after = [
        (promise.pk, event.seq)
        for promise in late
        for event in climbed.get(promise.pk, ())
        if event.seq > acted[promise.report_id]
    ]
    assert after == []
