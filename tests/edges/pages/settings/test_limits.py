"""The page of how WhatsApp may be written to: the engineer's, for the carrier in use, written down."""

import pytest

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.bounds import Limit
from tests.edges.pages.settings.test_rhythm import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/batas-kirim/"
VALUES = {"pair_seconds": "8", "per_day": "250", "dead_days": "3"}


def test_it_shows_what_holds_and_keeps_what_is_changed() -> None:
    client = signed_in("engineer")
    assert 'value="7"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, VALUES).status_code == 302
    row = Limit.objects.get()
    assert (row.carrier, row.pair_seconds, row.per_day, row.dead_days) == ("whatsapp", 8.0, 250, 3)
    assert client.post(PAGE, VALUES | {"per_day": ""}).status_code == 302
    assert Limit.objects.get().per_day is None
    assert Entry.objects.filter(act="limits_changed", by="teknisi").count() == 2


@pytest.mark.parametrize("role", ["front_officer", "front_head", "pupr_admin"])
def test_others_may_not_change_it(role: str) -> None:
    assert (signed_in(role).post(PAGE, VALUES).status_code, Limit.objects.count()) == (403, 0)


@pytest.mark.parametrize("wrong", [{"pair_seconds": "-1"}, {"per_day": "many"}, {"dead_days": "0"}])
def test_what_does_not_fit_is_said_at_its_field(wrong: dict[str, str]) -> None:
    answer = signed_in("engineer").post(PAGE, VALUES | wrong)
    assert (answer.status_code, Limit.objects.count()) == (422, 0)
