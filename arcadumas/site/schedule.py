"""Everything that runs by itself, with its period. A worker runs all of it; any number of workers may run at once."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from arcadumas.base import wake
from arcadumas.base.limits import counting
from arcadumas.base.outages import AWAY
from arcadumas.core.handling import absence, presence
from arcadumas.core.reports import sought
from arcadumas.duties.escalation import auditor, rounds
from arcadumas.duties.notifications import (
    alarms,
    allowances,
    charges,
    mornings,
    stoppages,
    switching,
    templates_sync,
    worker,
)
from arcadumas.duties.reconciliation import compare
from arcadumas.edges.api import keys
from arcadumas.edges.channels.email import polling
from arcadumas.edges.channels.email import reading as mail_reading
from arcadumas.edges.channels.statuses import reading as statuses
from arcadumas.edges.channels.web import receipts
from arcadumas.edges.channels.whatsapp import filing, reading
from arcadumas.site import nights, recounting, sealing

log = logging.getLogger(__name__)
AGAIN = 5.0  # seconds until a job is tried again that found the database away
_waiting: set[str] = set()  # jobs that last found the database away


@dataclass(frozen=True, kw_only=True)
class Job:
    """`act` runs every `seconds`; it must bear being run twice and on several machines at once."""

    name: str
    seconds: float
    act: Callable[[], object]


JOBS: tuple[Job, ...] = (
    Job(name="seal journal and audit", seconds=3, act=sealing.seal),
    Job(name="round of what has run out", seconds=20, act=lambda: rounds.run(timezone.now())),
    Job(name="look whether a promise slipped off the ladder", seconds=60, act=lambda: auditor.look(timezone.now())),
    Job(name="count what messages cost", seconds=10, act=charges.count),
    Job(name="count what changed for the figures", seconds=5, act=recounting.count),
    Job(name="lay our states beside those of SP4N", seconds=60, act=compare.once),
    Job(name="count all figures anew", seconds=86_400, act=recounting.count_all),
    Job(name="tell each officer of the morning what waits", seconds=30, act=lambda: mornings.once(timezone.now())),
    Job(name="write to the operator of what has stopped", seconds=5, act=alarms.once),
    Job(name="tell the front desk of a channel that stopped", seconds=30, act=lambda: stoppages.once(timezone.now())),
    Job(name="hand what waits to the carrier in use", seconds=60, act=switching.adopt),
    Job(name="learn from routed reports at night", seconds=600, act=lambda: nights.once(timezone.now())),
    Job(name="hand over for whoever is away, and back", seconds=60, act=lambda: absence.tend(timezone.now())),
    Job(name="forget who looked at a page", seconds=3_600, act=lambda: presence.forget(timezone.now())),
    Job(name="forget answers to repeated requests", seconds=3_600, act=keys.purge),
    Job(name="forget slips of the form", seconds=3_600, act=receipts.purge),
    Job(name="learn new words for the search", seconds=5, act=lambda: sought.learn(within=timedelta(minutes=1))),
    Job(name="learn the words of all reports", seconds=86_400, act=sought.learn),
    Job(name="forget counted tries", seconds=3_600, act=counting.purge),
    Job(name="drop payloads that were read", seconds=3_600, act=reading.purge),
    Job(name="keep the registry of message templates", seconds=600, act=templates_sync.sync_if_set_up),
    Job(name="forget whom we wrote to a day ago", seconds=3_600, act=allowances.purge),
    Job(name="forget which mails were heard", seconds=3_600, act=mail_reading.purge),
    Job(name="teach the simulator our templates", seconds=30, act=lambda: teach_simulator()),
)


def teach_simulator() -> None:
    """Only in a demo, whose provider is emptied and started anew at will: a new template is sent within the minute."""
    if settings.IS_DEMO and settings.SIMULATOR_URL == settings.WHATSAPP_API_URL:
        templates_sync.sync_if_set_up()


def read_forever(stop: threading.Event) -> None:
    """Read what came in from WhatsApp, the other carriers and by mail as soon as it is kept."""
    for _is_wake in wake.listen(stop):
        _once(Job(name="read WhatsApp", seconds=0, act=lambda: _all(reading.once)))
        _once(Job(name="file typed words", seconds=0, act=lambda: _all(filing.once)))
        _once(Job(name="read statuses", seconds=0, act=lambda: _all(statuses.once)))
        _once(Job(name="read mail", seconds=0, act=lambda: _all(mail_reading.once)))
    connections.close_all()


def _all(once: Callable[[], int]) -> None:
    while once():
        pass


LOOPS: tuple[Callable[[threading.Event], None], ...] = (
    worker.tell_forever, worker.send_forever, read_forever, polling.forever,
)  # fmt: skip


def run(stop: threading.Event) -> None:
    """Run loops and jobs until `stop` is set; a job that fails is logged and tried again at its next time, one that found the
    database away after a few seconds.

    A loop that ends by itself ends the worker: the runner starts a new one."""
    threads = [threading.Thread(target=loop, args=(stop,), name=loop.__name__, daemon=True) for loop in LOOPS]
    for thread in threads:
        thread.start()
    due = {job.name: 0.0 for job in JOBS}
    while not stop.wait(0.2):
        if not all(thread.is_alive() for thread in threads):
            log.error("a loop of the worker ended; the worker ends too")
            break
        for job in JOBS:
            if time.monotonic() >= due[job.name] and not stop.is_set():
                due[job.name] = time.monotonic() + (job.seconds if _once(job) else min(job.seconds, AGAIN))
    stop.set()
    for thread in threads:
        thread.join(timeout=20)


def _once(job: Job) -> bool:
    """Whether it ran; False where the database was away."""
    close_old_connections()
    try:
        job.act()
    except AWAY as error:
        if job.name not in _waiting:  # once an outage: a minute of it would fill the log with one sentence
            log.warning("job %s: the database did not answer (%s); trying again", job.name, type(error).__name__)
        _waiting.add(job.name)
        return False
    except Exception:
        log.exception("job %s failed", job.name)
    else:
        _waiting.discard(job.name)
    finally:
        close_old_connections()
    return True
