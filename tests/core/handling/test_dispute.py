"""Disputing an act: its line is flagged once, by whose link it was, and nothing else changes."""

import pytest

from arcadumas.base.refusals import Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispute import dispute
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.reports.models import Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def by_link(cast: Cast, name: str) -> Actor:
    return person_actor(cast.person(name), via=Via.LINK)


def last(report: Report) -> Event:
    return Event.objects.filter(report=report).latest("seq")


def test_the_line_is_flagged_and_the_act_stands(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept(report.code, by=by_link(cast, "pupr_admin"))
    done = last(report)
    line = dispute(report.code, by=by_link(cast, "pupr_admin"), seq=done.seq)
    report.refresh_from_db()
    assert (line.kind, line.facts) == (
        "act_disputed", {"line": done.seq, "act": "accepted", "done_at": done.at.isoformat()},
    )  # fmt: skip
    assert (line.post_title, report.state) == ("Admin Penghubung Dinas PUPR", "in_work")
    entry = Entry.objects.get(act="act_disputed")
    assert (entry.by, entry.subject, entry.facts) == ("pupr.admin", report.code, {"line": done.seq, "kind": "accepted"})


def test_a_second_time_changes_nothing(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept(report.code, by=by_link(cast, "pupr_admin"))
    done = last(report).seq
    first, again = (dispute(report.code, by=by_link(cast, "pupr_admin"), seq=done) for _time in range(2))
    assert (first.pk, Entry.objects.filter(act="act_disputed").count()) == (again.pk, 1)


def test_it_is_theirs_to_say_also_when_the_act_took_the_report_from_them(cast: Cast) -> None:
    report = builders.disposed(cast).report
    give_back(report.code, by=by_link(cast, "pupr_admin"), reason=REASON)
    assert dispute(report.code, by=by_link(cast, "pupr_admin"), seq=last(report).seq).kind == "act_disputed"


def test_nobody_disputes_what_another_did(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept(report.code, by=by_link(cast, "pupr_admin"))
    with pytest.raises(Unseen):
        dispute(report.code, by=by_link(cast, "pupr_liaison"), seq=last(report).seq)


def test_what_was_done_on_the_page_is_no_link(cast: Cast) -> None:
    report = builders.disposed(cast).report
    accept(report.code, by=cast.pupr_admin)
    with pytest.raises(Unseen):
        dispute(report.code, by=by_link(cast, "pupr_admin"), seq=last(report).seq)
