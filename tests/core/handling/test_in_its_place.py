"""Whistleblowing that complains of the Inspectorate: the Sekda sees and handles it in its place, and nobody else does."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.figures import counting
from arcadumas.core.figures.recount import recount
from arcadumas.core.handling import visible
from arcadumas.core.handling.accept import accept
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


def test_each_reading_is_in_the_audit_trail(cast: Cast) -> None:
    report = verified(cast)
    note_reading(report, by=cast.secretary)
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
