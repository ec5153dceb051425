"""Words of danger bring up the emergency numbers, and everyday words do not."""

import pytest

from arcadumas.core.reports.dangers import speaks_of_danger


@pytest.mark.parametrize(
    "text", ["Rumah warga TERBAKAR", "Anak hanyut di sungai", "Ada kecelakaan, korban pingsan", "a fire broke out"]
)
def test_danger_to_life_is_heard(text: str) -> None:
    assert speaks_of_danger("Mohon bantuan", text)


@pytest.mark.parametrize(
    "text", ["", "Lampu jalan padam", "Petugas pemadaman datang", "Firewall kantor rusak", "Tenggelamnya perahu lama"]
)
def test_everyday_words_are_not(text: str) -> None:
    assert not speaks_of_danger(text)
