"""Suggestions and flags on the case page, by who looks."""

import re

import pytest

from arcadumas.core.suggestions import suggest, teach
from tests import builders
from tests.cast import Cast
from tests.core.suggestions.conftest import routed
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
HOLE = {"title": "Jalan berlubang", "body": "Aspal jalan di depan pasar rusak dan amblas."}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    suggest.forget()


@pytest.fixture
def taught(cast: Cast) -> None:
    routed(240)
    teach.all_subjects(tell=lambda line: None)


def page(signs_in: SignsIn, role: str, path: str) -> str:
    return signs_in(role).get(path).content.decode()


def test_a_fresh_installation_says_when_suggestions_begin(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.verified(cast).report.code
    assert "No suggestions yet: they begin once 200 reports" in page(signs_in, "front_officer", f"/meja/{code}/")


def test_units_are_suggested_where_one_is_to_be_chosen(cast: Cast, signs_in: SignsIn, taught: None) -> None:
    code = builders.verified(cast, **HOLE).report.code
    said = page(signs_in, "front_officer", f"/meja/{code}/")
    assert re.search(r'href="\?to=pupr#h-act">Dinas Pekerjaan Umum', said)
    assert "because of:" in said


def test_a_suggestion_that_is_pressed_is_chosen_and_nothing_else_happens(cast: Cast, signs_in: SignsIn, taught: None) -> None:  # fmt: skip
    report = builders.verified(cast, **HOLE).report
    said = page(signs_in, "front_officer", f"/meja/{report.code}/?to=pupr")
    assert re.search(r'<option value="pupr" selected', said)
    report.refresh_from_db()
    assert report.state == "verified"


def test_a_made_up_suggestion_chooses_nothing(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.verified(cast).report.code
    assert 'value="zzz"' not in page(signs_in, "front_officer", f"/meja/{code}/?to=zzz")


def test_who_does_not_choose_sees_no_suggestion(cast: Cast, signs_in: SignsIn, taught: None) -> None:
    code = builders.disposed(cast, **HOLE).report.code
    assert "Suggestion, not a decision" not in page(signs_in, "pupr_admin", f"/meja/{code}/")


def test_what_strikes_the_eye_is_said_before_it_is_verified(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.received(title="Tolong", body="Rumah di pinggir pasar kebakaran sejak tadi").report.code
    calm = builders.received(title="Tolong", body="Tikungan di pinggir pasar rawan kecelakaan").report.code
    for each, is_danger in ((code, True), (calm, False)):
        shown = page(signs_in, "front_officer", f"/meja/{each}/")
        assert ("Speaks of danger to life" in shown, 'href="tel:112"' in shown) == (is_danger, is_danger)
