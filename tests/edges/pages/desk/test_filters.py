"""The inbox narrowed, and ways to look at it that one officer keeps."""

import pytest

from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.models import SavedFilter
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


def codes(page: str, *reports: Report) -> list[bool]:
    return [report.code in page for report in reports]


def test_by_topic_unit_and_urgency_together(cast: Cast, signs_in: SignsIn) -> None:
    bridge = builders.disposed(cast, category="jembatan").report
    urgent = builders.disposed(cast, category="jembatan").report
    other = builders.disposed(cast, to="dinkes").report
    Report.objects.filter(pk=urgent.pk).update(is_urgent=True)
    client = signs_in("front_officer")
    for query, expected in (
        ("topik=jembatan", [True, True, False]), ("unit=dinkes", [False, False, True]), ("mendesak=on", [False, True, False]),
        ("topik=jembatan&mendesak=on", [False, True, False]), ("topik=tidak-ada", [True, True, True]), ("telat=on", [False] * 3),
    ):  # fmt: skip
        page = client.get(f"/meja/?{query}").content.decode()
        assert (query, codes(page, bridge, urgent, other)) == (query, expected)


def test_a_topic_holds_for_what_lies_below_it(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, category="jembatan").report
    page = signs_in("front_officer").get(f"/meja/?topik={report.category.parent.code}").content.decode()
    assert report.code in page


def test_nothing_out_of_sight_comes_in_by_a_filter(cast: Cast, signs_in: SignsIn) -> None:
    hidden = builders.disposed(cast).report
    assert hidden.code not in signs_in("dinkes_admin").get("/meja/?unit=pupr").content.decode()


def test_by_topic_and_place_only_what_its_reader_reads_is_found(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, is_confidential=True, category="jembatan", village="63.04.05").report
    dispose(report.code, to="dinkes", by=cast.front_officer, role="support")
    queries = (
        "topik=jembatan",
        "wilayah=63.04.05",
        "unit=pupr",
        f"q={report.code}",
        f"q={report.code}&category=jembatan",
    )
    found = {}
    for role in ("front_officer", "pupr_head", "dinkes_head", "secretary", "inspector"):
        client = signs_in(role)
        rows = [f'href="/meja/{report.code}/"' in client.get(f"/meja/?{query}").content.decode() for query in queries]
        found[role] = rows
    closed = [False, False, True, True, False]
    assert found == dict.fromkeys(("front_officer", "pupr_head"), [True] * 5) | dict.fromkeys(("dinkes_head", "secretary", "inspector"), closed)  # fmt: skip


def test_it_is_saved_for_its_person_alone_and_taken_away(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    client.post("/meja/saringan/", {"name": " Jembatan  kita ", "topik": "jembatan", "lihat": "saya"})
    mine = SavedFilter.objects.get()
    assert (mine.name, mine.query, mine.person) == (
        "Jembatan kita",
        "topik=jembatan&lihat=saya",
        cast.person("front_officer"),
    )
    assert "Jembatan kita" in client.get("/meja/").content.decode()
    other = signs_in("front_head")
    assert "Jembatan kita" not in other.get("/meja/").content.decode()
    other.post(f"/meja/saringan/{mine.pk}/penghapusan/")
    assert SavedFilter.objects.count() == 1
    signs_in("front_officer").post(f"/meja/saringan/{mine.pk}/penghapusan/")
    assert SavedFilter.objects.count() == 0


def test_without_a_name_or_anything_to_narrow_by_nothing_is_kept(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_officer")
    client.post("/meja/saringan/", {"name": "", "topik": "jembatan"})
    client.post("/meja/saringan/", {"name": "Semua"})
    assert SavedFilter.objects.count() == 0
