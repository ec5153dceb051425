"""A body outside is asked by the API: the link comes back, and goes by mail where an address is given."""

from typing import Any

import pytest

from arcadumas.core.handling import invite
from arcadumas.core.handling.models import Invitation
from tests import builders
from tests.edges.api.ring import Ring

pytestmark = pytest.mark.django_db
BODY: dict[str, Any] = {"to": "PLN ULP Marabahan", "text": "Tiang miring, mohon ditegakkan."}


def test_the_link_is_answered_and_the_address_kept(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    answer = ring.act(receipt, "invitation", {**BODY, "email": "pln@demo.test", "language": "en"}, by="pupr_admin")
    made = Invitation.objects.get(pk=answer.json()["id"])
    assert (answer.status_code, invite.token_of(made) in answer.json()["url"]) == (201, True)
    assert (invite.email_of(made), made.language) == ("pln@demo.test", "en")


def test_without_an_address_no_token_is_kept(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    made = Invitation.objects.get(pk=ring.act(receipt, "invitation", BODY, by="pupr_admin").json()["id"])
    assert (bytes(made.token), invite.email_of(made)) == (b"", "")


def test_what_is_no_address_is_said_at_its_field(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    answer = ring.act(receipt, "invitation", {**BODY, "email": "pln"}, by="pupr_admin")
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, ["email"])
