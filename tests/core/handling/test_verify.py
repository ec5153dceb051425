"""Verify and classify: what the finding changes, and what becomes of the clocks."""

from datetime import datetime

import pytest

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.deadlines import rules
from arcadumas.core.handling import ask, visible
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.reports import words
from arcadumas.core.reports.models import About, Event, Letter, Report, Sp4n
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db
SETTLE = [
    ({"kind": "complaint"}, Finding(), 14, "working_days", "PermenPANRB 62/2018"),
    ({"kind": "complaint"}, Finding(is_oversight=True), 60, "calendar_days", "Perpres 76/2013"),
    ({"kind": "complaint"}, Finding(is_whistleblowing=True), 60, "calendar_days", "Perpres 76/2013"),
    ({"kind": "information_request"}, Finding(), 5, "working_days", "PermenPANRB 62/2018"),
    ({"kind": "aspiration"}, Finding(), 5, "working_days", "PermenPANRB 62/2018"),
    ({"kind": "aspiration"}, Finding(kind="complaint"), 14, "working_days", "PermenPANRB 62/2018"),
]


def test_it_meets_verify_and_starts_dispose_respond_and_the_entry_in_sp4n(cast: Cast) -> None:
    report = builders.received().report
    assert clocks(report) == {"verify": "running", "settle": "running"}
    received = newest(report)
    assert is_as_ruled(clock(report, "verify"), starts_with=received, amount=3, counted_in="working_days")
    verify(report.code, by=cast.front_officer, finding=Finding())
    line = newest(report)
    assert clocks(report) == {
        "verify": "met", "settle": "running", "respond": "running", "dispose@diskominfo": "running",
        "sp4n_link@diskominfo": "running",
    }  # fmt: skip
    assert clock(report, "verify").met_at == line.at
    assert is_as_ruled(clock(report, "respond"), starts_with=line, amount=5, counted_in="working_days")
    assert is_as_ruled(clock(report, "dispose", "diskominfo"), starts_with=line, amount=1, counted_in="working_days")
    assert is_as_ruled(clock(report, "sp4n_link", "diskominfo"), starts_with=line, amount=1, counted_in="working_days")
    report.refresh_from_db()
    assert report.due_at == clock(report, "dispose", "diskominfo").due_at


def test_what_stands_in_sp4n_already_needs_no_entry(cast: Cast) -> None:
    report = builders.received().report
    Sp4n.objects.create(report=report, tracking_id="7654321")
    verify(report.code, by=cast.front_officer, finding=Finding())
    assert "sp4n_link@diskominfo" not in clocks(report)


def test_a_late_verification_stays_broken_and_is_dated(cast: Cast) -> None:
    report = builders.received().report
    late = make_late(report, "verify")
    verify(report.code, by=cast.front_officer, finding=Finding())
    kept = clock(report, "verify")
    assert (kept.state, kept.met_at, kept.broken_at) == ("broken", newest(report).at, late.due_at)


@pytest.mark.parametrize(("values", "finding", "amount", "counted_in", "rule"), SETTLE)
def test_settling_is_counted_by_the_class_from_the_receipt(
    cast: Cast, values: dict[str, str], finding: Finding, amount: int, counted_in: str, rule: str
) -> None:
    report = builders.received(**values).report
    first = newest(report)
    report = verify(report.code, by=cast.front_officer, finding=finding)
    settle = clock(report, "settle")
    assert is_as_ruled(settle, starts_with=first, amount=amount, counted_in=counted_in)
    assert (settle.rule, settle.is_verified) == (rule, False)


