"""Acting by a link: what may be tapped, by whom it is done, and that nothing stays half done."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Stale, Unfit
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.models import Disposition
from arcadumas.core.handling.work import approve, draft
from arcadumas.core.organisation import pins
from arcadumas.core.reports.models import ClosedBy, Event, Report
from arcadumas.duties.notifications import links, tapping, tell
from arcadumas.duties.notifications.models import Message, Use
from arcadumas.duties.notifications.proving import Proof
from arcadumas.duties.notifications.tapping import Given
from tests import builders
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]
PIN = "271828"


def token(report: Report, act: str, **to: str) -> str:
    while tell.once():
        pass
    found = Message.objects.filter(notices__report=report, **{f"notices__{name}": value for name, value in to.items()})
    message = found.order_by("-notices__event__seq", "pk")[0]
    return links.make(message.pk, act, expires_at=links.expiry(timezone.now()))


def test_an_officer_acts_in_the_one_post_that_was_told(cast: Cast) -> None:
    report = builders.disposed(cast).report
    bearer = tapping.tap(token(report, "acceptance", person__login="pupr.admin"))
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.post_id, line.via) == ("accepted", bearer.post.pk, "link")
    assert line.message == bearer.message.pk
    assert Use.objects.get().act == "acceptance"


def test_a_refused_tap_leaves_the_link_alive(cast: Cast) -> None:
    report = builders.disposed(cast).report
    link = token(report, "return", person__login="pupr.admin")
    with pytest.raises(Unfit):
        tapping.tap(link, given=Given(text="pendek"))
    assert (Use.objects.count(), Disposition.objects.get().state) == (0, "offered")
    tapping.tap(link, given=Given(text="Ini jalan milik pemerintah provinsi.", cause="province_or_centre"))
    held = Disposition.objects.get()
    assert (Use.objects.count(), held.state, held.return_cause) == (1, "returned", "province_or_centre")


@pytest.mark.parametrize("act", ["disposition", "draft", "report"])
def test_what_needs_more_than_a_tap_is_done_on_the_page(cast: Cast, act: str) -> None:
    report = builders.disposed(cast).report
    link = token(report, act, person__login="pupr.admin")
    assert tapping.look(link).act == act
    with pytest.raises(links.Dead, match=r"link\.broken"):
        tapping.tap(link)


def test_the_reporter_acts_as_the_reporter(cast: Cast) -> None:
    report = builders.answered(cast, email="warga@demo.test").report
    tapping.tap(token(report, "messages", recipient="reporter"), given=Given(text="Terima kasih, sudah rata."))
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.actor, line.by_id, line.via) == ("message_sent", "reporter", None, "link")


def test_an_act_whose_time_has_passed_is_dead_before_it_is_tried(cast: Cast) -> None:
    report = builders.answered(cast, email="warga@demo.test").report
    link = token(report, "confirmation", recipient="reporter")
    tapping.tap(link)
    later = token(report, "nothing-more", recipient="reporter")
    with pytest.raises(links.Dead, match=r"link\.passed") as dead:
        tapping.look(later)
    assert dead.value.values["standing"] == str(ClosedBy.REPORTER.label)


# -- With a PIN --------------------------------------------------------------------------------------------------------
def drafted(cast: Cast) -> Report:
    report = builders.in_work(cast, to="dinkes").report
    draft(report.code, by=cast.dinkes_admin, text=builders.ANSWER)
    return report


def pinned(cast: Cast, pin: str = PIN) -> None:
    pins.put(cast.person("dinkes_head"), pin, via="web")


@pytest.mark.parametrize("act", ["approval", "draft-rejection"])
def test_what_binds_others_is_refused_without_a_proof(cast: Cast, act: str) -> None:
    report = drafted(cast)
    link = token(report, act, person__login="dinkes.kepala")
    stranger = cast.person("dinkes_admin").pk
    for proof in (Proof(), Proof(session=stranger), Proof(voucher="x.y.z")):
        with pytest.raises(Powerless, match=r"link\.needs_pin"):
            tapping.tap(link, given=Given(text="Mohon sebut tanggalnya."), proof=proof)
        assert tapping.draft(tapping.look(link), proof) is None
    assert report.responses.get().state == "drafted"


def test_a_right_pin_shows_the_draft_and_lets_approve_it(cast: Cast) -> None:
    report = drafted(cast)
    pinned(cast)
    link = token(report, "approval", person__login="dinkes.kepala")
    proof = Proof(voucher=tapping.prove(link, pin=PIN))
    waiting = tapping.draft(tapping.look(link), proof)
    assert waiting is not None
    assert waiting.text == builders.ANSWER
    bearer = tapping.tap(link, proof=proof)
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("answer_approved", "dinkes.kepala", "link")
    assert line.message == bearer.message.pk


def test_an_open_session_of_that_person_is_proof_enough(cast: Cast) -> None:
    report = drafted(cast)
    link = token(report, "draft-rejection", person__login="dinkes.kepala")
    tapping.tap(link, given=Given(text="Mohon sebut tanggalnya."), proof=Proof(session=cast.person("dinkes_head").pk))
    assert report.responses.get().state == "rejected"


def test_a_voucher_serves_no_other_message_and_no_other_pin(cast: Cast) -> None:
    first, other = drafted(cast), drafted(cast)
    pinned(cast)
    mine = token(first, "approval", person__login="dinkes.kepala")
    proof = Proof(voucher=tapping.prove(mine, pin=PIN))
    with pytest.raises(Powerless):
        tapping.tap(token(other, "approval", person__login="dinkes.kepala"), proof=proof)
    pinned(cast, "161803")
    with pytest.raises(Powerless):
        tapping.tap(mine, proof=proof)


def test_a_voucher_is_good_for_ten_minutes(cast: Cast) -> None:
    report = drafted(cast)
    pinned(cast)
    link = token(report, "approval", person__login="dinkes.kepala")
    proof = Proof(voucher=tapping.prove(link, pin=PIN))
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False), pytest.raises(Powerless):
        tapping.tap(link, proof=proof)


def test_a_draft_that_changed_meanwhile_is_not_approved_unread(cast: Cast) -> None:
    report = drafted(cast)
    pinned(cast)
    link = token(report, "approval", person__login="dinkes.kepala")
    seen = tapping.look(link).report.version
    draft(report.code, by=cast.dinkes_admin, text="Teks lain yang belum dibaca siapa pun.")
    with pytest.raises(Stale):
        tapping.tap(link, given=Given(version=seen), proof=Proof(voucher=tapping.prove(link, pin=PIN)))


def test_once_decided_both_links_say_by_whom(cast: Cast) -> None:
    report = drafted(cast)
    link, other = (token(report, act, person__login="dinkes.kepala") for act in ("approval", "draft-rejection"))
    approve(report.code, by=cast.dinkes_head)
    for each in (link, other):
        with pytest.raises(links.Dead, match=r"link\.decided") as dead:
            tapping.look(each)
        assert dead.value.values["by"] == "Kepala Dinas Kesehatan"


def test_a_link_that_needs_no_pin_gives_no_voucher(cast: Cast) -> None:
    report = builders.disposed(cast).report
    pins.put(cast.person("pupr_admin"), PIN, via="web")
    with pytest.raises(Powerless):
        tapping.prove(token(report, "acceptance", person__login="pupr.admin"), pin=PIN)


# -- Instructions ------------------------------------------------------------------------------------------------------
def test_an_instruction_is_given_by_link_with_a_pin(cast: Cast) -> None:
    report = builders.in_work(cast).report
    pins.put(cast.person("regional_head"), PIN, via="web")
    link = token(report, "instruction", person__login="bupati")
    order = Given(text="Tutup lubang itu minggu ini.", unit="pupr", due_on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(Powerless):
        tapping.tap(link, given=order)
    tapping.tap(link, given=order, proof=Proof(voucher=tapping.prove(link, pin=PIN)))
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("instructed", "bupati", "link")


def test_an_instruction_without_a_day_is_not_given(cast: Cast) -> None:
    report = builders.in_work(cast).report
    link = token(report, "instruction", person__login="bupati")
    with pytest.raises(Unfit, match=r"instruction\.day_missing"):
        tapping.tap(link, given=Given(text="x" * 20, unit="pupr"), proof=Proof(session=cast.person("regional_head").pk))


def test_the_unit_accepts_an_instruction_by_link_the_one_that_the_message_told_of(cast: Cast) -> None:
    report, days = builders.in_work(cast).report, [timezone.localdate() + timedelta(days=n) for n in (90, 3)]
    given = [instruct(report.code, by=cast.regional_head, text="Tutup lubang itu.", unit="pupr", due_on=day) for day in days]  # fmt: skip
    tapping.tap(token(report, "instruction-acceptance", person__login="pupr.kepala"))
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.by.login, line.via) == ("instruction_accepted", "pupr.kepala", "link")
    assert line.facts["instruction"] == given[1].pk
