"""A token is bound to its message, post, report and act, and dies as it should."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.organisation.models import Person, Post
from arcadumas.duties.notifications import links, tell
from arcadumas.duties.notifications.links import ACTS, Dead
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.texts import load_files
from tests.builders import disposed
from tests.cast import Cast


@pytest.fixture
def message(cast: Cast, settings: Any) -> Message:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    disposed(cast)
    while tell.once():
        pass
    return Message.objects.get(notices__person__login="pupr.admin", notices__purpose="disposed")


def token(message: Message, act: str = "acceptance") -> str:
    return links.make(message.pk, act, expires_at=links.expiry(timezone.now()))


def death(token: str) -> str:
    with pytest.raises(Dead) as caught:
        links.read(token)
    return caught.value.code


def test_it_says_what_it_was_made_for(message: Message):
    bearer = links.read(token(message))
    assert (bearer.message, bearer.act, bearer.report, bearer.post.person.login if bearer.post else "") == (
        message, "acceptance", message.notices.get().report, "pupr.admin",
    )  # fmt: skip


def test_every_act_of_every_text_has_its_place():
    assert {button.act for text in load_files() for button in text.buttons} - set(ACTS) == set()
    assert len(set(ACTS)) == len(ACTS) < 256


def test_it_fits_an_address_and_a_payload(message: Message):
    made = token(message, "instruction-acceptance")
    assert (len(made), made.isascii(), len(f"instruction-acceptance:{made}") < 256) == (44, True, True)


def test_no_changed_letter_goes_unnoticed(message: Message):
    good = token(message)
    changed = [f"{good[:place]}{'A' if good[place] != 'A' else 'B'}{good[place + 1 :]}" for place in range(len(good))]
    assert {death(text) for text in changed} == {"link.broken"}


@pytest.mark.parametrize("text", ["", "x", "ä" * 44, "A" * 44, "A" * 45, "=" * 44])
@pytest.mark.django_db
def test_nonsense_is_broken(text: str):
    assert death(text) == "link.broken"


@pytest.mark.django_db
def test_a_token_of_a_message_that_is_not_there_is_broken():
    assert death(links.make(uuid.uuid4(), "report", expires_at=timezone.now() + timedelta(days=1))) == "link.broken"


def test_it_dies_after_fourteen_days(message: Message):
    made = token(message)
    with time_machine.travel(timezone.now() + timedelta(days=13, hours=22), tick=False):
        assert links.read(made).act == "acceptance"
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        assert death(made) == "link.expired"


def test_it_dies_when_the_post_is_handed_over_and_when_it_ends(message: Message):
    made = token(message)
    Post.objects.filter(person__login="pupr.admin").update(person=Person.objects.get(login="pupr.pengganti"))
    assert death(made) == "link.not_your_post"
    Post.objects.filter(title="Admin Penghubung Dinas PUPR").update(
        person=Person.objects.get(login="pupr.admin"), valid_to="2020-01-01"
    )
    assert death(made) == "link.not_your_post"


def test_it_dies_for_good_when_the_report_goes_to_a_colleague(message: Message, cast: Cast):
    """Also when that colleague passes it on, or it comes back: whoever has it then is told anew."""
    made, code = token(message), message.notices.get().report.code
    hand_over(code, by=cast.pupr_admin, to="pupr.penghubung")
    assert death(made) == "link.handed_over"
    for giver, taker in ((cast.pupr_liaison, "pupr.pengganti"), (cast.pupr_substitute, "pupr.admin")):
        hand_over(code, by=giver, to=taker)
        assert death(made) == "link.handed_over"
    assert links.read(token(message, "report")).act == "report"


@pytest.mark.parametrize("is_accepted", [True, False])
def test_it_dies_when_a_colleague_takes_the_report_over(message: Message, cast: Cast, is_accepted: bool):
    made, code = token(message, "return"), message.notices.get().report.code
    if is_accepted:
        accept(code, by=cast.pupr_admin)
    else:
        hand_over(code, by=cast.pupr_liaison, to="pupr.admin")
    assert links.read(made).act == "return"
    take_over(code, by=cast.pupr_substitute)
    assert death(made) == "link.handed_over"


def test_it_dies_with_the_account(message: Message):
    Person.objects.filter(login="pupr.admin").update(is_active=False)
    assert death(token(message)) == "link.not_your_post"


def test_an_act_is_used_once_and_a_view_again_and_again(message: Message):
    act, view = links.read(token(message)), links.read(token(message, "report"))
    for bearer in (act, view):
        links.require_unused(bearer)
        links.mark_used(bearer, at=datetime(2026, 11, 24, 6, tzinfo=UTC))
    links.require_unused(view)
    with pytest.raises(Dead) as caught, translation.override("en"):
        links.require_unused(act)
    assert caught.value.code == "link.used"


def test_a_token_outlives_a_change_of_keys(message: Message, settings: Any):
    made = token(message)
    settings.FIELD_KEYS = ["2:" + "ff" * 32, *settings.FIELD_KEYS]
    assert links.read(made).act == "acceptance"
