"""The button that asks the browser where it is: granted, taken back, refused, and kept through a refusal of the form."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, Route
from pytest_django import Settings

from tests import looking
from tests.edges.pages.conftest import Opens
from tests.looking import barriers, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HERE = {"latitude": -3.095123456, "longitude": 114.5726, "accuracy": 12}
Located = Callable[..., Page]
_tile = io.BytesIO()
Image.new("RGB", (256, 256), "#c9d8c5").save(_tile, "PNG")
TILE = _tile.getvalue()


@pytest.fixture
def located(opens: Opens) -> Located:
    """The form in a browser that is somewhere and shares it: located({"latitude": …}, width=360)."""

    def page(where: dict[str, float], **how: object) -> Page:
        opened = opens("/lapor/", **how)
        opened.context.grant_permissions(["geolocation"])
        opened.context.set_geolocation(where)
        return opened

    return page


def shoot(page: Page, name: str) -> None:
    page.locator("#point").scroll_into_view_if_needed()
    looking.shoot(page, name, full_page=False)


def point_of(page: Page) -> tuple[str, str]:
    lat, lon = (page.locator(f"[name={name}]").input_value() for name in ("lat", "lon"))
    return lat, lon


def said(page: Page, words: str) -> str:
    """What the part says once it says these words."""
    note = page.locator("[data-point-said]", has_text=words)
    note.wait_for()
    return note.inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_point_is_taken_said_and_taken_back(located: Located, width: int) -> None:
    page = located(HERE, width=width)
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    assert "Titik -3.09512, 114.5726" in said(page, "sekitar 12 m")
    assert point_of(page) == ("-3.09512", "114.5726")
    assert flaws(page, "titik", ((width, "dark"), (width, "light"))) == []
    page.get_by_role("button", name="Hapus titik").click()
    assert said(page, "dihapus")
    assert (point_of(page), page.get_by_role("button", name="Hapus titik").is_visible()) == (("", ""), False)


def test_it_outlives_a_refused_form(located: Located) -> None:
    page = located(HERE)
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    said(page, "sekitar 12 m")
    page.locator("#body").fill("Gelap sejak Senin.")
    page.get_by_role("button", name="Kirim laporan").click()
    page.locator("#galat-h").wait_for()
    assert "Titik -3.09512, 114.5726" in said(page, "Titik")
    assert point_of(page) == ("-3.09512", "114.5726")
    page.get_by_role("button", name="Hapus titik").click()
    assert point_of(page) == ("", "")


def test_rough_and_far_away_are_said(located: Located) -> None:
    page = located({"latitude": -6.2, "longitude": 106.8, "accuracy": 2400})
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    told = said(page, "sekitar 2.400 m")
    assert "masih kasar" in told and "di luar Kabupaten Barito Kuala" in told


def test_a_browser_that_does_not_share_loses_nothing(opens: Opens) -> None:
    page = opens("/lapor/", width=360)
    page.locator("#body").fill("Gelap sejak Senin.")
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    assert said(page, "tidak membagikan lokasi")
    assert (point_of(page), page.locator("#body").input_value()) == (("", ""), "Gelap sejak Senin.")


@pytest.mark.parametrize(
    ("code", "sentence"), [(1, "tidak membagikan lokasi"), (2, "belum menemukan lokasinya"), (3, "terlalu lama")]
)
def test_a_fault_takes_nothing_that_was_there(located: Located, code: int, sentence: str) -> None:
    page = located(HERE)
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    said(page, "sekitar 12 m")
    page.evaluate(f"() => {{ navigator.geolocation.getCurrentPosition = (_, failed) => failed({{ code: {code} }}); }}")
    page.get_by_role("button", name="Gunakan lokasi saya").click()
    assert "Titik -3.09512, 114.5726 ikut dalam laporan ini." in said(page, sentence)
    assert point_of(page) == ("-3.09512", "114.5726")


@pytest.fixture
def asked() -> list[str]:
    """Addresses of the map's pictures and of Leaflet, as they are asked for."""
    return []


@pytest.fixture
def mapped(opens: Opens, settings: Settings, asked: list[str]) -> Page:
    """The form on a telephone, where a map is shown whose tiles are one and the same."""
    settings.MAP_TILES_URL, settings.MAP_CREDIT = "https://tiles.example/{z}/{x}/{y}.png", "Peta <b>Contoh</b>"
    page = opens("/lapor/", width=360)

    def tile(route: Route) -> None:
        assert "referer" not in route.request.headers
        route.fulfill(body=TILE, content_type="image/png")

    page.route("https://tiles.example/**", tile)
    page.on("request", lambda request: asked.append(request.url) if "favicon" not in request.url else None)
    return page


def test_a_map_is_fetched_when_it_is_opened(mapped: Page, asked: list[str]) -> None:
    summary = mapped.get_by_text("Tunjuk di peta")
    summary.wait_for()
    assert (asked, mapped.get_by_text("Gambar peta diambil dari tiles.example").is_visible()) == ([], False)
    summary.click()
    mapped.locator(".leaflet-tile-loaded").first.wait_for()
    assert {"https://tiles.example" in each or "/static/leaflet/" in each for each in asked} == {True}
    assert mapped.locator("[data-point-canvas]").get_by_text("Peta <b>Contoh</b>").is_visible()


def test_a_point_is_put_on_the_map_by_the_finger_and_by_the_keyboard(mapped: Page) -> None:
    mapped.get_by_text("Tunjuk di peta").click()
    canvas = mapped.locator("[data-point-canvas]")
    mapped.locator(".leaflet-tile-loaded").first.wait_for()
    canvas.click()
    assert said(mapped, "ikut dalam laporan ini").startswith(f"Titik {', '.join(point_of(mapped))} ikut")
    lat, lon = map(float, point_of(mapped))
    assert (-3.52 < lat < -2.52, 114.34 < lon < 114.87) == (True, True)
    mapped.locator(".map-point").wait_for()
    assert barriers(mapped) == []
    shoot(mapped, "titik-peta-360")
    canvas.press("ArrowUp")
    mapped.wait_for_timeout(400)
    mapped.get_by_role("button", name="Ambil tengah peta").press("Enter")
    assert float(point_of(mapped)[0]) > lat
    mapped.get_by_role("button", name="Hapus titik").click()
    assert (point_of(mapped), mapped.locator(".map-point").count()) == (("", ""), 0)


def test_a_map_that_does_not_come_loses_nothing(opens: Opens, settings: Settings) -> None:
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    page = opens("/lapor/")
    page.route("**/leaflet/leaflet.js*", lambda route: route.abort())
    page.get_by_text("Tunjuk di peta").click()
    assert said(page, "Peta belum dapat ditampilkan")


def test_without_script_nothing_of_it_shows(opens: Opens) -> None:
    page = opens("/lapor/", script=False)
    assert [page.locator(part).is_visible() for part in ("#point", "[data-point-find]")] == [False, False]
