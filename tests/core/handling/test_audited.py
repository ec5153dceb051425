"""Reading the audit trail: by those who may, without what they may not see, and never unseen itself."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.refusals import Powerless
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import audited
from arcadumas.core.handling.audited import ROWS, Wanted, read
from arcadumas.core.handling.disclose import disclose
from arcadumas.core.handling.verify import Finding
from arcadumas.core.organisation.actors import Actor
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def entries(reader: Actor, **wanted: object) -> list[tuple[str, str]]:
    return [
        (row.entry.act, row.code) for row in read(Wanted(**wanted), by=reader).rows if row.entry.act != "audit_read"
    ]


def note(number: int = 1, *, act: str = "pin_set", by: str = "sekda") -> None:
    for _each in range(number):
        trail.record(act, by=by, via="web", subject=by)


def test_it_is_for_the_head_of_the_desk_and_the_inspectorate(cast: Cast) -> None:
    for by in (cast.front_officer, cast.secretary, cast.regional_head, cast.pupr_head, cast.engineer):
        with pytest.raises(Powerless):
            read(Wanted(), by=by)
    assert Entry.objects.count() == 0
    for by in (cast.front_head, cast.inspector):
        read(Wanted(), by=by)


def test_who_looked_at_what_is_found_by_each_way_of_looking(cast: Cast) -> None:
    report = builders.verified(cast, name="Siti Aminah").report
    disclose(report.code, by=cast.front_officer, reason=REASON)
    note()
    seen = ("identity_disclosed", report.code)
    assert entries(cast.inspector) == [("pin_set", ""), seen]
    assert entries(cast.inspector, code=report.code.lower()) == entries(cast.inspector, by="kominfo") == [seen]
    assert entries(cast.inspector, act="identity_disclosed") == [seen]
    today = timezone.localdate()
    assert entries(cast.inspector, since=today, until=today) == [("pin_set", ""), seen]
    assert entries(cast.inspector, until=today - timedelta(days=1)) == []
    assert entries(cast.inspector, since=today + timedelta(days=1)) == []


def test_whistleblowing_is_there_for_those_who_see_it_alone(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True, about_units=["pupr"])).report
    named = [("about_named", report.code)]
    assert (entries(cast.inspector), entries(cast.front_head)) == (named, [])
    assert entries(cast.front_head, code=report.code) == []


def test_whoever_is_complained_of_finds_nothing_about_that_report(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(about_logins=[cast.front_head.login])).report
    assert entries(cast.front_head) == []
    assert entries(cast.inspector) == [("about_named", report.code)]


def test_looking_is_written_down_and_a_look_at_a_report_is_about_that_report(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    read(Wanted(by="sekda"), by=cast.front_head)
    read(Wanted(code=report.code), by=cast.inspector)
    first, second = Entry.objects.filter(act="audit_read").order_by("seq")
    assert (first.by, first.subject, first.facts) == (cast.front_head.login, "audit", {"wanted": {"by": "sekda"}})
    assert (second.by, second.subject) == (cast.inspector.login, report.code)
    seen = [row.entry.subject for row in read(Wanted(act="audit_read"), by=cast.front_head).rows]
    assert report.code not in seen


def test_pages_follow_one_another_whatever_is_written_meanwhile(cast: Cast) -> None:
    note(2 * ROWS + 5)
    first = read(Wanted(act="pin_set"), by=cast.inspector)
    note(3)
    second = read(Wanted(act="pin_set"), by=cast.inspector, before=first.before)
    third = read(Wanted(act="pin_set"), by=cast.inspector, before=second.before)
    keys = [row.entry.seq for page in (first, second, third) for row in page.rows]
    assert (len(keys), keys == sorted(set(keys), reverse=True), third.before) == (2 * ROWS + 5, True, None)


def test_a_page_is_full_though_much_of_the_trail_is_not_for_the_reader(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audited, "CHUNK", 20)
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    for _each in range(ROWS):
        note()
        trail.record("whistleblowing_read", by="inspektorat", via="web", subject=report.code)
    page = read(Wanted(), by=cast.front_head)
    assert ([row.entry.act for row in page.rows], page.before) == (["pin_set"] * ROWS, None)


def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            read(Wanted(), by=cast.inspector)
        return len(found)

    report = builders.verified(cast).report
    disclose(report.code, by=cast.front_officer, reason=REASON)
    asked()  # once whom this reader's posts were named for
    one = asked()
    for _each in range(3):
        disclose(report.code, by=cast.front_officer, reason=REASON)
    assert asked() == one
