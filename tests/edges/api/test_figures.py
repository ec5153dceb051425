"""GET /figures: exactly the contract's names, for whoever may count."""

import pytest
from django.utils import timezone

from arcadumas.site import recounting
from tests import builders
from tests.edges.api.ring import Ring, problem

NAMES = sorted(
    [
        "period",
        "unit",
        "received",
        "by_state",
        "by_class",
        "follow_up_rate",
        "closed_by",
        "confirmed_share",
        "overdue_now",
        "reopened",
        "returned",
        "median_hours",
        "n_with_times",
        "as_of",
    ]
)


def test_it_answers_with_the_names_of_the_contract(ring: Ring) -> None:
    builders.in_work(ring.cast)
    recounting.count()
    today = timezone.localdate().isoformat()
    found = ring.get(f"/figures?from={today}&to={today}", by="regional_head")
    body = found.json()
    assert (found.status_code, sorted(body)) == (200, NAMES)
    assert body["period"] == {"from": today, "to": today}
    assert (body["unit"], body["received"], body["follow_up_rate"], body["confirmed_share"]) == (None, 1, 1.0, None)
    assert sorted(body["closed_by"]) == ["officer", "reporter", "system"]
    assert sorted(body["median_hours"]) == sorted(body["n_with_times"]) == ["accept", "first_answer", "first_read", "settle"]  # fmt: skip
    assert body["by_state"]["in_work"] == body["by_class"]["complaint"] == 1
    assert body["as_of"][-6:] == "+08:00"


def test_a_unit_counts_its_own_and_no_other(ring: Ring) -> None:
    builders.in_work(ring.cast)
    recounting.count()
    assert ring.get("/figures", by="pupr_admin").json()["received"] == 1
    assert ring.get("/figures?unit=pupr", by="pupr_head").json()["unit"] == "pupr"
    assert ring.get("/figures", by="dinkes_head").json()["received"] == 0
    assert problem(ring.get("/figures?unit=pupr", by="dinkes_head")) == (403, "figures.not_yours")
    assert problem(ring.get("/figures", by="engineer")) == (403, "figures.not_yours")
    assert problem(ring.get("/figures"))[0] == 401


@pytest.mark.parametrize(
    "query",
    ["from=kemarin", "to=2026-13-01", "unit=nirgendwo", "from=2026-02-01&to=2026-01-01", "to=0001-01-15",
     "from=1969-12-31&to=2026-01-01", "to=2200-01-01", "to=9999-12-31"],
)  # fmt: skip
def test_a_period_or_unit_that_there_is_not_is_refused(ring: Ring, query: str) -> None:
    assert problem(ring.get(f"/figures?{query}", by="secretary"))[0] == 422


def test_the_first_and_the_last_day_that_there_are_are_counted(ring: Ring) -> None:
    assert ring.get("/figures?to=1970-01-01", by="secretary").json()["received"] == 0
    assert ring.get("/figures?from=1970-01-01&to=2199-12-31", by="secretary").status_code == 200
