"""Refusals in both languages, and addresses and methods that there are not."""

import pytest

from tests import builders
from tests.edges.api.ring import REASON, WORDS, Ring, problem


def test_a_refusal_comes_in_the_language_asked_for(ring: Ring) -> None:
    receipt = builders.received()
    body = {"unit": "pupr", "instruction": ""}
    english = ring.act(receipt, "disposition", body, by="front_officer", Accept_Language="en").json()
    indonesian = ring.act(receipt, "disposition", body, by="front_officer", Accept_Language="id, en;q=0.5").json()
    other = ring.act(receipt, "disposition", body, by="front_officer", Accept_Language="fr").json()
    assert english["detail"].startswith("This report is Received")
    assert indonesian["detail"] == other["detail"] != english["detail"]
    assert (
        (english["code"], english["state"])
        == (indonesian["code"], indonesian["state"])
        == ("act.wrong_turn", "received")
    )


@pytest.mark.parametrize("path", ["/", "/nothing", "/reports/", "/reports/7K3M-2QDX/nothing", "/openapi.yaml"])
def test_a_missing_address_is_a_problem_too(ring: Ring, path: str) -> None:
    for response in (ring.get(path), ring.post(path, {})):
        assert problem(response) == (404, "api.no_address")


@pytest.mark.parametrize(("method", "path", "allowed"), [
    ("PUT", "/reports", "GET, HEAD, POST"), ("DELETE", "/reports/7K3M-2QDX", "GET, HEAD"), ("GET", "/reports/7K3M-2QDX/notes", "POST"),
    ("POST", "/units", "GET, HEAD"), ("PATCH", "/me", "GET, HEAD"), ("POST", "/openapi.json", "GET, HEAD"), ("OPTIONS", "/docs", "GET, HEAD"),
])  # fmt: skip
def test_another_method_is_405_with_those_there_are(ring: Ring, method: str, path: str, allowed: str) -> None:
    response = ring.client.generic(method, f"/api/v1{path}", headers={"Accept-Language": "en"})
    assert problem(response) == (405, "api.method")
    assert sorted(response["Allow"].split(", ")) == sorted(allowed.split(", "))


def test_head_is_answered_as_get_is_and_without_a_body(ring: Ring) -> None:
    receipt = builders.verified(ring.cast)
    path = f"/reports/{receipt.report.code}"
    for each in ("/reports", path, "/units", "/me", "/openapi.json", "/docs"):
        headers = ring.headers("front_officer", "", {})
        found = ring.client.head(f"/api/v1{each}", headers=headers)
        there = ring.get(each, by="front_officer")
        assert (found.status_code, found.content) == (200, b"")
        assert (found.get("ETag"), found["Content-Type"]) == (there.get("ETag"), there["Content-Type"])
    assert ring.client.head(f"/api/v1{path}?secret={receipt.secret}").status_code == 200
    assert ring.client.head(f"/api/v1{path}").status_code == 404
    act = ring.client.head(f"/api/v1{path}/notes", headers=ring.headers("front_officer", "", {}))
    assert (act.status_code, act["Allow"]) == (405, "POST")


def test_a_code_that_is_none_is_404(ring: Ring) -> None:
    for code in ("nonsense", "2222-2223", "%00", "7K3M-2QDX" * 30):
        assert ring.get(f"/reports/{code}", by="front_officer").status_code == 404
        assert ring.post(f"/reports/{code}/notes", {"text": "x"}, by="front_officer").status_code == 404


def test_the_database_away_is_503_with_a_moment_to_wait(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from arcadumas.core.reports import intake

    def away(*args: object, **values: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(intake, "receive", away)
    response = ring.post("/reports", WORDS)
    assert (response.status_code, response["Content-Type"], response["Retry-After"]) == (
        503,
        "application/problem+json",
        "5",
    )


def test_malformed_words_tell_a_stranger_nothing(ring: Ring) -> None:
    receipt = builders.received()
    path = f"/reports/{receipt.report.code}/notes"
    for raw in (b"{", b"[]", b'{"text": 5}'):
        assert problem(ring.post(path, raw=raw, by="dinkes_admin")) == (404, "act.not_seen")
        assert problem(ring.post(path, raw=raw, secret="2" * 12)) == (404, "act.not_seen")
    assert problem(ring.post(path, raw=b"{", by="front_officer")) == (400, "api.json")


def test_a_promise_of_words_is_kept_in_each_refusal_of_length(ring: Ring) -> None:
    receipt = builders.received()
    response = ring.act(receipt, "archiving", {"reason": "unclear", "note": "kurang"}, by="front_officer")
    assert response.json()["detail"] == "Write between 10 and 1000 characters, so that others understand why."
    assert ring.act(receipt, "archiving", {"reason": "unclear", "note": REASON}, by="front_officer").status_code == 201
