"""Groups, parts, suggestions and the search in a real browser: by hand, on a phone, without barriers."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page

from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.relate import relate
from arcadumas.core.handling.split import Part, split
from arcadumas.core.reports import following
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK_BY_NIGHT, PHONE, flaws, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Signed = Callable[..., Page]
AREA = "63.04.05"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Committed, for the server reads with a connection of its own."""
    return Cast.assemble()


@pytest.fixture
def signed(cast: Cast, opens: Opens) -> Iterator[Signed]:
    """signed("front_head", "/meja/", width=360): a page with that officer's session, in Indonesian."""

    def page(role: str, path: str, **how: object) -> Page:
        client = Client()
        client.force_login(cast.person(role))
        return opens(path, session=client.cookies["sesi"].value, **how)

    yield page


def test_the_head_of_the_desk_joins_what_is_suggested_and_separates_it(cast: Cast, signed: Signed) -> None:
    main = builders.in_work(cast, title="Lampu jalan padam", village=AREA).report
    other = builders.received(title="Lampu jalan padam", village=AREA).report
    page = signed("front_head", f"/meja/{other.code}/", script=False)
    page.get_by_role("button", name="Gabungkan laporan ini ke sana").click()
    assert "Satu jawaban sampai kepada semua pelapor" in page.locator(".note-good").inner_text()
    assert page.locator("#h-kin").is_visible()
    assert Report.objects.get(pk=other.pk).merged_into_id == main.pk
    page.locator("details.others > summary").first.click()
    page.locator("#pemisahan > summary").click()
    page.locator("#pemisahan").get_by_role("link", name="Buka isian").click()  # without scripts it comes with the page
    page.get_by_role("button", name="Pisahkan dari kelompok").click()
    assert Report.objects.get(pk=other.pk).state == "received"


def test_a_citizen_is_asked_before_sending_and_says_me_too(cast: Cast, opens: Opens) -> None:
    report = builders.received(title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.", village=AREA).report
    page = opens("/lapor/", width=360)
    page.locator("#title").fill("Lampu jalan padam")
    page.locator("#body").fill("Lampu jalan depan pasar padam.")
    page.locator("[name=district]").select_option(AREA)
    page.get_by_role("button", name="Kirim laporan").click()
    assert page.locator("#h-like").is_visible()
    assert page.locator("#body").input_value() == "Lampu jalan depan pasar padam."
    shoot(page, "groups-similar-360", full_page=False)
    page.locator(f"a[href='/laporan/{report.code}/']").click()
    page.get_by_role("button", name="Saya juga mengalami").click()
    assert "Anda sudah terhitung" in page.locator(".note-good").inner_text()
    assert following.number(report) == 1


def prepare(cast: Cast) -> dict[str, tuple[str, str]]:
    """Pages worth looking at: name to role and address."""
    main = builders.in_work(cast, title="Jalan berlubang di depan pasar", village=AREA).report
    for _n in range(2):
        merge(builders.received(village=AREA).report.code, into=main.code, by=cast.front_head)
    split(main.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    relate(main.code, to=builders.answered(cast).report.code, by=cast.front_officer)
    like = builders.received(village=AREA).report
    following.join(like, slip="x" * 32, address="127.0.0.1")
    return {
        "group": ("front_head", f"/meja/{main.code}/"),
        "like": ("front_head", f"/meja/{like.code}/"),
        "found": ("front_head", "/meja/?q=jln+berlubang&state=in_work"),
        "standing": ("front_head", f"/laporan/{like.code}/"),
    }


def test_no_page_is_a_barrier_or_scrolls_sideways(cast: Cast, signed: Signed) -> None:
    pages, wrong = prepare(cast), []
    for name, (role, path) in pages.items():
        wrong += flaws(signed(role, path), f"groups-{name}", (PHONE, DESK_BY_NIGHT))
    assert wrong == []