def test_a_new_class_is_counted_from_the_same_start_and_the_line_shows_both(cast: Cast) -> None:
    report = builders.disposed(cast).report
    before = clock(report, "settle")
    report = classify(report.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    after = clock(report, "settle")
    assert (after.pk, after.starts_at, after.amount, after.round) == (before.pk, before.starts_at, 60, 1)
    facts = newest(report).facts
    shown = [datetime.fromisoformat(facts[name]) for name in ("settle_due_before", "settle_due")]
    assert (facts["report_class"], shown) == ("complaint_oversight", [before.due_at, after.due_at])
    assert clock(report, "respond").state == "running"


def test_counting_again_keeps_the_time_that_lay_with_the_reporter(cast: Cast) -> None:
    report = builders.asked_and_resumed(cast, days=20).report
    since, until = (Event.objects.get(report=report, kind=kind).at for kind in ("question_asked", "reporter_replied"))
    report = classify(report.code, by=cast.front_officer, finding=Finding(kind="aspiration"))
    settle = clock(report, "settle")
    base = rules.due("settle", "aspiration", settle.starts_at)
    assert base is not None
    assert settle.due_at == rules.resume(base.due_at, since, until, "working_days") > base.due_at


def test_a_class_with_more_time_makes_a_broken_promise_run_again(cast: Cast) -> None:
    report = builders.in_work(cast).report
    make_late(report, "settle", is_noted=True)
    classify(report.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    settle = clock(report, "settle")
    assert (settle.state, settle.broken_at, settle.met_at) == ("running", None, None)


def test_a_paused_promise_stays_paused_when_the_class_changes(cast: Cast) -> None:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    classify(report.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    assert (clock(report, "settle").state, clock(report, "settle").amount) == ("paused", 60)


def test_an_answered_report_counts_by_its_new_class_when_the_reporter_objects(cast: Cast) -> None:
    report = builders.answered(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    assert (clock(report, "settle").state, clock(report, "settle").amount) == ("met", 60)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert (clock(report, "settle").state, clock(report, "settle").amount) == ("running", 60)


def test_visibility_only_gets_stricter(cast: Cast) -> None:
    report = builders.received(is_anonymous=True).report
    report = verify(report.code, by=cast.front_officer, finding=Finding(visibility=["anonymous", "confidential"]))
    assert report.visibility == ["anonymous", "confidential"]
    for looser in ([], ["anonymous"], ["confidential"]):
        with pytest.raises(Unfit) as refused:
            classify(report.code, by=cast.front_officer, finding=Finding(visibility=looser))
        assert (refused.value.code, refused.value.field) == ("form.visibility_looser", "visibility")


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding(kind="gossip"), "form.kind_missing"),
        (Finding(category="nowhere"), "form.category_unknown"),
        (Finding(about_units=["nowhere"]), "form.unit_unknown"),
        (Finding(about_logins=["nobody"]), "form.login_unknown"),
        (Finding(visibility=["secret"]), "form.visibility_unknown"),
    ],
)
def test_what_is_not_known_is_refused_and_changes_nothing(cast: Cast, finding: Finding, code: str) -> None:
    report = builders.received().report
    with pytest.raises(Unfit) as refused:
        verify(report.code, by=cast.front_officer, finding=finding)
    assert refused.value.code == code
    report.refresh_from_db()
    assert (report.state, report.version) == ("received", 1)
    assert clocks(report) == {"verify": "running", "settle": "running"}


def test_the_inspectorate_sets_oversight_on_any_report_and_nothing_else(cast: Cast) -> None:
    report = builders.verified(cast).report
    for finding in (Finding(category=""), Finding(is_oversight=True, is_urgent=True), Finding()):
        with pytest.raises(Powerless):
            classify(report.code, by=cast.inspector, finding=finding)
    report = classify(report.code, by=cast.inspector, finding=Finding(about_logins=["pupr.kepala"]))
    assert About.objects.get(report=report).person == cast.person("pupr_head")
    report = classify(report.code, by=cast.inspector, finding=Finding(is_oversight=True))
    assert report.report_class == "complaint_oversight"
    classify(report.code, by=cast.inspector, finding=Finding(is_urgent=True))


def test_a_report_about_the_front_desk_is_verified_by_the_inspectorate(cast: Cast) -> None:
    report = builders.received(unit="diskominfo", about_officials=True).report
    with pytest.raises(Unseen):
        verify(report.code, by=cast.front_officer, finding=Finding())
    report = verify(report.code, by=cast.inspector, finding=Finding())
    assert (report.state, newest(report).unit_code) == ("verified", "inspektorat")


def test_a_whistleblowers_words_leave_the_tables_and_stay_under_seal(cast: Cast) -> None:
    report = builders.received(title="Suap di loket perizinan").report
    ask.send(report.code, by=cast.reporter(report), text="Saksinya ada dua orang.")
    report = verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    kept = Report.objects.get(pk=report.pk)
    assert (kept.title, kept.body, Letter.objects.get(report=report).text) == ("", "", "")
    assert words.title(kept) == "Suap di loket perizinan"
    assert words.letter_text(Letter.objects.get(report=report)) == "Saksinya ada dua orang."
    seen = [role for role in vars(cast) if visible.to(getattr(cast, role)).filter(pk=report.pk).exists()]
    assert seen == ["inspector"]


def test_whistleblowing_is_not_taken_back(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    with pytest.raises(Unfit) as refused:
        classify(report.code, by=cast.inspector, finding=Finding(is_oversight=True, is_whistleblowing=False))
    assert (refused.value.code, refused.value.field) == ("form.whistleblowing_stays", "is_whistleblowing")
    report = classify(report.code, by=cast.inspector, finding=Finding(is_oversight=True))
    assert (report.report_class, report.is_oversight) == ("whistleblowing", True)
    plain = builders.verified(cast).report
    assert classify(plain.code, by=cast.inspector, finding=Finding(is_whistleblowing=False)).report_class == "complaint"


def test_the_front_officer_still_sees_whistleblowing_until_it_is_verified(cast: Cast) -> None:
    report = classify(builders.received().report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    assert visible.sight(report, cast.front_officer, visible.ground(report, cast.front_officer)) == "listed"
    verify(report.code, by=cast.front_officer, finding=Finding())
    with pytest.raises(Unseen):
        classify(report.code, by=cast.front_officer, finding=Finding())
