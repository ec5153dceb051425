import pytest

from arcadumas.core.suggestions import suggest, teach
from tests.cast import Cast
from tests.core.suggestions.conftest import routed
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db


def test_before_anything_is_learned_it_says_how_much_is_needed(cast: Cast, signs_in: SignsIn) -> None:
    said = signs_in("front_head").get("/pengaturan/saran/").content.decode()
    assert said.count("Nothing is suggested yet: it begins with 200 reports.") == 2


def test_what_was_learned_is_shown_with_how_good_it_is(cast: Cast, signs_in: SignsIn) -> None:
    routed(210)
    teach.all_subjects(tell=lambda line: None)
    said = signs_in("engineer").get("/pengaturan/saran/").content.decode()
    assert said.count("First suggestion right") == 2
    suggest.forget()


def test_others_do_not_find_the_page(cast: Cast, signs_in: SignsIn) -> None:
    assert signs_in("pupr_admin").get("/pengaturan/saran/").status_code == 403
