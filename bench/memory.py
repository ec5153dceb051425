"""What everything together takes of memory when nobody is there: shared pages are counted once (PSS)."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.place import instance
from tests.faults.instance import Instance, parent_of

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
QUIET = 15.0  # seconds


def measure() -> Iterator[Figure]:
    with instance() as own:
        time.sleep(QUIET)
        taken = {pid: pss(pid) for pid in _family(own)}
        yield Figure(what=f"memory of an idle demo, {len(taken)} processes", value=sum(taken.values()), unit="MB", at_most=400)  # fmt: skip


def _family(own: Instance) -> list[int]:
    """`up` and everything that descends from it."""
    assert own.process is not None
    parents = {int(folder.name): parent_of(int(folder.name)) for folder in Path("/proc").glob("[0-9]*")}
    found = {own.process.pid}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def pss(pid: int) -> float:
    """In megabytes of a million bytes; a process that has just ended takes nothing."""
    try:
        kept = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except OSError:
        return 0.0
    return int(kept[1]) * 1024 / 1e6 if kept else 0.0
