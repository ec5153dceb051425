"""Makes .venv with the extras named on the command line; does nothing when it is already so.

Needs only the standard library. Two runs at once wait for each other.
"""

import fcntl
import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)


def main(extras: list[str]) -> int:
    if sys.version_info < OLDEST:
        sys.stderr.write(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: make PYTHON=python3.11 run\n"
        )
        return 2
    VENV.mkdir(exist_ok=True)
    with (VENV / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = {"project": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(), "prefix": str(VENV)}
        have = json.loads(STAMP.read_text()) if STAMP.exists() and PYTHON.exists() else {}
        known = set(have.pop("extras", ())) if have else set()
        if have == wanted and known >= set(extras):
            return 0
        return install(sorted(known | set(extras)), wanted)


def install(extras: list[str], wanted: dict[str, str]) -> int:
    sys.stdout.write(f"Making the environment in {VENV} ({', '.join(extras)}) …\n")
    sys.stdout.flush()
    if not PYTHON.exists() and run(sys.executable, "-m", "venv", str(VENV)) != 0:
        sys.stderr.write("Python's venv module is missing; on Debian: apt install python3-venv\n")
        return 2
    what = ["-e", f"{ROOT}[{','.join(extras)}]"]
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    has_uv = run(str(PYTHON), "-c", "import uv") == 0 or run(*pip, "uv") == 0
    with_uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    if not (has_uv and run(*with_uv, *what) == 0) and run(*pip, *what) != 0:
        sys.stderr.write("The packages could not be installed; the reason stands above.\n")
        return 1
    STAMP.write_text(json.dumps(wanted | {"extras": extras}))
    return 0


def run(*command: str) -> int:
    quiet = {"stderr": subprocess.DEVNULL} if command[1:2] == ("-c",) else {}
    return subprocess.run(command, check=False, cwd=ROOT, **quiet).returncode


sys.exit(main(sys.argv[1:]))
