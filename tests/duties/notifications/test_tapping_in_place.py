"""Acting by a link in the place of somebody who is away: what the stand-in was told of, the stand-in may do by the tap."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.work import draft
from arcadumas.core.organisation.models import Absence, Post
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.notifications import links, tapping, tell
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.proving import Proof
from arcadumas.duties.notifications.tapping import Given
from tests import builders
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
REASON = "Mohon sebut tanggal pekerjaannya."


def token(report: Report, act: str, login: str, purpose: str) -> str:
    while tell.once():
        pass
    told = Message.objects.filter(notices__report=report, notices__person__login=login, notices__purpose=purpose)
    return links.make(told.order_by("pk")[0].pk, act, expires_at=links.expiry(timezone.now()))


def last(report: Report) -> tuple[str, str, str, str]:
    line = Event.objects.select_related("by", "post").filter(report=report).latest("seq")
    return line.kind, line.by.login, line.post.title, line.via


def proof_of(cast: Cast, role: str) -> Proof:
    return Proof(session=cast.person(role).pk)


LIAISON = "Pejabat Penghubung Dinas PUPR"


@pytest.mark.parametrize(("act", "kind"), [("approval", "answer_approved"), ("draft-rejection", "answer_rejected")])
def test_of_a_head_on_a_draft(cast: Cast, act: str, kind: str) -> None:
    builders.absence("pupr.kepala", stand_in="pupr.penghubung")
    report = builders.in_work(cast).report
    report.unit.answer_needs_approval = True
    report.unit.save()
    draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    link = token(report, act, "pupr.penghubung", "draft_waiting")
    proof = proof_of(cast, "pupr_liaison")
    assert tapping.draft(tapping.look(link), proof).text == builders.ANSWER
    tapping.tap(link, given=Given(text=REASON), proof=proof)
    assert last(report) == (kind, "pupr.penghubung", LIAISON, "link")


@pytest.mark.parametrize(("act", "kind"), [("extension", "extended"), ("extension-refusal", "extension_refused")])
def test_of_a_head_who_is_asked_for_time(cast: Cast, act: str, kind: str) -> None:
    builders.absence("pupr.kepala", stand_in="pupr.penghubung")
    report = builders.wanting_time(cast).report
    later = Promise.objects.get(report=report, step="accept").due_at + timedelta(hours=3)
    link = token(report, act, "pupr.penghubung", "extension_asked")
    tapping.tap(link, given=Given(text=REASON, due_at=later, step="accept"), proof=proof_of(cast, "pupr_liaison"))
    assert last(report) == (kind, "pupr.penghubung", LIAISON, "link")


def test_of_the_sekda_with_an_instruction(cast: Cast) -> None:
    chair = Post.objects.get(person=cast.person("secretary"))
    other = Post.objects.create(
        person=cast.person("alalak_head"), unit=chair.unit, role="head", title="Asisten Pemerintahan"
    )
    absence = builders.absence("sekda", stand_in="alalak.camat")
    Absence.objects.filter(pk=absence.pk).update(stand_in=other)
    report = builders.disposed(cast).report
    for unit, admin in (("dinkes", cast.pupr_admin), ("63.04.05", cast.dinkes_admin), ("", cast.alalak_admin)):
        give_back(report.code, by=admin, reason="Urusan ini ada pada unit kerja lain.")
        if unit:
            dispose(report.code, to=unit, by=cast.front_officer, instruction="Mohon ditinjau.")
    link = token(report, "instruction", "alalak.camat", "moved_too_often")
    order = Given(text="Tutup lubang itu minggu ini.", unit="pupr", due_on=timezone.localdate() + timedelta(days=3))
    tapping.tap(link, given=order, proof=proof_of(cast, "alalak_head"))
    assert last(report) == ("instructed", "alalak.camat", "Asisten Pemerintahan", "link")


@pytest.mark.parametrize(
    ("act", "kind"), [("acceptance", "accepted"), ("return", "returned"), ("takeover", "accepted")]
)
def test_of_an_admin_by_a_member_of_the_team(cast: Cast, act: str, kind: str) -> None:
    builders.absence("pupr.admin", stand_in="pupr.teknis")
    report = builders.disposed(cast).report
    tapping.tap(token(report, act, "pupr.teknis", "disposed"), given=Given(text=REASON))
    assert last(report)[:2] == (kind, "pupr.teknis")


def test_no_other_post_of_theirs_acts_and_none_once_the_absence_is_over(cast: Cast) -> None:
    """Whoever is told in one post acts in that one: a second post of the same person brings no power to the link."""
    absence = builders.absence("pupr.admin", stand_in="pupr.teknis")
    Post.objects.create(
        person=cast.person("pupr_member"), unit_id=absence.post.unit_id, role="head", title="Plt. Kepala"
    )
    report = builders.disposed(cast).report
    link = token(report, "acceptance", "pupr.teknis", "disposed")
    bearer = tapping.look(link)
    assert [(seat.role, seat.id) for seat in tapping.actor_of(bearer).seats] == [
        ("member", absence.stand_in_id),
        ("agency_admin", absence.stand_in_id),
    ]
    absence.ended_at = timezone.now()
    absence.save()
    with pytest.raises(Powerless):
        tapping.tap(link)
