"""The page of the digest and of bursts: one row, changed by the head of the front desk, written down."""

from datetime import time

import pytest
from django.test import Client

from arcadumas.core.audit.models import Entry
from arcadumas.duties.notifications.models import Rhythm
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/pengaturan/rangkuman/"
VALUES = {"is_digest_on": "on", "digest_at": "08:00", "burst_over": "3", "burst_minutes": "10", "gather_minutes": "5"}


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(Cast.assemble().person(role))
    return client


def test_it_shows_what_holds_and_keeps_what_is_changed():
    client = signed_in("front_head")
    assert 'value="07:30"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, VALUES).status_code == 302
    assert client.post(PAGE, VALUES | {"burst_over": "4"}).status_code == 302
    row = Rhythm.objects.get()
    assert (row.digest_at, row.burst_over, row.is_digest_on) == (time(8), 4, True)
    assert Entry.objects.filter(act="rhythm_changed", by="kominfo.kepala").count() == 2


@pytest.mark.parametrize("role", ["front_officer", "pupr_admin", "engineer"])
def test_others_may_not_change_it(role: str):
    assert (signed_in(role).post(PAGE, VALUES).status_code, Rhythm.objects.count()) == (403, 0)


@pytest.mark.parametrize("wrong", [{"gather_minutes": "6"}, {"burst_over": "0"}, {"digest_at": "25:00"}])
def test_what_does_not_fit_is_said_at_its_field(wrong: dict[str, str]):
    answer = signed_in("front_head").post(PAGE, VALUES | wrong)
    assert (answer.status_code, Rhythm.objects.count()) == (422, 0)
