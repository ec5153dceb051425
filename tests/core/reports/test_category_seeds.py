"""The category seed is whole: SP4N's topics, unique codes and names, and the topics that a regency needs most."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

SEED = Path(__file__).resolve().parents[3] / "arcadumas/core/reports/seeds/categories.toml"
TOPICS: list[dict[str, Any]] = tomllib.loads(SEED.read_text(encoding="utf-8"))["topics"]
ROWS = [row for topic in TOPICS for row in (topic, *topic.get("subtopics", []))]


def twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_all_38_topics_of_sp4n_stand_in_it() -> None:
    assert len(TOPICS) == 38
    assert 150 <= len(ROWS) - len(TOPICS) <= 210


def test_codes_and_names_are_unique() -> None:
    assert twice([row["code"] for row in ROWS]) == []
    assert twice([row["id"].casefold() for row in ROWS]) == []
    assert twice([row["en"].casefold() for row in ROWS]) == []
    assert twice([row["sp4n_id"] for row in ROWS if "sp4n_id" in row]) == []


def test_a_name_in_sp4n_means_one_category() -> None:
    assert twice([name.casefold() for row in ROWS for name in (row["id"], *row.get("sp4n", []))]) == []


def test_codes_are_plain_and_labels_fit_their_columns() -> None:
    assert [row["code"] for row in ROWS if not re.fullmatch(r"[a-z0-9_]{2,80}", row["code"])] == []
    assert [row["code"] for row in ROWS if not (0 < len(row["id"]) <= 120 and 0 < len(row["en"]) <= 120)] == []


def test_what_a_regency_hears_most_is_there() -> None:
    wanted = {
        "jalan_berlubang", "infrastruktur_jalan", "penerangan_jalan", "pengelolaan_sampah", "banjir", "adminduk",
        "bantuan_sosial", "pelayanan_kesehatan", "air_minum", "korupsi", "pungli",
    }  # fmt: skip
    assert wanted - {row["code"] for row in ROWS} == set()


def test_victims_patients_and_faults_of_officials_are_never_named() -> None:
    sensitive = {row["code"] for row in ROWS if row.get("sensitive")}
    assert {"kdrt", "pelecehan_seksual", "pelayanan_kesehatan", "pungli", "korupsi", "perundungan"} <= sensitive
    assert {"jalan_berlubang", "penerangan_jalan", "adminduk"} & sensitive == set()
