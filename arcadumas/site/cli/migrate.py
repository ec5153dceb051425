"""Bring the database to the shape this version needs."""

import argparse

from django.conf import settings
from django.db import connection

from arcadumas.base.postgres import require_safe
from arcadumas.site import demo, mark, seeds, shape

HELP = "Bring the database to the shape this version needs; safe to repeat and to run on several machines at once."
EXAMPLE = "arcadumas migrate"
TURN = 7_236_501  # the number of the lock that makes migrations on several machines wait for each other


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="also load the demo government and print its accounts")


def run(options: argparse.Namespace) -> int:
    require_safe(settings.DATABASE_URL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        try:
            if options.demo:
                mark.make_demo(settings.DATABASE_URL)
            shape.bring()
            if options.demo:
                demo.load()
                print(demo.accounts())
            else:
                seeds.sow()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
    return 0
