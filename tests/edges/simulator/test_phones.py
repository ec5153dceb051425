"""Numbers in any writing name one phone."""

import pytest

from arcadumas.edges.simulator import phones
from arcadumas.edges.simulator.models import Phone


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("6281234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("081234567890", "+6281234567890"),
        ("15551234567", "+15551234567"),
        ("Kominfo@Demo.test ", "kominfo@demo.test"),
        ("abc", "abc"),
        ("", ""),
    ],
)
def test_a_number_or_address_has_one_name(text: str, named: str) -> None:
    assert phones.named(text) == named


@pytest.mark.django_db
def test_one_number_is_one_phone() -> None:
    first = phones.having("+6281234567890", profile="Warga")
    assert phones.having("+6281234567890") == first
    assert phones.find("0812 3456 7890") == first
    assert phones.find("+6281234567899") is None
    assert (phones.number_of(first), phones.wa_id_of(first), phones.profile_of(first)) == (
        "+6281234567890", "6281234567890", "Warga",
    )  # fmt: skip
    assert Phone.objects.count() == 1
