"""Whistleblowing that complains of the Inspectorate: the Sekda sees and handles it in its place, and nobody else does."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.figures import counting
from arcadumas.core.figures.recount import recount
from arcadumas.core.handling import ombudsman, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.archive import refer
from arcadumas.core.handling.complain import Whom
from arcadumas.core.handling.disclose import note_reading
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.reading import readable
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.turn import Turn, whose
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.handling.workflow import find
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Person, Post, Role, Unit
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import audiences, cases
from arcadumas.duties.notifications.roster import Roster
from arcadumas.edges.pages.desk.choices import units_for
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, tomorrow

pytestmark = pytest.mark.django_db


def secret(cast: Cast, **about: object) -> Report:
    """Whistleblowing about the Inspectorate, still received; `about` as in a finding, else the unit."""
    report = builders.received().report
    named = about or {"about_units": ["inspektorat"]}
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True, **named))
    report.refresh_from_db()
    return report


def verified(cast: Cast) -> Report:
    report = secret(cast)
    return verify(report.code, by=cast.secretary, finding=Finding())


@pytest.fixture
def colleague(cast: Cast) -> Actor:
    """A second inspector, whom no report names."""
    person = Person.objects.create(login="inspektur.dua", name="Inspektur Kedua")
    unit = Unit.objects.get(code="inspektorat")
    Post.objects.create(person=person, unit=unit, role=Role.INSPECTORATE, title="Inspektur Pembantu")
    return person_actor(person, via=Via.WEB)


@pytest.mark.parametrize("kind", ["unit", "person", "post"])
def test_the_sekda_sees_it_and_no_inspector_does(cast: Cast, colleague: Actor, kind: str) -> None:
    post = Post.objects.get(person=cast.person("inspector"))
    about = {"unit": {"about_units": ["inspektorat"]}, "person": {"about_logins": ["inspektorat"]}, "post": {"about_posts": [post.pk]}}[kind]  # fmt: skip
    report = secret(cast, **about)
    roles = {role.name: getattr(cast, role.name) for role in fields(cast)} | {"colleague": colleague}
    seen = {role for role, by in roles.items() if visible.to(by).filter(pk=report.pk).exists()}
    assert seen == {"front_officer", "secretary"}  # the front officer only until it is verified, and no word of it
    read = {role for role, by in roles.items() if visible.to(by).filter(readable(by), pk=report.pk).exists()}
    assert (read, open_folder(report.code, by=cast.secretary).sight) == ({"secretary"}, "read")
    verify(report.code, by=cast.secretary, finding=Finding())
    for role, by in roles.items():
        assert visible.sees(by, report.pk) == (role == "secretary")


def test_other_whistleblowing_stays_with_the_inspectorate(cast: Cast, colleague: Actor) -> None:
    report = secret(cast, about_units=["pupr"])
    assert [visible.sees(by, report.pk) for by in (cast.inspector, colleague, cast.secretary)] == [True, True, False]


def test_a_plain_report_about_the_inspectorate_is_seen_as_before(cast: Cast, colleague: Actor) -> None:
    report = builders.verified(cast, finding=Finding(about_logins=["inspektorat"])).report
    assert [visible.sees(by, report.pk) for by in (cast.secretary, cast.front_officer, colleague)] == [True, True, True]


def test_the_sekda_brings_it_to_its_end(cast: Cast) -> None:
    report = verified(cast)
    assert whose(open_folder(report.code, by=cast.secretary)) == Turn(holder="secretary", act="dispose")
    assert is_waiting_for(report, cast.secretary)
    with pytest.raises(Unfit) as refused:
        dispose(report.code, to="inspektorat", by=cast.secretary)
    assert refused.value.code == "dispose.conflict"
    dispose(report.code, to="setda", by=cast.secretary)
    report.refresh_from_db()
    assert is_waiting_for(report, cast.secretary)
    accept(report.code, by=cast.secretary)
    assert "respond" in offers(open_folder(report.code, by=cast.secretary), cast.secretary)
    respond(report.code, by=cast.secretary, text=builders.ANSWER)
    report.refresh_from_db()
    assert report.state == "answered"
    for by in (cast.inspector, cast.front_head, cast.regional_head):
        with pytest.raises(Unseen):
            find(report.code, by=by)


def test_the_colleagues_of_an_inspector_are_given_nothing(cast: Cast) -> None:
    report = secret(cast, about_logins=["inspektorat"])
    verify(report.code, by=cast.secretary, finding=Finding())
    with pytest.raises(Unfit):
        dispose(report.code, to="inspektorat", by=cast.secretary)


def test_nobody_is_instructed_about_it(cast: Cast) -> None:
    report = verified(cast)
    assert "instruct" not in offers(open_folder(report.code, by=cast.secretary), cast.secretary)
    with pytest.raises(Powerless):
        instruct(report.code, by=cast.secretary, text=REASON, unit="pupr", due_on=tomorrow())


def test_taken_out_it_goes_back_to_the_inspectorate(cast: Cast) -> None:
    report = verified(cast)
    mistaken = Finding(not_about=Whom(units=["inspektorat"]), not_about_reason=REASON)
    classify(report.code, by=cast.secretary, finding=mistaken)
    assert (visible.sees(cast.inspector, report.pk), visible.sees(cast.secretary, report.pk)) == (True, False)


def read(report: Report, by: Actor) -> None:
    folder = open_folder(report.code, by=by)
    note_reading(report, by=by, here=folder.here, sight=folder.sight)


def test_each_reading_is_in_the_audit_trail(cast: Cast) -> None:
    report = verified(cast)
    read(report, cast.secretary)
    entry = Entry.objects.get(act="whistleblowing_read")
    assert (entry.by, entry.subject) == (cast.secretary.login, report.code)


def test_the_sekda_is_told_of_a_special_report_and_no_inspector_is(cast: Cast, colleague: Actor) -> None:
    report = secret(cast, about_logins=["inspektorat"])
    event = report.events.order_by("-seq")[0]
    case = cases.read([event], Roster())[0]
    secretary = cast.secretary.person_id
    assert {holder.person_id for holder in audiences.told("inspectorate", case, is_plain=True)} == {secretary}
    assert {holder.person_id for holder in audiences.told("inspectorate", case)} == {secretary}
    assert case.is_special


def test_an_inspector_does_not_count_it_and_the_regional_head_does(cast: Cast, colleague: Actor) -> None:
    report = secret(cast, about_logins=["inspektorat"])
    recount(report.received_at.date() - timedelta(days=1), timezone.localdate())
    for by, is_counted in ((colleague, False), (cast.secretary, False), (cast.regional_head, True)):
        assert counting.measures(by).filter(report=report).exists() == is_counted


# -- The Sekda is named too --------------------------------------------------------------------------------------------
BOTH = {
    "two units": {"about_units": ["inspektorat", "setda"]},
    "two people": {"about_logins": ["inspektorat", "sekda"]},
    "a unit and a person": {"about_units": ["inspektorat"], "about_logins": ["sekda"]},
}


@pytest.mark.parametrize("kind", BOTH)
def test_of_both_the_regional_head_alone_sees_and_reads_it(cast: Cast, colleague: Actor, kind: str) -> None:
    report = secret(cast, **BOTH[kind])
    verify(report.code, by=cast.regional_head, finding=Finding())
    roles = {role.name: getattr(cast, role.name) for role in fields(cast)} | {"colleague": colleague}
    seen = {role for role, by in roles.items() if visible.sees(by, report.pk)}
    read = {role for role, by in roles.items() if visible.to(by).filter(readable(by), pk=report.pk).exists()}
    assert (seen, read) == ({"regional_head"}, {"regional_head"})
    assert open_folder(report.code, by=cast.regional_head).sight == "read"


def test_a_second_post_of_the_sekda_hides_nothing_from_everybody(cast: Cast, colleague: Actor) -> None:
    unit = Unit.objects.get(code="dlh")
    Post.objects.create(person=cast.person("secretary"), unit=unit, role=Role.HEAD, title="Plt. Kepala DLH")
    report = secret(cast, about_units=["inspektorat", "dlh"])
    sekda = person_actor(cast.person("secretary"), via=Via.WEB)
    assert [visible.sees(by, report.pk) for by in (cast.regional_head, sekda, colleague)] == [True, False, False]


def test_the_next_sekda_takes_nothing_of_what_was_about_the_last(cast: Cast) -> None:
    person = Person.objects.create(login="sekda.baru", name="Sekda Baru")
    Post.objects.create(person=person, unit=Unit.objects.get(code="setda"), role=Role.SECRETARY, title="Sekda")
    report = secret(cast, about_logins=["inspektorat", "sekda"])
    fresh = person_actor(person, via=Via.WEB)
    assert (visible.sees(fresh, report.pk), visible.sees(cast.regional_head, report.pk)) == (False, True)


def test_the_regional_head_brings_it_to_its_end(cast: Cast) -> None:
    report = secret(cast, about_units=["inspektorat"], about_logins=["sekda"])
    verify(report.code, by=cast.regional_head, finding=Finding())
    report.refresh_from_db()
    assert whose(open_folder(report.code, by=cast.regional_head)) == Turn(holder="regional_head", act="dispose")
    assert is_waiting_for(report, cast.regional_head)
    for unit in ("inspektorat", "setda"):
        with pytest.raises(Unfit) as refused:
            dispose(report.code, to=unit, by=cast.regional_head)
        assert refused.value.code == "dispose.conflict"
    here = open_folder(report.code, by=cast.regional_head).here
    offered = {code for _kind, codes in units_for(cast.regional_head, report, here)[1:] for code, _name in codes}
    assert ("batola" in offered, offered & {"inspektorat", "setda"}) == (True, set())
    dispose(report.code, to="batola", by=cast.regional_head)
    accept(report.code, by=cast.regional_head)
    respond(report.code, by=cast.regional_head, text=builders.ANSWER)
    report.refresh_from_db()
    assert report.state == "answered"
    for by in (cast.inspector, cast.secretary, cast.front_head):
        with pytest.raises(Unseen):
            find(report.code, by=by)


def test_for_any_other_report_the_government_itself_has_no_team(cast: Cast) -> None:
    report = builders.verified(cast).report
    with pytest.raises(Unfit) as refused:
        dispose(report.code, to="batola", by=cast.front_officer)
    assert refused.value.code == "no_team"


def test_with_the_sekda_taken_out_it_goes_to_the_sekda(cast: Cast) -> None:
    report = secret(cast, about_units=["inspektorat", "setda"])
    mistaken = Finding(not_about=Whom(units=["setda"]), not_about_reason=REASON)
    classify(report.code, by=cast.regional_head, finding=mistaken)
    assert [visible.sees(by, report.pk) for by in (cast.secretary, cast.regional_head)] == [True, False]


def test_the_regional_head_is_told_of_it_and_each_reading_is_written_down(cast: Cast) -> None:
    report = secret(cast, about_units=["inspektorat"], about_logins=["sekda"])
    case = cases.read([report.events.order_by("-seq")[0]], Roster())[0]
    assert [holder.login for holder in audiences.told("inspectorate", case)] == ["bupati"]
    assert {holder.login for holder in audiences.told("desk_and_secretary", case)} == {"kominfo", "bupati"}
    report = verify(report.code, by=cast.regional_head, finding=Finding())
    case = cases.read([report.events.order_by("-seq")[0]], Roster())[0]
    assert [holder.login for holder in audiences.told("desk_and_secretary", case)] == ["bupati"]
    read(report, cast.regional_head)
    assert Entry.objects.get(act="whistleblowing_read").by == "bupati"


def test_a_plain_report_about_both_is_seen_by_desk_and_regional_head(cast: Cast) -> None:
    report = builders.verified(cast, finding=Finding(about_logins=["inspektorat", "sekda"])).report
    by = (cast.front_officer, cast.regional_head, cast.secretary, cast.inspector)
    assert [visible.sees(one, report.pk) for one in by] == [True, True, False, False]


def test_its_reporter_may_go_to_the_ombudsman_from_the_first_day(cast: Cast) -> None:
    report = secret(cast, about_units=["inspektorat", "setda"])
    found = ombudsman.standing(report, [], now=timezone.now())
    assert (found.is_possible, "Hanya kepala daerah" in found.why) == (True, True)
    other = secret(cast)
    assert not ombudsman.standing(other, list(other.promises.filter(unit=None)), now=timezone.now()).is_possible


# -- The regional head is named as well --------------------------------------------------------------------------------
ALL = {"about_units": ["inspektorat"], "about_logins": ["sekda", "bupati"]}


def test_of_all_three_the_head_of_the_front_desk_alone_sees_and_reads_it(cast: Cast, colleague: Actor) -> None:
    report = secret(cast, **ALL)
    verify(report.code, by=cast.front_head, finding=Finding())
    roles = {role.name: getattr(cast, role.name) for role in fields(cast)} | {"colleague": colleague}
    assert {role for role, by in roles.items() if visible.sees(by, report.pk)} == {"front_head"}
    read_by = {role for role, by in roles.items() if visible.to(by).filter(readable(by), pk=report.pk).exists()}
    assert read_by == {"front_head"}
    folder = open_folder(report.code, by=cast.front_head)
    assert (folder.sight, whose(folder)) == ("read", Turn(holder="front_head", act="dispose"))
    assert is_waiting_for(report, cast.front_head)


def test_its_head_is_told_at_once_and_each_reading_is_written_down(cast: Cast) -> None:
    report = secret(cast, **ALL)
    case = cases.read([report.events.order_by("-seq")[0]], Roster())[0]
    assert [holder.login for holder in audiences.told("inspectorate", case)] == ["kominfo.kepala"]
    report = verify(report.code, by=cast.front_officer, finding=Finding())
    case = cases.read([report.events.order_by("-seq")[0]], Roster())[0]
    assert [holder.login for holder in audiences.told("front_desk", case)] == ["kominfo.kepala"]
    read(report, cast.front_head)
    assert Entry.objects.get(act="whistleblowing_read").by == "kominfo.kepala"


def test_it_is_referred_outside_or_answered_at_the_desk_and_passed_to_nobody_it_names(cast: Cast) -> None:
    report = secret(cast, **ALL)
    verify(report.code, by=cast.front_head, finding=Finding())
    here = open_folder(report.code, by=cast.front_head).here
    offered = {code for _kind, codes in units_for(cast.front_head, report, here)[1:] for code, _name in codes}
    assert offered & {"inspektorat", "setda", "batola", "diskominfo"} == {"diskominfo"}
    for unit in ("inspektorat", "setda", "batola"):
        with pytest.raises(Unfit) as refused:
            dispose(report.code, to=unit, by=cast.front_head)
        assert refused.value.code == "dispose.conflict"
    dispose(report.code, to="diskominfo", by=cast.front_head)
    accept(report.code, by=cast.front_head)
    respond(report.code, by=cast.front_head, text=builders.ANSWER)
    report.refresh_from_db()
    other = secret(cast, **ALL)
    refer(other.code, by=cast.front_head, to="Inspektorat Provinsi", note=REASON)
    other.refresh_from_db()
    assert (report.state, other.state) == ("answered", "referred")


def test_its_reporter_reads_who_reads_it(cast: Cast) -> None:
    found = ombudsman.standing(secret(cast, **ALL), [], now=timezone.now())
    assert (found.is_possible, "Hanya Kepala Admin Instansi" in found.why) == (True, True)


def test_what_names_the_regional_head_and_not_the_sekda_stays_where_it_was(cast: Cast) -> None:
    report = secret(cast, about_units=["inspektorat"], about_logins=["bupati"])
    by = (cast.secretary, cast.regional_head, cast.front_head)
    assert [visible.sees(one, report.pk) for one in by] == [True, False, False]


# -- Not whistleblowing: about the front desk and the Inspectorate --------------------------------------------------------
@pytest.mark.parametrize(("more", "role"), [((), "secretary"), (("sekda",), "regional_head")])
def test_what_is_about_the_front_desk_and_its_overseer_falls_to_the_next_above(
    cast: Cast, more: tuple[str, ...], role: str
) -> None:
    report, by = builders.received().report, getattr(cast, role)
    named = Finding(about_logins=["kominfo", "kominfo.kepala", "inspektorat", *more])
    classify(report.code, by=cast.front_officer, finding=named)
    report.refresh_from_db()
    assert whose(open_folder(report.code, by=by)) == Turn(holder=role, act="verify")
    for other in ("secretary", "regional_head"):
        reader = getattr(cast, other)
        assert (visible.sees(reader, report.pk) and is_waiting_for(report, reader)) == (other == role)
    case = cases.read([report.events.order_by("-seq")[0]], Roster())[0]
    for audience in ("inspectorate", "holder"):
        assert {told.person_id for told in audiences.told(audience, case)} == {by.person_id}
    verify(report.code, by=by, finding=Finding())
    report.refresh_from_db()
    assert is_waiting_for(report, by)
    assert "pupr" in str(units_for(by, report, open_folder(report.code, by=by).here))
    assert "dispose" in offers(open_folder(report.code, by=by), by)
    assert dispose(report.code, to="pupr", by=by).unit.code == "pupr"
