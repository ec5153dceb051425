"""What is not exactly right is refused, with the field and what it must be; never a 500, never half a report."""

import io
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from arcadumas.core.reports.models import Report
from arcadumas.edges.api import reading
from arcadumas.edges.api.refusals import Unreadable
from tests import builders
from tests.edges.api.ring import REASON, WORDS, Ring, problem

LONG = "a" * 10_001


def fields(response: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in response.json()["errors"]]


SHAPES: list[tuple[dict[str, Any], str, str]] = [
    ({"title": 5}, "title", "api.shape"),
    ({"title": None}, "title", "api.shape"),
    ({"title": ["a"]}, "title", "api.shape"),
    ({"title": " \n "}, "title", "form.title_missing"),
    ({"title": "a" * 201}, "title", "form.title_too_long"),
    ({"title": "a\u0000b"}, "title", "form.characters"),
    ({"title": "a\u0007b"}, "title", "form.characters"),
    ({"body": ""}, "body", "form.body_missing"),
    ({"body": LONG}, "body", "form.body_too_long"),
    ({"kind": "Complaint"}, "kind", "api.shape"),
    ({"kind": True}, "kind", "api.shape"),
    ({"occurred_on": "24-11-2026"}, "occurred_on", "api.shape"),
    ({"occurred_on": "2026-02-30"}, "occurred_on", "api.shape"),
    ({"occurred_on": 1_700_000_000}, "occurred_on", "api.shape"),
    ({"occurred_on": "2026-01-05T00:00:00"}, "occurred_on", "api.shape"),
    ({"occurred_on": "9999-12-31"}, "occurred_on", "form.date_future"),
    ({"unit": "nowhere"}, "unit", "form.unit_unknown"),
    ({"unit": ""}, "unit", "api.shape"),
    ({"unit": {"code": "pupr"}}, "unit", "api.shape"),
    ({"category": "nothing"}, "category", "form.category_unknown"),
    ({"place": {"village": "99.99"}}, "place.village", "form.place_unreadable"),
    ({"place": {"lat": 91, "lon": 0}}, "place.lat", "api.shape"),
    ({"place": {"lat": "3.2", "lon": 114}}, "place.lat", "api.shape"),
    ({"place": {"lat": True, "lon": 114}}, "place.lat", "api.shape"),
    ({"place": {"lat": -3.2}}, "place", "form.place_unreadable"),
    ({"place": {"lat": -3.2, "lon": 114.6, "alt": 3}}, "place.alt", "api.unknown_field"),
    ({"place": []}, "place", "api.shape"),
    ({"visibility": "anonymous"}, "visibility", "api.shape"),
    ({"visibility": ["secret"]}, "visibility.0", "api.shape"),
    ({"visibility": ["anonymous"] * 3}, "visibility", "api.shape"),
    ({"reporter": {"phone": "12"}}, "reporter.phone", "form.phone_odd"),
    ({"reporter": {"phone": 812345}}, "reporter.phone", "api.shape"),
    ({"reporter": {"email": "siti@"}}, "reporter.email", "form.email_odd"),
    ({"reporter": {"name": "a" * 151}}, "reporter.name", "form.too_long"),
    ({"reporter": {"nik": "1"}}, "reporter.nik", "api.unknown_field"),
    ({"about_officials": "true"}, "about_officials", "api.shape"),
    ({"about_officials": 1}, "about_officials", "api.shape"),
    ({"sp4n_consent": "yes"}, "sp4n_consent", "api.shape"),
    ({"language": "jv"}, "language", "api.shape"),
    ({"secret": "x"}, "secret", "api.unknown_field"),
]


@pytest.mark.parametrize(
    ("change", "field", "code"), SHAPES, ids=[f"{list(each[0])[0]}-{n}" for n, each in enumerate(SHAPES)]
)
def test_a_field_that_does_not_fit_is_named(ring: Ring, change: dict[str, Any], field: str, code: str) -> None:
    response = ring.post("/reports", {**WORDS, **change})
    assert problem(response)[0] == 422
    assert fields(response) == [(field, code)]
    assert Report.objects.count() == 0


def test_all_that_does_not_fit_is_named_at_once(ring: Ring) -> None:
    response = ring.post("/reports", {"title": 1, "kind": "x", "extra": 2})
    assert sorted(fields(response)) == [
        ("body", "api.missing"), ("extra", "api.unknown_field"), ("kind", "api.shape"), ("title", "api.shape"),
    ]  # fmt: skip
    assert response.json()["detail"] == 'Field "title" must be text. See the example at /api/v1/docs.'


NOT_JSON = [
    b"", b"{", b"title=x", b'{"title": NaN}', b'{"a": Infinity}', b'{"a": 1, "a": 2}', b"\xff\xfe", b"\xef\xbb\xbf{}",
    "{}".encode("utf-16"), b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}", b"{'a': 1}", b'{"a": 1,}',
]  # fmt: skip


