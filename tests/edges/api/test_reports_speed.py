"""A report is received in few statements: what the machine can take depends on it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.edges.api.ring import WORDS, Ring

BUDGET = 12
WHOLE = {
    **WORDS,
    "occurred_on": "2026-01-05",
    "unit": "pupr",
    "category": "jalan_berlubang",
    "place": {"lat": -3.2, "lon": 114.6, "village": "63.04.05", "text": "Depan pasar"},
    "reporter": {"name": "Siti", "phone": "081234567890", "email": "siti@example.com"},
    "about_officials": True,
}


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    """The count of an address is a statement of its own, before the transaction."""
    settings.INTAKE_LIMIT = 0


def statements(captured: CaptureQueriesContext) -> list[str]:
    return [
        query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "k-1"}], ids=["plain", "with a key"])
def test_a_report_with_everything_takes_at_most_twelve_statements(ring: Ring, headers: dict[str, str]) -> None:
    ring.post("/reports", WHOLE)  # reads the rules once a process
    with CaptureQueriesContext(connection) as captured:
        response = ring.post("/reports", WHOLE, **headers)
    assert response.status_code == 201, response.content
    found = statements(captured)
    assert len(found) <= BUDGET, "\n".join(found)


def test_a_bare_report_asks_nothing_of_sessions_or_accounts(ring: Ring) -> None:
    ring.post("/reports", WORDS)
    with CaptureQueriesContext(connection) as captured:
        ring.post("/reports", WORDS)
    found = statements(captured)
    assert [sql for sql in found if "session" in sql or "organisation_person" in sql] == []
    assert len(found) <= 8, "\n".join(found)
