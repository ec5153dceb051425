"""The leaders' screen: what waits and is late with whom, who closed without flattery, instructions to their end."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.handling import close
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.models import Instruction
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import About, Promise, Report
from arcadumas.edges.pages.leaders import views
from arcadumas.site import recounting
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, tomorrow
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
HIDDEN = "Rahasia sekali, judulnya"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def broken(report: Report, *, step: str = "respond") -> None:
    at = timezone.now() - timedelta(days=3)
    Promise.objects.filter(report=report, step=step).update(state="broken", due_at=at, broken_at=at)
    Report.objects.filter(pk=report.pk).update(due_at=at)


def sections(page: str) -> dict[str, str]:
    parts = re.split(r'<section class="[^"]*" aria-labelledby="h-', page)
    return {part.partition('"')[0]: part for part in parts[1:]}


def test_a_long_list_goes_on_after_its_last_row(cast: Cast, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    codes = [builders.in_work(cast).report for _number in range(3)]
    for report in codes:
        broken(report)
    recounting.count_all()
    client, found = signs_in("regional_head"), []
    address = "/pimpinan/daftar/?lihat=promise_broken"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r'name="kode" value="([^"]+)"', page)
        following = re.search(r'class="btn" href="([^"]*sesudah=[^"]*)"', page)
        address = html.unescape(following[1]) if following else ""
    assert found == [report.code for report in codes]
    assert "Back to the start" in page


def test_what_is_brought_to_a_leader_stands_first_with_why_and_with_whom(cast: Cast, signs_in: SignsIn) -> None:
    late, objected, urgent = builders.in_work(cast).report, builders.answered(cast).report, builders.verified(cast, finding=Finding(is_urgent=True)).report  # fmt: skip
    calm = builders.in_work(cast).report
    broken(late)
    close.object_(objected.code, by=cast.reporter(objected), reason=REASON)
    recounting.count_all()
    answer = signs_in("regional_head").get("/pimpinan/")
    assert f'href="/pimpinan/instruksi/?kode={late.code}"' in answer.content.decode()
    waiting = sections(answer.content.decode())["needs"]
    assert (answer.status_code, [code in waiting for code in (late.code, objected.code, urgent.code, calm.code)]) == (
        200,
        [True, True, True, False],
    )
    for why in ("A promise to the reporter is broken", "The reporter says it is not settled", "Urgent", late.unit.name):
        assert why in waiting
    assert "3 reports wait for you." in text(answer)


def test_three_returns_are_brought_and_two_are_not(cast: Cast, signs_in: SignsIn) -> None:
    twice, thrice = builders.disposed(cast).report, builders.disposed(cast).report
    Report.objects.filter(pk=thrice.pk).update(hops=2)
    for report in (twice, thrice):
        give_back(report.code, by=cast.pupr_admin, reason=REASON)
    recounting.count_all()
    waiting = sections(signs_in("secretary").get("/pimpinan/").content.decode())["needs"]
    assert (thrice.code in waiting, twice.code in waiting, "Returned 3 times" in waiting) == (True, False, True)


def test_lateness_is_counted_by_who_holds_it_and_leads_to_the_list(cast: Cast, signs_in: SignsIn) -> None:
    one, other, desk = builders.in_work(cast).report, builders.in_work(cast).report, builders.received().report
    for report in (one, other, desk):
        broken(report, step="settle")
    recounting.count_all()
    client = signs_in("regional_head")
    late = sections(client.get("/pimpinan/").content.decode())["late"]
    assert re.findall(r'unit=([^"]+)"><span><b>([^<]+)</b>.*?class="num">(\d+)', late) == [
        ("pupr", one.unit.name, "2"), ("-", "The front desk", "1"),
    ]  # fmt: skip
    listed = client.get("/pimpinan/daftar/?lihat=late&unit=pupr").content.decode()
    assert [code in listed for code in (one.code, other.code, desk.code)] == [True, True, False]
    assert desk.code in client.get("/pimpinan/daftar/?lihat=late&unit=-").content.decode()


def test_closings_by_the_system_are_called_so(cast: Cast, signs_in: SignsIn) -> None:
    for by in ("reporter", "system", "system"):
        report = builders.answered(cast).report
        close.confirm(report.code, by=cast.reporter(report))
        Report.objects.filter(pk=report.pk).update(closed_by=by)
    recounting.count_all()
    closed = sections(signs_in("secretary").get("/pimpinan/").content.decode())["closed"]
    found = re.findall(r"</svg><span>([^<]+)</span><b class=\"num\">(\d+) <span class=\"muted\">\((\d+) %\)", closed)
    assert found == [
        ("Said to be settled by the reporter", "1", "33"),
        ("Closed by the system after ten working days without a word from the reporter", "2", "67"),
        ("Closed by an officer, with a reason", "0", "0"),
    ]


def test_picked_reports_become_one_instruction_that_is_followed_to_its_end(cast: Cast, signs_in: SignsIn) -> None:
    reports = [builders.in_work(cast).report for _ in range(3)]
    client = signs_in("regional_head")
    codes = [report.code for report in reports]
    form = client.get("/pimpinan/instruksi/", {"kode": codes})
    assert (form.status_code, form.content.decode().count('name="kode"')) == (200, 3)
    assert re.search(r'<option value="pupr" selected', form.content.decode())
    sent = {"kode": codes, "text": "Tutup semua lubang itu.", "unit": "pupr", "due_on": tomorrow().isoformat(), "indicator": "jalan dapat dilalui"}  # fmt: skip
    answer = client.post("/pimpinan/instruksi/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/pimpinan/")
    given = Instruction.objects.get()
    assert sorted(report.code for report in given.reports.all()) == sorted(codes)
    shown = client.get("/pimpinan/").content.decode()
    assert "Not yet accepted, by" in sections(shown)["orders"]
    accept_instruction(codes[1], by=cast.pupr_admin)
    finish_instruction(codes[2], by=cast.pupr_head, note="Ketiga lubang ditutup.")
    done = sections(client.get("/pimpinan/").content.decode())["orders"]
    assert ("Carried out," in done, "Ketiga lubang ditutup." in done, all(code in done for code in codes)) == (
        True,
    ) * 3


def test_an_instruction_that_does_not_fit_keeps_every_word(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast).report.code
    sent = {"kode": [code], "text": "pendek", "unit": "pupr", "due_on": "2020-01-01", "indicator": "tanda yang diketik"}
    answer = signs_in("secretary").post("/pimpinan/instruksi/", sent)
    page = answer.content.decode()
    assert (answer.status_code, "tanda yang diketik" in page, "pendek" in page, 'aria-invalid="true"' in page) == (422, True, True, True)  # fmt: skip
    assert not Instruction.objects.exists()


def test_a_report_that_ended_meanwhile_is_said_and_nothing_is_sent(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.answered(cast).report
    close.close(report.code, by=cast.front_officer, reason=REASON)
    sent = {"kode": [report.code], "text": "Tutup semua lubang itu.", "unit": "pupr", "due_on": tomorrow().isoformat()}
    answer = signs_in("secretary").post("/pimpinan/instruksi/", sent)
    assert (answer.status_code, "Tutup semua lubang itu." in answer.content.decode()) == (409, True)


def test_without_a_pick_the_list_says_so(cast: Cast, signs_in: SignsIn) -> None:
    answer = signs_in("secretary").get("/pimpinan/instruksi/", follow=True)
    assert "Pick one or several reports first." in text(answer)


def test_a_confidential_report_shows_no_title_and_may_be_picked(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, title=HIDDEN, is_confidential=True).report
    broken(report)
    recounting.count_all()
    page = signs_in("regional_head").get("/pimpinan/").content.decode()
    assert (HIDDEN in page, report.code in page, f'value="{report.code}"' in page) == (False, True, True)
    form = signs_in("regional_head").get("/pimpinan/instruksi/", {"kode": report.code}).content.decode()
    assert (HIDDEN in form, report.code in form) == (False, True)


def test_whistleblowing_and_what_is_about_the_reader_are_nowhere(cast: Cast, signs_in: SignsIn) -> None:
    secret = builders.verified(cast, finding=Finding(is_whistleblowing=True, is_urgent=True)).report
    about = builders.verified(cast, finding=Finding(is_urgent=True, about_logins=["sekda"])).report
    for report in (secret, about):
        broken(report, step="settle")
    recounting.count_all()
    page = signs_in("secretary").get("/pimpinan/")
    listed = signs_in("secretary").get("/pimpinan/daftar/?lihat=late")
    for answer in (page, listed):
        assert [report.code in answer.content.decode() for report in (secret, about)] == [False, False]
    assert "Nothing is overdue." in text(page)
    assert sections(page.content.decode())["months"].count("No reports yet.") == 1
    assert signs_in("secretary").get("/pimpinan/instruksi/", {"kode": about.code})["Location"] == "/pimpinan/daftar/"
    forged = {"kode": [builders.in_work(cast).report.code, about.code], "text": "Tutup semua lubang itu.", "unit": "pupr", "due_on": tomorrow().isoformat()}  # fmt: skip
    assert signs_in("secretary").post("/pimpinan/instruksi/", forged).status_code == 404
    assert about.code in signs_in("regional_head").get("/pimpinan/").content.decode()


@pytest.mark.parametrize(("role", "about"), [("secretary", ["inspektorat"]), ("regional_head", ["inspektorat", "setda"])])  # fmt: skip
def test_whistleblowing_in_a_leaders_care_has_no_box_and_is_refused_in_words(cast: Cast, signs_in: SignsIn, role: str, about: list[str]) -> None:  # fmt: skip
    finding = Finding(is_whistleblowing=True, is_urgent=True, about_units=about)
    secret, plain = builders.verified(cast, finding=finding).report, builders.in_work(cast).report
    for report in (secret, plain):
        broken(report)
    recounting.count_all()
    client = signs_in(role)
    for path in ("/pimpinan/", "/pimpinan/daftar/?lihat=late"):
        page = client.get(path).content.decode()
        assert (secret.code in page, f'value="{secret.code}"' in page, f'value="{plain.code}"' in page) == (True, False, True)  # fmt: skip
    sent = {"kode": [plain.code, secret.code], "text": "Tutup semua lubang itu.", "unit": "pupr", "due_on": tomorrow().isoformat()}  # fmt: skip
    answer = client.post("/pimpinan/instruksi/", sent)
    said = text(answer)
    assert (answer.status_code, "Tutup semua lubang itu." in said) == (403, True)
    assert f"About report {secret.code} nobody can be instructed" in said
    assert not Instruction.objects.exists()


def test_a_head_looks_at_the_own_unit_and_instructs_nobody(cast: Cast, signs_in: SignsIn) -> None:
    own, other = builders.in_work(cast).report, builders.in_work(cast, to="63.04.05").report
    for report in (own, other):
        broken(report)
    instruct(other.code, by=cast.secretary, text="Tutup semua lubang itu.", unit="63.04.05", due_on=tomorrow())
    recounting.count_all()
    page = signs_in("pupr_head").get("/pimpinan/").content.decode()
    assert (own.code in page, other.code in page, "Tutup semua" in page, 'name="kode"' in page) == (True, False, False, False)  # fmt: skip
    assert signs_in("pupr_head").get("/pimpinan/instruksi/", {"kode": own.code}).status_code == 403


def test_whom_a_report_complains_of_reads_no_instruction_about_it(cast: Cast, signs_in: SignsIn) -> None:
    about, own = builders.in_work(cast).report, builders.in_work(cast).report
    About.objects.create(report=about, person=cast.person("pupr_head"))
    instruct(about.code, by=cast.secretary, text="Periksa kepala dinas itu.", unit="pupr", due_on=tomorrow())
    instruct(own.code, by=cast.secretary, text="Tutup lubang di pasar.", unit="pupr", due_on=tomorrow(), also=[about.code])  # fmt: skip
    for path in ("/pimpinan/", "/pimpinan/instruksi/daftar/"):
        page = sections(signs_in("pupr_head").get(path).content.decode()).get("orders") or text(signs_in("pupr_head").get(path))  # fmt: skip
        assert ["Periksa kepala" in page, about.code in page, "Tutup lubang" in page, own.code in page] == [False, False, True, True]  # fmt: skip
        assert "Periksa kepala" in signs_in("secretary").get(path).content.decode()


def test_of_a_confidential_report_the_words_of_an_order_are_for_its_giver_and_who_reads_it(cast: Cast, signs_in: SignsIn) -> None:  # fmt: skip
    report = builders.in_work(cast, is_confidential=True).report
    said = {"text": "Tutup lubang di pasar.", "indicator": "tanda yang dicari"}
    instruct(report.code, by=cast.secretary, unit="63.04.05", due_on=tomorrow(), **said)
    accept_instruction(report.code, by=cast.alalak_admin)
    finish_instruction(report.code, by=cast.alalak_head, note="Sudah ditutup semuanya.")
    words = (*said.values(), "Sudah ditutup semuanya.")

    def read(role: str, path: str) -> set[bool]:
        page = signs_in(role).get(path).content.decode()
        assert "Kecamatan Alalak" in page
        return {word in page for word in words}

    for path in ("/pimpinan/", "/pimpinan/instruksi/daftar/?lihat=selesai"):
        for role, reads in (("secretary", True), ("alalak_head", True), ("front_head", True), ("regional_head", False)):
            assert (role, path, read(role, path)) == (role, path, {reads})
    signs_in("regional_head").post(f"/meja/{report.code}/pembukaan/", {"reason": REASON})
    assert read("regional_head", f"/meja/{report.code}/") == {True}  # with an entry in the audit trail, as no list has
    assert read("regional_head", "/pimpinan/") == {False}
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    assert read("inspector", "/pimpinan/") == {False}


def test_the_list_of_instructions_goes_on_after_its_last_row(cast: Cast, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    report, client, numbers = builders.in_work(cast).report, signs_in("secretary"), []
    for day in (3, 1, 2, 1, 2):
        given = instruct(report.code, by=cast.secretary, text="Tutup semua lubang itu.", unit="pupr", due_on=tomorrow() + timedelta(days=day))  # fmt: skip
        numbers.append((day, given.pk, given.number))
    assert 'href="/pimpinan/instruksi/daftar/">See all instructions' in client.get("/pimpinan/").content.decode()
    monkeypatch.setattr(views, "PAGE", 2)
    in_order = [number for _day, _key, number in sorted(numbers)]
    assert list(listed(client, "/pimpinan/instruksi/daftar/")) == in_order
    for _number in numbers:
        accept_instruction(report.code, by=cast.pupr_admin)
        finish_instruction(report.code, by=cast.pupr_head, note="Sudah ditutup semua.")
    assert "Every instruction about a report that you may see is carried out" in text(client.get("/pimpinan/instruksi/daftar/"))  # fmt: skip
    done = [one.number for one in Instruction.objects.order_by("-done_at", "-id")]
    assert list(listed(client, "/pimpinan/instruksi/daftar/?lihat=selesai")) == done
    assert "No instruction about a report that you may see has been carried out" in text(signs_in("alalak_head").get("/pimpinan/instruksi/daftar/?lihat=selesai"))  # fmt: skip
    assert [client.get(f"/pimpinan/instruksi/daftar/?{asked}").status_code for asked in ("lihat=apa", "sesudah=rusak")] == [404, 200]  # fmt: skip


def listed(client: Client, address: str) -> Iterator[str]:
    while address:
        page = client.get(address).content.decode()
        yield from re.findall(r"<b>(\S+), [^<]+</b></p>", page)
        following = re.search(r'class="btn" href="([^"]*sesudah=[^"]*)"', page)
        address = html.unescape(following[1]) if following else ""


@pytest.mark.parametrize(
    ("role", "status"),
    [("regional_head", 200), ("secretary", 200), ("inspector", 200), ("front_head", 200), ("pupr_head", 200), ("front_officer", 403), ("pupr_admin", 403), ("pupr_member", 403), ("engineer", 403)],
)  # fmt: skip
def test_it_is_the_leaders_screen(cast: Cast, signs_in: SignsIn, role: str, status: int) -> None:
    assert [signs_in(role).get(path).status_code for path in ("/pimpinan/", "/pimpinan/daftar/", "/pimpinan/instruksi/daftar/")] == [status] * 3  # fmt: skip


def test_more_rows_ask_no_more_statements(cast: Cast, signs_in: SignsIn) -> None:
    def statements(path: str) -> int:
        recounting.count_all()
        client = signs_in("regional_head")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def another() -> None:
        report = builders.in_work(cast).report
        broken(report)
        instruct(report.code, by=cast.secretary, text="Tutup semua lubang itu.", unit="pupr", due_on=tomorrow())

    another()
    paths = ("/pimpinan/", "/pimpinan/daftar/", "/pimpinan/instruksi/daftar/")
    few = [statements(path) for path in paths]
    another()
    another()
    assert [statements(path) for path in paths] == few
    assert few[0] <= 24


def test_an_empty_government_says_so_in_words(cast: Cast, signs_in: SignsIn) -> None:
    said = text(signs_in("secretary").get("/pimpinan/"))
    assert "Nothing waits for you. Nothing is overdue." in said
    assert "No instruction has been given yet." in said
    assert "None" not in said
