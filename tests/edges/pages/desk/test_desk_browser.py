"""The desk in a real browser: a report's whole way by hand, without script too, on a phone, and by the keyboard."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from arcadumas.core.handling import work
from arcadumas.core.handling.canned import add_canned
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import Opens
from tests.looking import DESK_BY_NIGHT, PHONE, WIDER, flaws, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
Signed = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Committed, for the server reads with a connection of its own."""
    return Cast.assemble()


@pytest.fixture
def signed(cast: Cast, opens: Opens) -> Iterator[Signed]:
    """signed("pupr_admin", "/meja/", width=360): a page with that officer's session, in English unless said otherwise."""

    def page(role: str, path: str, *, language: str = "en", **how: object) -> Page:
        client = Client()
        client.force_login(cast.person(role))
        return opens(path, session=client.cookies["sesi"].value, language=language, **how)

    yield page


def sentence(page: Page) -> str:
    return page.locator(".nowline, .act-box h2").first.inner_text().replace("\n", " ")


def test_an_officer_signs_in_and_finds_the_desk(cast: Cast, opens: Opens) -> None:
    person = cast.person("front_officer")
    person.set_password("kata sandi panjang")
    person.save()
    builders.received()
    page = opens("/masuk/?next=/meja/")
    page.get_by_label("Nama akun").fill("kominfo")
    page.get_by_label("Kata sandi").fill("kata sandi panjang")
    page.locator("main").get_by_role("button", name="Masuk").click()
    assert (page.url.endswith("/meja/"), page.locator(".item").count()) == (True, 1)


def press(page: Page, button: str) -> str:
    """Press a button of the act box and read what is said after."""
    page.locator(".act-box").get_by_role("button", name=button, exact=True).first.click()
    return page.locator(".note-good p").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_report_goes_its_whole_way_by_hand(cast: Cast, signed: Signed, script: bool) -> None:
    """Verify, pass on, accept, draft, approve, answer, link to SP4N: each by the page's one primary act."""
    Unit.objects.filter(code="pupr").update(answer_needs_approval=True)
    report = builders.received(title="Lubang di depan pasar").report
    at = f"/meja/{report.code}/"
    page = signed("front_officer", at, script=script)
    assert sentence(page) == "Your turn: check whether this report is clear, complete and ours"
    assert press(page, "Verify this report").startswith("Verified.")
    assert page.evaluate("document.activeElement.className") == ("note note-good" if script else "")
    page.get_by_label("Unit in charge", exact=True).select_option("pupr")
    page.locator("#disposisi-instruction").fill("Mohon ditinjau segera, dekat sekolah.")
    assert press(page, "Pass on").startswith("Passed on.")
    assert sentence(page) == "Dinas Pekerjaan Umum dan Penataan Ruang is next: accept this report"
    page = signed("pupr_admin", at, script=script, width=360)
    assert page.get_by_text("Mohon ditinjau segera, dekat sekolah.").is_visible()
    assert press(page, "Accept this report").startswith("Accepted. Answer by ")
    page.locator("#konsep-text").fill(builders.ANSWER)
    page.get_by_label("The work is done: this is the final answer").check()
    assert press(page, "Hand in the draft").startswith("The draft waits for approval")
    page = signed("pupr_head", at, script=script)
    assert sentence(page) == "Your turn: approve the draft answer"
    assert page.locator(".act-box .said").first.inner_text().startswith(builders.ANSWER)
    assert press(page, "Approve the draft").startswith("Approved.")
    page = signed("pupr_liaison", at, script=script)
    assert sentence(page) == "Your turn: send the approved answer"
    assert press(page, "Send the answer").startswith("The answer is on its way")
    page = signed("front_officer", at, script=script)
    page.get_by_label("SP4N tracking ID").fill("7654321")
    assert "SP4N" in press(page, "Save the tracking ID")
    assert Report.objects.get(state="answered").sp4n.tracking_id == "7654321"


