"""A body that is too large is refused before it is read."""

import io
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from arcadumas.site import bodies
from arcadumas.site.bodies import Drained


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/lapor/", "/meja/impor/pratinjau/", "/lacak/7K3M-2QDX/lampiran/"])
def test_three_hundred_megabytes_get_a_sentence_and_are_not_read(client: Client, path: str) -> None:
    asked = {"CONTENT_LENGTH": "300000000", "HTTP_EXPECT": "100-continue"}
    answer = client.post(path, b"x", content_type="multipart/form-data; boundary=x", **asked)
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()


@pytest.mark.django_db
def test_an_ordinary_form_passes(client: Client) -> None:
    assert client.get("/lapor/").status_code == 200


class Sent(io.BytesIO):
    """A body on its way, which counts what was taken of it."""

    @property
    def taken(self) -> int:
        return self.tell()


def sending(rf: RequestFactory, **headers: Any) -> tuple[HttpRequest, Sent]:
    body = Sent(b"x" * 1_000_000)
    return rf.post("/api/v1/reports", content_type="application/json", CONTENT_LENGTH="1000000", **{"wsgi.input": body}, **headers), body  # fmt: skip


def refused(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=413)


def test_a_refusal_is_given_when_the_sender_has_finished_so_that_it_is_heard(rf: RequestFactory) -> None:
    request, body = sending(rf)
    assert (Drained(refused)(request).status_code, body.taken) == (413, 1_000_000)


def test_whoever_asked_before_sending_is_not_listened_to(rf: RequestFactory) -> None:
    request, body = sending(rf, HTTP_EXPECT="100-continue")
    assert (Drained(refused)(request).status_code, body.taken) == (413, 0)


def test_a_slow_sender_is_not_listened_to_for_ever(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", -1.0)
    request, body = sending(rf)
    assert (Drained(refused)(request).status_code, body.taken) == (413, bodies.PIECE)


def test_what_was_read_is_not_asked_for_again(rf: RequestFactory) -> None:
    request, body = sending(rf)
    assert Drained(lambda request: HttpResponse(str(len(request.body))))(request).content == b"1000000"
    assert body.taken == 1_000_000
