"""The pages in a real browser: no sideways scroll, no barrier axe knows, and everything works without script."""

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings

from tests.edges.pages.conftest import Opens
from tests.looking import WIDER, barriers, flaws

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PUBLIC = ["/", "/lapor/", "/lacak/", "/privasi/", "/aksesibilitas/", "/masuk/", "/keluar/", "/tidak-ada/"]
STYLE = "/pengaturan/gaya/"
FAULTY = f"""
    <!doctype html><html lang="id"><title>Daftar</title>
    <style>
        body {{ color: #000; background: #fff }} .wide {{ min-inline-size: 600px }} .faint {{ color: #eee }}
        @media (prefers-color-scheme: dark) {{ body {{ color: #fff; background: #000 }} .pale {{ color: #333 }} }}
    </style>
    <main><h1>Daftar</h1><ul>{"<li>Baris yang baik</li>" * 40}<li class="pale">Baris yang pucat</li><li><img src="x"></li></ul>
    <details><summary>Lagi</summary><p class="faint">Isi</p></details><p class="wide">Lebar</p></main></html>
"""


@pytest.mark.parametrize("path", [*PUBLIC, STYLE])
def test_a_page_holds_no_barrier_and_does_not_scroll_sideways(opens: Opens, session_cookie: str, path: str) -> None:
    page = opens(path, session=session_cookie if path == STYLE else "")
    found = flaws(page, path.strip("/").replace("/", "-"))
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} scrolls sideways"] * (page.evaluate(WIDER) != 0)
    assert found == []


def test_whatever_is_wrong_is_found_in_the_look_in_which_it_shows(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(FAULTY)
    faint, pale, bare = (
        'color-contrast: <p class="faint"',
        'color-contrast: <li class="pale"',
        'image-alt: <img src="x"',
    )
    sought = {
        "360 light": ["scrolls sideways", faint, bare], "360 dark": ["scrolls sideways", pale, bare],
        "1280 light": [faint, bare], "1280 dark": [pale, bare],
    }  # fmt: skip
    assert [flaw.partition(" data-")[0] for flaw in flaws(page, "daftar", unfold=True)] == [
        f"daftar {look}: {flaw}" for look, of_it in sought.items() for flaw in of_it
    ]


def test_the_word_of_a_demonstration_is_no_barrier(opens: Opens, settings: Settings) -> None:
    settings.IS_DEMO = True
    page = opens("/", width=360)
    assert (page.get_by_text("Ini peragaan").is_visible(), barriers(page)) == (True, [])


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