@pytest.mark.parametrize("raw", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_not_json_is_400(ring: Ring, raw: bytes) -> None:
    assert problem(ring.post("/reports", raw=raw)) == (400, "api.json")


@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_whatever_is_nested_too_deep_to_be_looked_through_is_not_json(opens: bytes, closes: bytes) -> None:
    """From Python 3.12 on the reader of JSON takes depths that the look for odd characters does not."""
    refused = 0
    for depth in [*range(500, 1_000), 2_000, 20_000]:
        body = opens * depth + b"1" + closes * depth
        try:
            reading.read_json(RequestFactory().post("/", body, content_type="application/json"))
        except Unreadable:
            refused += 1
    assert 2 <= refused < 500


@pytest.mark.parametrize("raw", [b"[]", b"null", b'"text"', b"5", b"true", b'[{"title": "x"}]'])
def test_json_that_is_no_object_is_422(ring: Ring, raw: bytes) -> None:
    response = ring.post("/reports", raw=raw)
    assert problem(response) == (422, "api.shape")
    assert fields(response) == [("body", "api.shape")]


@pytest.mark.parametrize("raw", [b'{"title": "\\ud800"}', b'{"title": "\\u0000"}', b'{"\\u0000": 1}'])
def test_halves_of_characters_and_nul_are_refused_before_the_shape(ring: Ring, raw: bytes) -> None:
    assert problem(ring.post("/reports", raw=raw)) == (422, "form.characters")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x"])  # fmt: skip
def test_another_content_type_is_415(ring: Ring, content_type: str) -> None:
    assert problem(ring.post("/reports", WORDS, content_type=content_type)) == (415, "api.content_type")


def test_a_charset_beside_the_content_type_is_no_harm(ring: Ring) -> None:
    assert ring.post("/reports", WORDS, content_type="application/json; charset=utf-8").status_code == 201


def test_a_body_over_the_limit_is_413(ring: Ring) -> None:
    raw = b'{"title": "' + b"a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    assert problem(ring.post("/reports", raw=raw)) == (413, "api.too_large")


def chunked(ring: Ring, body: bytes) -> Any:
    """As a server hands over a body without a length."""
    return ring.client.generic(
        "POST", "/api/v1/reports", b"x", content_type="application/json", headers={"Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="", **{"wsgi.input": io.BytesIO(body)},
    )  # fmt: skip


def test_a_body_in_chunks_is_read_up_to_the_limit(ring: Ring) -> None:
    assert chunked(ring, json.dumps(WORDS).encode()).status_code == 201
    assert problem(chunked(ring, b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))) == (413, "api.too_large")


def test_what_may_be_left_out_may_be_null(ring: Ring) -> None:
    nothing = dict.fromkeys(["occurred_on", "unit", "category", "place", "visibility", "reporter"])
    assert ring.post("/reports", {**WORDS, **nothing}).status_code == 201


def test_the_limits_hold_after_trimming(ring: Ring) -> None:
    words = {**WORDS, "title": "  " + "a" * 200 + "\n", "body": " " + "b" * 10_000 + " "}
    assert ring.post("/reports", words).status_code == 201


ACTS: list[tuple[str, Any, str]] = [
    ("verification", {"is_urgent": "yes"}, "is_urgent"),
    ("verification", {"about": {"unit": "pupr"}}, "about.unit"),
    ("verification", {"about": {"units": "pupr"}}, "about.units"),
    ("verification", {"about": {"units": ["nowhere"]}}, "about"),
    ("verification", {"category": "nothing"}, "category"),
    ("archiving", {"reason": "unclear"}, "note"),
    ("archiving", {"reason": "withdrawn", "note": REASON}, "reason"),
    ("archiving", {"reason": "unclear", "note": "kurang"}, "note"),
    ("archiving", {"reason": "unclear", "note": "a" * 1_001}, "note"),
    ("referral", {"to": "x", "note": REASON}, "to"),
    ("question", {"text": "  apa?   "}, "text"),
    ("sp4n-link", {"tracking_id": "123456", "entered_at": "2026-01-05T10:00:00+08:00"}, "tracking_id"),
    ("sp4n-link", {"tracking_id": 91648207, "entered_at": "2026-01-05T10:00:00+08:00"}, "tracking_id"),
    ("sp4n-link", {"tracking_id": "91648207", "entered_at": "2026-01-05T10:00:00"}, "entered_at"),
    ("sp4n-link", {"tracking_id": "91648207", "entered_at": "0001-01-01T00:00:00+14:00"}, "entered_at"),
    ("sp4n-link", {"tracking_id": "91648207", "entered_at": "9999-12-31T23:59:59-14:00"}, "entered_at"),
    ("sp4n-link", {"tracking_id": "91648207", "url": "javascript:alert(1)", "entered_at": "2026-01-05T10:00:00Z"}, "url"),
    ("notes", {"text": ""}, "text"),
    ("notes", {"text": "a" * 5_001}, "text"),
    ("acceptance", {"extra": 1}, "extra"),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "body", "field"), ACTS, ids=[f"{noun}-{n}" for n, (noun, *_rest) in enumerate(ACTS)])
def test_the_fields_of_acts_are_held_too(ring: Ring, noun: str, body: Any, field: str) -> None:
    response = ring.act(builders.received(), noun, body, by="front_officer")
    assert problem(response)[0] == 422
    assert [name for name, _code in fields(response)] == [field]


@pytest.mark.parametrize("stars", [0, 6, "5", 4.5, True, None, 10**30])
def test_stars_are_one_to_five(ring: Ring, stars: object) -> None:
    receipt = builders.answered(ring.cast)
    assert problem(ring.act(receipt, "rating", {"stars": stars}, secret=receipt.secret))[0] == 422


@pytest.mark.parametrize("query", [
    "state=lost", "overdue=perhaps", "page_size=0", "page_size=201", "page_size=many", "page_size=-1", "after=%%%",
    "after=bm90aGluZw", "after=MjAyNi0wMS0wMXwx", "q=%00", "unit=%00", "q=" + "a" * 201,
    "after=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk",
])  # fmt: skip
def test_a_query_that_does_not_fit_is_422(ring: Ring, query: str) -> None:
    response = ring.get(f"/reports?{query}", by="front_officer")
    assert problem(response)[0] == 422
    assert [name for name, _code in fields(response)] == [query.partition("=")[0]]


@pytest.mark.parametrize("path", ["/units?after=x", "/categories?page_size=0", "/units?after=LTE"])
def test_the_public_lists_are_held_too(ring: Ring, path: str) -> None:
    assert problem(ring.get(path))[0] == 422
