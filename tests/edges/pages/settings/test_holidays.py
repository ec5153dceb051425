"""Days off: entered, confirmed, moved, taken out, each with what it changes; and none of it for days that have passed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import Holiday
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/libur/"


def workday(ahead: int = 20) -> date:
    """A working day so far ahead that lies in no holiday of the seeds."""
    calendar, day = rules.current().calendar, timezone.localdate() + timedelta(days=ahead)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def estimate(day: date | None = None) -> Holiday:
    return Holiday.objects.create(date=day or workday(), name_id="Hari Uji", kind="public", is_estimate=True)


def values(**changed: Any) -> dict[str, Any]:
    return {
        "date": workday().isoformat(),
        "name_id": "Hari Jadi Kabupaten",
        "kind": "regional",
        "source": "SK Bupati",
        **changed,
    }


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "regional_head", "engineer"])
def test_others_may_neither_look_nor_change(signs_in: SignsIn, role: str) -> None:
    client, day = signs_in(role), estimate()
    assert {client.get(page).status_code for page in (AT, f"{AT}{day.pk}/")} == {403}
    acts = [AT, *(f"{AT}{day.pk}/{act}/" for act in ("kepastian", "pencoretan", "pemulihan"))]
    assert {client.post(page, values(sure="1", on=day.date)).status_code for page in acts} == {403}
    assert Entry.objects.count() == 0


def test_a_day_off_is_looked_at_then_entered_and_promises_keep_their_dates(signs_in: SignsIn, cast: Cast) -> None:
    client, day = signs_in("front_head"), workday(ahead=5)
    builders.received()
    before = dict(Promise.objects.values_list("pk", "due_at"))
    start = timezone.now()
    due = rules.due("settle", "complaint", start).due_at  # type: ignore[union-attr]
    looked = client.post(AT, values(date=day.isoformat()))
    page = looked.content.decode()
    assert (looked.status_code, "Settlement" in page, "keeps its date" in page or "keep their dates" in page) == (
        200,
        True,
        True,
    )
    assert Holiday.objects.filter(date=day).count() == 0
    assert client.post(AT, values(date=day.isoformat(), sure="1")).status_code == 303
    assert rules.due("settle", "complaint", start).due_at > due  # type: ignore[union-attr]
    assert dict(Promise.objects.values_list("pk", "due_at")) == before
    assert Entry.objects.get(act="holiday_changed").facts["what"] == "added"


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"date": "2020-01-02"}, "has passed"),
        ({"date": "2099-01-02"}, "too far ahead"),
        ({"name_id": ""}, "This is empty"),
        ({"date": "never"}, "valid date"),
        ({"kind": "mine"}, "mine"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(signs_in: SignsIn, wrong: dict[str, str], sentence: str) -> None:
    answer = signs_in("front_head").post(AT, values(**wrong, sure="1"))
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "SK Bupati" in page, Entry.objects.count()) == (422, True, True, 0)


def test_the_same_day_is_not_entered_twice(signs_in: SignsIn) -> None:
    client, twice = signs_in("front_head"), values(sure="1")
    client.post(AT, twice)
    answer = client.post(AT, twice)
    assert (answer.status_code, "in the list already" in answer.content.decode()) == (422, True)


def test_an_estimate_is_confirmed_on_its_day(signs_in: SignsIn) -> None:
    client, day = signs_in("front_head"), estimate()
    page = f"{AT}{day.pk}/kepastian/"
    assert client.post(page, {"on": day.date.isoformat()}).status_code == 303
    day.refresh_from_db()
    assert (day.is_estimate, day.is_active) == (False, True)
    assert client.post(page, {"on": day.date.isoformat()}).status_code == 409


def test_an_estimate_moves_to_the_day_that_was_decided_after_a_look(signs_in: SignsIn) -> None:
    client, day = signs_in("front_head"), estimate()
    on = workday(ahead=(day.date - timezone.localdate()).days + 1)
    page = f"{AT}{day.pk}/kepastian/"
    assert "If it falls on" in client.post(page, {"on": on.isoformat()}).content.decode()
    assert Holiday.objects.filter(date=on).count() == 0
    assert client.post(page, {"on": on.isoformat(), "sure": "1"}).status_code == 303
    day.refresh_from_db()
    moved = Holiday.objects.get(date=on, name_id="Hari Uji")
    assert (day.is_active, moved.is_active, moved.is_estimate) == (False, True, False)


def test_a_day_is_taken_out_and_put_back_and_stays_readable(signs_in: SignsIn) -> None:
    client, day = signs_in("front_head"), estimate()
    assert "If it were taken out" in client.get(f"{AT}{day.pk}/").content.decode()
    assert client.post(f"{AT}{day.pk}/pencoretan/").status_code == 303
    assert rules.current().calendar.is_working(day.date)
    assert client.post(f"{AT}{day.pk}/pencoretan/").status_code == 409
    assert "Taken out" in client.get(f"{AT}?tahun={day.date.year}").content.decode()
    assert client.post(f"{AT}{day.pk}/pemulihan/").status_code == 303
    assert not rules.current().calendar.is_working(day.date)
    assert [entry.facts["what"] for entry in Entry.objects.order_by("seq")] == ["taken_out", "put_back"]


def test_a_day_that_has_passed_stays_as_it_was(signs_in: SignsIn) -> None:
    client, day = signs_in("front_head"), estimate(timezone.localdate() - timedelta(days=1))
    posts = [client.post(f"{AT}{day.pk}/{act}/", {"on": day.date.isoformat()}) for act in ("pencoretan", "kepastian")]
    assert [answer.status_code for answer in posts] == [422, 422]
    assert (Entry.objects.count(), "has passed" in client.get(f"{AT}{day.pk}/").content.decode()) == (0, True)


def test_estimates_ahead_are_counted_where_deadlines_are_kept(signs_in: SignsIn) -> None:
    Holiday.objects.update(is_estimate=False)
    estimate()
    client = signs_in("front_head")
    assert "1 day is an estimate" in client.get(AT).content.decode()
    assert "1 estimate to confirm" in client.get("/pengaturan/tenggat/").content.decode()


def test_the_list_asks_the_same_for_one_day_and_three(signs_in: SignsIn) -> None:
    client, numbers = signs_in("front_head"), []
    for number in (1, 2):
        for _each in range(number):
            estimate(date(2031, 1, 1 + Holiday.objects.filter(date__year=2031).count()))
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{AT}?tahun=2031")
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_an_unknown_day_is_nowhere(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert {client.get(f"{AT}999999/").status_code, client.post(f"{AT}999999/pencoretan/").status_code} == {404}
