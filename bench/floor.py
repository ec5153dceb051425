"""The floor: the same granian with the same settings and the same framework, no middleware, one INSERT a request.

Its table lies in a database of its own on the same server, so that both wait for the same disk.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from arcadumas.base.ports import free_port, is_free
from arcadumas.base.processes import die_with_parent, tied
from arcadumas.site import serving

NAME = "floor"
INSERT = "INSERT INTO plain (title, body) VALUES (%s, %s) RETURNING id"


def insert(request: HttpRequest) -> HttpResponse:
    sent = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [sent["title"], sent["body"]])
        number = cursor.fetchone()[0]
    said = json.dumps({"id": number}).encode()
    return HttpResponse(said, status=201, content_type="application/json", headers={"Content-Length": len(said)})


urlpatterns = [path("api/v1/reports", insert)]


def _configured(url: str) -> Callable[..., Any]:
    parts = urlsplit(url)
    settings.configure(
        ROOT_URLCONF=__name__, MIDDLEWARE=[], ALLOWED_HOSTS=["*"], SECRET_KEY="floor", USE_TZ=True,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql", "NAME": NAME, "USER": parts.username, "PASSWORD": parts.password,
                "HOST": parts.hostname, "PORT": parts.port, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True,
            }
        },
    )  # fmt: skip
    return get_wsgi_application()


def serve(port: int, url: str) -> None:
    """Run until killed, as `arcadumas web` runs."""
    application = _configured(url)
    own = serving.server("127.0.0.1", port, workers=serving.WORKERS, threads=serving.THREADS)

    def load() -> Callable[..., Any]:
        die_with_parent()
        return application

    own.serve(target_loader=load, wrap_loader=False)


@contextmanager
def floor(url: str) -> Iterator[int]:
    """The port of a floor beside the database at `url`."""
    with psycopg.connect(url, autocommit=True) as own:
        own.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        own.execute(f"CREATE DATABASE {NAME}")
    with psycopg.connect(url, dbname=NAME, autocommit=True) as own:
        own.execute(
            "CREATE TABLE plain (id bigserial PRIMARY KEY, title text, body text, at timestamptz DEFAULT now())"
        )
    port = free_port()
    environment = {**os.environ, "FLOOR_URL": url, "FLOOR_PORT": str(port)}
    child = subprocess.Popen([sys.executable, "-m", "bench.floor"], env=environment, preexec_fn=tied())
    try:
        while is_free(port):
            time.sleep(0.05)
        time.sleep(1)
        yield port
    finally:
        child.terminate()
        child.wait(20)


if __name__ == "__main__":
    serve(int(os.environ["FLOOR_PORT"]), os.environ["FLOOR_URL"])
