"""Several units on one report: each with its own promises and part, and one answer to the reporter."""

import pytest

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit
from arcadumas.core.handling import contributions, dossier, story, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.close import object_
from arcadumas.core.handling.contributions import accept_part, give_part
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Contribution, Disposition
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.organisation.actors import Via, person_actor
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import About, Event, Promise, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, helps

pytestmark = pytest.mark.django_db
PART = "Kecamatan sudah memasang rambu di lokasi."


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.helped(cast).report


def clocks(report: Report) -> dict[str, str]:
    own = Promise.objects.filter(report=report, unit__code="63.04.05").order_by("id")
    return dict(own.values_list("step", "state"))


def support(report: Report) -> Disposition:
    return Disposition.objects.get(report=report, role="support")


def test_a_unit_that_supports_has_promises_of_its_own(cast: Cast, report: Report) -> None:
    assert clocks(report) == {"accept": "running", "respond": "running"}
    citizens = Promise.objects.filter(report=report, unit=None, step="respond")
    assert [one.state for one in citizens] == ["running"]


def test_its_first_work_accepts_and_its_part_keeps_the_other_promise(cast: Cast, report: Report) -> None:
    add_task(report.code, by=cast.alalak_admin, title="Pasang rambu")
    assert (support(report).state, clocks(report)) == ("accepted", {"accept": "met", "respond": "running"})
    give_part(report.code, by=cast.alalak_admin, text=PART)
    assert clocks(report) == {"accept": "met", "respond": "met"}
    assert Report.objects.get(pk=report.pk).state == "in_work"


def test_who_sits_in_two_units_that_help_answers_for_each(cast: Cast, report: Report) -> None:
    """The first that still owes something, unless one of them is named."""
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    there = Post.objects.get(person=cast.person("dinkes_admin")).unit
    Post.objects.create(person=cast.person("alalak_admin"), unit=there, role="liaison", title="Penghubung Dinkes")
    both = person_actor(cast.person("alalak_admin"), via=Via.API)
    for code in ("63.04.05", "dinkes"):
        accept_part(report.code, by=both)
        assert Event.objects.latest("id").facts == {"unit": code}
    with pytest.raises(OutOfTurn):
        accept_part(report.code, by=both)
    for code, text in (("63.04.05", PART), ("dinkes", "Puskesmas sudah siaga."), ("63.04.05", "Rambu sudah dilepas.")):
        give_part(report.code, by=both, text=text)
        assert Event.objects.latest("id").facts["unit"] == code
    give_part(report.code, by=both, text="Puskesmas tetap siaga.", unit="dinkes")
    given = Contribution.objects.filter(report=report, replaced_at=None).order_by("unit__code")
    assert [(one.unit.code, one.text) for one in given] == [
        ("63.04.05", "Rambu sudah dilepas."), ("dinkes", "Puskesmas tetap siaga."),
    ]  # fmt: skip
    with pytest.raises(Unfit) as refused:
        give_part(report.code, by=both, text=PART, unit="pupr")
    assert refused.value.field == "unit"


def test_the_lead_sees_what_is_there_and_what_is_missing(cast: Cast, report: Report) -> None:
    dispose(report.code, to="dinkes", role="support", by=cast.front_officer)
    give_part(report.code, by=cast.alalak_head, text=PART)
    folder = open_folder(report.code, by=cast.pupr_admin)
    found = {share.disposition.unit.code: share for share in contributions.shares(report, folder.dispositions)}
    assert (found["63.04.05"].part.text, found["63.04.05"].due_at) == (PART, None)
    assert (found["dinkes"].part, found["dinkes"].due_at is None) == (None, False)
    assert [one.text for one in dossier.gather([report], by=cast.pupr_admin)[0].contributions] == [PART]


def test_a_new_part_takes_the_place_of_the_one_before(cast: Cast, report: Report) -> None:
    give_part(report.code, by=cast.alalak_admin, text=PART)
    give_part(report.code, by=cast.alalak_admin, text=f"{PART} Sudah dicek.")
    assert Contribution.objects.filter(report=report, replaced_at=None).get().text == f"{PART} Sudah dicek."
    assert Contribution.objects.filter(report=report).count() == 2


def test_the_reporter_reads_no_part_and_gets_one_answer(cast: Cast, report: Report) -> None:
    give_part(report.code, by=cast.alalak_admin, text=PART)
    assert PART in str(story.lines(report, for_staff=True))
    assert PART not in str(story.lines(report, for_staff=False))
    with pytest.raises(Powerless):
        respond(report.code, by=cast.alalak_admin, text=builders.ANSWER)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert [message.text for message in story.correspondence(report)] == [builders.ANSWER]


def test_once_it_is_answered_nothing_more_is_asked_of_who_supports(cast: Cast, report: Report) -> None:
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert clocks(report) == {"accept": "cancelled", "respond": "cancelled"}


def test_the_lead_gives_no_part(cast: Cast, report: Report) -> None:
    with pytest.raises(Powerless):
        give_part(report.code, by=cast.pupr_admin, text=PART)


