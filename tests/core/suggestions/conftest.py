"""Many routed reports, made by copying one, and nothing kept in memory from the test before."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Category, Report, State
from arcadumas.core.suggestions import suggest
from tests.core.suggestions.texts import reports

Routed = Callable[..., None]
CATEGORIES = {"pupr": "jalan_berlubang", "dinkes": "kesehatan", "dlh": "lingkungan_hidup"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    suggest.forget()
    yield
    suggest.forget()


def routed(number: int, **values: object) -> None:
    """Reports that their units took, as rows alone: what is learned from needs no story."""
    units, now = {unit.code: unit for unit in Unit.objects.all()}, timezone.now()
    some = list(Category.objects.order_by("id")[:3])
    by_code = dict(zip(CATEGORIES, some, strict=True))
    rows = [
        Report(
            code=f"T{n:03}-{len(text) % 10}{n % 7}ZZ", secret_digest=b"x", kind="complaint", source="web", title=text[:40], body=text,
            unit=units[label], category=by_code[label], state=State.CLOSED, received_at=now - timedelta(hours=number - n),
            **values,
        )
        for n, (text, label) in enumerate(zip(*reports(number), strict=True))
    ]  # fmt: skip
    Report.objects.bulk_create(rows)
