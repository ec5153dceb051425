"""The public page of an open report, and those who have met with the same."""

import html
from re import findall

import pytest
from django.test import Client

from arcadumas.core.handling import close
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports import following
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "complaint",
    "district": "",
    "village": "",
    "place": "",
    "unit": "",
    "name": "",
    "phone": "",
    "email": "",
}


@pytest.fixture
def visitor(cast: Cast) -> Client:
    return Client(headers={"accept-language": "en"})


def page(visitor: Client, path: str) -> str:
    return html.unescape(visitor.get(path).content.decode())


def test_it_shows_how_an_open_report_stands_and_none_of_its_words(cast: Cast, visitor: Client) -> None:
    report = builders.in_work(cast, title="Kata pelapor", body="Cerita pelapor", name="Siti").report
    shown = page(visitor, f"/laporan/{report.code}/")
    assert "In hand" in shown and "Pekerjaan Umum" in shown and "Nobody else has said so far" in shown
    for word in ("Kata pelapor", "Cerita", "Siti", report.code + "?"):
        assert word not in shown


@pytest.mark.parametrize("values", [{"is_anonymous": True}, {"is_confidential": True}, {"about_officials": True}])
def test_a_protected_report_is_not_there(values: dict[str, bool], visitor: Client) -> None:
    code = builders.received(**values).report.code
    for path in (f"/laporan/{code}/", "/laporan/7K3M-2QDX/", "/laporan/x/"):
        assert visitor.get(path).status_code == 404
    assert visitor.post(f"/laporan/{code}/saya-juga/").status_code == 404


def test_one_browser_counts_once_and_may_leave(visitor: Client) -> None:
    report = builders.received().report
    for _n in range(2):
        assert visitor.post(f"/laporan/{report.code}/saya-juga/").status_code == 302
    Client().post(f"/laporan/{report.code}/saya-juga/")
    assert following.number(report) == 2
    assert "You are counted" in page(visitor, f"/laporan/{report.code}/")
    visitor.post(f"/laporan/{report.code}/bukan-saya/")
    assert following.number(report) == 1


def test_whose_report_it_is_does_not_join_it(visitor: Client) -> None:
    receipt = builders.received()
    address = f"/laporan/{receipt.report.code}/"
    visitor.post("/lacak/", {"code": receipt.report.code, "secret": receipt.secret})
    shown = page(visitor, address)
    assert ("your own report" in shown, "I have met with this too" in shown) == (True, False)
    visitor.post(f"{address}saya-juga/")
    assert following.number(receipt.report) == 0


def test_whoever_is_counted_sees_how_it_ends_and_nobody_else(cast: Cast, visitor: Client) -> None:
    report, main = builders.in_work(cast).report, builders.in_work(cast, to="dinkes").report
    path = f"/laporan/{report.code}/"
    visitor.post(f"{path}saya-juga/")
    merge(report.code, into=main.code, by=cast.front_head)
    assert ("In hand · Dinas Kesehatan" in page(visitor, path), Client().get(path).status_code) == (True, 404)
    respond(main.code, by=cast.dinkes_head, text=builders.ANSWER)
    close.close(report.code, by=cast.front_officer, reason="Tidak ada kabar dari pelapor.")
    shown = page(visitor, path)
    assert ("Closed · Dinas Kesehatan" in shown, "saya-juga/" in shown, "Tidak ada kabar" in shown) == (
        True,
        False,
        False,
    )
    assert visitor.post(f"{path}saya-juga/").status_code == 404
    visitor.post(f"{path}bukan-saya/")
    assert (following.number(report), visitor.get(path).status_code) == (0, 404)


def test_of_a_group_each_person_counts_once_at_the_main_report(cast: Cast, visitor: Client) -> None:
    main, joined = builders.in_work(cast).report, builders.in_work(cast).report
    for report in (main, joined):
        visitor.post(f"/laporan/{report.code}/saya-juga/")
    Client().post(f"/laporan/{joined.code}/saya-juga/")
    merge(joined.code, into=main.code, by=cast.front_head)
    assert (following.number(main), following.number_of([main, joined]), following.number_of([])) == (1, 2, 0)
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(cast.person("front_officer"))
    assert "2 other citizens have met with this too." in page(desk, f"/meja/{main.code}/")


def test_one_connection_joins_ten_times_an_hour(visitor: Client) -> None:
    report = builders.received().report
    answers = [Client(headers={"accept-language": "en"}).post(f"/laporan/{report.code}/saya-juga/") for _n in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert answers[-1]["Retry-After"]
    assert following.number(report) == 10


def form(visitor: Client, **values: str) -> dict[str, str]:
    shown = visitor.get("/lapor/").content.decode()
    token = findall(r'name="token" value="([^"]+)"', shown)[0]
    return {**FORM, "token": token, "similar": "ask", **values}


def test_before_sending_the_form_asks_once_and_loses_nothing(visitor: Client) -> None:
    area = "63.04.05"
    there = builders.received(title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.", village=area).report
    sent = form(visitor, title="Lampu jalan padam", body="Lampu depan pasar padam.", district=area)
    asked = visitor.post("/lapor/", sent)
    text = html.unescape(asked.content.decode())
    assert (asked.status_code, Report.objects.count()) == (200, 1)
    assert "Has the same been reported already?" in text and f"/laporan/{there.code}/" in text
    assert "Lampu depan pasar padam." in text and "di depan pasar" not in text
    assert 'name="similar" value=""' in text
    assert visitor.post("/lapor/", {**sent, "similar": ""}).status_code == 302
    assert Report.objects.count() == 2


def test_it_does_not_ask_where_nothing_is_like_it_nor_programs_that_do_not_know_the_question(visitor: Client) -> None:
    builders.received(
        title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.", village="63.04.05", is_anonymous=True
    )
    assert (
        visitor.post(
            "/lapor/", form(visitor, title="Lampu jalan padam", body="Padam.", district="63.04.05")
        ).status_code
        == 302
    )
    builders.received(title="Lampu jalan padam", body="Lampu jalan di depan pasar padam.", village="63.04.05")
    unknowing = {
        name: value
        for name, value in form(visitor, title="Lampu jalan padam", body="Padam.", district="63.04.05").items()
        if name != "similar"
    }
    assert visitor.post("/lapor/", unknowing).status_code == 302