def test_it_says_that_it_helps_before_it_has_done_anything_and_once(cast: Cast, report: Report) -> None:
    contributions.accept_part(report.code, by=cast.alalak_admin)
    line = report.events.latest("seq")
    assert (support(report).state, clocks(report)["accept"]) == ("accepted", "met")
    assert (line.kind, line.unit_code, story.label(Report.objects.get(pk=report.pk))) == ("part_accepted", "63.04.05", "Ditangani")  # fmt: skip
    with pytest.raises(OutOfTurn):
        contributions.accept_part(report.code, by=cast.alalak_head)
    with pytest.raises(Powerless):
        contributions.accept_part(report.code, by=cast.pupr_admin)


def test_while_no_unit_leads_it_no_clock_of_who_supports_runs(cast: Cast, report: Report) -> None:
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    assert helps(report)[1] == [("accept", "cancelled"), ("respond", "cancelled")]
    with pytest.raises(OutOfTurn):
        contributions.accept_part(report.code, by=cast.alalak_admin)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert helps(report)[1][2:] == [("accept", "running"), ("respond", "running")]
    contributions.accept_part(report.code, by=cast.alalak_admin)
    assert helps(report)[1][2:] == [("accept", "met"), ("respond", "running")]


def test_what_it_has_kept_is_not_asked_again_when_another_unit_leads(cast: Cast, report: Report) -> None:
    contributions.accept_part(report.code, by=cast.alalak_admin)
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert helps(report)[1] == [("accept", "met"), ("respond", "cancelled"), ("respond", "running")]
    give_part(report.code, by=cast.alalak_admin, text=PART)
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    dispose(report.code, to="inspektorat", by=cast.front_officer)
    assert helps(report)[1] == [("accept", "met"), ("respond", "cancelled"), ("respond", "met")]


def test_what_it_took_up_by_its_work_while_no_unit_led_is_not_asked_again(cast: Cast, report: Report) -> None:
    """Its acceptance could be kept by no act any more."""
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    add_task(report.code, by=cast.alalak_admin, title="Pasang rambu")
    dispose(report.code, to="dinkes", by=cast.front_officer)
    assert (support(report).state, clocks(report)) == ("accepted", {"accept": "cancelled", "respond": "running"})


def test_a_lead_that_is_replaced_leaves_the_clocks_of_who_supports_alone(cast: Cast) -> None:
    report = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    before = list(Promise.objects.filter(report=report, unit__code="63.04.05").values_list("pk", "due_at"))
    dispose(report.code, to="dinkes", by=cast.front_officer)
    after = Promise.objects.filter(report=report, unit__code="63.04.05", state="running")
    assert list(after.values_list("pk", "due_at")) == before


def test_after_an_objection_it_is_asked_anew_with_promises_of_its_own(cast: Cast, report: Report) -> None:
    give_part(report.code, by=cast.alalak_admin, text=PART)
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert helps(report)[0] == ["answered", "offered"]
    assert helps(report)[1][2:] == [("accept", "running"), ("respond", "running")]
    folder = open_folder(report.code, by=cast.pupr_admin)
    (share,) = contributions.shares(report, folder.dispositions)
    assert (share.disposition.state, share.part.text, share.due_at is None) == ("offered", PART, False)
    accept(report.code, by=cast.pupr_admin)
    give_part(report.code, by=cast.alalak_admin, text=f"{PART} Sudah dicek.")
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    assert helps(report)[0] == ["answered", "answered"]


def test_one_that_is_complained_of_by_then_is_not_asked_anew(cast: Cast, report: Report) -> None:
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    About.objects.create(report=report, unit=support(report).unit)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    assert helps(report)[0] == ["answered"]
    assert [state for _step, state in helps(report)[1]] == ["cancelled", "cancelled"]


def test_it_acts_on_what_is_answered_and_reads_on_when_it_was_not_asked_anew(cast: Cast, report: Report) -> None:
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    note(report.code, by=cast.alalak_admin, text="Rambu masih berdiri.")
    Report.objects.filter(pk=report.pk).update(state="in_work")
    again = Report.objects.get(pk=report.pk)
    assert visible.sight(again, cast.alalak_admin, visible.ground(again, cast.alalak_admin)) == "read"
    with pytest.raises(Powerless):
        note(report.code, by=cast.alalak_admin, text="Rambu masih berdiri.")


def test_whoever_helped_once_and_leads_now_answers_as_the_lead(cast: Cast, report: Report) -> None:
    respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    object_(report.code, by=cast.reporter(report), reason=REASON)
    dispose(report.code, to="63.04.05", by=cast.front_officer)
    accept(report.code, by=cast.alalak_admin)
    answered = respond(report.code, by=cast.alalak_admin, text=builders.ANSWER)
    assert (answered.unit.code, helps(report)[0]) == ("63.04.05", ["answered", "withdrawn"])
    after = Report.objects.get(pk=report.pk)
    assert visible.ground(after, cast.alalak_admin).holding[answered.unit_id] == "lead"
