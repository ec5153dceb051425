"""Whose link was used hears of it, once, and may say that it was not them; the front desk hears of that."""

import pytest
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.work import draft
from arcadumas.core.organisation import pins
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import acting, bundling, links, tapping
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Message, Notice, Rule
from arcadumas.duties.notifications.proving import Proof
from arcadumas.duties.notifications.tapping import Given
from tests import builders
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_channels")]


def message(report: Report, purpose: str, login: str, channel: str = "whatsapp") -> Message:
    tell_all()
    notices = Notice.objects.filter(report=report, purpose=purpose, person__login=login).order_by("-id")
    return notices[0].messages.get(channel=channel)


def token(of: Message, act: str) -> str:
    return links.make(of.pk, act, expires_at=links.expiry(timezone.now()))


def test_whose_link_was_used_hears_of_it_by_one_channel(cast: Cast) -> None:
    report = builders.disposed(cast).report
    tapping.tap(token(message(report, "disposed", "pupr.admin"), "acceptance"))
    told = message(report, "link_used", "pupr.admin")
    content = content_of(told.pk, bytes(told.text))
    assert [notice.person.login for notice in Notice.objects.filter(purpose="link_used")] == ["pupr.admin"]
    assert content["parameters"][:3] == ["Admin Penghubung Dinas PUPR", report.code, "menerima laporan"]
    assert [(each["kind"], each["label"]) for each in content["buttons"]] == [("url", "Bukan saya")]
    assert list(Notice.objects.get(purpose="link_used").messages.values_list("channel", flat=True)) == ["whatsapp"]


def test_a_button_on_the_phone_and_the_page_tell_nobody(cast: Cast) -> None:
    pressed, done = builders.disposed(cast).report, builders.disposed(cast).report
    token_ = token(message(pressed, "disposed", "pupr.admin"), "acceptance")
    outcome = acting.press(f"acceptance:{token_}", from_number="628110000003", via=Via.WHATSAPP)
    accept(done.code, by=cast.pupr_admin)
    tell_all()
    assert (outcome.outcome, Notice.objects.filter(purpose="link_used").exists()) == ("accepted", False)


def test_what_asked_for_a_proof_is_not_told(cast: Cast) -> None:
    Unit.objects.filter(code="pupr").update(answer_needs_approval=True)
    report = builders.in_work(cast).report
    draft(report.code, by=cast.pupr_admin, text="Lubang ditambal besok pagi oleh tim kami.", is_final=True)
    pins.put(cast.person("pupr_head"), "271828", via=Via.WEB)
    link = token(message(report, "draft_waiting", "pupr.kepala"), "approval")
    tapping.tap(link, proof=Proof(session=cast.person("pupr_head").pk))
    tell_all()
    assert not Notice.objects.filter(purpose="link_used").exists()


def test_officials_can_switch_it_off(cast: Cast) -> None:
    Rule.objects.filter(key="link-accepted").update(is_active=False)
    report = builders.disposed(cast).report
    tapping.tap(token(message(report, "disposed", "pupr.admin"), "acceptance"))
    tell_all()
    assert not Notice.objects.filter(purpose="link_used").exists()


def test_it_was_not_me_flags_the_act_and_tells_the_front_desk(cast: Cast) -> None:
    report = builders.disposed(cast).report
    stolen = message(report, "disposed", "pupr.admin")
    tapping.tap(token(stolen, "acceptance"))
    tapping.tap(token(message(report, "link_used", "pupr.admin"), "link-dispute"))
    told = message(report, "act_disputed", "kominfo")
    parameters = content_of(told.pk, bytes(told.text))["parameters"]
    assert parameters[1:4] == ["Admin Penghubung Dinas PUPR", report.code, "menerima laporan"]
    assert Event.objects.filter(report=report).latest("seq").kind == "act_disputed"
    assert Notice.objects.filter(purpose="link_used").count() == 1  # saying so is no act of a link to be told


def test_the_message_that_was_in_wrong_hands_can_do_nothing_more(cast: Cast) -> None:
    report = builders.disposed(cast).report
    stolen = message(report, "disposed", "pupr.admin")
    tapping.tap(token(stolen, "acceptance"))
    tapping.tap(token(message(report, "link_used", "pupr.admin"), "link-dispute"))
    with pytest.raises(Dead) as refused:
        tapping.tap(token(stolen, "return"), given=Given(text="Ini jalan milik pemerintah provinsi."))
    assert refused.value.code == "link.used"


def test_its_own_link_works_once(cast: Cast) -> None:
    report = builders.disposed(cast).report
    tapping.tap(token(message(report, "disposed", "pupr.admin"), "acceptance"))
    denial = token(message(report, "link_used", "pupr.admin"), "link-dispute")
    tapping.tap(denial)
    with pytest.raises(Dead, match=r"link\.used"):
        tapping.tap(denial)


def test_it_is_gathered_like_others_and_keeps_its_button_where_it_is_the_only_one(cast: Cast) -> None:
    first, second = builders.disposed(cast).report, builders.disposed(cast).report
    for report in (first, second):
        tapping.tap(token(message(report, "disposed", "pupr.admin"), "acceptance"))
    tell_all()
    mine = Notice.objects.filter(person__login="pupr.admin")
    Message.objects.filter(notices__in=mine.filter(purpose="link_used")).delete()
    mine.filter(purpose="link_used").update(bundle_at=timezone.now(), fallback_at=None)
    bundling.once()
    together = Message.objects.filter(notices__purpose="link_used").distinct()
    assert {each.template for each in together} == {"aduan_beberapa_v1"}
    together.delete()
    mine.filter(purpose="link_used", report=first).update(bundle_at=timezone.now())
    bundling.once()
    alone = Message.objects.filter(notices__purpose="link_used", channel="whatsapp").distinct().get()
    assert content_of(alone.pk, bytes(alone.text))["buttons"][0]["label"] == "Bukan saya"
