"""The shape of the house: foreign keys point down, names stand in the papers, readers of the journal are known."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterable
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.urls import get_resolver

import arcadumas
from arcadumas.core.handling.workflow import MOVES

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "docs/words.md"
Link = tuple[str, str, str]  # module of the model that points, field, module of the model that is pointed at


# -- Foreign keys ------------------------------------------------------------------------------------------------------
def layers(contract: str) -> list[str]:
    """A contract's layers from the lowest up, as .importlinter has them."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    return config[f"importlinter:contract:{contract}"]["layers"].replace("(", "").replace(")", "").split()[::-1]


def place(module: str) -> tuple[int, int, str]:
    """Floor, room of core in its order, and name of the room. What is not ours lies below everything."""
    parts = module.split(".")
    if parts[0] != "arcadumas":
        return (-1, 0, "")
    rooms = layers("rooms-of-core")
    room = parts[2]
    return (layers("floors").index(parts[1]), rooms.index(room) if parts[1] == "core" else 0, room)


def points_up(links: Iterable[Link]) -> list[Link]:
    """Links to a higher floor or room, or to a neighbour on a floor whose rooms do not know each other."""
    breaches = []
    for link in links:
        source, target = place(link[0]), place(link[2])
        is_neighbour = source[:2] == target[:2] and source[2] != target[2] and source[0] > 0
        if target[:2] > source[:2] or is_neighbour:
            breaches.append(link)
    return breaches


def links_of(registry: Iterable[type[models.Model]]) -> list[Link]:
    related = ((model, field) for model in registry for field in model._meta.get_fields() if field.concrete)
    return [
        (m.__module__, f.name, f.related_model.__module__) for m, f in related if f.related_model not in {None, "self"}
    ]


def test_foreign_keys_point_to_the_same_or_a_lower_floor() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("arcadumas.")]
    assert len(ours) > 10
    assert points_up(links_of(ours)) == []


@isolate_apps("arcadumas.core.audit", "arcadumas.core.organisation")
def test_a_planted_foreign_key_that_points_up_is_found() -> None:
    class Tall(models.Model):
        class Meta:
            app_label = "organisation"

    class Low(models.Model):
        tall = models.ForeignKey(Tall, on_delete=models.PROTECT)

        class Meta:
            app_label = "audit"

    Tall.__module__, Low.__module__ = "arcadumas.core.organisation.models", "arcadumas.core.audit.models"
    assert points_up(links_of([Low])) == [("arcadumas.core.audit.models", "tall", "arcadumas.core.organisation.models")]


def test_links_between_rooms_are_judged_by_the_floors() -> None:
    up = ("arcadumas.base.inbound.models", "report", "arcadumas.core.reports.models")
    neighbour = ("arcadumas.duties.escalation.models", "notice", "arcadumas.duties.notifications.models")
    down = ("arcadumas.duties.notifications.models", "unit", "arcadumas.core.organisation.models")
    out = ("arcadumas.core.organisation.models", "group", "django.contrib.auth.models")
    assert points_up([up, neighbour, down, out]) == [up, neighbour]


# -- Words -------------------------------------------------------------------------------------------------------------
def vocabulary() -> dict[str, set[str]]:
    """Every State, Kind, Class, Role … of core and duties: the enumerations that a person meets, by their dotted name."""
    found: dict[str, set[str]] = {}
    for info in pkgutil.walk_packages(arcadumas.__path__, "arcadumas."):
        if not re.match(r"arcadumas\.(core|duties)\.", info.name) or ".migrations" in info.name:
            continue
        for _, value in inspect.getmembers(importlib.import_module(info.name), inspect.isclass):
            if issubclass(value, models.TextChoices) and value.__module__.startswith("arcadumas."):
                found[f"{value.__module__}.{value.__qualname__}"] = set(value.values) - {""}
    return found


def words_missing(values: dict[str, set[str]], paper: str) -> dict[str, set[str]]:
    """Values that do not stand in the paper as `code`."""
    known = set(re.findall(r"`([a-z0-9_]+)`", paper))
    return {name: missing for name, found in values.items() if (missing := found - known)}


def test_every_state_and_kind_stands_in_the_words() -> None:
    values = vocabulary()
    assert len(values) > 5
    assert words_missing(values, WORDS.read_text()) == {}


def test_a_planted_state_without_a_word_is_found() -> None:
    assert words_missing({"State": {"received", "lost"}}, "| `received` | Diterima |") == {"State": {"lost"}}


# -- Acts --------------------------------------------------------------------------------------------------------------
def tabled_nouns(paper: str) -> set[str]:
    """The API nouns in the first column of the table of acts."""
    table = paper.split("| act (API noun) |")[1].split("\n\n")[0]
    firsts = [row.split("|")[1] for row in table.splitlines() if row.startswith("| ")]
    return {noun for first in firsts for noun in re.findall(r"`([a-z0-9-]+)`", first)}


