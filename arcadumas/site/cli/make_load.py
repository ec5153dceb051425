"""`make-load`: a full database to measure with."""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _

from arcadumas.site import mark, recounting
from arcadumas.site.load import lives, people
from arcadumas.site.load.batch import BATCH, fill

HELP = "fill a demo database with invented reports in all states, for measuring"
EXAMPLE = "arcadumas make-load --reports 100000"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reports", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    if not mark.is_demo(settings.DATABASE_URL):
        sys.stderr.write(_("Invented reports go into a demo database only. Start one with: arcadumas up --demo") + "\n")
        return 2
    begun = time.monotonic()
    try:
        made = _fill(options.reports)
    except people.NoCast:
        sys.stderr.write(_("This demo database has no people yet. Start it once with: arcadumas up --demo") + "\n")
        return 2
    recounting.count_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the server learns what it holds before the first page asks
    seconds = round(time.monotonic() - begun, 1)
    print(_("{number} reports made in {seconds} seconds.").format(number=made, seconds=seconds))
    if options.json:
        print(json.dumps({"reports": made, "seconds": seconds}))
    return 0


def _fill(number: int) -> int:
    """By as many processes as there are cores, a batch at a time, each in a transaction of its own."""
    lived = lives.in_order(number)
    if number <= BATCH:
        return fill(lived)
    batches = [lived[begin : begin + BATCH] for begin in range(0, number, BATCH)]
    connections.close_all()
    done = 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for batch in as_completed([pool.submit(fill, each) for each in batches]):
            done += batch.result()
            _bar(done, number)
    return done


def _bar(done: int, of: int) -> None:
    if sys.stderr.isatty():
        filled = 40 * done // of
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{of}" + ("\n" if done == of else ""))
