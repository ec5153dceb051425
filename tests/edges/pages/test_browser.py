"""The pages in a real browser: no sideways scroll, no barrier axe knows, and everything works without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from pytest_django import Settings

from tests.edges.pages.conftest import Opens

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PUBLIC = ["/", "/lapor/", "/lacak/", "/privasi/", "/aksesibilitas/", "/masuk/", "/keluar/", "/tidak-ada/"]
STYLE = "/pengaturan/gaya/"


def barriers(page: object) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_holds_no_barrier(opens: Opens, path: str, width: int, dark: bool) -> None:
    assert barriers(opens(path, width=width, dark=dark)) == []


def test_the_word_of_a_demonstration_is_no_barrier(opens: Opens, settings: Settings) -> None:
    settings.IS_DEMO = True
    page = opens("/", width=360)
    assert (page.get_by_text("Ini peragaan").is_visible(), barriers(page)) == (True, [])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_part_of_the_style_page_is_a_barrier(opens: Opens, session_cookie: str, width: int, dark: bool) -> None:
    assert barriers(opens(STYLE, width=width, dark=dark, session=session_cookie)) == []


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("path", [*PUBLIC, STYLE])
def test_no_page_scrolls_sideways(opens: Opens, session_cookie: str, path: str, width: int) -> None:
    page = opens(path, width=width, session=session_cookie if path == STYLE else "")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_look_is_switched_and_kept(opens: Opens, script: bool) -> None:
    page = opens("/", script=script)
    page.get_by_role("button", name="Gelap").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("link", name="Aksesibilitas").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Gelap").get_attribute("aria-pressed") == "true"


def test_the_language_is_switched_without_script(opens: Opens) -> None:
    page = opens("/privasi/", script=False)
    page.get_by_role("button", name="English").click()
    assert (page.url.endswith("/privasi/"), page.locator("h1").inner_text()) == (True, "How we look after your data")


def test_the_keyboard_reaches_the_content_first(opens: Opens) -> None:
    page = opens("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_a_slash_finds(opens: Opens, session_cookie: str) -> None:
    page = opens(STYLE, session=session_cookie)
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "cari"


def test_on_paper_only_the_content_is_left(opens: Opens, session_cookie: str) -> None:
    page = opens(STYLE, session=session_cookie, dark=True)
    page.emulate_media(media="print")
    shown = [page.locator(part).first.is_visible() for part in (".rail", ".find", ".switches", "main h1")]
    assert shown == [False, False, False, True]
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
