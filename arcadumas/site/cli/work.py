"""One worker: everything that runs by itself."""

import argparse
import os
import signal
import threading
import time

from django.conf import settings

from arcadumas.base.postgres import require_safe
from arcadumas.site import demo_environment, schedule

HELP = "Run one worker: sends messages, reads answers, watches deadlines. Any number, on any machine."
EXAMPLE = "arcadumas work"
# In a rush, taking a report comes before telling of it; on a machine with time to spare it changes nothing.
YIELDS = 10  # steps of niceness


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    require_safe(settings.DATABASE_URL)
    demo_environment.guard(settings.DATABASE_URL, demo=settings.IS_DEMO)
    os.nice(YIELDS)
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, frame: asked.append(signum))
    stop, failed = threading.Event(), threading.Event()
    # The jobs run beside the main thread: setting an Event from a signal handler can lock the thread that waits on it.
    worker = threading.Thread(target=_work, args=(stop, failed))
    worker.start()
    while worker.is_alive() and not asked:
        time.sleep(0.1)
    stop.set()
    worker.join()
    return int(failed.is_set())


def _work(stop: threading.Event, failed: threading.Event) -> None:
    failed.set()
    schedule.run(stop)
    failed.clear()
