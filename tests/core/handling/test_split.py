"""A report about several things: each part with its unit, and one tracking for the citizen."""

from datetime import timedelta

import pytest
from django.db.models import F

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import ask, beside, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.archive import withdraw
from arcadumas.core.handling.kin import kin_of
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports import attachments, identity, journal, promises, tracking, words
from arcadumas.core.reports.models import Attachment, Promise, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEALTH = Part(unit="dinkes", title="Puskesmas tutup", instruction="Mohon dicek jadwalnya.")


def test_the_part_is_a_case_of_its_own_with_its_unit(cast: Cast) -> None:
    report = builders.in_work(cast).report
    beside.attach(report.code, by=cast.reporter(report), file=builders.photo(), name="foto.jpg")
    (part,) = split(report.code, parts=[HEALTH], by=cast.front_officer)
    part, report = Report.objects.get(pk=part.pk), Report.objects.get(pk=report.pk)
    assert (part.state, part.unit.code, part.part_of, part.title) == ("disposed", "dinkes", report, "Puskesmas tutup")
    assert (report.state, report.unit.code, words.body(part)) == ("in_work", "pupr", words.body(report))
    photo = Attachment.objects.get(report=part)
    assert attachments.content(photo) == builders.photo().data
    assert [line.kind for line in journal.story(part)] == ["received", "split", "verified", "disposed"]
    assert journal.story(report)[-1].facts == {"code": part.code, "unit": "dinkes", "is_part": False}
    assert visible.to(cast.dinkes_admin).filter(pk=part.pk).exists()
    assert not visible.to(cast.dinkes_admin).filter(pk=report.pk).exists()
    assert kin_of(report, by=cast.front_officer).parts == [part]
    assert not kin_of(part, by=cast.dinkes_admin)


def test_the_citizens_clocks_do_not_start_again(cast: Cast) -> None:
    report = builders.in_work(cast).report
    (part,) = split(report.code, parts=[HEALTH], by=cast.front_officer)
    for step in ("respond", "settle"):
        own, other = (Promise.objects.get(report=one, step=step) for one in (report, part))
        assert (own.starts_at, own.due_at) == (other.starts_at, other.due_at)


KEPT = (
    "step",
    "round",
    "state",
    "starts_at",
    "due_at",
    "met_at",
    "broken_at",
    "paused_total",
    "amount",
    "counted_in",
    "rule",
)


def citizens(report: Report) -> list[tuple[object, ...]]:
    found = Promise.objects.filter(report=report, unit=None, step__in=promises.CITIZENS)
    return list(found.order_by("step").values_list(*KEPT))


def test_what_was_kept_is_kept_for_the_part_too_however_late_it_is_split(cast: Cast) -> None:
    report = builders.in_work(cast).report
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER, is_final=False)
    back = timedelta(days=10)
    moved = {name: F(name) - back for name in ("starts_at", "due_at", "met_at")}
    Promise.objects.filter(report=report).update(**moved)
    Report.objects.filter(pk=report.pk).update(received_at=F("received_at") - back)
    (part,) = split(report.code, parts=[HEALTH], by=cast.front_officer)
    assert citizens(part) == citizens(report)
    states = {step: state for step, _round, state, *_more in citizens(part)}
    assert states == {"verify": "met", "respond": "met", "settle": "running"}
    assert Report.objects.get(pk=part.pk).due_at == min(
        Promise.objects.filter(report=part, met_at=None, state="running").values_list("due_at", flat=True)
    )


def test_the_time_that_lay_with_the_reporter_is_added_and_stays_so_when_its_class_changes(cast: Cast) -> None:
    report = builders.asked_and_resumed(cast, days=9).report
    (part,) = split(report.code, parts=[HEALTH], by=cast.front_officer)
    (piece,) = split(part.code, parts=[Part(unit="pupr", title="Atap bocor")], by=cast.front_officer)
    assert citizens(part) == citizens(piece) == citizens(report)
    assert Promise.objects.get(report=part, step="settle").paused_total > timedelta(days=8)
    for one in (report, part, piece):
        classify(one.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    due = {Promise.objects.get(report=one, step="settle").due_at for one in (report, part, piece)}
    assert (len(due), Promise.objects.get(report=part, step="settle").amount) == (1, 60)


def test_a_pause_of_the_whole_after_the_split_is_not_the_parts(cast: Cast) -> None:
    report = builders.in_work(cast).report
    (part,) = split(report.code, parts=[HEALTH], by=cast.front_officer)
    ask.ask(report.code, by=cast.pupr_admin, text="Di mana tepatnya lubang itu?")
    ask.send(report.code, by=cast.reporter(report), text="Di depan pasar, dekat jembatan.")
    part, report = Report.objects.get(pk=part.pk), Report.objects.get(pk=report.pk)
    assert (len(promises.stood_still(report)), promises.stood_still(part)) == (1, [])


def test_one_key_opens_both_and_no_other_does(cast: Cast) -> None:
    receipt = builders.in_work(cast, phone="0812 3456 7890")
    (part,) = split(receipt.report.code, parts=[HEALTH], by=cast.front_officer)
    assert tracking.unlock(part.code, receipt.secret) == part
    assert tracking.unlock(part.code, "2" * 12) is None
    assert identity.address_for(part).phone == "+6281234567890"
    assert identity.secret_of(part) == receipt.secret
    assert kin_of(receipt.report, by=cast.reporter(receipt.report)).parts == [part]


def test_where_one_unit_cannot_take_its_part_nothing_is_split(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit):
        split(report.code, parts=[HEALTH, Part(unit="nowhere", title="Bagian lain")], by=cast.front_officer)
    assert Report.objects.count() == 1


def test_by_the_front_desk_after_verification_and_never_into_nothing(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Powerless):
        split(report.code, parts=[HEALTH], by=cast.pupr_admin)
    with pytest.raises(OutOfTurn):
        split(builders.received().report.code, parts=[HEALTH], by=cast.front_officer)
    for parts in ([], [HEALTH] * 6):
        with pytest.raises(Unfit):
            split(report.code, parts=parts, by=cast.front_officer)


def test_whoever_withdraws_the_report_withdraws_what_is_left_of_its_parts(cast: Cast) -> None:
    whole = builders.in_work(cast).report
    titles = [("dinkes", "Klinik tutup"), ("63.04.05", "Jalan desa"), ("dinkes", "Obat habis")]
    running, back, answered = split(whole.code, parts=[Part(unit=unit, title=title) for unit, title in titles], by=cast.front_officer)  # fmt: skip
    (deeper,) = split(running.code, parts=[Part(unit="63.04.05", title="Ambulans mogok")], by=cast.front_officer)
    merge(back.code, into=whole.code, by=cast.front_head)
    accept(answered.code, by=cast.dinkes_admin)
    respond(answered.code, by=cast.dinkes_head, text=builders.ANSWER)
    withdraw(whole.code, by=cast.reporter(whole))
    stand = {each.code: (each.state, each.archive_reason) for each in Report.objects.all()}
    gone = ("archived", "withdrawn")
    assert [stand[each.code] for each in (whole, running, back, deeper, answered)] == [gone] * 4 + [("answered", "")]


def test_a_part_is_withdrawn_alone(cast: Cast) -> None:
    whole = builders.in_work(cast).report
    (part,) = split(whole.code, parts=[HEALTH], by=cast.front_officer)
    withdraw(part.code, by=cast.reporter(part))
    assert Report.objects.get(pk=whole.pk).state == "in_work"
