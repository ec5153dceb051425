"""What a visitor reads where a page has let a refusal through."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale, TooOften, Unfit, Unseen
from arcadumas.site.refused import Refused

SENTENCE = "Only the head of {unit} may."


def said(refusal: Exception, path: str = "/pimpinan/") -> HttpResponse | None:
    with translation.override("en"):
        return Refused(lambda request: HttpResponse()).process_exception(RequestFactory().post(path), refusal)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Powerless("a.b", SENTENCE, unit="PUPR"), 403), (OutOfTurn("a.b", SENTENCE, unit="PUPR"), 409),
        (Stale("a.b", SENTENCE, version=3, unit="PUPR"), 412), (Unfit("a.b", SENTENCE, unit="PUPR"), 422),
    ],
)  # fmt: skip
def test_a_refusal_is_a_page_with_its_sentence(refusal: Refusal, status: int) -> None:
    answer = said(refusal)
    assert answer is not None
    page = answer.content.decode()
    assert (answer.status_code, "Only the head of PUPR may." in page, "Nothing was changed." in page) == (
        status,
        True,
        True,
    )


def test_what_is_not_there_is_the_page_for_that_and_says_no_more() -> None:
    answer = said(Unseen("a.b", "Rahasia"))
    assert answer is not None
    page = answer.content.decode()
    assert (answer.status_code, "There is no such page" in page, "Rahasia" in page) == (404, True, False)


def test_too_often_says_when_to_come_back() -> None:
    answer = said(TooOften("a.b", SENTENCE, seconds=7, unit="PUPR"))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


@pytest.mark.parametrize(("refusal", "path"), [(ValueError("x"), "/meja/"), (Powerless("a.b", "x"), "/api/v1/reports")])
def test_mistakes_of_ours_and_programs_are_left_to_others(refusal: Exception, path: str) -> None:
    assert said(refusal, path) is None