def test_the_keyboard_walks_the_list_and_opens(cast: Cast, signed: Signed) -> None:
    codes = [builders.received().report.code for _n in range(3)]
    page = signed("front_officer", "/meja/")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meja/*-*/")
    assert codes[1] in page.url
    page.goto(page.url.split("/meja/")[0] + "/meja/")
    page.keyboard.press("/")
    page.keyboard.type(codes[2].lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator(".item .code").all_inner_texts() == [codes[2]]


def test_a_stale_page_keeps_what_was_typed(cast: Cast, signed: Signed) -> None:
    report = builders.in_work(cast).report
    page = signed("pupr_admin", f"/meja/{report.code}/")
    page.get_by_label("Answer to the reporter").fill("Lubang sudah ditutup dengan aspal.")
    work.draft(report.code, by=cast.pupr_liaison, text=builders.ANSWER)
    page.locator(".act-box").get_by_role("button", name="Send the answer").first.click()
    assert page.locator(".changes").get_by_text("Draft answer written by").first.is_visible()
    assert page.get_by_label("Answer to the reporter").input_value() == "Lubang sudah ditutup dengan aspal."


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_ready_text_goes_after_what_was_typed_by_the_keyboard_alone(cast: Cast, signed: Signed, script: bool) -> None:
    report = builders.in_work(cast).report
    add_canned(by=cast.pupr_head, title="Mulai", text="Laporan {code} kami tangani.", unit="pupr")
    page = signed("pupr_admin", f"/meja/{report.code}/", script=script, width=360)
    box = page.locator("#jawaban-text")
    box.fill("Lubang sudah ditambal.")
    page.get_by_text("Ready texts (1)").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    shoot(page, f"ready-{script}")
    page.keyboard.press("Enter")
    expect(box).to_have_value(f"Lubang sudah ditambal.\n\nLaporan {report.code} kami tangani.")
    expect(box).to_be_focused()


def prepare(cast: Cast) -> dict[str, tuple[str, str]]:
    """Pages worth looking at: name to role and address."""
    fresh = builders.received(title="Pungutan parkir dua kali di pasar", is_anonymous=True, village="63.04.05").report
    passed = builders.disposed(cast, title="Jembatan kayu lapuk", is_anonymous=True, place_text="x" * 150).report
    working = builders.in_work(cast, title="Jalan berlubang di depan pasar", village="63.04.05").report
    work.draft(working.code, by=cast.pupr_admin, text=builders.ANSWER)
    closed = builders.disposed(cast, title="Rahasia", is_confidential=True).report
    answered = builders.answered(cast).report
    return {
        "inbox": ("front_officer", "/meja/"),
        "empty": ("regional_head", "/meja/?lihat=saya"),
        "verify": ("front_officer", f"/meja/{fresh.code}/"),
        "accept": ("pupr_admin", f"/meja/{passed.code}/"),
        "approve": ("pupr_head", f"/meja/{working.code}/"),
        "closed": ("secretary", f"/meja/{closed.code}/"),
        "answered": ("front_officer", f"/meja/{answered.code}/"),
        "new": ("front_officer", "/meja/baru/"),
        "found": ("front_officer", "/meja/?q=pasar"),
    }


def test_no_page_of_the_desk_is_a_barrier_or_scrolls_sideways(cast: Cast, signed: Signed) -> None:
    pages, wrong = prepare(cast), []
    for name, (role, path) in pages.items():
        wrong += flaws(signed(role, path, language="id"), f"desk-{name}", (PHONE, DESK_BY_NIGHT), unfold=True)
    assert wrong == []


def test_what_is_seldom_done_comes_when_it_is_opened_and_can_be_typed_in_at_once(cast: Cast, signed: Signed) -> None:
    report = builders.in_work(cast, title="Jembatan kayu lapuk").report
    page = signed("front_officer", f"/meja/{report.code}/", language="id")
    page.locator("details.others > summary").click()
    page.locator("#penautan > summary").click()
    box = page.locator("#penautan input[name=to]")
    page.locator("#penautan input[name=to]:focus").wait_for()
    page.keyboard.type("9999-9999")
    assert box.input_value() == "9999-9999"
    page.keyboard.press("Enter")
    page.locator("#penautan.act[open] [name=to][aria-invalid=true]").wait_for()  # there is no such report
    assert box.input_value() == "9999-9999"


def test_on_paper_the_acts_are_left_out(cast: Cast, signed: Signed) -> None:
    report: Report = builders.disposed(cast, title="Jembatan kayu lapuk").report
    page = signed("pupr_admin", f"/meja/{report.code}/")
    page.emulate_media(media="print")
    shown = [page.locator(part).first.is_visible() for part in ("h1", ".story", ".act-box form", ".rail", ".reply")]
    assert shown == [True, True, False, False, False]


def test_away_from_the_counter_the_officers_own_location_is_the_point(cast: Cast, signed: Signed) -> None:
    page = signed("front_officer", "/meja/baru/", width=360)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -3.09512, "longitude": 114.5726, "accuracy": 8})
    page.get_by_role("button", name="Use my location").click()
    page.locator("[data-point-said]", has_text="about 8 m").wait_for()
    page.locator("input[name=source][value=counter]").check()
    page.get_by_label("Title").fill("Lampu jalan mati")
    page.get_by_label("What happened, where and when").fill("Gelap sejak Senin.")
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("link", name="Open the report").click()
    link = page.get_by_role("link", name="Open in your map application")
    assert link.get_attribute("href") == "geo:-3.09512,114.5726?q=-3.09512,114.5726"
    assert page.evaluate(WIDER) == 0
    shoot(page, "kasus-titik-360")
