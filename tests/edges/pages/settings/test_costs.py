"""What messages cost and the prices, before the browser."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.organisation.models import Unit
from arcadumas.duties.notifications.pricing import ChargeCount, Rate
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
AT = "/pengaturan/biaya/"
PRICE = {"category": "utility", "starts_on": "2020-01-01", "price": "367,50", "currency": "IDR"}


def count(messages: int, unit: str = "", category: str = "utility", is_billable: bool = True) -> None:
    ChargeCount.objects.create(
        day=timezone.localdate(), carrier="whatsapp", category=category, is_billable=is_billable, messages=messages,
        unit=Unit.objects.get(code=unit) if unit else None,
    )  # fmt: skip


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_nothing_is_invented(cast: Cast, signs_in: SignsIn) -> None:
    page = text(signs_in("front_head").get(AT))
    assert ("No message has been billed yet." in page, "None is shipped" in page) == (True, True)


def test_without_a_price_it_says_so(cast: Cast, signs_in: SignsIn) -> None:
    count(12, "pupr")
    page = text(signs_in("front_head").get(AT))
    assert ("12 billed messages have no price yet, so the sums are too low." in page, "Rp" in page) == (True, False)


def test_a_price_is_set_and_every_month_is_counted_with_it(cast: Cast, signs_in: SignsIn) -> None:
    count(1_000, "pupr")
    count(10)
    count(5, "pupr", category="service", is_billable=False)
    client = signs_in("engineer")
    done = client.post(AT, PRICE, follow=True)
    assert (done.redirect_chain[0][1], Rate.objects.get().price) == (303, Decimal("367.5000"))
    page = text(done)
    assert [each in page for each in ("Rp 371,175", "Rp 367,500", "Rp 3,675", "To reporters", "Rp 367.5 ")] == [
        True
    ] * 5


def test_a_price_that_can_be_read_in_two_ways_is_refused(cast: Cast, signs_in: SignsIn) -> None:
    for wrong in ("1.250", "1,250", "Rp 100", "-5", "", "1e3", "12.34.5"):
        refused = signs_in("front_head").post(AT, PRICE | {"price": wrong})
        assert refused.status_code == 422, wrong
    assert Rate.objects.count() == 0


def test_a_price_is_taken_out(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    client.post(AT, PRICE)
    number = Rate.objects.get().pk
    assert client.post(f"{AT}{number}/penghapusan/").status_code == 303
    assert (Rate.objects.count(), client.post(f"{AT}{number}/penghapusan/").status_code) == (0, 404)
    assert client.get(f"{AT}{number}/penghapusan/").status_code == 405


def test_another_month_is_chosen_and_nonsense_is_this_month(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    count(3, "pupr")
    for asked in ("2026-99", "x", "1999-01", f"{timezone.localdate():%Y-%m}"):
        assert "By unit in" in text(client.get(AT, {"bulan": asked}))


def test_more_units_ask_no_more_statements(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    count(1)
    client.get(AT)
    with CaptureQueriesContext(connection) as few:
        client.get(AT)
    for unit in ("pupr", "dinkes", "dlh"):
        count(2, unit)
    client.post(AT, PRICE)
    client.get(AT)
    with CaptureQueriesContext(connection) as many:
        client.get(AT)
    assert (len(few), len(few) <= 8) == (len(many), True)
