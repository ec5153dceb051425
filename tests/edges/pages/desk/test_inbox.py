"""The inbox: in order of what falls due, honest about whose task it is, and silent about what may not be read."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import close, confirm
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, finish_instruction, instruct
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.reports.models import About, Promise, Report
from arcadumas.edges.pages.desk import lists
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
REASON = "Ini kewenangan dinas lain, mohon dialihkan."


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def codes(client: Client, path: str = "/meja/") -> list[str]:
    return re.findall(r'<span class="code" translate="no">([^<]+)</span>', client.get(path).content.decode())


def due(report: Report, **later: float) -> Report:
    """All clocks of the report fall due then."""
    at = timezone.now() + timedelta(**later)
    Promise.objects.filter(report=report, met_at=None).update(due_at=at)
    Report.objects.filter(pk=report.pk).update(due_at=at)
    return report


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/meja/")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/meja/")


def test_the_engineer_has_no_desk_and_is_shown_the_settings(signs_in: SignsIn) -> None:
    answer = signs_in("engineer").get("/meja/")
    assert (answer.status_code, "opens no reports" in text(answer)) == (403, True)
    assert 'href="/pengaturan/"' in answer.content.decode()


def test_the_rail_shows_the_import_to_whoever_may_import(signs_in: SignsIn) -> None:
    shown = {
        role: "/meja/impor/" in signs_in(role).get("/meja/").content.decode()
        for role in ("front_officer", "pupr_admin")
    }
    assert shown == {"front_officer": True, "pupr_admin": False}


def test_from_a_case_one_goes_on_to_the_next_that_waits(cast: Cast, signs_in: SignsIn) -> None:
    first, second, third = (due(builders.received().report, days=days) for days in (1, 2, 3))
    elsewhere = due(builders.disposed(cast).report, days=2)
    client = signs_in("front_officer")

    def onward(code: str) -> str:
        return client.get("/meja/berikutnya/", {"dari": code})["Location"]

    assert f"/meja/berikutnya/?dari={first.code}" in client.get(f"/meja/{first.code}/").content.decode()
    assert [onward(report.code) for report in (first, second, third, elsewhere)] == [
        f"/meja/{report.code}/" for report in (second, third, first, third)
    ]
    assert (onward(""), onward("bukan kode")) == (f"/meja/{first.code}/", f"/meja/{first.code}/")
    other = signs_in("dinkes_admin")
    assert other.get("/meja/berikutnya/", {"dari": first.code})["Location"] == "/meja/?lihat=saya"


def test_after_what_a_unit_gave_back_comes_the_first_of_its_list(cast: Cast, signs_in: SignsIn) -> None:
    first, given, later = (due(builders.disposed(cast, to="dinkes").report, days=days) for days in (1, 2, 3))
    give_back(given.code, by=cast.dinkes_admin, reason=REASON)
    client = signs_in("dinkes_admin")
    assert f"/meja/berikutnya/?dari={given.code}" in client.get(f"/meja/{given.code}/").content.decode()
    onward = client.get("/meja/berikutnya/", {"dari": given.code})["Location"]
    assert (onward, later.code in onward) == (f"/meja/{first.code}/", False)


def test_the_count_of_a_group_that_goes_on_is_not_said(signs_in: SignsIn) -> None:
    for _number in range(lists.SIZE + 1):
        due(builders.received().report, days=20)
    page = signs_in("front_officer").get("/meja/").content.decode()
    assert '<h2 id="g-later">Later and paused</h2>' in page


def test_a_post_that_ended_says_when(cast: Cast, signs_in: SignsIn) -> None:
    cast.person("pupr_admin").posts.update(valid_to="2026-01-31")
    answer = signs_in("pupr_admin").get("/meja/")
    assert (answer.status_code, "Your assignment ended on Saturday 31 January 2026." in text(answer)) == (403, True)


def test_what_falls_due_first_stands_first_in_its_group(signs_in: SignsIn) -> None:
    later, late, soon = (due(builders.received().report, days=days) for days in (20, -4, 3))
    client = signs_in("front_officer")
    assert codes(client) == [late.code, soon.code, later.code]
    groups = re.findall(r'<h2 id="g-(\w+)">', client.get("/meja/").content.decode())
    assert groups == ["late", "week", "later"]
    assert "1 overdue" in text(client.get("/meja/"))


def test_a_row_says_what_place_whose_and_how_protected(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, is_anonymous=True, place_text="Handil Bakti").report
    said = text(signs_in("front_officer").get("/meja/"))
    for part in (
        report.title,
        report.code,
        "Dinas Pekerjaan Umum",
        "Handil Bakti",
        "Anonymous",
        "Passed on",
        "Not opened yet",
    ):
        assert part in said
    assert "Your task" not in said
    assert "Your task" in text(signs_in("pupr_admin").get("/meja/"))


def test_the_tabs_hold_what_they_say(cast: Cast, signs_in: SignsIn) -> None:
    fresh = builders.received().report.code
    passed = builders.disposed(cast).report.code
    answered = builders.answered(cast).report.code
    returned = builders.disposed(cast, to="dinkes").report.code
    give_back(returned, by=cast.dinkes_admin, reason=REASON)
    closed = builders.received().report.code
    Report.objects.filter(code=closed).update(state="archived", archive_reason="unclear", due_at=None)
    client = signs_in("front_officer")
    assert sorted(codes(client)) == sorted([fresh, passed, answered, returned])
    assert sorted(codes(client, "/meja/?lihat=saya")) == sorted([fresh, returned])
    assert sorted(codes(client, "/meja/?lihat=sp4n")) == sorted([passed, answered, returned])
    assert codes(client, "/meja/?lihat=pelapor") == [answered]
    assert codes(client, "/meja/?lihat=dikembalikan") == [returned]
    assert codes(client, "/meja/?lihat=selesai") == [closed]
    counts = re.findall(r"<a href=\"/meja/[^\"]*\"[^>]*>[^<]+<b>([^<]+)</b>", client.get("/meja/").content.decode())
    assert counts == ["4", "2", "3", "1", "0", "1", "1"]


def test_a_unit_sees_what_it_gave_back_in_its_own_list_without_the_title(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, to="dinkes", title="Judul yang tidak dibaca lagi").report
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    client = signs_in("dinkes_admin")
    assert (codes(client), codes(client, "/meja/?lihat=dikembalikan")) == ([], [report.code])
    assert "Judul yang" not in client.get("/meja/?lihat=dikembalikan").content.decode()


def test_the_reporters_words_for_the_place_are_for_those_who_read_it(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, is_confidential=True, place_text="Seberang rumah kuning").report
    dispose(report.code, to="dinkes", by=cast.front_officer, role="support")
    readers = ("front_officer", "pupr_admin", "secretary", "regional_head", "inspector", "pupr_member", "dinkes_admin")
    pages = [text(signs_in(role).get(path)) for role in readers for path in ("/meja/", f"/meja/?q={report.code}")]
    assert all(report.code in page for page in pages)
    assert ["rumah kuning" in page for page in pages] == [True] * 4 + [False] * 10
    bulk = [text(signs_in(role).get("/meja/sekaligus/")) for role in readers[1:3]]
    assert ["rumah kuning" in page for page in bulk] == [True, False]


def test_of_an_insiders_report_no_list_names_a_place(signs_in: SignsIn) -> None:
    report = builders.received(place_text="Gudang di belakang kantor").report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True, title="", body="")
    pages = [text(signs_in(role).get("/meja/")) for role in ("front_officer", "inspector")]
    assert [(report.code in page, "Gudang" in page) for page in pages] == [(True, False), (True, False)]


def test_whoever_does_not_read_it_finds_no_place_in_the_list(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast, is_confidential=True, place_text="Seberang rumah kuning", village="63.04.05").report  # fmt: skip
    page = text(signs_in("secretary").get("/meja/"))
    shown = [report.area.name in page, "rumah kuning" in page, report.code in page]
    assert shown == [False, False, True]


@pytest.mark.parametrize("is_confidential", [False, True])
def test_a_unit_that_gave_it_back_learns_nothing_of_what_follows(cast: Cast, signs_in: SignsIn, is_confidential: bool) -> None:  # fmt: skip
    report = builders.disposed(cast, is_confidential=is_confidential, place_text="Seberang rumah kuning").report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    client = signs_in("pupr_admin")
    addresses = ("/meja/?lihat=dikembalikan", "/meja/?lihat=selesai", f"/meja/?q={report.code}", "/meja/?lihat=dikembalikan&unit=63.04.05",
                 "/meja/?lihat=dikembalikan&telat=ya", "/meja/?lihat=dikembalikan&mendesak=ya", f"/meja/?q={report.code}&unit=63.04.05", f"/meja/?q={report.code}&state=in_work")  # fmt: skip

    def seen() -> list[str]:
        return [re.sub(r"\d\d[:.]\d\d", "", text(client.get(each))) for each in addresses]

    before = seen()
    dispose(report.code, to="63.04.05", by=cast.front_officer)
    mark_urgent(report.code, by=cast.secretary, reason=REASON)
    accept(report.code, by=cast.alalak_admin)
    due(report, days=-3)
    assert seen() == before
    assert (report.code in before[0], "rumah kuning" in before[0], report.code in before[4]) == (True, False, False)
    respond(report.code, by=cast.alalak_head, text=builders.ANSWER)
    close(report.code, by=cast.front_officer, reason=REASON)
    assert seen() == before


def test_what_a_unit_gave_back_is_with_no_reporter_of_theirs(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, to="dinkes").report
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    Report.objects.filter(pk=report.pk).update(state="answered")
    assert codes(signs_in("dinkes_admin"), "/meja/?lihat=pelapor") == []
    assert codes(signs_in("front_officer"), "/meja/?lihat=pelapor") == [report.code]


@pytest.mark.parametrize(("unit", "team", "head"), [("pupr", "pupr_admin", "pupr_head"), ("63.04.05", "alalak_admin", "alalak_head"), ("inspektorat", "inspector", "inspector")])  # fmt: skip
def test_an_order_waits_for_its_unit_when_its_report_is_over(cast: Cast, signs_in: SignsIn, unit: str, team: str, head: str) -> None:  # fmt: skip
    report = builders.answered(cast).report
    instruct(report.code, by=cast.secretary, text="Laporkan hasilnya.", unit=unit, due_on=timezone.localdate())
    confirm(report.code, by=cast.reporter(report))

    def waits(role: str) -> bool:
        page = signs_in(role).get("/meja/?lihat=saya")
        found = codes(signs_in(role), "/meja/?lihat=saya") == [report.code]
        assert (re.search(r"Waiting for you\s*1\b", text(page)) is not None) == found
        assert codes(signs_in(role)) == []
        return found

    assert (waits(team), waits(head), waits("dinkes_admin")) == (True, True, False)
    accept_instruction(report.code, by=getattr(cast, team))
    assert (waits(team), waits(head)) == (team == head, True)
    finish_instruction(report.code, by=getattr(cast, head), note="Sudah dilaporkan.")
    assert (waits(team), waits(head)) == (False, False)


def test_a_unit_counts_what_it_leads_and_what_it_supports(cast: Cast, signs_in: SignsIn) -> None:
    led = builders.disposed(cast).report
    helped = builders.disposed(cast, to="dinkes").report
    dispose(helped.code, to="pupr", role="support", by=cast.front_officer)
    client = signs_in("pupr_admin")
    assert sorted(codes(client)) == sorted([led.code, helped.code])
    assert "All running 2" in text(client.get("/meja/"))


def test_a_units_order_minds_its_own_clocks_alone(cast: Cast, signs_in: SignsIn) -> None:
    """The front desk's lateness with SP4N does not make a report late for the unit."""
    report = builders.in_work(cast).report
    yesterday = timezone.now() - timedelta(days=2)
    Promise.objects.filter(report=report, step="sp4n_link").update(due_at=yesterday)
    Report.objects.filter(pk=report.pk).update(due_at=yesterday)
    assert "overdue" not in text(signs_in("pupr_admin").get("/meja/"))
    assert "1 overdue" in text(signs_in("front_officer").get("/meja/"))


