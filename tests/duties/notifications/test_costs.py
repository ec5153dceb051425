"""What messages cost: kept from the statuses in any order, counted once, priced by the day's rate."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation.models import Unit
from arcadumas.duties.notifications import charges, composing, costs, rates, receipts
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.pricing import Charge, ChargeCount, Rate
from arcadumas.duties.notifications.rates import Price
from tests.cast import Cast

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2027, 1, 1)
UTILITY = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
FREE = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}


def a_message(unit: Unit | None = None) -> Message:
    message = Message(
        dedupe_key=str(uuid.uuid4()), channel="whatsapp", carrier="whatsapp", template="t", language="id", queued_at=AT,
        next_at=AT, state="sent", unit=unit, purpose="disposed",
    )  # fmt: skip
    composing.put(message, to="+628110000003", content={})
    message.save(force_insert=True)
    return message


def note(message: Message, status: str, pricing: Any = None, at: datetime = AT) -> None:
    receipts.note(status=status, at=at, message_id=str(message.pk), pricing=pricing)


def price(amount: str, starts_on: date = date(2026, 1, 1), **values: Any) -> Price:
    return Price(**{"carrier": "whatsapp", "category": "utility", "starts_on": starts_on, "price": Decimal(amount), **values})  # fmt: skip


def standing() -> list[tuple[str, str, int, int, int, dict[str, Decimal]]]:
    found = costs.sums(costs.cells(FIRST, LAST), "category", "unit")
    return [(*key, each.billed, each.free, each.unpriced, dict(each.amounts)) for key, each in found.items()]


@pytest.mark.parametrize("order", [("sent", "delivered", "read"), ("read", "delivered", "sent"), ("delivered", "sent")])
@pytest.mark.parametrize("priced", ["sent", "delivered", "all"])
def test_a_message_is_charged_once_in_any_order_of_its_statuses(cast: Cast, order: tuple[str, ...], priced: str):
    message = a_message(Unit.objects.get(code="pupr"))
    for status in order * 2:
        note(message, status, UTILITY if priced in (status, "all") else None)
    assert standing() == [("utility", "pupr", 1, 0, 1, {})]
    charges.count()
    assert standing() == [("utility", "pupr", 1, 0, 1, {})]


def test_what_was_not_delivered_is_not_owed(db: None):
    message = a_message()
    note(message, "sent", UTILITY)
    note(message, "failed")
    assert (standing(), charges.count(), Charge.objects.count()) == ([], 0, 1)


def test_an_email_and_a_broken_price_cost_nothing(db: None):
    for pricing in (None, {}, {"category": 7}, {"category": ""}, {"type": "regular"}):
        note(a_message(), "delivered", pricing)
    assert Charge.objects.count() == 0


@pytest.mark.parametrize(
    ("pricing", "billed"),
    [
        (UTILITY, 1),
        (FREE, 0),
        ({"category": "Utility", "type": "regular"}, 1),
        ({"category": "service", "type": "free_entry_point"}, 0),
        ({"category": "utility"}, 1),
    ],  # fmt: skip
)
def test_what_is_free_is_counted_as_free(db: None, pricing: Any, billed: int):
    note(a_message(), "delivered", pricing)
    [cell] = costs.cells(FIRST, LAST)
    assert (cell.billed, cell.free, cell.category) == (billed, 1 - billed, pricing["category"].lower())


def test_each_day_has_the_price_of_its_time(cast: Cast):
    rates.put(price("100"), by=cast.front_head)
    rates.put(price("150.5", date(2026, 11, 25)), by=cast.front_head)
    for days in (0, 1, 2):
        note(a_message(), "delivered", UTILITY, AT + timedelta(days=days))
    note(a_message(), "delivered", FREE)
    charges.count()
    assert standing() == [("service", "", 0, 1, 0, {}), ("utility", "", 3, 0, 0, {"IDR": Decimal("401.0000")})]


def test_the_day_is_that_of_the_government(db: None):
    note(a_message(), "delivered", UTILITY, datetime(2026, 11, 30, 16, 30, tzinfo=UTC))  # half past midnight in WITA
    assert [cell.month for cell in costs.cells(FIRST, LAST)] == [date(2026, 12, 1)]


def test_two_currencies_are_never_added_up(cast: Cast):
    rates.put(price("100"), by=cast.front_head)
    rates.put(price("0.02", date(2026, 11, 25), currency="USD"), by=cast.front_head)
    for days in (0, 1):
        note(a_message(), "delivered", UTILITY, AT + timedelta(days=days))
    assert [each[-1] for each in standing()] == [{"IDR": Decimal("100.0000"), "USD": Decimal("0.0200")}]


# -- The roll-up equals the scan ---------------------------------------------------------------------------------------
STEP = st.tuples(
    st.integers(0, 5), st.sampled_from(["sent", "delivered", "read", "failed", "count"]),
    st.sampled_from([None, UTILITY, FREE]), st.integers(0, 60),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=40), amounts=st.lists(st.integers(1, 900), min_size=2, max_size=2))
def test_the_roll_up_equals_the_scan(cast: Cast, steps: list[Any], amounts: list[int]):
    Charge.objects.all().delete(), ChargeCount.objects.all().delete(), Rate.objects.all().delete()
    units = [None, *Unit.objects.filter(code__in=["pupr", "dinkes"]).order_by("code")]
    messages = [a_message(units[n % 3]) for n in range(6)]
    turn = date(2026, 12, 10)
    for starts_on, amount in zip((FIRST, turn), amounts, strict=True):
        rates.put(price(str(amount), starts_on), by=cast.front_head)
    for which, status, pricing, days in steps:
        if status == "count":
            charges.count()
        else:
            note(messages[which], status, pricing, AT + timedelta(days=days))
    wanted: Counter[tuple[Any, ...]] = Counter()
    for charge in Charge.objects.exclude(day=None).select_related("unit"):
        amount = 0 if charge.category != "utility" else amounts[charge.day >= turn]
        month, unit = charge.day.replace(day=1), charge.unit.code if charge.unit else ""
        wanted[month, charge.category, unit, "messages"] += 1
        wanted[month, charge.category, unit, "amount"] += amount if charge.is_billable else 0
    found: Counter[tuple[Any, ...]] = Counter()
    for cell in costs.cells(FIRST, date(2028, 1, 1)):
        found[cell.month, cell.category, cell.unit, "messages"] += cell.billed + cell.free
        found[cell.month, cell.category, cell.unit, "amount"] += int(cell.amount)
    assert found == wanted


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_several_workers_count_each_message_once():
    for _n in range(30):
        note(a_message(), "delivered", UTILITY)

    def count(_n: int) -> int:
        try:
            return charges.count()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counted = sum(pool.map(count, range(4)))
    assert (counted, ChargeCount.objects.get().messages) == (30, 30)


def test_a_year_is_read_in_one_statement(cast: Cast):
    for unit in Unit.objects.all()[:5]:
        note(a_message(unit), "delivered", UTILITY)
    with CaptureQueriesContext(connection) as queries:
        costs.cells(FIRST, LAST)
    assert len(queries) == 1


# -- Prices ------------------------------------------------------------------------------------------------------------
def test_none_is_shipped(db: None):
    assert Rate.objects.count() == 0


def test_a_price_is_set_changed_and_removed_and_each_is_written_down(cast: Cast):
    rates.put(price("350"), by=cast.front_head)
    rate = rates.put(price("367.5"), by=cast.engineer)
    rates.remove(rate.pk, by=cast.front_head)
    found = [(each.act, each.by, each.facts.get("before"), each.facts.get("after")) for each in Entry.objects.filter(act__startswith="rate_").order_by("seq")]  # fmt: skip
    assert found == [
        ("rate_set", "kominfo.kepala", "", "350 IDR"),
        ("rate_set", "teknisi", "350 IDR", "367.5 IDR"),
        ("rate_removed", "kominfo.kepala", "367.5 IDR", None),
    ]
    assert Rate.objects.count() == 0
    with pytest.raises(Unseen):
        rates.remove(rate.pk, by=cast.front_head)


def test_a_price_below_nothing_is_refused(cast: Cast):
    for wrong in (price("-1"), price("NaN"), price("99999999"), price("1", currency="XYZ")):
        with pytest.raises(Unfit):
            rates.put(wrong, by=cast.front_head)


def test_only_those_who_tend_the_prices_change_them(cast: Cast):
    for who in (cast.front_officer, cast.pupr_head, cast.regional_head, cast.inspector):
        with pytest.raises(Powerless):
            rates.put(price("1"), by=who)


def test_months_go_back_over_the_turn_of_the_year():
    assert costs.months_back(date(2026, 2, 14), 3) == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]
    assert (costs.month_after(date(2026, 12, 1)), costs.month_after(date(2026, 1, 1))) == (date(2027, 1, 1), date(2026, 2, 1))  # fmt: skip
    assert timezone.localdate(AT) == date(2026, 11, 24)
