"""Of a report that was split: what protects one of its pieces protects them all, whichever it is said of."""

import pytest

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import ask, complain, visible
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.search import search
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal, words
from arcadumas.core.reports.models import Letter, Report, Sought
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON
from tests.core.handling.glance import clock

pytestmark = pytest.mark.django_db
WHOLE, PART, PIECE = 0, 1, 2


def family(cast: Cast) -> list[Report]:
    """A report, a part of it, and a part of that part."""
    report = builders.in_work(cast, title="Lubang unikum di depan pasar").report
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Puskesmas unikum")], by=cast.front_officer)
    (piece,) = split(part.code, parts=[Part(unit="63.04.05", title="Jembatan unikum")], by=cast.front_officer)
    return again([report, part, piece])


def again(reports: list[Report]) -> list[Report]:
    return [Report.objects.get(pk=report.pk) for report in reports]


def seen(by: Actor, reports: list[Report]) -> list[bool]:
    return [visible.sees(by, report.pk) for report in reports]


@pytest.mark.parametrize("place", [WHOLE, PART, PIECE])
def test_a_whistleblowers_report_is_sealed_in_every_piece(cast: Cast, place: int) -> None:
    reports = family(cast)
    ask.send(reports[PART].code, by=cast.reporter(reports[PART]), text="Petugasnya minta uang.")
    classify(reports[place].code, by=cast.inspector, finding=Finding(is_whistleblowing=True))
    reports = again(reports)
    assert [(one.is_whistleblowing, one.title, one.body) for one in reports] == [(True, "", "")] * 3
    assert {words.body(one) for one in reports} == {builders.draft().body}
    assert (Sought.objects.count(), Letter.objects.get().text) == (0, "")
    for by in (cast.pupr_admin, cast.dinkes_head, cast.alalak_admin, cast.front_head, cast.regional_head):
        assert (seen(by, reports), search(by, "unikum").count()) == ([False] * 3, 0)
    assert seen(cast.inspector, reports) == [True] * 3
    assert {clock(one, "settle").amount for one in reports} == {60}
    for one in reports:
        line = journal.story(one)[-1]
        assert (line.kind, line.facts["report_class"], one.version) == ("classified", "whistleblowing", line.seq)


@pytest.mark.parametrize("place", [WHOLE, PART, PIECE])
@pytest.mark.parametrize("kind", ["units", "logins", "posts"])
def test_whom_it_complains_of_sees_no_piece_until_taken_out_of_any(cast: Cast, place: int, kind: str) -> None:
    reports = family(cast)
    seat = cast.dinkes_head.seats[0]
    whom = {"units": ["dinkes"], "logins": ["dinkes.kepala"], "posts": [seat.id]}[kind]
    classify(reports[place].code, by=cast.front_officer, finding=Finding(**{f"about_{kind}": whom}))
    assert [complain.whom(complain.named(one)).as_facts() for one in reports] == [Whom(**{kind: whom}).as_facts()] * 3
    assert (seen(cast.dinkes_head, reports), seen(cast.pupr_admin, reports)) == ([False] * 3, [True, False, False])
    assert Entry.objects.filter(act="about_named").count() == 3
    finding = Finding(not_about=Whom(**{kind: whom}), not_about_reason=REASON)
    classify(reports[PART - place].code, by=cast.front_officer, finding=finding)
    assert seen(cast.dinkes_head, reports) == [False, True, False]
    assert Entry.objects.filter(act="about_cleared").count() == 3


@pytest.mark.parametrize("place", [WHOLE, PART, PIECE])
def test_confidential_and_anonymous_hold_for_all(cast: Cast, place: int) -> None:
    reports = family(cast)
    finding = Finding(visibility=["anonymous", "confidential"])
    classify(reports[place].code, by=cast.front_officer, finding=finding)
    assert [one.visibility for one in again(reports)] == [["anonymous", "confidential"]] * 3


def test_what_is_no_protection_is_each_ones_own_and_writes_no_line(cast: Cast) -> None:
    reports = family(cast)
    versions = [one.version for one in reports]
    classify(reports[WHOLE].code, by=cast.front_officer, finding=Finding(is_oversight=True, is_urgent=True))
    later = again(reports)
    assert [one.version - version for one, version in zip(later, versions, strict=True)] == [1, 0, 0]
    assert [one.is_oversight for one in later] == [True, False, False]


def test_a_part_that_was_joined_to_another_report_leaves_it(cast: Cast) -> None:
    reports = family(cast)
    main = builders.in_work(cast, to="dinkes").report
    merge(reports[PART].code, into=main.code, by=cast.front_head)
    classify(reports[WHOLE].code, by=cast.front_officer, finding=Finding(visibility=["confidential"]))
    part = Report.objects.get(pk=reports[PART].pk)
    assert (part.state, part.merged_into, part.is_confidential) == ("disposed", None, True)
    assert [line.kind for line in journal.story(part)][-2:] == ["unmerged", "classified"]
    assert part.version == len(journal.story(part))
    main.refresh_from_db()
    assert (main.is_confidential, main.version) == (False, len(journal.story(main)))


def test_a_part_that_was_joined_to_its_own_whole_stays_there(cast: Cast) -> None:
    reports = family(cast)
    merge(reports[PART].code, into=reports[WHOLE].code, by=cast.front_head)
    classify(reports[PIECE].code, by=cast.front_officer, finding=Finding(about_units=["dishub"]))
    whole, part, _piece = again(reports)
    assert (part.state, part.merged_into) == ("merged", whole)
    classify(whole.code, by=cast.front_officer, finding=Finding(visibility=["confidential"]))
    whole, part, _piece = again(reports)
    assert (part.state, part.merged_into, part.is_confidential) == ("merged", whole, True)
    for one in (whole, part):
        assert one.version == len(journal.story(one))


def test_whoever_is_joined_to_a_part_and_is_not_protected_goes_on_alone(cast: Cast) -> None:
    reports = family(cast)
    other = builders.in_work(cast, to="dinkes").report
    merge(other.code, into=reports[PART].code, by=cast.front_head)
    classify(reports[WHOLE].code, by=cast.front_officer, finding=Finding(visibility=["confidential"]))
    other.refresh_from_db()
    assert (other.state, other.merged_into, other.is_confidential) == ("in_work", None, False)


def test_a_whistleblowers_report_is_split_under_seal(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    both = Actor(kind="person", via=cast.inspector.via, person_id=cast.inspector.person_id, login=cast.inspector.login,
                 seats=(*cast.inspector.seats, *cast.front_head.seats))  # fmt: skip
    (part,) = split(report.code, parts=[Part(unit="inspektorat", title="Suap di loket")], by=both)
    part = Report.objects.get(pk=part.pk)
    assert (part.is_whistleblowing, part.title, part.body, words.title(part)) == (True, "", "", "Suap di loket")
    assert not visible.sees(cast.front_head, part.pk)
    assert not Sought.objects.exists()
