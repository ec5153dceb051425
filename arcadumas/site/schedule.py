"""Everything that runs by itself, with its period."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Job:
    """`act` runs every `seconds`; it must bear being run twice and on several machines at once."""

    name: str
    seconds: float
    act: Callable[[], None]


JOBS: tuple[Job, ...] = ()


def run(stop: threading.Event) -> None:
    """Run the jobs that are due until `stop` is set; a job that fails is logged and tried again at its next time."""
    due = {job.name: 0.0 for job in JOBS}
    while not stop.wait(0.2):
        for job in JOBS:
            if time.monotonic() >= due[job.name] and not stop.is_set():
                due[job.name] = time.monotonic() + job.seconds
                _once(job)


def _once(job: Job) -> None:
    close_old_connections()
    try:
        job.act()
    except Exception:
        log.exception("job %s failed", job.name)
    finally:
        close_old_connections()
