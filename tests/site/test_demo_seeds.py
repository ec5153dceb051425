"""The demo government as files: units in the columns of `unit import`, and the fifteen accounts that are promised."""

import csv
import re
import tomllib
from pathlib import Path
from typing import Any

SITE = Path(__file__).resolve().parents[2] / "arcadumas/site"
PEOPLE: dict[str, Any] = tomllib.loads((SITE / "demo_people.toml").read_text(encoding="utf-8"))
KINDS = {
    "government", "secretariat", "inspectorate", "office", "board", "district", "ward", "village", "service_unit",
    "hospital",
}  # fmt: skip


def units() -> list[dict[str, str]]:
    with (SITE / "demo_units.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key(name: str) -> str:
    return " ".join(re.sub(r"[^\w ]", "", name.lower()).split())


def test_the_columns_are_those_of_unit_import() -> None:
    assert list(units()[0]) == ["code", "name", "kind", "parent", "aliases", "email", "phone", "valid_from"]


def test_the_promised_units_are_there() -> None:
    promised = {
        "batola", "pupr", "dinkes", "diskominfo", "dlh", "dishub", "dukcapil", "dinsos", "bpbd", "satpolpp",
        "inspektorat", "setda", *(f"63.04.{n:02d}" for n in range(1, 18)),
    }  # fmt: skip
    assert promised - {unit["code"] for unit in units()} == set()
    assert {unit["kind"] for unit in units()} == KINDS


def test_each_unit_stands_below_one_already_named() -> None:
    seen: set[str] = {""}
    for unit in units():
        assert unit["parent"] in seen
        seen.add(unit["code"])
    assert len(seen) == len(units()) + 1


def test_no_two_units_answer_to_one_name() -> None:
    names = [key(name) for unit in units() for name in (unit["name"], *unit["aliases"].split("|")) if name]
    assert len(names) == len(set(names))


def test_units_have_demo_addresses_and_no_telephone() -> None:
    assert [unit["code"] for unit in units() if not unit["email"].endswith("@demo.test") or unit["phone"]] == []


def test_the_fifteen_accounts_are_as_promised() -> None:
    assert [(person["login"], person["role"], person["unit"]) for person in PEOPLE["people"]] == [
        ("kominfo", "front_officer", "diskominfo"),
        ("kominfo.kepala", "front_head", "diskominfo"),
        ("pupr.admin", "agency_admin", "pupr"),
        ("pupr.pengganti", "agency_admin", "pupr"),
        ("pupr.penghubung", "liaison", "pupr"),
        ("pupr.teknis", "member", "pupr"),
        ("pupr.kepala", "head", "pupr"),
        ("dinkes.admin", "agency_admin", "dinkes"),
        ("dinkes.kepala", "head", "dinkes"),
        ("alalak.admin", "agency_admin", "63.04.05"),
        ("alalak.camat", "head", "63.04.05"),
        ("sekda", "secretary", "setda"),
        ("inspektorat", "inspectorate", "inspektorat"),
        ("bupati", "regional_head", "batola"),
        ("teknisi", "engineer", "diskominfo"),
    ]


def test_numbers_and_mailboxes_follow_the_order_of_the_accounts() -> None:
    for number, person in enumerate(PEOPLE["people"], start=1):
        assert (person["phone"], person["email"]) == (f"+6281100000{number:02d}", f"{person['login']}@demo.test")


def test_only_the_substitute_is_one_and_only_dinkes_needs_approval() -> None:
    assert [person["login"] for person in PEOPLE["people"] if person["is_substitute"]] == ["pupr.pengganti"]
    units = {
        unit: {name: value for name, value in row.items() if name != "address"} for unit, row in PEOPLE["units"].items()
    }
    assert {unit: row for unit, row in units.items() if row} == {
        "diskominfo": {"is_front_desk": True}, "dinkes": {"answer_needs_approval": True},
    }  # fmt: skip


def test_teams_have_members_and_decrees_marked_as_examples() -> None:
    teams = {team["unit"] for team in PEOPLE["teams"]}
    assert teams == {person["unit"] for person in PEOPLE["people"] if person["in_team"]}
    assert [team["unit"] for team in PEOPLE["teams"] if not team["sk_number"].startswith("CONTOH ")] == []


def test_titles_fit_a_message() -> None:
    assert [person["title"] for person in PEOPLE["people"] if not 0 < len(person["title"]) <= 80] == []
