"""The import contracts and the bans of each floor, held against a copy of the tree with one bad import planted in it."""

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# contract -> the file that gets a bad line, and the line
PLANTED = {
    "floors": ("core/audit/__init__.py", "import arcadumas.duties.notifications"),
    "rooms-of-core": ("core/audit/__init__.py", "import arcadumas.core.organisation"),
    "duties": ("duties/escalation/__init__.py", "import arcadumas.duties.notifications"),
    "edges": ("edges/api/__init__.py", "import arcadumas.edges.channels.web"),
    "channels": ("edges/channels/web/__init__.py", "import arcadumas.edges.channels.whatsapp"),
    "pages": ("edges/pages/desk/__init__.py", "import arcadumas.edges.pages.portal"),
    "no-network-in-core": ("core/audit/__init__.py", "import httpx"),
    "gateways": ("core/audit/__init__.py", "import arcadumas.base.gateways"),
    "no-circles": ("base/inbound/__init__.py", "import arcadumas.base.limits"),
}
BANNED = {
    "base": "from django.http import HttpRequest",
    "core": "from django.shortcuts import redirect",
    "duties": "from django.urls import reverse",
    "edges": "from django.dispatch import receiver",
}


def contracts() -> ConfigParser:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    return config


def identities() -> set[str]:
    return {section.rpartition(":")[2] for section in contracts().sections() if ":contract:" in section}


def copy_tree(to: Path) -> Path:
    shutil.copytree(
        ROOT / "arcadumas", to / "arcadumas", ignore=lambda _, names: [n for n in names if n == "__pycache__"]
    )
    shutil.copy(ROOT / ".importlinter", to)
    shutil.copy(ROOT / "ruff.toml", to)
    return to / "arcadumas"


def plant(package: Path, name: str, line: str) -> None:
    with (package / name).open("a") as file:
        file.write(f"\n{line}\n")


def broken(tree: Path) -> set[str]:
    """The names of the contracts that do not hold in this tree; an error of the linter itself is raised."""
    call = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run([sys.executable, "-c", call, "--no-cache"], cwd=tree, capture_output=True, text=True)
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE)
    assert len(verdicts) == len(identities()), run.stdout + run.stderr
    return {name for name, verdict in verdicts if verdict == "BROKEN"}


def test_every_contract_holds(tmp_path: Path) -> None:
    copy_tree(tmp_path)
    assert broken(tmp_path) == set()


def test_every_contract_has_a_planted_breach() -> None:
    assert identities() == set(PLANTED)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    package = copy_tree(tmp_path)
    plant(package, *PLANTED[contract])
    if contract == "no-circles":
        plant(package, "base/limits/__init__.py", "import arcadumas.base.inbound")
    assert contracts()[f"importlinter:contract:{contract}"]["name"] in broken(tmp_path)


def test_a_room_that_nobody_placed_breaks_the_floors(tmp_path: Path) -> None:
    package = copy_tree(tmp_path)
    (package / "common").mkdir()
    (package / "common/__init__.py").write_text('"""A new floor."""\n')
    call = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run([sys.executable, "-c", call, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert (run.returncode, "arcadumas.common" in run.stdout) == (1, True)


@pytest.mark.parametrize("floor", BANNED)
def test_a_banned_import_is_refused_on_its_floor(floor: str, tmp_path: Path) -> None:
    package = copy_tree(tmp_path)
    (package / floor / "planted.py").write_text(BANNED[floor] + "\n")
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--select",
        "TID251",
        "--output-format",
        "concise",
        "arcadumas",
    ]
    found = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True).stdout
    assert re.findall(r"^arcadumas/(\w+)/planted\.py:1:.*TID251", found, re.MULTILINE) == [floor]
