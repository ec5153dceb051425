"""Pages, API and webhooks."""

import argparse
import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.template import engines
from django.urls import get_resolver

from arcadumas.base.postgres import require_safe
from arcadumas.base.processes import die_with_parent
from arcadumas.site.listening import require_port
from arcadumas.site.serving import THREADS, WORKERS, server
from arcadumas.site.wsgi import application

HELP = "Serve pages, API and webhooks."
EXAMPLE = "HOST=0.0.0.0 PORT=8000 arcadumas web --workers 2"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"processes ({WORKERS})")
    parser.add_argument("--threads", type=int, default=THREADS, help=f"threads of each process ({THREADS})")


def run(options: argparse.Namespace) -> int:
    with suppress(psycopg.OperationalError):  # the pages say 503 until the database is back
        require_safe(settings.DATABASE_URL)
    require_port(settings.HOST, settings.PORT)
    _load_all()
    connections.close_all()
    web = server(settings.HOST, settings.PORT, workers=options.workers, threads=options.threads)
    web.serve(target_loader=_load, wrap_loader=False)
    return 0


def _load_all() -> None:
    """Every page and its templates' engine, before the processes part: what is loaded here they hold in common, and the
    first visitor of each waits for nothing. Frozen, so that no collection of garbage writes into the shared memory."""
    _ = get_resolver().url_patterns
    engines.all()
    gc.collect()
    gc.freeze()


def _load() -> Callable[..., Any]:
    """Runs in each worker, which must not outlive the process that would respawn it."""
    die_with_parent()
    return application
