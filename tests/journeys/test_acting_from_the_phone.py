"""Acting from a message in a real browser: a press on the phone, a PIN behind a link, a wrong one, a used link, words back."""

import json
import os
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.journeys.instance import Instance, running
from tests.looking import WIDER, barriers, shoot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("phone")]  # one case, told from its beginning
ADMIN, HEAD = "#ponsel-628110000008", "#ponsel-628110000009"  # of dinkes, whose answers need approval
DRAFT = "Puskesmas menambah jadwal vaksin setiap hari Kamis mulai minggu ini."
Calls = Callable[..., Any]


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("taps") / "state") as one:
        yield one


@pytest.fixture(scope="module")
def pin(instance: Instance) -> str:
    kept = (instance.state / "secrets" / "demo").read_text()
    return re.findall(r"^PIN: (\d{6})$", kept, re.M)[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = [os.environ.get("CHROME"), "chromium", "google-chrome"]
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "No browser: set CHROME, or install chromium"
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture(scope="module")
def call(instance: Instance) -> Calls:
    """call("kominfo", "/reports/X/verification", {}) is one act by the API; without a login a citizen's."""
    tokens: dict[str, str] = {}

    def act(login: str, path: str, body: dict[str, Any]) -> Any:
        if login and login not in tokens:
            tokens[login] = instance.command("token", "add", login).splitlines()[-1]
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {tokens[login]}"} if login else {})
        asked = urllib.request.Request(f"{instance.url}/api/v1{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())

    return act


@pytest.fixture(scope="module")
def code(call: Calls) -> str:
    made = call("", "/reports", {"title": "Vaksin habis", "body": "Sudah seminggu vaksin habis.", "kind": "complaint"})
    call("kominfo", f"/reports/{made['code']}/verification", {})
    call("kominfo", f"/reports/{made['code']}/disposition", {"unit": "dinkes", "instruction": "Mohon ditinjau."})
    return str(made["code"])


@pytest.fixture
def page(browser: Browser, instance: Instance) -> Iterator[Page]:
    context = browser.new_context(base_url=instance.url, locale="id-ID", viewport={"width": 360, "height": 800})
    one = context.new_page()
    yield one
    context.close()


def look(page: Page, name: str) -> None:
    shoot(page, name)
    assert page.evaluate(WIDER) == 0
    assert barriers(page) == []


def bubble(page: Page, phone: str, code: str, button: str) -> Locator:
    """The newest message on the phone about the report that has this button."""
    found = page.locator(f"{phone} .msg", has_text=code).filter(has=page.get_by_text(button, exact=True)).last
    expect(found).to_be_visible(timeout=60_000)
    return found


def test_a_press_on_the_phone_accepts(page: Page, code: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/simulator/")
    told = bubble(page, ADMIN, code, "Terima")
    expect(told).to_contain_text("templat")
    told.get_by_role("button", name="Terima").click()
    expect(page.locator(f"{ADMIN} .msg").last).to_contain_text("Tercatat", timeout=60_000)
    expect(page.locator(ADMIN)).to_contain_text("Teks bebas sampai")
    expect(told.locator(".seen")).to_be_visible()


def test_words_written_back_become_a_note(page: Page, code: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/simulator/")
    page.fill(f"{ADMIN} input[name=text]", f"Untuk {code}: vaksin tiba hari Kamis.")
    page.locator(ADMIN).get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator(f"{ADMIN} .msg").last).to_contain_text("sebagai catatan", timeout=60_000)


def test_the_head_approves_behind_a_pin_and_the_link_is_dead_then(page: Page, call: Calls, code: str, pin: str) -> None:
    call("dinkes.admin", f"/reports/{code}/draft", {"text": DRAFT})
    page.goto("/simulator/")
    link = bubble(page, HEAD, code, "Setujui jawaban").get_by_role("link", name="Setujui jawaban").get_attribute("href")
    assert link
    page.goto(link)
    expect(page.get_by_text(DRAFT)).to_have_count(0)
    look(page, "pin-360")
    page.fill("#pin", "000001" if pin != "000001" else "000002")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.locator("#pin-e")).to_contain_text("PIN itu belum tepat")
    look(page, "pin-salah-360")
    page.fill("#pin", pin)
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text(DRAFT)).to_be_visible()
    look(page, "setujui-360")
    page.set_viewport_size({"width": 1280, "height": 900})
    look(page, "setujui-1280")
    page.locator("form.acts button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Disetujui")
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("tidak berlaku lagi")
    expect(page.locator(".lede")).to_contain_text("sudah dipakai untuk menyetujui konsep jawaban")
    look(page, "dipakai-1280")
