"""The places of Barito Kuala: one regency, 17 kecamatan, 195 desa and 6 kelurahan, each below its parent."""

import csv
from collections import Counter
from pathlib import Path

SEED = Path(__file__).resolve().parents[3] / "arcadumas/core/organisation/seeds/areas.csv"


def rows() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_place_is_counted() -> None:
    assert Counter(row["level"] for row in rows()) == {"regency": 1, "district": 17, "village": 195, "ward": 6}


def test_codes_are_unique_and_stand_below_their_parent() -> None:
    codes = [row["code"] for row in rows()]
    assert len(set(codes)) == len(codes)
    assert [row["code"] for row in rows() if row["parent"] != row["code"].rpartition(".")[0] and row["parent"]] == []
    assert {row["parent"] for row in rows()} - set(codes) == {""}


def test_names_have_no_loose_blanks() -> None:
    assert [row["name"] for row in rows() if row["name"] != " ".join(row["name"].split())] == []


def test_a_name_may_stand_for_two_places() -> None:
    assert [row["code"] for row in rows() if row["name"] == "Karya Baru"] == ["63.04.01.2006", "63.04.14.2008"]
