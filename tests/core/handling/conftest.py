"""Reports in every state before the whole cast, made once a module."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.handling import sp4n, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Actor, Via, person_actor
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import Report, Sp4n
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import LONG_AGO, REASON, VERBS, tomorrow
from tests.core.handling.paper import STATES, Player, Stage


@pytest.fixture(scope="module")
def stage(cast: Cast) -> Stage:
    """One report a state, each returned once by dinkes, then led by pupr with a draft by its admin, supported by Alalak."""
    uptd = Unit.objects.create(code="pupr-uptd", name="UPTD", kind="service_unit", parent=Unit.objects.get(code="pupr"))
    _post("pupr.uptd", uptd, "agency_admin")
    pupr = Unit.objects.get(code="pupr")
    tasked = _post("pupr.tugas", pupr, "member")
    delegate = _post("pupr.delegasi", pupr, "liaison", is_delegate=True)
    reports = {state: _report(cast, state, tracking_id=5_000_000 + n) for n, state in enumerate(STATES)}
    for report in reports.values():
        Task.objects.create(report=report, title="Tinjau", assignee_id=tasked.person_id, added_at=timezone.now())
    players = [Player(role.name, getattr(cast, role.name)) for role in fields(Cast)]
    alalak, outside = Unit.objects.get(code="63.04.05"), Unit.objects.get(code="dlh")
    players += [
        Player("support's liaison", _post("alalak.penghubung", alalak, "liaison")),
        Player("support's member", _post("alalak.teknis", alalak, "member")),
        Player("outsider", _post("dlh.admin", outside, "agency_admin")),
        Player("outsider's head", _post("dlh.kepala", outside, "head")),
        Player("ended post", _post("pupr.lama", pupr, "agency_admin", valid_to=date(2020, 12, 31))),
        Player("no post", person_actor(people.add("tanpa.jabatan", name="Contoh"), via=Via.API)),
    ]
    players += [Player("tasked member", tasked, has_task=True), Player("delegate", delegate, is_delegate=True)]
    return reports, players


def _post(login: str, unit: Unit, role: str, *, is_delegate: bool = False, **values: Any) -> Actor:
    person = people.add(login, name="Contoh")
    post = Post.objects.create(person=person, unit=unit, role=role, title="Contoh", **values)
    if is_delegate:
        builders.delegation(post)
    return person_actor(person, via=Via.API)


def _report(cast: Cast, state: str, *, tracking_id: int) -> Report:
    report = builders.received(name="Siti", phone="0812 3456 7890").report
    code, desk = report.code, cast.front_officer
    place = {"received": 0, "verified": 1, "archived": 1, "referred": 1, "disposed": 2}.get(state, 3)
    if place >= 1:
        verify(code, by=desk, finding=Finding())
        dispose(code, to="dinkes", by=desk)
        give_back(code, by=cast.dinkes_admin, reason=REASON)
    if place >= 2:
        dispose(code, to="pupr", by=desk)
        dispose(code, to="63.04.05", role="support", by=desk)
    if place >= 3:
        accept(code, by=cast.pupr_admin)
        work.draft(code, by=cast.pupr_admin, text=builders.ANSWER)
    if state in ("answered", "closed"):
        sp4n.link(code, by=desk, tracking_id=str(tracking_id), entered_at=LONG_AGO)
        Sp4n.objects.filter(report__code=code).update(difference="drift", status="Terverifikasi")
        respond(code, by=cast.pupr_admin, text=builders.ANSWER)
    if state in ("closed", "archived", "referred", "awaiting_reporter"):
        VERBS[{"closed": "close", "archived": "archive", "referred": "refer"}.get(state, "question")](code, desk)
    if state == "awaiting_reporter":
        VERBS["ask_extension"](code, desk)
    _instructed(cast, code, state)
    if state == "merged":
        merge(code, into=builders.received().report.code, by=cast.front_head)
    report.refresh_from_db()
    assert report.state == state
    return report


def _instructed(cast: Cast, code: str, state: str) -> None:
    if state in ("disposed", "in_work"):
        instruct(code, by=cast.secretary, text=REASON, unit="pupr", due_on=tomorrow())
    if state == "in_work":
        accept_instruction(code, by=cast.pupr_head)
