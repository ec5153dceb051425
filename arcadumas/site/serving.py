"""The web server and its measure: how many processes, how many threads."""

from typing import Any

from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

WORKERS = 2
THREADS = 4  # of each process: commits of requests at the same moment share one flush of the disk


def server(host: str, port: int, *, workers: int, threads: int) -> Any:
    return Server(
        "arcadumas.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        runtime_mode=RuntimeModes.mt,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,  # addresses of people and secrets in links stay out of every log
    )
