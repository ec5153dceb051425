"""That a report, and that its answer, stands in SP4N."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import sp4n
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import confirm, object_
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.follow_up import object_late
from arcadumas.core.handling.offers import offers, possible
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise, Report, Sp4n
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import clock, clocks, make_late, newest

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 20, 4, 0, tzinfo=UTC)


def test_a_tracking_id_meets_the_entry(cast: Cast) -> None:
    report = builders.verified(cast).report
    make_late(report, "sp4n_link", "diskominfo")
    sp4n.link(
        report.code,
        by=cast.front_officer,
        tracking_id=" 7654321 ",
        entered_at=NOON,
        url="https://www.lapor.go.id/7654321",
    )
    there = Sp4n.objects.get(report=report)
    assert (there.tracking_id, there.url, there.entered_at) == ("7654321", "https://www.lapor.go.id/7654321", NOON)
    kept = clock(report, "sp4n_link", "diskominfo")
    assert (kept.state, kept.met_at) == ("broken", newest(report).at)


def test_an_answer_there_needs_the_tracking_id_first(cast: Cast) -> None:
    report = builders.answered(cast).report
    with pytest.raises(OutOfTurn) as refused:
        sp4n.answer(report.code, by=cast.pupr_liaison, entered_at=NOON)
    assert (refused.value.code, refused.value.needs) == ("sp4n.not_linked", "sp4n-link")
    sp4n.link(report.code, by=cast.front_head, tracking_id="7654321", entered_at=NOON)
    sp4n.answer(report.code, by=cast.pupr_liaison, entered_at=NOON, url="https://www.lapor.go.id/a")
    found = clocks(report)
    assert (found["sp4n_link@diskominfo"], found["sp4n_answer@diskominfo"]) == ("met", "met")
    assert Sp4n.objects.get(report=report).answered_at == NOON


def test_an_answer_is_entered_once(cast: Cast) -> None:
    report = builders.answered(cast).report
    sp4n.link(report.code, by=cast.front_head, tracking_id="7654321", entered_at=NOON)
    sp4n.answer(report.code, by=cast.pupr_liaison, entered_at=NOON)
    before = newest(report).seq
    with pytest.raises(OutOfTurn) as refused:
        sp4n.answer(report.code, by=cast.front_officer, entered_at=NOON)
    assert (refused.value.code, newest(report).seq) == ("sp4n.answered", before)


def test_before_the_final_answer_it_is_possible_and_no_page_offers_it(cast: Cast) -> None:
    report = builders.in_work(cast).report
    sp4n.link(report.code, by=cast.front_head, tracking_id="7654321", entered_at=NOON)
    folder = open_folder(report.code, by=cast.front_officer)
    assert ["sp4n_answer" in acts(folder, cast.front_officer) for acts in (offers, possible)] == [False, True]


def test_an_answer_that_was_objected_to_before_it_was_entered_is_owed_no_more(cast: Cast) -> None:
    report = builders.answered(cast).report
    object_(report.code, by=cast.reporter(report), reason="Lubangnya masih ada di depan pasar.")
    accept(report.code, by=cast.pupr_admin)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    kept = Promise.objects.filter(report=report, step="sp4n_answer").order_by("round").values_list("round", "state")
    assert list(kept) == [(1, "cancelled"), (2, "running")]


def test_after_an_objection_the_new_answer_is_to_be_entered_too(cast: Cast) -> None:
    report = builders.answered(cast).report
    sp4n.link(report.code, by=cast.front_head, tracking_id="7654321", entered_at=NOON)
    sp4n.answer(report.code, by=cast.front_officer, entered_at=NOON, url="https://www.lapor.go.id/a")
    object_(report.code, by=cast.reporter(report), reason="Lubangnya masih ada di depan pasar.")
    assert "sp4n_answer" not in offers(open_folder(report.code, by=cast.front_officer), cast.front_officer)
    accept(report.code, by=cast.pupr_admin)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    there = Sp4n.objects.get(report=report)
    assert (there.tracking_id, there.answered_at, there.answer_url) == ("7654321", None, "")
    assert "sp4n_answer" in offers(open_folder(report.code, by=cast.front_officer), cast.front_officer)
    sp4n.answer(report.code, by=cast.front_officer, entered_at=NOON)
    kept = Promise.objects.filter(report=report, step="sp4n_answer").order_by("round").values_list("round", "state")
    assert (list(kept), Sp4n.objects.get(report=report).answered_at) == ([(1, "met"), (2, "met")], NOON)


def test_an_answer_noted_too_early_is_asked_for_once_there_is_one(cast: Cast) -> None:
    report = builders.in_work(cast).report
    sp4n.link(report.code, by=cast.front_head, tracking_id="7654321", entered_at=NOON)
    sp4n.answer(report.code, by=cast.front_officer, entered_at=NOON)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert Sp4n.objects.get(report=report).answered_at is None
    assert clock(report, "sp4n_answer", "diskominfo").state == "running"
    assert "sp4n_answer" in offers(open_folder(report.code, by=cast.front_officer), cast.front_officer)


def test_one_tracking_id_one_report(cast: Cast) -> None:
    one, other = builders.verified(cast).report, builders.verified(cast).report
    sp4n.link(one.code, by=cast.front_officer, tracking_id="7654321", entered_at=NOON)
    with pytest.raises(OutOfTurn) as linked:
        sp4n.link(one.code, by=cast.front_officer, tracking_id="7654322", entered_at=NOON)
    assert linked.value.code == "sp4n.linked"
    with pytest.raises(Unfit) as taken:
        sp4n.link(other.code, by=cast.front_officer, tracking_id="7654321", entered_at=NOON)
    assert (taken.value.code, taken.value.values["code"]) == ("sp4n.taken", one.code)


@pytest.mark.parametrize("odd", ["", "123456", "12345678901", "76543A1", "7 654 321"])
def test_an_odd_tracking_id_is_refused(cast: Cast, odd: str) -> None:
    report = builders.verified(cast).report
    with pytest.raises(Unfit) as refused:
        sp4n.link(report.code, by=cast.front_officer, tracking_id=odd, entered_at=NOON)
    assert (refused.value.code, refused.value.field) == ("sp4n.id_odd", "tracking_id")


def test_nothing_is_entered_at_a_moment_still_to_come(cast: Cast) -> None:
    report, now = builders.answered(cast).report, journal.now()
    by = cast.front_officer
    late, slightly_fast = now + timedelta(minutes=30), now + timedelta(minutes=2)
    with pytest.raises(Unfit) as refused:
        sp4n.link(report.code, by=by, tracking_id="7654321", entered_at=late)
    assert (refused.value.code, refused.value.field) == ("sp4n.future", "entered_at")
    assert not Sp4n.objects.filter(report=report).exists()
    sp4n.link(report.code, by=by, tracking_id="7654321", entered_at=slightly_fast)
    with pytest.raises(Unfit) as refused:
        sp4n.answer(report.code, by=by, entered_at=late)
    assert (refused.value.code, refused.value.field) == ("sp4n.future", "entered_at")
    assert Sp4n.objects.get(report=report).answered_at is None
    assert clock(report, "sp4n_answer", "diskominfo").state == "running"


# -- Whistleblowing ----------------------------------------------------------------------------------------------------
def keyed(report: Report) -> list[tuple[str, str]]:
    rows = Promise.objects.filter(report=report, step__in=["sp4n_link", "sp4n_answer"]).order_by("step")
    return list(rows.values_list("step", "state"))


def test_whistleblowing_owes_sp4n_nothing(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    dispose(report.code, to="inspektorat", by=cast.inspector)
    accept(report.code, by=cast.inspector)
    respond(report.code, by=cast.inspector, text=builders.ANSWER)
    assert keyed(report) == []
    assert Promise.objects.filter(report=report, step="dispose").count() == 1


@pytest.mark.parametrize("is_late", [False, True])
def test_what_becomes_whistleblowing_is_owed_no_longer(cast: Cast, is_late: bool) -> None:
    report = builders.answered(cast).report
    if is_late:
        make_late(report, "sp4n_link", "diskominfo")
        Promise.objects.filter(report=report, step="sp4n_link").update(state="broken")
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    assert keyed(report) == [("sp4n_answer", "cancelled"), ("sp4n_link", "cancelled")]


def test_the_update_calls_off_what_ran_on_of_whistleblowing_and_of_no_other(cast: Cast) -> None:
    plain, report = builders.verified(cast).report, builders.verified(cast).report
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    report.refresh_from_db()
    due_at = report.due_at
    Promise.objects.filter(report=report, step="sp4n_link").update(state="broken")
    Report.objects.filter(pk=report.pk).update(due_at=NOON)
    import_module("arcadumas.core.reports.migrations.0004_whistleblowing_owes_sp4n_nothing").call_off(apps, None)
    assert (keyed(plain), keyed(report)) == ([("sp4n_link", "running")], [("sp4n_link", "cancelled")])
    report.refresh_from_db()
    assert (report.due_at, due_at is None) == (due_at, False)


def test_nor_does_a_follow_up_of_it(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(is_whistleblowing=True)).report
    dispose(report.code, to="inspektorat", by=cast.inspector)
    accept(report.code, by=cast.inspector)
    respond(report.code, by=cast.inspector, text=builders.ANSWER)
    confirm(report.code, by=cast.reporter(report))
    new = object_late(report.code, by=cast.reporter(report), reason="Masih terjadi sampai hari ini.")
    assert keyed(Report.objects.get(code=new.report.code)) == []
