"""`arcadumas` with one part exchanged, by the variable CONTROL, in this process and in those that `up` starts from it."""

import os
import sys
from pathlib import Path

import django

from arcadumas.site import cli, instance
from arcadumas.site.cli import up


def exchange(name: str) -> None:
    """Put the lossy part in the product's place; Django must be set up."""
    from arcadumas.base import files
    from arcadumas.duties.notifications import planning, worker
    from arcadumas.site import schedule
    from tests.faults.controls import mark_then_send, on_commit

    if name == "mark_then_send":
        _loop(schedule, worker.send_forever, mark_then_send.send_forever)
    elif name == "on_commit":
        planning.queue = on_commit.queue
        _loop(schedule, worker.send_forever, on_commit.send_forever)
    elif name == "unsynced_files":
        files.write_durably = write_carelessly


def _loop(schedule: object, before: object, after: object) -> None:
    schedule.LOOPS = tuple(after if loop is before else loop for loop in schedule.LOOPS)  # type: ignore[attr-defined]


def write_carelessly(path: Path, content: bytes) -> None:
    """As a file storage writes that trusts the operating system: all is there at once, nothing is on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)


def main() -> int:
    up.OURSELVES = (sys.executable, "-m", __spec__.name)
    if sys.argv[1] in {"web", "work"}:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arcadumas.site.settings")
        instance.enter()
        django.setup()
        exchange(os.environ["CONTROL"])
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
