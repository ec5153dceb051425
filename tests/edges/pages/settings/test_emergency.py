"""The emergency numbers on a page: changed, ordered, taken away, and shown to the public."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from arcadumas.core.reports import emergency
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
PLACE = "/pengaturan/nomor-darurat/"


@pytest.fixture(autouse=True)
def fresh(cast: Cast) -> Iterator[None]:
    emergency.forget()
    yield
    emergency.forget()


def filled(**values: str) -> dict[str, str]:
    given = {"seen": str(emergency.mark())}
    for place, one in enumerate(emergency.stored()):
        given |= {f"number_{place}": one.number, f"label_id_{place}": one.label_id, f"label_en_{place}": one.label_en, f"place_{place}": str(place + 1)}  # fmt: skip
    return given | values


def test_a_number_of_the_place_comes_first_and_the_public_sees_it(signs_in: SignsIn) -> None:
    client = signs_in("front_head")
    assert 'value="112"' in client.get(PLACE).content.decode()
    given = filled(number_5="0511 4799000", label_id_5="BPBD", place_5="1", place_0="2", number_4="", label_id_4="", label_en_4="")  # fmt: skip
    assert client.post(PLACE, given).status_code == 303
    assert [one.number for one in emergency.stored()] == ["0511 4799000", "112", "110", "113", "119"]
    emergency.forget()
    home = Client().get("/").content.decode()
    assert re.findall(r'href="tel:(\d+)"><b>', home) == ["05114799000", "112", "110", "113", "119"]
    form = Client().get("/lapor/").content.decode()
    assert ("telepon 0511 4799000" in form, 'href="tel:05114799000"' in form) == (True, True)
    assert "0511 4799000" in Client().get("/tidak-ada/").content.decode()


def test_what_is_wrong_is_kept_and_said_at_its_row(signs_in: SignsIn) -> None:
    answer = signs_in("front_head").post(PLACE, filled(number_5="polisi", label_id_5="Polsek", place_5="1", place_0="2"))  # fmt: skip
    page = answer.content.decode()
    assert (answer.status_code, 'value="polisi"' in page, 'id="id_number_5-e"' in page) == (422, True, True)
    assert "Write the number as it is dialled" in page


def test_the_second_of_two_is_told(signs_in: SignsIn) -> None:
    client, given = signs_in("front_head"), filled(number_0="117")
    assert client.post(PLACE, given).status_code == 303
    answer = client.post(PLACE, given | {"number_0": "118"})
    assert (answer.status_code, "Somebody changed this while" in answer.content.decode()) == (412, True)


def test_whoever_does_not_keep_rules_finds_no_such_page(signs_in: SignsIn) -> None:
    for role in ("front_officer", "pupr_head", "engineer"):
        assert signs_in(role).get(PLACE).status_code == 403
