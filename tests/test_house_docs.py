"""Papers that list code are held against it: settings, commands, decisions, rooms, words and links."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import global_settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SITE = ROOT / "arcadumas/site"
READERS = {
    "envtext",
    "envsecret",
    "envbool",
    "envint",
    "envlist",
    "made_once",
    "envchoice",
    "envurl",
    "envzone",
    "envbox",
    "envnetworks",
    "envtiles",
}
FILE_LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")


def settings_read(source: str) -> set[str]:
    """The names that code takes from the environment; ARCADUMAS_… is how `up` speaks to the processes it starts."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in READERS and call.args)
    found = {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}
    return {str(name) for name in found if not str(name).startswith("ARCADUMAS_")}


def settings_unused(settings: str, elsewhere: str) -> set[str]:
    """Values from the environment that settings keep under a name and nobody looks at."""
    kept = [
        node for node in ast.parse(settings).body if isinstance(node, ast.Assign) and settings_read(ast.unparse(node))
    ]
    names = {target.id for node in kept for target in node.targets if isinstance(target, ast.Name)}
    return {
        name
        for name in names
        if len(re.findall(rf"\b{name}\b", settings)) < 2 + settings.count(f'"{name}"') and name not in elsewhere
    }


def section(paper: str, title: str) -> str:
    """The text under one heading, up to the next of the same level."""
    level = re.search(rf"^(#+) {re.escape(title)}$", paper, re.MULTILINE)
    assert level, f"no heading {title!r}"
    rest = paper[level.end() :]
    end = re.search(rf"^#{{1,{len(level[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def rows(text: str) -> set[str]:
    """The code words in the first column of the tables."""
    firsts = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return {word for first in firsts for word in re.findall(r"`([^`]+)`", first)}


def settings_differ(source: str, paper: str) -> set[str]:
    return settings_read(source) ^ rows(section(paper, "Settings"))


def commands_differ(modules: set[str], paper: str) -> set[str]:
    """Commands without a heading in the paper, and headings without a command."""
    return {name.replace("_", "-") for name in modules} ^ set(
        re.findall(r"^### `arcadumas ([a-z0-9-]+)", paper, re.MULTILINE)
    )


def decisions_differ(files: set[str], index: str) -> set[str]:
    return files ^ set(re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", index))


def numbers_taken_twice(files: set[str]) -> set[str]:
    numbers = [name[:4] for name in sorted(files)]
    return {number for number in numbers if numbers.count(number) > 1}


def unmapped_rooms(rooms: set[str], paper: str) -> set[str]:
    return {room for room in rooms if not re.search(rf"\b{re.escape(room)}\b", paper)}


def dead_links(folder: Path, paper: str) -> list[str]:
    return [target for target in FILE_LINK.findall(paper) if not (folder / target).exists()]


def papers_named(text: str) -> set[str]:
    """Papers that code sends its reader to."""
    return set(re.findall(r"(?<![\w/*])((?:docs/(?:decisions/)?)?[a-z0-9-]+\.md)\b", text))


def missing_papers(text: str) -> set[str]:
    places = (ROOT, DOCS, DOCS / "decisions")
    return {name for name in papers_named(text) if not any((place / name).exists() for place in places)}


def test_no_comment_sends_its_reader_to_a_missing_paper() -> None:
    sources = [path for ending in ("py", "toml", "html") for path in (ROOT / "arcadumas").rglob(f"*.{ending}")]
    missing = {path.relative_to(ROOT).as_posix(): missing_papers(path.read_text()) for path in sources}
    assert {path: names for path, names in missing.items() if names} == {}


def test_every_setting_is_explained() -> None:
    source = "\n".join(path.read_text() for path in sorted((ROOT / "arcadumas").rglob("*.py")))
    assert settings_differ(source, (DOCS / "install.md").read_text()) == set()


def test_every_setting_has_an_effect() -> None:
    others = [path for path in (ROOT / "arcadumas").rglob("*.py") if path.name != "settings.py"]
    text = "\n".join(path.read_text() for path in others)
    known = {name for name in dir(global_settings) if name.isupper()}
    assert settings_unused((SITE / "settings.py").read_text(), text) - known == set()


def test_every_command_is_explained() -> None:
    modules = {
        path.stem for path in (SITE / "cli").glob("*.py") if path.stem != "__init__" and "def run(" in path.read_text()
    }
    assert commands_differ(modules, (DOCS / "operate.md").read_text()) == set()


def test_every_decision_is_in_the_index() -> None:
    files = {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}
    assert decisions_differ(files, (DOCS / "decisions/README.md").read_text()) == set()
    assert numbers_taken_twice(files) == set()


def test_every_decision_says_context_decision_and_cost() -> None:
    papers = {path.name: path.read_text() for path in (DOCS / "decisions").glob("[0-9]*.md")}
    headings = {name: re.findall(r"^## (Context|Decision|Cost)$", text, re.MULTILINE) for name, text in papers.items()}
    assert {name for name, found in headings.items() if found != ["Context", "Decision", "Cost"]} == set()


def test_every_room_is_on_the_map() -> None:
    packages = (path.parent for path in (ROOT / "arcadumas").rglob("__init__.py") if path.parent.name != "migrations")
    rooms = {path.name for path in packages} - {"arcadumas", "__pycache__"}
    assert unmapped_rooms(rooms, (DOCS / "house.md").read_text()) == set()


@pytest.mark.parametrize("paper", sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")]), ids=lambda path: path.name)
def test_no_link_leads_nowhere(paper: Path) -> None:
    assert dead_links(paper.parent, paper.read_text()) == []


def test_the_readme_is_short_enough_to_read() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


def test_the_changelog_has_a_place_for_the_next_change() -> None:
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text()


def test_a_planted_breach_is_found() -> None:
    paper = "## Settings\n| name | what |\n|---|---|\n| `HOST` | x |\n## More\n| `NOT_A_SETTING` | x |\n"
    assert settings_differ('HOST = envtext("HOST")\nKEY = envsecret("KEY")', paper) == {"KEY"}
    assert settings_differ("", paper) == {"HOST"}
    assert settings_differ('envtext("HOST")\nenvbool("ARCADUMAS_DEMO")', paper) == set()
    assert settings_unused('A = envtext("A")\nB = envtext("B")\nC = envtext("C")\nD = C', "settings.A") == {"B"}
    assert commands_differ({"make_load", "web"}, "### `arcadumas web`\n### `arcadumas gone`\n") == {"make-load", "gone"}
    assert decisions_differ({"0001-a.md", "0002-b.md"}, "[a](0001-a.md) [c](0003-c.md)") == {"0002-b.md", "0003-c.md"}
    assert numbers_taken_twice({"0001-a.md", "0001-b.md"}) == {"0001"}
    assert unmapped_rooms({"audit", "attic"}, "the room `audit/`") == {"attic"}
    assert missing_papers("see process.md and lost-paper.md, docs/house.md") == {"lost-paper.md"}
    assert dead_links(DOCS, "[gone](no-such-file.md) [out](https://example.org)") == ["no-such-file.md"]
