"""One spelling for the ways in which people write."""

import pytest

from arcadumas.core.reports import spelling


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Jl. Veteran", "jalan veteran"), ("jln rusak", "jalan rusak"), ("sdh 2 mgg blm diperbaiki", "sudah 2 mgg belum diperbaiki"),
        ("tdk ada aer", "tidak ada air"), ("Kec. Alalak", "kecamatan alalak"), ("RS Abdul Aziz", "rumah sakit abdul aziz"),
        ("Soerabaja djalan Tjempaka", "surabaja jalan cempaka"), ("  ", ""), ("!?", ""), ("Péta_desa", "peta desa"),
    ],
)  # fmt: skip
def test_it_is_written_in_one_way(written: str, meant: str) -> None:
    assert spelling.normal(written) == meant


def test_the_ways_of_a_word_are_known_and_no_way_is_another_word() -> None:
    assert spelling.ways("jalan") == ["jalan", "jl", "jln"]
    assert spelling.ways("pasar") == ["pasar"]
    ways = [way for ways in spelling.VARIANTS.values() for way in ways.split()]
    assert len(ways) == len(set(ways)) and not set(ways) & spelling.VARIANTS.keys()
