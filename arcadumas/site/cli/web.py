"""Pages, API and webhooks."""

import argparse
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

from arcadumas.base.postgres import require_safe
from arcadumas.base.processes import die_with_parent
from arcadumas.site.listening import require_port
from arcadumas.site.wsgi import application

HELP = "Serve pages, API and webhooks."
EXAMPLE = "HOST=0.0.0.0 PORT=8000 arcadumas web --workers 2"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each process (2)")


def run(options: argparse.Namespace) -> int:
    with suppress(psycopg.OperationalError):  # the pages say 503 until the database is back
        require_safe(settings.DATABASE_URL)
    require_port(settings.HOST, settings.PORT)
    connections.close_all()
    Server(
        "arcadumas.site.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        runtime_mode=RuntimeModes.mt,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # addresses of people and secrets in links stay out of every log
    ).serve(target_loader=_load, wrap_loader=False)
    return 0


def _load() -> Callable[..., Any]:
    """Runs in each worker, which must not outlive the process that would respawn it."""
    die_with_parent()
    return application
