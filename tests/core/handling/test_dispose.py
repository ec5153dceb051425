"""Dispose: offers to a unit, replacing one, supports, rulings, and the units below one's own."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.handling import contributions, story, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.dispose import dispose, mark_seen
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.handling.work import draft
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Via, person_actor
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import tomorrow
from tests.core.handling.glance import REASON, clock, clocks, is_as_ruled, make_late, newest

pytestmark = pytest.mark.django_db


def returned(cast: Cast) -> Report:
    report = builders.disposed(cast).report
    return give_back(report.code, by=cast.pupr_admin, reason=REASON)


def test_it_meets_dispose_and_starts_accept_for_the_unit(cast: Cast) -> None:
    report = builders.verified(cast).report
    given = dispose(report.code, to="pupr", by=cast.front_officer, instruction="  Mohon ditinjau.  ")
    report.refresh_from_db()
    line = newest(report)
    assert (given.state, given.role, given.instruction, given.at) == ("offered", "lead", "Mohon ditinjau.", line.at)
    assert (report.state, report.unit) == ("disposed", Unit.objects.get(code="pupr"))
    assert clocks(report)["dispose@diskominfo"] == "met"
    assert is_as_ruled(clock(report, "accept", "pupr"), starts_with=line, amount=4, counted_in="working_hours")
    facts = {
        "disposition": given.pk, "unit": "pupr", "role": "lead", "is_ruling": False, "is_of_split": False, "has_supported": False,
    }  # fmt: skip
    assert line.facts == facts
    assert report.due_at == clock(report, "accept", "pupr").due_at


def test_a_late_disposition_stays_broken_and_is_dated(cast: Cast) -> None:
    report = builders.verified(cast).report
    make_late(report, "dispose", "diskominfo", is_noted=True)
    dispose(report.code, to="pupr", by=cast.front_officer)
    kept = clock(report, "dispose", "diskominfo")
    assert (kept.state, kept.met_at) == ("broken", newest(report).at)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_replaced_units_promises_are_cancelled(cast: Cast, is_late: bool) -> None:
    report = builders.disposed(cast).report
    if is_late:
        make_late(report, "accept", "pupr", is_noted=True)
    dispose(report.code, to="dinkes", by=cast.front_head)
    report.refresh_from_db()
    states = list(Disposition.objects.filter(report=report).order_by("id").values_list("unit__code", "state"))
    assert states == [("pupr", "withdrawn"), ("dinkes", "offered")]
    assert clock(report, "accept", "pupr").state == "cancelled"
    assert (clock(report, "accept", "pupr").broken_at is not None) == is_late
    assert report.due_at == clock(report, "accept", "dinkes").due_at
    assert newest(report).facts["replaces"] == "pupr"
    with pytest.raises(Unseen):
        accept(report.code, by=cast.pupr_admin)


def test_a_unit_takes_part_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    for to, role in (("pupr", "lead"), ("pupr", "support"), ("63.04.05", "support")):
        with pytest.raises(OutOfTurn) as refused:
            dispose(report.code, to=to, role=role, by=cast.front_officer)
        assert refused.value.code == "dispose.already"


def rows(report: Report) -> list[tuple[str, str, str]]:
    found = Disposition.objects.filter(report=report).order_by("id")
    return list(found.values_list("unit__code", "role", "state"))


@pytest.mark.parametrize("has_accepted", [False, True])
def test_a_unit_that_supports_becomes_the_lead_of_what_the_lead_gave_back(cast: Cast, has_accepted: bool) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    if has_accepted:
        contributions.accept_part(report.code, by=cast.alalak_admin)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    given = dispose(report.code, to="63.04.05", by=cast.front_officer)
    line = newest(report)
    assert (line.kind, line.facts["role"], line.facts["has_supported"]) == ("disposed", "lead", True)
    assert rows(report) == [
        ("pupr", "lead", "returned"), ("63.04.05", "support", "withdrawn"), ("63.04.05", "lead", "offered"),
    ]  # fmt: skip
    assert Disposition.objects.get(role="support").ended_at == given.at == line.at
    told = [each.text for each in story.lines(report, for_staff=True) if each.seq == line.seq]
    assert told == [
        "Didisposisikan ke Kecamatan Alalak, yang sebelumnya membantu, oleh Admin Instansi Diskominfo, Dinas Komunikasi dan Informatika."
    ]
    own = {name: state for name, state in clocks(report).items() if "63.04.05" in name}
    first = "met" if has_accepted else "cancelled"
    assert own == {"accept@63.04.05": first, "respond@63.04.05": "cancelled", "accept@63.04.05#2": "running"}
    accept(report.code, by=cast.alalak_admin)
    draft(report.code, by=cast.alalak_admin, text=builders.ANSWER)
    with pytest.raises(Powerless):
        contributions.give_part(report.code, by=cast.alalak_admin, text=builders.ANSWER)


def test_it_may_take_the_place_of_a_lead_that_has_not_accepted(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    dispose(report.code, to="63.04.05", by=cast.front_officer)
    assert newest(report).facts["replaces"] == "pupr"
    assert [state for _unit, _role, state in rows(report)] == ["withdrawn", "withdrawn", "offered"]
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)


def test_an_instruction_to_the_unit_outlives_its_support(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    instruct(report.code, by=cast.secretary, text=REASON, unit="63.04.05", due_on=tomorrow())
    dispose(report.code, to="63.04.05", by=cast.front_officer)
    assert clocks(report)["instruction@63.04.05"] == "running"


def test_a_unit_that_did_not_support_is_not_said_to_have_done_so(cast: Cast) -> None:
    report = builders.disposed(cast).report
    assert newest(report).facts.get("has_supported", False) is False


def test_a_support_stands_beside_the_lead(cast: Cast) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    report.refresh_from_db()
    assert (report.state, report.unit.code if report.unit else "") == ("in_work", "pupr")
    assert is_as_ruled(
        clock(report, "accept", "dinkes"), starts_with=newest(report), amount=4, counted_in="working_hours"
    )
    note(report.code, by=cast.dinkes_admin, text="Kami siapkan ambulans.")
    with pytest.raises(Powerless):
        draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)


@pytest.mark.parametrize(
    ("to", "role", "code"),
    [
        ("nowhere", "lead", "form.unit_unknown"),
        ("dlh", "lead", "no_team"),
        ("pupr", "chorus", "dispose.role_unknown"),
        ("63.04.05", "lead", "dispose.conflict"),
    ],
)
def test_it_refuses_a_unit_that_cannot_take_it(cast: Cast, to: str, role: str, code: str) -> None:
    report = builders.verified(cast, finding=Finding(about_units=["63.04.05"])).report
    with pytest.raises(Unfit) as refused:
        dispose(report.code, to=to, role=role, by=cast.front_officer)
    assert refused.value.code == code
    assert Report.objects.get(pk=report.pk).version == 2


def test_power_is_asked_before_the_unit_is_looked_up(cast: Cast) -> None:
    report = builders.disposed(cast).report
    for by in (cast.pupr_member, cast.pupr_admin, cast.regional_head):
        with pytest.raises(Powerless):
            dispose(report.code, to="nowhere", by=by)


def test_a_lead_passes_it_on_to_a_unit_below_its_own(cast: Cast) -> None:
    ward = Unit.objects.get(code="63.04.05.1003")
    person = people.add("berangas.lurah", name="Lurah (contoh)")
    Post.objects.create(person=person, unit=ward, role="head", title="Lurah")
    report = builders.disposed(cast, to="63.04.05").report
    with pytest.raises(Powerless):
        dispose(report.code, to="pupr", by=cast.alalak_admin)
    dispose(report.code, to=ward.code, by=cast.alalak_admin)
    accept(report.code, by=person_actor(person, via=Via.LINK))
    assert newest(report).via == "link"


def test_a_unit_that_gave_it_back_disposes_of_it_no_more(cast: Cast) -> None:
    person = people.add("pupr.uptd", name="UPTD (contoh)")
    below = Unit.objects.create(code="uptd", name="UPTD", kind="service_unit", parent=Unit.objects.get(code="pupr"))
    Post.objects.create(person=person, unit=below, role="agency_admin", title="Admin")
    report = returned(cast)
    with pytest.raises(Powerless):
        dispose(report.code, to="uptd", by=cast.pupr_admin)


def test_the_head_of_the_front_desk_rules_on_a_return(cast: Cast) -> None:
    report = returned(cast)
    with pytest.raises(OutOfTurn) as again:
        dispose(report.code, to="pupr", by=cast.front_head)
    assert again.value.needs == "ruling"
    with pytest.raises(Powerless) as officer:
        dispose(report.code, to="pupr", by=cast.front_officer, is_ruling=True)
    assert officer.value.needs == "front_head"
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    assert clocks(report) == {
        "verify": "met", "settle": "running", "respond": "running", "sp4n_link@diskominfo": "running",
        "dispose@diskominfo": "met", "dispose@diskominfo#2": "met", "accept@pupr": "cancelled", "accept@pupr#2": "running",
    }  # fmt: skip
    with pytest.raises(OutOfTurn) as refused:
        give_back(report.code, by=cast.pupr_head, reason=REASON)
    assert (refused.value.code, refused.value.needs) == ("return.ruled", "ruling")
    assert ("return" in refused.value.may, "acceptance" in refused.value.may) == (False, True)
    accept(report.code, by=cast.pupr_admin)
    with pytest.raises(OutOfTurn) as again:
        accept(report.code, by=cast.pupr_admin)
    assert ("return" in again.value.may, "response" in again.value.may) == (False, True)


def passed_between(cast: Cast) -> Report:
    """Returned by one unit, then passed to another."""
    report = returned(cast)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    return report


def returned_by_two(cast: Cast) -> Report:
    report = passed_between(cast)
    return give_back(report.code, by=cast.dinkes_admin, reason=REASON)


def helping_after_its_return(cast: Cast) -> Report:
    report = passed_between(cast)
    dispose(report.code, to="pupr", role="support", by=cast.front_officer)
    return report


@pytest.mark.parametrize("between", [passed_between, returned_by_two, helping_after_its_return])
def test_whoever_returned_it_leads_again_by_a_ruling_alone(cast: Cast, between: Callable[[Cast], Report]) -> None:
    report = between(cast)
    for by in (cast.front_officer, cast.front_head):
        with pytest.raises(OutOfTurn) as refused:
            dispose(report.code, to="pupr", by=by)
        assert (refused.value.code, refused.value.needs) == ("dispose.needs_ruling", "ruling")
        assert refused.value.sentence.startswith("Dinas Pekerjaan Umum dan Penataan Ruang mengembalikan laporan ini.")


def test_the_ruling_binds_after_another_unit_had_it(cast: Cast) -> None:
    report = returned_by_two(cast)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    with pytest.raises(OutOfTurn) as refused:
        give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert refused.value.code == "return.ruled"


def test_a_unit_that_was_replaced_needs_no_ruling(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert dispose(report.code, to="pupr", by=cast.front_officer).unit.code == "pupr"


def test_who_leads_already_is_told_so_also_after_a_ruling(cast: Cast) -> None:
    report = returned(cast)
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    with pytest.raises(OutOfTurn) as refused:
        dispose(report.code, to="pupr", by=cast.front_head)
    assert refused.value.code == "dispose.already"


def test_there_is_no_ruling_without_a_return(cast: Cast) -> None:
    report = builders.verified(cast).report
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    report = returned(cast)
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="dinkes", by=cast.front_head, is_ruling=True)
    dispose(report.code, to="dinkes", by=cast.front_head)
    with pytest.raises(OutOfTurn):
        dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)


def test_the_regional_secretary_disposes_of_reports_about_the_front_desk_alone(cast: Cast) -> None:
    plain = builders.verified(cast).report
    with pytest.raises(Powerless):
        dispose(plain.code, to="pupr", by=cast.secretary)
    about = builders.received(unit="diskominfo", about_officials=True).report
    verify(about.code, by=cast.inspector, finding=Finding())
    assert dispose(about.code, to="inspektorat", by=cast.secretary).unit.code == "inspektorat"


def test_a_lead_replaced_after_its_answer_reads_on_but_acts_no_more(cast: Cast) -> None:
    report = builders.answered(cast).report
    object_(report.code, by=cast.reporter(report), reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    for act in (accept, lambda code, by: give_back(code, by=by, reason=REASON)):
        with pytest.raises(Powerless):
            act(report.code, by=cast.pupr_admin)
    accept(report.code, by=cast.dinkes_admin)
    with pytest.raises(Powerless):
        draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    report.refresh_from_db()
    assert visible.sight(report, cast.pupr_admin, visible.ground(report, cast.pupr_admin)) == "read"


def test_the_first_look_is_kept_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    assert report.unit_id is not None
    now = timezone.now()
    assert mark_seen(report.pk, unit_id=report.unit_id, at=now)
    assert not mark_seen(report.pk, unit_id=report.unit_id, at=timezone.now())
    assert Disposition.objects.get(report=report).seen_at == now
