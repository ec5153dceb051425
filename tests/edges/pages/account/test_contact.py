"""An officer's own number, e-mail and language, and the tokens of programs."""

import pytest

from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Token
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/akun/data/"


def test_number_address_and_language_change_and_the_pages_follow(cast: Cast, signs_in: SignsIn) -> None:
    client = signs_in("pupr_member")
    assert PLACE in client.get("/akun/").content.decode()
    answer = client.post(PLACE, {"phone": "0812 3456 7890", "email": "baru@demo.test", "language": "en"})
    assert (answer.status_code, answer.cookies["bahasa"].value) == (303, "en")
    person = cast.person("pupr_member")
    assert (people.phone_of(person), person.email, person.language) == ("+6281234567890", "baru@demo.test", "en")


def test_a_wrong_number_is_kept_and_said(cast: Cast, signs_in: SignsIn) -> None:
    answer = signs_in("pupr_member").post(PLACE, {"phone": "0812", "email": "x", "language": "id"})
    page = answer.content.decode()
    assert (answer.status_code, "That number looks incomplete" in page, 'value="0812"' in page) == (422, True, True)
    assert "That is no e-mail address" in page


def test_a_token_is_ended_by_its_owner_alone(cast: Cast, signs_in: SignsIn) -> None:
    word = people.add_token(cast.person("pupr_member"))
    path = f"/akun/token/{Token.objects.get().pk}/pengakhiran/"
    assert signs_in("dinkes_admin").post(path).status_code == 404
    client = signs_in("pupr_member")
    assert path in client.get(PLACE).content.decode()
    assert (client.post(path).status_code, people.with_token(word)) == (303, None)
    assert path not in client.get(PLACE).content.decode()
