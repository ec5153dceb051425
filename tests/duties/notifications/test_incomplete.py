"""Heads and the front desk hear of incomplete teams, once a month and only of what is missing."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from arcadumas.core.drills.lacks import lacks
from arcadumas.core.organisation.models import Person, Team, Unit
from arcadumas.duties.notifications import mornings
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.cast import Cast

TUESDAY = datetime(2031, 3, 4, 7, 30, tzinfo=ZoneInfo("Asia/Makassar"))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _whole(cast: Cast, settings: Any) -> None:
    """Every team complete but that of PUPR, whose decree is over."""
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    Person.objects.update(last_login=TUESDAY - timedelta(days=1))
    Team.objects.filter(unit__code="pupr").update(valid_to=date(2026, 1, 1))


def told() -> set[str]:
    return set(Notice.objects.filter(purpose="team_incomplete").values_list("person__login", flat=True))


def content(login: str) -> dict[str, Any]:
    message = Message.objects.get(notices__person__login=login, notices__purpose="team_incomplete", channel="whatsapp")
    return content_of(message.pk, bytes(message.text))


def test_the_head_hears_of_the_own_team_and_the_front_desk_of_all(cast: Cast):
    units = {unit for unit, _kind in lacks(None, TUESDAY)}
    mornings.once(TUESDAY)
    heads = set(Person.objects.filter(posts__unit__in=units, posts__role="head").values_list("login", flat=True))
    assert told() == {"kominfo", "kominfo.kepala", *heads}
    assert "pupr.kepala" in heads
    unit, lack, due = content("pupr.kepala")["parameters"][1:]
    assert (unit, "masa berlaku SK habis" in lack, "11 Maret 2031" in due) == (cast_unit("pupr"), True, True)
    assert cast_unit("pupr") not in content("dinkes.kepala")["parameters"][1] if "dinkes.kepala" in heads else True


def cast_unit(code: str) -> str:
    return Unit.objects.get(code=code).name


def test_nobody_hears_of_it_twice_a_month():
    mornings.once(TUESDAY)
    first = Notice.objects.filter(purpose="team_incomplete").count()
    mornings.once(TUESDAY + timedelta(days=1))
    assert Notice.objects.filter(purpose="team_incomplete").count() == first > 0
    mornings.once(TUESDAY + timedelta(days=28))
    assert Notice.objects.filter(purpose="team_incomplete").count() > first


def test_the_link_opens_the_team_of_the_head_and_the_list_of_units_for_the_front_desk():
    mornings.once(TUESDAY)
    for login, place in (
        ("pupr.kepala", "/pengaturan/satuan-kerja/pupr/"),
        ("kominfo.kepala", "/pengaturan/satuan-kerja/"),
    ):
        token = content(login)["buttons"][0]["value"]
        assert Client().get(f"/t/{token}").status_code == 200
        assert Client().post(f"/t/{token}")["Location"] == place
