"""Compiles the message catalogues (locale/*/LC_MESSAGES/*.po) where the compiled file is missing or older."""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """The files written. A folder that is not ours to write is left alone: a release carries its compiled files."""
    return [target for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if (target := _compiled(source))]


def _compiled(source: Path) -> Path | None:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return None
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
    except OSError:
        return None
    return target
