"""Office hours: a week from a day to come, looked at before it is set; what has run keeps its hours."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines import office, rules
from arcadumas.core.deadlines.models import OfficeHours
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/jam-kantor/"


def values(**changed: Any) -> dict[str, Any]:
    on = timezone.localdate() + timedelta(days=3)
    week = {f"day_{day}": "08.00-12.00, 13.00-15.00" for day in office.WEEKDAYS}
    return {**week, "day_5": "07:30 – 11:00", "on": on.isoformat(), "seen": str(office.newest()), **changed}


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "secretary", "engineer"])
def test_others_may_neither_look_nor_change(signs_in: SignsIn, role: str) -> None:
    client = signs_in(role)
    assert (client.get(AT).status_code, client.post(AT, values(sure="1")).status_code, Entry.objects.count()) == (
        403,
        403,
        0,
    )


def test_a_week_is_looked_at_then_set_from_its_day_on(signs_in: SignsIn) -> None:
    client, today = signs_in("front_head"), timezone.localdate()
    before = rules.current().calendar
    looked = client.post(AT, values())
    assert (looked.status_code, "Set these hours" in looked.content.decode(), "Acceptance" in looked.content.decode()) == (200, True, True)  # fmt: skip
    assert Entry.objects.count() == 0
    assert client.post(AT, values(sure="1")).status_code == 303
    now = rules.current().calendar
    for ahead in range(14):
        day = today + timedelta(days=ahead)
        if ahead < 3:
            assert now.openings(day) == before.openings(day)
        elif now.is_working(day):
            assert len(now.openings(day)) == (1 if day.isoweekday() == 5 else 2)
    assert Entry.objects.get(act="office_hours_changed").facts["after"]["5"] == ["07.30-11.00"]
    assert OfficeHours.objects.filter(valid_to=today + timedelta(days=2)).count() == 6


def test_a_week_planned_for_later_gives_way_to_an_earlier_one(signs_in: SignsIn) -> None:
    client, today = signs_in("front_head"), timezone.localdate()
    client.post(AT, values(sure="1", on=(today + timedelta(days=30)).isoformat()))
    client.post(AT, values(sure="1", on=(today + timedelta(days=9)).isoformat(), day_1="09.00-10.00"))
    assert [day for day, _week, _sample in office.weeks(today)] == [today, today + timedelta(days=9)]


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"day_1": "nanti"}, "Write hours like"),
        ({"day_1": "25.00-26.00"}, "Write hours like"),
        ({"day_1": "10.00-09.00"}, "close after they open"),
        ({"day_1": "08.00-12.00, 11.00-13.00"}, "run into each other"),
        ({f"day_{day}": "" for day in range(1, 6)}, "never open"),
        ({"on": "2020-01-01"}, "from tomorrow on"),
        ({"on": ""}, "This is empty"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(signs_in: SignsIn, wrong: dict[str, str], sentence: str) -> None:
    answer = signs_in("front_head").post(AT, values(**wrong, sure="1"))
    assert (answer.status_code, sentence in answer.content.decode(), Entry.objects.count()) == (422, True, 0)


def test_a_stale_page_is_told(signs_in: SignsIn) -> None:
    client, mine = signs_in("front_head"), values(sure="1", day_2="09.00-10.00")
    client.post(AT, values(sure="1"))
    answer = client.post(AT, mine)
    assert (answer.status_code, "09.00-10.00" in answer.content.decode()) == (412, True)