def test_a_confidential_title_is_for_those_who_read_it(cast: Cast, signs_in: SignsIn) -> None:
    builders.disposed(cast, title="Judul rahasia sekali", is_confidential=True)
    shown = {role: "Judul rahasia sekali" in signs_in(role).get("/meja/").content.decode()
             for role in ("front_officer", "pupr_admin", "pupr_member", "secretary", "inspector")}  # fmt: skip
    assert shown == {
        "front_officer": True,
        "pupr_admin": True,
        "pupr_member": False,
        "secretary": False,
        "inspector": False,
    }
    assert "Confidential report" in text(signs_in("secretary").get("/meja/"))


def test_who_is_complained_of_sees_no_row_and_no_count(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.disposed(cast, title="Tentang kepala").report
    About.objects.create(report=report, person=cast.person("pupr_head"))
    assert codes(signs_in("pupr_admin")) == [report.code]
    answer = signs_in("pupr_head").get("/meja/")
    assert ("Tentang kepala" in answer.content.decode(), "No report is running" in text(answer)) == (False, True)
    assert codes(signs_in("pupr_head"), f"/meja/?q={report.code}") == []


def test_an_insiders_report_is_the_inspectorates_alone(signs_in: SignsIn) -> None:
    report = builders.received(title="Suap di kantor").report
    Report.objects.filter(pk=report.pk).update(is_whistleblowing=True, state="verified", title="", body="")
    shown = {role: codes(signs_in(role)) for role in ("front_officer", "front_head", "secretary", "regional_head")}
    assert shown == {role: [] for role in shown}
    page = signs_in("inspector").get("/meja/").content.decode()
    assert ("Suap di kantor" in page, "A special report" in page) == (False, True)
    assert "Suap di kantor" in signs_in("inspector").get(f"/meja/{report.code}/").content.decode()


def test_more_rows_ask_no_more_statements(cast: Cast, signs_in: SignsIn) -> None:
    counted = {}
    for role, most in (("front_officer", 13), ("pupr_admin", 14), ("inspector", 16), ("regional_head", 16)):
        builders.in_work(cast)
        client = signs_in(role)
        client.get("/meja/")
        with CaptureQueriesContext(connection) as few:
            client.get("/meja/")
        builders.disposed(cast, is_confidential=True)
        builders.answered(cast)
        with CaptureQueriesContext(connection) as many:
            client.get("/meja/")
        counted[role] = (len(few) == len(many), len(many) <= most)
    assert counted == {role: (True, True) for role in counted}


@pytest.mark.parametrize("dated", [True, False], ids=["with due moments", "without"])
def test_page_after_page_shows_every_row_once(signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch, dated: bool) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    reports = [builders.received().report for _n in range(5)]
    same = timezone.now() + timedelta(days=1)
    Report.objects.filter(pk__in=[report.pk for report in reports[:3]]).update(due_at=same if dated else None)
    client, path, seen = signs_in("front_officer"), "/meja/", []
    while path:
        page = client.get(path).content.decode()
        seen += codes(client, path)
        found = re.search(r'href="(/meja/\?sesudah=[^"]+)">', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == sorted(report.code for report in reports)
    assert len(seen) == 5


@pytest.mark.parametrize(
    "after", ["", "x", "~", "~0x1", "2026-13-01~4", "2026-11-24T10:00:00~4", "~99999999999999999999", "\x00~1"]
)
def test_a_torn_cursor_starts_from_the_beginning(signs_in: SignsIn, after: str) -> None:
    code = builders.received().report.code
    assert codes(signs_in("front_officer"), f"/meja/?sesudah={after}") == [code]


@pytest.mark.parametrize("tab", ["", "saya", "sp4n", "pelapor", "dikembalikan", "selesai"])
def test_an_empty_list_says_why(signs_in: SignsIn, tab: str) -> None:
    said = signs_in("front_officer").get(f"/meja/?lihat={tab}").content.decode()
    assert said.count('<div class="empty gap">') == 1


def test_the_search_keeps_what_was_asked_and_finds_by_code(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.received(title='Lampu "mati" & gelap').report
    client = signs_in("front_officer")
    assert codes(client, f"/meja/?q={report.code.lower()}") == [report.code]
    assert codes(client, '/meja/?q="mati"') == [report.code]
    assert "Nothing found" in text(client.get("/meja/?q=tidak+ada"))
    assert codes(signs_in("pupr_admin"), f"/meja/?q={report.code}") == []
