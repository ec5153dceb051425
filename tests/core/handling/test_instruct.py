"""An instruction: from a leader to one unit, about one or several reports, by a day; accepted, carried out, followed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.handling import story, visible
from arcadumas.core.handling.archive import archive, refer, withdraw
from arcadumas.core.handling.close import close, confirm
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct, of_report
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.handling.visible import Sight
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TEXT = "Tutup lubang di depan pasar sebelum akhir pekan."
DONE = "Lubang ditutup dan jalan dapat dilalui."


def by(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def given(leader: Actor, *reports: Report, unit: str = "pupr", days: int = 5) -> Instruction:
    first, *others = [report.code for report in reports]
    return instruct(first, by=leader, text=TEXT, unit=unit, due_on=by(days), indicator="jalan dapat dilalui", also=others)  # fmt: skip


def last(report: Report) -> tuple[str, dict[str, object]]:
    line = journal.story(report)[-1]
    return line.kind, line.facts


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()


def test_one_instruction_stands_on_each_of_its_reports_and_its_clock_on_the_first(cast: Cast) -> None:
    reports = [builders.in_work(cast).report for _ in range(3)]
    made = given(cast.regional_head, *reports)
    clock = Promise.objects.get(step="instruction")
    assert (clock.report_id, clock.unit.code, timezone.localtime(clock.due_at).date()) == (reports[0].pk, "pupr", by(5))
    assert f"{timezone.localtime(clock.due_at):%H:%M:%S}" == "23:59:59"
    facts = {"instruction": made.pk, "unit": "pupr", "promise": clock.pk, "due_on": by(5).isoformat()}
    assert [last(report) for report in reports] == [
        ("instructed", facts | {"is_main": report is reports[0]}) for report in reports
    ]
    assert made.number == f"{made.pk}/{timezone.localdate().year}"


def test_it_is_accepted_and_carried_out_once_for_all_its_reports(cast: Cast) -> None:
    one, other = builders.in_work(cast).report, builders.disposed(cast).report
    given(cast.secretary, one, other)
    accept_instruction(other.code, by=cast.pupr_liaison)
    assert [last(report)[0] for report in (one, other)] == ["instruction_accepted"] * 2
    done = finish_instruction(one.code, by=cast.pupr_head, note=DONE)
    assert [last(report)[0] for report in (one, other)] == ["instruction_done"] * 2
    assert (done.accepted_by_id, done.done_by_id) == (cast.pupr_liaison.seats[0].id, cast.pupr_head.seats[0].id)
    assert Promise.objects.get(step="instruction").state == "met"
    one.refresh_from_db()
    assert one.state == "in_work"


def test_it_is_not_carried_out_before_it_is_accepted_nor_accepted_twice(cast: Cast) -> None:
    report = builders.in_work(cast).report
    given(cast.secretary, report)
    with pytest.raises(OutOfTurn) as refused:
        finish_instruction(report.code, by=cast.pupr_head, note=DONE)
    assert refused.value.needs == "instruction-acceptance"
    accept_instruction(report.code, by=cast.pupr_head)
    with pytest.raises(OutOfTurn):
        accept_instruction(report.code, by=cast.pupr_admin)


def test_of_several_the_one_that_is_named_is_accepted_and_carried_out(cast: Cast) -> None:
    report = builders.in_work(cast).report
    far, near = given(cast.secretary, report, days=90), given(cast.regional_head, report, days=1)
    assert accept_instruction(report.code, by=cast.pupr_admin, number=near.number) == near
    with pytest.raises(OutOfTurn):
        accept_instruction(report.code, by=cast.pupr_admin, number=near.number)
    assert accept_instruction(report.code, by=cast.pupr_admin) == far
    done = finish_instruction(report.code, by=cast.pupr_head, note=DONE, number=near.number)
    far.refresh_from_db()
    assert (done, done.promise.state, far.done_at, far.promise.state) == (near, "met", None, "running")


def test_nobody_carries_out_in_the_name_of_one_unit_what_another_was_told(cast: Cast) -> None:
    """A head of the unit in charge who is no more than a member of the unit instructed."""
    report = builders.in_work(cast).report
    given(cast.secretary, report, unit="63.04.05")
    accept_instruction(report.code, by=cast.alalak_admin)
    alalak = Unit.objects.get(code="63.04.05")
    Post.objects.create(person=cast.person("pupr_head"), unit=alalak, role="member", title="Anggota tim")
    with pytest.raises(OutOfTurn):
        finish_instruction(report.code, by=person_actor(cast.person("pupr_head"), via=Via.WEB), note=DONE)


def test_carried_out_late_its_clock_stays_broken(cast: Cast) -> None:
    report = builders.in_work(cast).report
    given(cast.secretary, report)
    accept_instruction(report.code, by=cast.pupr_head)
    Promise.objects.filter(step="instruction").update(due_at=timezone.now() - timedelta(days=1), state="broken")
    finish_instruction(report.code, by=cast.pupr_head, note=DONE)
    clock = Promise.objects.get(step="instruction")
    assert (clock.state, clock.met_at is not None) == ("broken", True)


def test_the_unit_sees_the_report_from_then_on_and_reads_it_unless_it_is_confidential(cast: Cast) -> None:
    plain, secret = builders.in_work(cast).report, builders.in_work(cast, is_confidential=True).report
    with pytest.raises(Unseen):
        open_folder(plain.code, by=cast.alalak_admin)
    given(cast.regional_head, plain, secret, unit="63.04.05")
    assert open_folder(plain.code, by=cast.alalak_admin).sight == Sight.READ
    assert open_folder(secret.code, by=cast.alalak_admin).sight == Sight.LISTED
    assert set(visible.to(cast.alalak_admin)) == {plain, secret}
    assert "accept_instruction" in offers(open_folder(plain.code, by=cast.alalak_admin), cast.alalak_admin)
    accept_instruction(plain.code, by=cast.alalak_admin)
    with pytest.raises(OutOfTurn):  # the lead has none of its own
        accept_instruction(plain.code, by=cast.pupr_admin)
    with pytest.raises(Powerless):  # and the instruction gives no other act
        give_back(plain.code, by=cast.alalak_admin, reason=DONE)


def test_of_whistleblowing_nobody_can_be_instructed(cast: Cast) -> None:
    report = builders.received().report
    verify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    for leader in (cast.regional_head, cast.secretary):
        with pytest.raises(Unseen):
            given(leader, report)


def test_a_unit_that_is_complained_of_gets_no_instruction_about_it(cast: Cast) -> None:
    report = builders.received().report
    verify(report.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    with pytest.raises(Unfit) as refused:
        given(cast.regional_head, report)
    assert refused.value.errors[0].code == "dispose.conflict"


def test_one_report_that_the_leader_does_not_see_refuses_the_whole(cast: Cast) -> None:
    seen, hidden = builders.in_work(cast).report, builders.received().report
    verify(hidden.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    with pytest.raises(Unseen):
        given(cast.regional_head, seen, hidden)
    assert (Instruction.objects.count(), last(seen)[0]) == (0, "accepted")


@pytest.mark.parametrize("days", [-1, 367])
def test_its_day_is_today_or_later_and_within_a_year(cast: Cast, days: int) -> None:
    with pytest.raises(Unfit) as refused:
        given(cast.secretary, builders.in_work(cast).report, days=days)
    assert [error.field for error in refused.value.errors] == ["due_on"]


def test_it_waits_for_the_team_then_for_the_head(cast: Cast) -> None:
    report = builders.answered(cast).report
    given(cast.secretary, report)
    assert is_waiting_for(report, cast.pupr_admin)
    accept_instruction(report.code, by=cast.pupr_admin)
    assert (is_waiting_for(report, cast.pupr_admin), is_waiting_for(report, cast.pupr_head)) == (False, True)
    finish_instruction(report.code, by=cast.pupr_head, note=DONE)
    assert not is_waiting_for(report, cast.pupr_head)


def test_it_can_be_carried_out_after_its_report_is_closed(cast: Cast) -> None:
    receipt = builders.answered(cast)
    given(cast.secretary, receipt.report)
    accept_instruction(receipt.report.code, by=cast.pupr_admin)
    close(receipt.report.code, by=cast.front_officer, reason=DONE)
    finish_instruction(receipt.report.code, by=cast.pupr_head, note=DONE)
    assert last(receipt.report)[0] == "instruction_done"


@pytest.mark.parametrize("state", ["closed", "merged", "archived", "referred"])
def test_it_is_accepted_and_carried_out_though_its_report_has_gone_its_way(cast: Cast, state: str) -> None:
    made = {"closed": builders.answered, "merged": builders.in_work}.get(state, builders.verified)(cast)
    code = made.report.code
    given(cast.secretary, made.report)
    gone = {
        "closed": lambda: confirm(code, by=cast.reporter(made.report)),
        "merged": lambda: merge(code, into=builders.in_work(cast).report.code, by=cast.front_head),
        "archived": lambda: archive(code, by=cast.front_officer, reason="unclear", note=DONE),
        "referred": lambda: refer(code, by=cast.front_officer, to="PLN ULP Marabahan", note=DONE),
    }
    gone[state]()
    folder = open_folder(code, by=cast.pupr_liaison)
    assert (folder.report.state, "accept_instruction" in offers(folder, cast.pupr_liaison)) == (state, True)
    accept_instruction(code, by=cast.pupr_liaison)
    done = finish_instruction(code, by=cast.pupr_head, note=DONE)
    clock = Promise.objects.get(step="instruction")
    assert (clock.state, clock.met_at) == ("met" if state in ("closed", "merged") else "cancelled", done.done_at)
    assert Report.objects.get(code=code).state == state


def test_its_clock_runs_on_when_the_first_of_its_reports_is_set_aside_and_another_runs(cast: Cast) -> None:
    first, second = builders.in_work(cast).report, builders.in_work(cast).report
    given(cast.secretary, first, second)
    withdraw(first.code, by=cast.reporter(first))
    clock = Promise.objects.get(step="instruction")
    assert (clock.state, Report.objects.get(pk=first.pk).due_at) == ("running", None)
    accept_instruction(second.code, by=cast.pupr_admin)
    finish_instruction(second.code, by=cast.pupr_head, note=DONE)
    clock.refresh_from_db()
    assert clock.state == "met"


def test_its_clock_ends_when_the_report_becomes_a_whistleblowers(cast: Cast) -> None:
    """The unit sees it no more, so it could not end it."""
    report = builders.in_work(cast).report
    given(cast.secretary, report)
    classify(report.code, by=cast.inspector, finding=Finding(is_whistleblowing=True))
    assert Promise.objects.get(step="instruction").state == "cancelled"


def test_of_several_the_one_that_runs_no_more_is_named(cast: Cast) -> None:
    running, over = builders.in_work(cast).report, builders.answered(cast).report
    confirm(over.code, by=cast.reporter(over))
    with pytest.raises(OutOfTurn) as refused:
        given(cast.secretary, running, over)
    assert (refused.value.code, over.code in refused.value.sentence) == ("instruction.over", True)
    assert Instruction.objects.count() == 0


def test_a_reader_is_named_only_the_reports_in_their_sight(cast: Cast) -> None:
    of_pupr, of_alalak = builders.in_work(cast).report, builders.in_work(cast, to="63.04.05").report
    given(cast.secretary, of_pupr, of_alalak)
    own = of_report(of_alalak, reader=cast.alalak_admin, is_read=True)
    assert [one.codes for one in own] == [[of_alalak.code]]
    others = of_report(of_alalak, reader=cast.pupr_admin, is_read=True)
    assert [sorted(one.codes) for one in others] == [sorted([of_pupr.code, of_alalak.code])]


def test_of_a_confidential_report_its_giver_and_the_unit_read_the_words_and_no_other_leader(cast: Cast) -> None:
    report = builders.in_work(cast, is_confidential=True).report
    made = given(cast.regional_head, report, unit="63.04.05")
    accept_instruction(report.code, by=cast.alalak_admin)
    finish_instruction(report.code, by=cast.alalak_head, note=DONE)
    for reader, reads in (
        (cast.regional_head, True), (cast.alalak_admin, True), (cast.alalak_head, True), (cast.pupr_admin, True), (cast.front_head, True),
        (cast.secretary, False), (cast.inspector, False),
    ):  # fmt: skip
        folder = open_folder(report.code, by=reader)
        shown = of_report(report, reader=reader, is_read=folder.is_read)
        assert [(one.given, one.is_read) for one in shown] == [(made, reads)]
        said = [line.words for line in story.lines(report, for_staff=True, sight=folder.sight, reader=reader)]
        assert ((TEXT in said), (DONE in said)) == (reads, reads)


def test_beside_an_instruction_the_unit_reads_nothing_more_of_it(cast: Cast) -> None:
    report = builders.disposed(cast, is_confidential=True).report
    given(cast.secretary, report, unit="63.04.05")
    lines = story.lines(report, for_staff=True, sight=Sight.LISTED, reader=cast.alalak_admin)
    assert {line.words for line in lines} == {"", TEXT}
