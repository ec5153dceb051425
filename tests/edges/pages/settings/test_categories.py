"""Categories on pages: entered, renamed, moved, retired, and offered no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.reports import category_changes
from arcadumas.core.reports.models import Category
from arcadumas.core.suggestions import suggest
from arcadumas.edges.pages.desk import choices
from arcadumas.edges.pages.desk.filters import FilterForm
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/pengaturan/kategori/"


def fields(one: Category, **values: str) -> dict[str, str]:
    above = one.parent.code if one.parent else ""
    kept = {"name_id": one.name_id, "name_en": one.name_en, "parent": above, "seen": str(category_changes.mark(one))}
    return {**kept, "sp4n_names": "\n".join(one.sp4n_names), **values}


def test_topics_stand_with_what_is_below_them_and_the_retired_at_the_end(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    category_changes.retire("haji_umrah", by=cast.front_head)
    page = client.get(PLACE).content.decode()
    places = [page.index(f'href="{PLACE}{code}/"') for code in ("corona_virus", "agama", "pendidikan_agama", "haji_umrah")]  # fmt: skip
    assert places == sorted(places)
    assert page.index("h-retired") < places[-1]


def test_more_categories_take_no_more_statements(cast: Cast, signs_in: SignsIn) -> None:
    client, taken = signs_in("front_head"), []
    for extra in (1, 3):
        for number in range(extra):
            category_changes.add_category(by=cast.front_head, name_id=f"Kategori {extra} {number}", parent="agama")
        with CaptureQueriesContext(connection) as statements:
            client.get(PLACE)
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 5


def test_one_is_entered_and_what_is_wrong_is_kept_and_said(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    form = client.get("/pengaturan/kategori-baru/?topik=agama").content.decode()
    assert '<option value="agama" selected>' in form
    answer = client.post("/pengaturan/kategori-baru/", {"name_id": "ab", "parent": "agama"})
    page = answer.content.decode()
    assert (answer.status_code, "Write between 3 and 120 characters." in page, 'value="ab"' in page) == (422, True, True)  # fmt: skip
    answer = client.post("/pengaturan/kategori-baru/", {"name_id": "Ziarah Kubro", "parent": "agama", "sp4n_names": "Ziarah\nHaul"})  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}ziarah_kubro/")
    assert Category.objects.get(code="ziarah_kubro").sp4n_names == ["Ziarah", "Haul"]


def test_it_changes_once_and_the_second_is_told(signs_in: SignsIn) -> None:
    client, one = signs_in("front_head"), Category.objects.select_related("parent").get(code="haji_umrah")
    given = fields(one, name_id="Haji", parent="corona_virus")
    assert client.post(f"{PLACE}haji_umrah/", given).status_code == 303
    one.refresh_from_db()
    assert (one.name_id, one.parent.code) == ("Haji", "corona_virus")
    answer = client.post(f"{PLACE}haji_umrah/", given | {"name_id": "Umrah"})
    assert (answer.status_code, "Somebody changed this while" in answer.content.decode()) == (412, True)
    assert "A category was changed" in client.get(f"{PLACE}haji_umrah/").content.decode()


def test_it_is_retired_and_taken_up_again_and_a_refusal_stands_on_the_page(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    answer = client.post(f"{PLACE}agama/pengakhiran/")
    assert (answer.status_code, "Categories in use stand below" in answer.content.decode()) == (409, True)
    for act, is_active in (("pengakhiran", False), ("pemulihan", True)):
        assert client.post(f"{PLACE}haji_umrah/{act}/").status_code == 303
        assert Category.objects.get(code="haji_umrah").is_active == is_active
    assert client.post(f"{PLACE}tidak_ada/pengakhiran/").status_code == 404


def test_whoever_does_not_keep_rules_finds_no_such_page(signs_in: SignsIn) -> None:
    for role in ("front_officer", "pupr_head", "engineer"):
        client = signs_in(role)
        assert client.get(PLACE).status_code == 403
        assert client.post(f"{PLACE}haji_umrah/pengakhiran/").status_code == 403
        assert PLACE not in client.get("/pengaturan/").content.decode()


def test_a_retired_one_is_offered_to_no_report_but_its_own(cast: Cast, signs_in: SignsIn) -> None:
    own, other = builders.verified(cast, category="haji_umrah").report, builders.verified(cast).report
    category_changes.retire("haji_umrah", by=cast.front_head)
    client = signs_in("front_officer")
    shown = [
        client.get(f"/meja/{one.code}/klasifikasi/", headers={"HX-Request": "true"}).content.decode()
        for one in (own, other)
    ]
    assert ['value="haji_umrah"' in page for page in shown] == [True, False]
    assert client.post(f"/meja/{own.code}/klasifikasi/", {"version": own.version, "kind": own.kind, "category": "haji_umrah", "is_urgent": "on"}).status_code == 303  # fmt: skip
    own.refresh_from_db()
    assert (own.category.code, own.is_urgent) == ("haji_umrah", True)
    assert 'value="haji_umrah"' not in client.get("/meja/baru/").content.decode()
    assert 'value="haji_umrah"' in client.get("/meja/?q=jalan").content.decode()
    assert "haji_umrah" in str(FilterForm().fields["topik"].choices)  # type: ignore[attr-defined]
    assert "haji_umrah" not in str(client.get("/api/v1/categories?page_size=200").json())


def test_a_retired_one_is_suggested_to_nobody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sure:
        labels = ("haji_umrah", "pendidikan_agama")

        def rank(self, text: str, *, among: frozenset[str]) -> list[suggest.Choice]:
            return [suggest.Choice(label=label, confidence=0.9, words=()) for label in self.labels if label in among]

    monkeypatch.setattr(suggest, "current", lambda subject: Sure())
    report = builders.received(category="haji_umrah").report
    before = [one.label for one in suggest.categories(report).choices]
    category_changes.retire("haji_umrah", by=cast.front_head)
    after = [one.label for one in suggest.categories(report).choices]
    assert (before, after) == (["haji_umrah", "pendidikan_agama"], ["pendidikan_agama"])


def test_a_report_keeps_a_retired_one_below_a_retired_topic(cast: Cast) -> None:
    report = builders.received(category="haji_umrah").report
    for code in [*Category.objects.filter(parent__code="agama").values_list("code", flat=True), "agama"]:
        category_changes.retire(code, by=cast.front_head)
    report.refresh_from_db()
    offered = [code for _topic, below in choices.categories(keep=report.category)[1:] for code, _name in below]
    assert ("haji_umrah" in offered, "agama" in offered, "corona_virus" in offered) == (True, False, True)
