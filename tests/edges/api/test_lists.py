"""Lists: what is in sight, narrowed and paged, in a number of statements that does not grow."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.handling import sp4n
from arcadumas.core.handling.archive import archive
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.edges.api.ring import REASON, Ring, problem
from tests.edges.api.test_views import LISTED


def codes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


def test_a_row_is_the_staff_view_without_its_long_parts(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    (row,) = ring.get("/reports", by="front_officer").json()["results"]
    assert sorted(row) == LISTED
    view = ring.get(f"/reports/{receipt.report.code}", by="front_officer").json()
    assert row == {name: view[name] for name in LISTED}


def test_everyone_lists_what_they_see(ring: Ring) -> None:
    received, pupr, dinkes = (
        builders.received().report.code,
        builders.disposed(ring.cast).report.code,
        builders.disposed(ring.cast, to="dinkes").report.code,
    )
    seen = {role: codes(ring.get("/reports", by=role)) for role in ("front_officer", "secretary", "pupr_admin", "dinkes_head", "engineer", "alalak_admin")}  # fmt: skip
    assert seen == {
        "front_officer": [dinkes, pupr, received], "secretary": [dinkes, pupr, received], "pupr_admin": [pupr],
        "dinkes_head": [dinkes], "engineer": [], "alalak_admin": [],
    }  # fmt: skip


def test_whom_it_is_about_lists_nothing_of_it(ring: Ring) -> None:
    receipt = builders.received()
    ring.act(receipt, "verification", {"about": {"logins": ["sekda"]}}, by="front_officer")
    assert codes(ring.get("/reports", by="secretary")) == []
    assert codes(ring.get(f"/reports?q={receipt.report.code}", by="secretary")) == []


def test_lists_are_narrowed_by_state_and_unit(ring: Ring) -> None:
    received, pupr = builders.received().report.code, builders.disposed(ring.cast).report.code
    by = "front_officer"
    assert codes(ring.get("/reports?state=received", by=by)) == [received]
    assert codes(ring.get("/reports?unit=pupr", by=by)) == [pupr]
    assert codes(ring.get("/reports?unit=pupr&state=received", by=by)) == []


def test_a_unit_that_there_never_was_is_refused_and_one_that_is_no_more_still_found(ring: Ring) -> None:
    """An empty list would say that nothing of it is late."""
    report = builders.disposed(ring.cast).report
    refused = ring.get("/reports?unit=nowhere&overdue=true", by="front_officer")
    assert (problem(refused), refused.json()["errors"][0]["field"]) == ((422, "unit.unknown"), "unit")
    Unit.objects.filter(code="pupr").update(valid_to=timezone.localdate() - timedelta(days=1))
    assert codes(ring.get("/reports?unit=pupr", by="front_officer")) == [report.code]
    assert ring.get("/figures?unit=pupr", by="front_officer").json()["unit"] == "pupr"


def test_overdue_ones_and_the_others(ring: Ring) -> None:
    late, early = builders.received().report, builders.received().report
    archived = builders.received().report
    archive(archived.code, by=ring.cast.front_officer, reason="unclear", note=REASON)
    Report.objects.filter(pk=late.pk).update(due_at=timezone.now())
    assert codes(ring.get("/reports?overdue=true", by="front_officer")) == [late.code]
    assert codes(ring.get("/reports?overdue=false", by="front_officer")) == [archived.code, early.code]


def test_a_search_finds_codes_tracking_ids_and_words(ring: Ring) -> None:
    one, other = builders.verified(ring.cast, title="Lampu jalan mati").report, builders.received().report
    sp4n.link(one.code, by=ring.cast.front_officer, tracking_id="91648207", entered_at=timezone.now())
    by = "front_officer"
    for text in (one.code, one.code.replace("-", "").lower(), "91648207", "lampu", "LAMPU JALAN"):
        assert codes(ring.get(f"/reports?q={text}", by=by)) == [one.code], text
    assert codes(ring.get("/reports?q=pasar", by=by)) == [other.code]
    assert codes(ring.get("/reports?q=%25", by=by)) == []


def test_a_search_never_hits_words_that_its_reader_may_not_read(ring: Ring) -> None:
    receipt = builders.verified(ring.cast, is_confidential=True, title="Lampu jalan mati")
    assert codes(ring.get("/reports?q=lampu", by="front_officer")) == [receipt.report.code]
    assert codes(ring.get("/reports?q=lampu", by="secretary")) == []
    assert codes(ring.get(f"/reports?q={receipt.report.code}", by="secretary")) == [receipt.report.code]
    (row,) = ring.get("/reports", by="secretary").json()["results"]
    assert (row["title"], row["body"]) == (None, None)


def test_pages_follow_each_other_and_miss_nothing_while_reports_come_in(ring: Ring) -> None:
    expected = [builders.received().report.code for _n in range(5)][::-1]
    path, found = "/reports?page_size=2&state=received", []
    while path:
        page = ring.get(path, by="front_officer").json()
        found += [row["code"] for row in page["results"]]
        builders.received()
        path = page["next"] and urlsplit(page["next"])._replace(scheme="", netloc="").geturl().removeprefix("/api/v1")
    assert found == expected


def test_the_last_page_has_no_next(ring: Ring) -> None:
    builders.received()
    assert ring.get("/reports?page_size=1", by="front_officer").json()["next"] is None


@pytest.mark.parametrize("role", ["front_officer", "pupr_head", "pupr_member", "secretary", "inspector"])
def test_a_long_list_takes_no_more_statements_than_a_short_one(ring: Ring, role: str) -> None:
    ring.token(role)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(ring.get("/reports", by=role).json()["results"]) >= 1
        return len(captured)

    builders.in_work(ring.cast, is_confidential=True)
    first = count()
    for _n in range(2):
        builders.in_work(ring.cast, is_confidential=True)
        builders.answered(ring.cast)
    assert (first, count()) == (first, first)
    assert first <= 21


def test_units_and_categories_are_public_and_paged(ring: Ring) -> None:
    units = ring.get("/units?page_size=200").json()
    assert (units["next"], sorted(units["results"][0])) == (None, ["code", "name", "parent"])
    by_code = {unit["code"]: unit for unit in units["results"]}
    assert by_code["63.04.05"]["parent"] is not None
    first = ring.get("/units?page_size=3").json()
    assert (len(first["results"]), "after=" in first["next"]) == (3, True)
    categories = ring.get("/categories?page_size=200", Accept_Language="id").json()["results"]
    child = next(one for one in categories if one["code"] == "jalan_berlubang")
    assert child["parent"] in {one["code"] for one in categories}


def test_me_says_who_holds_the_token(ring: Ring) -> None:
    me = ring.get("/me", by="pupr_admin").json()
    seat = ring.cast.pupr_admin.seats[0]
    assert me == {
        "login": "pupr.admin", "name": ring.cast.pupr_admin.name, "language": "id", "phone": "+628110000003",
        "email": "pupr.admin@demo.test",
        "posts": [{"role": "agency_admin", "unit": "pupr", "title": seat.title, "is_acting": False}],
    }  # fmt: skip
