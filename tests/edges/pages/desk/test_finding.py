"""The page of what was found: passages, filters, and nothing of what one may not read."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arcadumas.core.handling.archive import archive
from arcadumas.core.handling.relate import relate
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture
def signs_in(cast: Cast) -> SignIn:
    def enter(role: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(cast.person(role))
        return client

    return enter


def page(client: Client, query: str) -> str:
    response = client.get(f"/meja/?{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def codes(text: str) -> list[str]:
    return re.findall(r'<span class="code" translate="no">([0-9A-Z]{4}-[0-9A-Z]{4})</span>', text)


def test_the_words_are_marked_in_title_and_passage_and_nothing_else_is_markup(signs_in: SignIn) -> None:
    builders.received(
        title="Jln berlubang <b>parah</b>", body="Sejak lama jalanan di sini rusak & <script>alert(1)</script>."
    )
    raw = signs_in("front_officer").get("/meja/?q=jalan+rusak").content.decode()
    assert "<mark>Jln</mark> berlubang &lt;b&gt;parah&lt;/b&gt;" in raw
    assert "Sejak lama <mark>jalanan</mark> di sini <mark>rusak</mark>" in raw
    assert "<script>alert" not in raw


def test_it_is_narrowed_down_and_says_how_many(cast: Cast, signs_in: SignIn) -> None:
    running = builders.in_work(cast, title="Lampu mati").report
    other = builders.received(title="Lampu padam").report
    archive(other.code, by=cast.front_officer, reason="unclear", note=REASON)
    desk = signs_in("front_officer")
    assert sorted(codes(page(desk, "q=lampu"))) == sorted([running.code, other.code])
    assert "2 reports" in page(desk, "q=lampu")
    for query, left in (
        ("state=archived", [other.code]), ("unit=pupr", [running.code]), ("source=api", [other.code, running.code]), ("source=web", []),
        ("since=2000-01-01", [other.code, running.code]), ("until=2000-01-01", []), ("until=9999-12-31&since=0001-01-01", [other.code, running.code]), ("closed_by=system", []), ("state=nonsense&since=x", [other.code, running.code]),
    ):  # fmt: skip
        assert codes(page(desk, f"q=lampu&{query}")) == left, query


def test_counts_and_pages_tell_nothing_of_what_may_not_be_read(cast: Cast, signs_in: SignIn) -> None:
    builders.disposed(cast, title="Dermaga lapuk", is_confidential=True)
    builders.disposed(cast, title="Dermaga miring", to="dinkes")
    own = builders.disposed(cast, title="Dermaga bocor").report
    sought.learn()
    assert "1 report." in page(signs_in("secretary"), "q=dermaga+miring")
    assert codes(page(signs_in("pupr_member"), "q=dermga")) == [own.code]
    said = "These have words like them."
    assert [said in page(signs_in("pupr_member"), f"q={word}") for word in ("dermga", "dermaga", "xyzzyq")] == [True, False, False]  # fmt: skip
    assert "1 report." in page(signs_in("pupr_member"), "q=dermaga")
    assert codes(page(signs_in("secretary"), "q=lapuk")) == []


def test_as_many_statements_for_one_row_as_for_three(signs_in: SignIn) -> None:
    desk, asked = signs_in("front_officer"), []
    for more in (1, 2):
        for _n in range(more):
            builders.received(title="Pohon tumbang")
        desk.get("/meja/?q=pohon")
        with CaptureQueriesContext(connection) as counted:
            desk.get("/meja/?q=pohon")
        asked.append(len(counted))
    assert asked[0] == asked[1] <= 16


def test_the_case_shows_its_group_its_parts_and_what_is_like_it(cast: Cast, signs_in: SignIn) -> None:
    main, other = builders.in_work(cast, village="63.04.05").report, builders.received(village="63.04.05").report
    head = signs_in("front_head")
    before = html.unescape(head.get(f"/meja/{other.code}/").content.decode())
    assert "Perhaps about the same thing" in before and "Join this report to it" in before
    answer = head.post(f"/meja/{other.code}/penggabungan/", {"into": main.code, "version": "1"})
    assert answer.status_code == 303
    assert main.code in html.unescape(head.get(f"/meja/{other.code}/").content.decode())
    for path, noun, sent in (
        (main, "pembagian", {"unit": "dinkes", "title": "Puskesmas tutup"}),
        (main, "penautan", {"to": other.code}),
    ):
        assert head.post(f"/meja/{path.code}/{noun}/", sent).status_code == 303
    shown = html.unescape(head.get(f"/meja/{main.code}/").content.decode())
    for words in ("1 other report is joined", "Parts with other units", "Linked with"):
        assert words in shown
    assert head.post(f"/meja/{other.code}/pemisahan/", {}).status_code == 303


@pytest.mark.parametrize("closed_by", ["reporter", "officer", "system"])
def test_what_stands_beside_a_case_says_who_closed_it(cast: Cast, signs_in: SignIn, closed_by: str) -> None:
    report, old = builders.received().report, builders.answered(cast).report
    relate(report.code, to=old.code, by=cast.front_head)
    Report.objects.filter(pk=old.pk).update(state="closed", closed_by=closed_by)
    said = {"reporter": "Closed by the reporter", "officer": "Closed by an officer", "system": "Closed by the system"}
    shown = signs_in("front_head").get(f"/meja/{report.code}/").content.decode()
    assert [words in shown for words in said.values()] == [key == closed_by for key in said]
