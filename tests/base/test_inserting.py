"""Several rows in one round trip."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base.inbound.models import Inbound
from arcadumas.base.inserting import insert
from arcadumas.base.limits.models import Counter

pytestmark = pytest.mark.django_db


def payload(channel: str) -> Inbound:
    return Inbound(channel=channel, body_sealed=b"50 % of \x00 'it';", headers_sealed=b"")


def counter(key: bytes) -> Counter:
    return Counter(bucket="b", key=key, taken=1, ends_at=timezone.now())


def test_rows_of_several_tables_travel_together_and_come_back_as_they_were() -> None:
    rows = [payload("a"), payload("b"), counter(b"1")]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        insert(rows)
    assert len(queries) == 1
    assert [bytes(row.body_sealed) for row in Inbound.objects.all()] == [b"50 % of \x00 'it';"] * 2
    assert (Counter.objects.get().taken, rows[0]._state.adding) == (1, False)


def test_one_row_that_does_not_fit_takes_the_others_with_it() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([payload("a"), counter(b"1"), counter(b"1")])
    assert (Inbound.objects.count(), Counter.objects.count()) == (0, 0)
