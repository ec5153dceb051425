"""A point on the public form: taken, said, kept through a refusal, asked by, and never in the way of a report."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
POINT = {"lat": "-3.09512", "lon": "114.5726"}


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def entries(visitor: Client, **values: Any) -> dict[str, Any]:
    token = re.findall(r'name="token" value="([^"]+)"', text(visitor.get("/lapor/")))[0]
    return {"token": token, "kind": "complaint", "title": "Lampu jalan mati", "body": "Gelap sejak Senin.", **values}


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def bound(answer: Any) -> tuple[str, str]:
    """What the two hidden fields hold."""
    lat, lon = (re.findall(rf'name="{name}" value="([^"]*)"', text(answer)) for name in ("lat", "lon"))
    return lat[0], lon[0]


def test_a_point_is_kept_with_the_report_and_told_to_who_holds_its_key(visitor: Client) -> None:
    assert visitor.post("/lapor/", entries(visitor, place="Seberang pasar", **POINT)).status_code == 302
    report = Report.objects.get()
    assert (report.latitude, report.longitude, report.place_text) == (-3.09512, 114.5726, "Seberang pasar")
    receipt = text(visitor.get("/lapor/terima/"))
    assert "outside" not in receipt
    code, key = re.findall(r'<dd class="code" translate="no">([^<]+)</dd>', receipt)
    tracked = text(visitor.post("/lacak/", {"code": code, "secret": key}, follow=True))
    assert '<span translate="no">-3.09512, 114.5726</span>' in tracked


@pytest.mark.parametrize("place", ["-3.09512, 114.5726", "https://maps.google.com/?q=-3.09512,114.5726"])
def test_coordinates_may_stand_where_the_landmark_does(visitor: Client, place: str) -> None:
    visitor.post("/lapor/", entries(visitor, place=place))
    report = Report.objects.get()
    assert (report.latitude, report.longitude, report.place_text) == (-3.09512, 114.5726, "")


def test_without_a_point_the_form_is_as_it_was(visitor: Client) -> None:
    page = text(visitor.get("/lapor/"))
    part = re.findall(r'<fieldset class="set point" id="point"[^>]*>', page)[0]
    assert part.endswith(" hidden>") or " hidden\n" in part
    visitor.post("/lapor/", entries(visitor, lat="", lon=""))
    report = Report.objects.get()
    assert (report.latitude, report.longitude) == (None, None)


def test_a_refused_form_keeps_the_point_and_says_so(visitor: Client) -> None:
    answer = visitor.post("/lapor/", entries(visitor, title="", **POINT))
    assert (answer.status_code, bound(answer)) == (422, ("-3.09512", "114.5726"))
    assert '<p class="note small">The point -3.09512, 114.5726 goes with this report.' in text(answer)
    stale = visitor.post("/lapor/", entries(visitor, **POINT) | {"token": "lama"})
    assert (stale.status_code, bound(stale)) == (422, ("-3.09512", "114.5726"))


@pytest.mark.parametrize(
    "point",
    [{"lat": "abc", "lon": "114.6"}, {"lat": "-3.1", "lon": ""}, {"lat": "", "lon": "114.6"}, {"lat": "-91", "lon": "0"},
     {"lat": "0", "lon": "181"}, {"lat": "nan", "lon": "nan"}, {"lat": "1e400", "lon": "0"}, {"lat": "\x00", "lon": "0"},
     {"place": "95.12345, 114.57260"}],
)  # fmt: skip
def test_a_point_that_cannot_be_read_is_refused_and_given_up_and_nothing_else_is(
    visitor: Client, point: dict[str, str]
) -> None:
    answer = visitor.post("/lapor/", entries(visitor, **point))
    assert (answer.status_code, Report.objects.count(), bound(answer)) == (422, 0, ("", ""))
    assert "Gelap sejak Senin." in text(answer)
    if point["lat" if "lat" in point else "place"] != "\x00":
        assert "We cannot read that point. Tap the map again, or choose kecamatan and village." in text(answer)


def test_a_place_outside_the_region_is_taken_with_a_word(visitor: Client, settings: Settings) -> None:
    settings.REGION_BOX, settings.GOVERNMENT = (-3.52, 114.34, -2.52, 114.87), "Kabupaten Contoh"
    sentence = "This place seems to be outside Kabupaten Contoh. We still take the report"
    away = {"lat": "-6.2", "lon": "106.8"}
    told = re.findall(
        r"data-point-said>(.*?)</div>", text(visitor.post("/lapor/", entries(visitor, title="", **away))), re.DOTALL
    )
    assert sentence in told[0]
    assert visitor.post("/lapor/", entries(visitor, **away)).status_code == 302
    assert sentence in text(visitor.get("/lapor/terima/"))


def test_open_reports_around_the_point_are_shown_before_sending_and_no_distance(visitor: Client) -> None:
    words = {"title": "Lampu jalan padam", "body": "Lampu jalan di depan pasar padam."}
    near = builders.received(**words, latitude=-3.0970, longitude=114.5740).report
    far = builders.received(**words, latitude=-3.0951, longitude=114.5790).report
    closed = builders.received(**words, latitude=-3.0951, longitude=114.5726, is_anonymous=True).report
    sent = entries(visitor, **words, similar="ask", **POINT)
    answer = visitor.post("/lapor/", sent)
    page = text(answer)
    assert (answer.status_code, f"/laporan/{near.code}/" in page, bound(answer)) == (
        200,
        True,
        ("-3.09512", "114.5726"),
    )
    assert f"/laporan/{far.code}/" not in page and f"/laporan/{closed.code}/" not in page
    assert not re.search(r"\d+ m\b", re.findall(r"<ul class=\"plain\">.*?</ul>", page, re.DOTALL)[0])
    assert visitor.post("/lapor/", {**sent, "similar": ""}).status_code == 302


def test_who_asks_too_often_is_no_longer_shown_them_and_may_still_send(visitor: Client, settings: Settings) -> None:
    settings.INTAKE_LIMIT = 2
    words = {"title": "Lampu jalan padam", "body": "Lampu jalan di depan pasar padam."}
    builders.received(**words, latitude=-3.0970, longitude=114.5740)
    asked = [visitor.post("/lapor/", entries(visitor, **words, similar="ask", **POINT)).status_code for _n in range(3)]
    assert asked == [200, 200, 302]


@pytest.mark.usefixtures("cast")
def test_the_point_of_a_report_stands_on_no_public_page(visitor: Client) -> None:
    report = builders.received(latitude=-3.0970, longitude=114.5740).report
    page = text(visitor.get(f"/laporan/{report.code}/"))
    assert ("114.574" in page, "The place is known to the officers" in page) == (False, True)


@pytest.fixture
def cast() -> Cast:
    return Cast.assemble()
