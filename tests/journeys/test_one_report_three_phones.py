"""The whole story in a real browser: a citizen reports, phones ring, an officer taps, an answer comes back."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.instance import Instance, running
from tests.looking import shoot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("story")]
ANSWER = "Lubang sudah ditutup dengan aspal hari ini oleh petugas lapangan kami."


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("journey") / "state") as one:
        yield one


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = [os.environ.get("CHROME"), "chromium", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "No browser: set CHROME, or install chromium"
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield one
        one.close()


def person(browser: Browser, instance: Instance, *, width: int = 1280, script: bool = True) -> BrowserContext:
    return browser.new_context(
        base_url=instance.url, locale="id-ID", viewport={"width": width, "height": 900}, java_script_enabled=script
    )


def sign_in(context: BrowserContext, instance: Instance, login: str) -> Page:
    page = context.new_page()
    page.goto("/masuk/")
    page.fill("input[name=username]", login)
    page.fill("input[type=password]", instance.password)
    page.click("main form button[type=submit], main form .btn-go")
    page.wait_for_url("**/meja/**")
    return page


def report(page: Page, title: str) -> tuple[str, str]:
    """File it by the public form; (code, key)."""
    page.goto("/lapor/")
    page.fill("#title", title)
    page.fill("#body", "Sudah dua minggu berlubang, dan kemarin ada pengendara yang jatuh.")
    page.select_option("#district", label="Alalak")
    page.uncheck("input[name=anonymous]")
    page.fill("#phone", "0812 3456 7890")
    page.click("form button.btn-big")
    page.wait_for_url("**/lapor/terima/")
    code, key = page.locator("dd.code").all_inner_texts()
    return code, key


def bubble(page: Page, digits: str, code: str, words: str) -> None:
    """The phone of this number shows a message about the report."""
    phone = page.locator(f"#ponsel-{digits}")
    expect(phone.locator(".msg", has_text=code).filter(has_text=words).first).to_be_visible(timeout=15_000)


def act(page: Page, code: str, noun: str, **values: str) -> None:
    """Perform one act on the case page by its form."""
    page.goto(f"/meja/{code}/")
    form = page.locator(f'form[action$="/{noun}/"]').first
    form.evaluate(
        "f => { for (let d = f.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
    )
    for name, value in values.items():
        field = form.locator(f"[name={name}]").first
        if field.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator("button.btn").last.click()
    page.wait_for_url(f"**/meja/{code}/")


def test_one_report_rings_three_phones_and_comes_back_answered(browser: Browser, instance: Instance) -> None:
    citizen = person(browser, instance, width=360).new_page()
    code, key = report(citizen, "Jalan berlubang di depan pasar")
    shoot(citizen, "1-receipt")
    phones = person(browser, instance).new_page()
    phones.goto("/simulator/")
    bubble(phones, "628110000001", code, "verifikasi")
    bubble(phones, "6281234567890", code, "kami terima")

    desk = sign_in(person(browser, instance), instance, "kominfo")
    expect(desk.locator(".item", has_text=code)).to_be_visible()
    shoot(desk, "2-inbox")
    act(desk, code, "verifikasi")
    act(desk, code, "disposisi", to="pupr")
    for digits in ("628110000003", "628110000005", "628110000007", "628110000014"):
        bubble(phones, digits, code, "Yth.")
    shoot(phones, "3-phones")

    admins = phones.locator("#ponsel-628110000003")
    admins.locator(".msg", has_text=code).get_by_role("button", name="Terima", exact=True).click()
    expect(admins.get_by_text(re.compile("Tercatat|Noted"))).to_be_visible(timeout=15_000)

    agency = sign_in(person(browser, instance, width=360), instance, "pupr.admin")
    act(agency, code, "jawaban", text=ANSWER, is_final="yes")
    shoot(agency, "4-case-answered")
    bubble(phones, "6281234567890", code, "sudah dijawab")

    citizen.goto("/lacak/")
    citizen.fill("input[name=code]", code)
    citizen.fill("input[name=secret]", key)
    citizen.click("main form button")
    expect(citizen.get_by_text(ANSWER).first).to_be_visible()
    shoot(citizen, "5-tracking")
    citizen.locator('form[action$="/konfirmasi/"] button').click()
    expect(citizen.get_by_text(re.compile("Ditutup oleh pelapor|Closed by the reporter")).first).to_be_visible()


def test_without_javascript_a_citizen_reports_and_reads_the_story(browser: Browser, instance: Instance) -> None:
    page = person(browser, instance, width=360, script=False).new_page()
    code, key = report(page, "Lampu jalan mati")
    page.goto("/lacak/")
    page.fill("input[name=code]", code)
    page.fill("input[name=secret]", key)
    page.click("main form button")
    expect(page.locator("h1")).to_have_text("Lampu jalan mati")
