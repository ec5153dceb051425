"""Acting by a link: what may be tapped, by whom it is done, and that nothing stays half done."""

from typing import Any

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Unfit
from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import links, tapping, tell
from arcadumas.duties.notifications.models import Message, Use
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _both_channels(settings: Any) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"


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
    assert Use.objects.get().act == "acceptance"


def test_a_refused_tap_leaves_the_link_alive(cast: Cast) -> None:
    report = builders.disposed(cast).report
    link = token(report, "return", person__login="pupr.admin")
    with pytest.raises(Unfit):
        tapping.tap(link, text="pendek")
    assert (Use.objects.count(), Disposition.objects.get().state) == (0, "offered")
    tapping.tap(link, text="Ini jalan milik pemerintah provinsi.")
    assert (Use.objects.count(), Disposition.objects.get().state) == (1, "returned")


@pytest.mark.parametrize("act", ["approval", "instruction", "disposition", "report"])
def test_what_needs_more_than_a_tap_is_done_on_the_page(cast: Cast, act: str) -> None:
    report = builders.disposed(cast).report
    link = token(report, act, person__login="pupr.admin")
    assert tapping.look(link).act == act
    with pytest.raises(links.Dead, match=r"link\.broken"):
        tapping.tap(link)


def test_the_reporter_acts_as_the_reporter(cast: Cast) -> None:
    report = builders.answered(cast, email="warga@demo.test").report
    tapping.tap(token(report, "messages", recipient="reporter"), text="Terima kasih, sudah rata.")
    line = Event.objects.filter(report=report).latest("seq")
    assert (line.kind, line.actor, line.by_id, line.via) == ("message_sent", "reporter", None, "link")


def test_an_act_whose_time_has_passed_is_dead_before_it_is_tried(cast: Cast) -> None:
    report = builders.answered(cast, email="warga@demo.test").report
    link = token(report, "confirmation", recipient="reporter")
    tapping.tap(link)
    later = token(report, "reopening", recipient="reporter")
    with pytest.raises(links.Dead, match=r"link\.passed"):
        tapping.look(later)