def nouns_differ(moves: set[str], paper: str) -> set[str]:
    """Nouns of MOVES and of the paper's table that the other does not have; what is not built stands under its heading."""
    waiting = set(re.findall(r"`([a-z0-9-]+)`", paper.partition("## Not built yet")[2]))
    return (moves | waiting) ^ tabled_nouns(paper) | (moves & waiting)


def routes(patterns: Iterable[Any], before: str = "") -> list[str]:
    """Every address of the site, as its pattern."""
    found: list[str] = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        found += routes(pattern.url_patterns, here) if hasattr(pattern, "url_patterns") else [here]
    return found


def doorless(moves: set[str], addresses: Iterable[str]) -> set[str]:
    """Nouns of MOVES that the API does not have under a report."""
    doors = {match[1] for path in addresses if (match := re.search(r"api/v1/reports/<[^>]+>/([a-z0-9-]+)$", path))}
    return moves - doors


def nouns() -> set[str]:
    return {move.noun for move in MOVES.values()} - {""}


def test_every_act_stands_in_the_words() -> None:
    assert words_missing({"acts": set(MOVES)}, WORDS.read_text()) == {}


def test_the_table_of_acts_is_the_one_on_paper() -> None:
    assert nouns_differ(nouns(), (ROOT / "docs/process.md").read_text()) == set()


def test_every_act_is_among_the_nouns_of_the_api() -> None:
    assert doorless(nouns(), routes(get_resolver().url_patterns)) == set()


def test_a_planted_act_without_a_place_is_found() -> None:
    paper = "| act (API noun) | x |\n|---|---|\n| verify (`verification`) | x |\n| merge (`merging`) | x |\n\n## Not built yet\n`merging`"
    assert nouns_differ({"verification"}, paper) == set()
    assert nouns_differ({"verification", "burning"}, paper) == {"burning"}
    assert nouns_differ({"verification", "merging"}, paper) == {"merging"}
    assert doorless({"verification", "burning"}, ["api/v1/reports/<code>/verification"]) == {"burning"}


# -- Readers of the journal --------------------------------------------------------------------------------------------
def room(path: str) -> str:
    return path.split("/")[2].removesuffix(".py")


def readers_of_the_journal(sources: dict[str, str]) -> set[str]:
    """The names under which modules above core read the journal (READER = "…"), and rooms that read it without one."""
    names: set[str] = set()
    named: set[str] = set()
    reading: set[str] = set()
    for path, text in sources.items():
        tree = ast.parse(text)
        found = {
            str(node.value.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            if any(isinstance(target, ast.Name) and target.id == "READER" for target in node.targets)
        }
        names |= found
        named |= {room(path)} if found else set()
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        if any(alias.name == "Unread" for node in imports for alias in node.names):
            reading.add(room(path))
    return names | {f"{nameless} without a name" for nameless in reading - named}


def test_the_readers_of_the_journal_are_those_who_get_its_lines() -> None:
    above = [path for floor in ("duties", "edges", "site") for path in (ROOT / "arcadumas" / floor).rglob("*.py")]
    sources = {path.relative_to(ROOT).as_posix(): path.read_text() for path in above}
    assert readers_of_the_journal(sources) == set(settings.JOURNAL_READERS)


def test_a_planted_reader_is_found() -> None:
    use = "from arcadumas.core.reports.models import Unread"
    assert readers_of_the_journal({"arcadumas/site/sealing.py": 'READER = "seals"'}) == {"seals"}
    assert readers_of_the_journal({"arcadumas/duties/privacy/a.py": use}) == {"privacy without a name"}
    both = {"arcadumas/duties/privacy/a.py": use, "arcadumas/duties/privacy/b.py": 'READER = "privacy"'}
    assert readers_of_the_journal(both) == {"privacy"}


@pytest.mark.xdist_group("together")
def test_what_belongs_together_runs_on_one_worker(request: pytest.FixtureRequest) -> None:
    """The versions of pytest and pytest-xdist fit: a group that is not seen starts two instances side by side."""
    is_spread = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@together") == bool(is_spread)


def test_a_test_that_commits_gives_the_database_back_as_it_was() -> None:
    """Without serialized_rollback the tables of Django's own rows are filled anew, with numbers that the next test cannot use."""
    here = Path(__file__).parent
    lines = [line for path in here.rglob("test_*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    committing = [line for line in lines if "django_db(transaction" + "=True" in line]
    assert committing
    assert [
        line for line in committing if "serialized_rollback=True" not in line and "available_apps=" not in line
    ] == []
