"""`rounds`: one round of what has run out."""

import argparse
import json
import sys
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.duties.escalation import rounds
from arcadumas.site import mark

HELP = "one round: end pauses, close what nobody spoke of, note broken promises"
EXAMPLE = "arcadumas rounds --at 2026-12-24T08:00+08:00 --dry-run"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="ISO", help="as of this moment; later than now only with --dry-run or in a demo"
    )
    parser.add_argument("--dry-run", action="store_true", help="count only")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    now = timezone.now()
    try:
        at = datetime.fromisoformat(options.at) if options.at else now
    except ValueError:
        sys.stderr.write(_("Write the moment as 2026-11-24T14:05+08:00.") + "\n")
        return 2
    at = timezone.make_aware(at) if timezone.is_naive(at) else at
    if at > now and not options.dry_run and not mark.is_demo(settings.DATABASE_URL):
        sys.stderr.write(_("A moment to come can only be rehearsed (--dry-run), or played in a demo database.") + "\n")
        return 2
    done = rounds.run(at, is_rehearsal=options.dry_run)
    print(_("{pauses} pauses ended, {closed} reports closed, {broken} promises broken, {climbed} rungs climbed.").format(
        pauses=done.pauses_ended, closed=done.closed, broken=done.broken, climbed=done.climbed
    ))  # fmt: skip
    if options.json:
        print(json.dumps(done.as_json()))
    return 0
