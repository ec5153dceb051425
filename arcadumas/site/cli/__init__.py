"""One module per command. Each has HELP, arguments(parser) and run(options) -> exit code, and may have EXAMPLE,
NEEDS_DJANGO = False and NEEDS_DATABASE = False. The file's name is the command's (hyphens become underscores).

Exit codes of all commands: 0 done, 1 failed, 2 wrong use or wrong configuration, 130 stopped by hand.
"""

import argparse
import ast
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils import translation

from arcadumas.base.locks import Locked
from arcadumas.base.postgres import PostgresProblem
from arcadumas.site import catalogues, instance

FOLDER = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Command:
    name: str
    help: str
    needs_django: bool
    needs_database: bool

    @property
    def module(self) -> str:
        return f"{__name__}.{self.name.replace('-', '_')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and answer with its exit code; trouble with the surroundings is one line, not a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    commands = found()
    if not words or words[0] not in commands:
        return _overview(commands, words)
    try:
        return _perform(commands[words[0]], words[1:])
    except (PostgresProblem, ImproperlyConfigured) as problem:
        return _complain(str(problem), 2)
    except (OperationalError, psycopg.OperationalError) as error:
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        return _complain(f"Basis data tidak dapat dihubungi: {why} / The database cannot be reached: {why}", 1)
    except Locked as lock:
        return _complain(f"Masih dipakai proses lain: {lock} / Still in use by another process: {lock}", 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def found() -> dict[str, Command]:
    """All commands by name, read from the source of their modules: listing them must not need a database or keys."""
    names = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return {command.name: command for command in map(_described, names)}


def _described(stem: str) -> Command:
    constants: dict[str, object] = {"HELP": "", "NEEDS_DJANGO": True, "NEEDS_DATABASE": True}
    for node in ast.parse((FOLDER / f"{stem}.py").read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(value, ast.Call) and value.args:
            value = value.args[0]  # a sentence marked for translation
        if isinstance(target, ast.Name) and target.id in constants and isinstance(value, ast.Constant):
            constants[target.id] = value.value
    return Command(
        name=stem.replace("_", "-"),
        help=str(constants["HELP"]),
        needs_django=bool(constants["NEEDS_DJANGO"]),
        needs_database=bool(constants["NEEDS_DJANGO"] and constants["NEEDS_DATABASE"]),
    )


def _overview(commands: dict[str, Command], words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="arcadumas", epilog="Example: arcadumas up --demo")
    rooms = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in commands.values():
        rooms.add_parser(command.name, help=command.help)
    parser.parse_args(words or ["--help"])
    return 2


def _perform(command: Command, words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcadumas.site.settings")
    catalogues.compile_stale()
    is_ours = False
    if {"-h", "--help"} & set(words):
        instance.pretend()
    elif command.needs_django:
        is_ours = instance.enter()
    if command.needs_django:
        django.setup()
        translation.activate("en" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("en") else "id")
    module = importlib.import_module(command.module)
    parser = parser_of(command, module)
    options = parser.parse_args(words)
    ours = instance.database(migrate=command.name != "migrate") if is_ours and command.needs_database else nullcontext()
    with ours, instance.in_shape() if command.needs_database else nullcontext():
        return int(module.run(options))


def parser_of(command: Command, module: ModuleType) -> argparse.ArgumentParser:
    """Django must be set up: commands import what they work on."""
    parser = argparse.ArgumentParser(
        prog=f"arcadumas {command.name}",
        description=str(module.HELP),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.arguments(parser)
    if example := getattr(module, "EXAMPLE", ""):
        parser.epilog = f"Example: {example}"
    return parser


def _complain(line: str, code: int) -> int:
    sys.stderr.write(" ".join(line.split()) + "\n")
    return code
