"""`sp4n import`: SP4N-LAPOR!'s "Laporan Ringkas" export."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation.actors import HOUSE, Via
from arcadumas.edges.channels.sp4n import importing
from arcadumas.edges.channels.sp4n.importing import Outcome

HELP = "bring in an export of SP4N-LAPOR! (Laporan Ringkas, .xlsx); a second run changes nothing"
EXAMPLE = "arcadumas sp4n import laporan.xlsx --dry-run"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import"])
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    parser.add_argument("--notify", action="store_true", help="tell the agencies of open reports, one message each")
    parser.add_argument(
        "--file-time-zone", default="UTC", metavar="TZ", help="zone of the file's times: SP4N writes UTC"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    """0, or 3 when rows were rejected."""
    try:
        ZoneInfo(options.file_time_zone)
        content = options.file.read_bytes()
        outcome = importing.run(
            content,
            by=replace(HOUSE, via=Via.CLI),
            notify=options.notify,
            zone=options.file_time_zone,
            is_preview=options.dry_run,
            progress=_bar,
        )
    except (ZoneInfoNotFoundError, ValueError):
        return _complain(_('"{zone}" is no time zone. Write it as Asia/Jakarta.').format(zone=options.file_time_zone))
    except OSError as error:
        return _complain(_("The file cannot be read: {why}.").format(why=error.strerror))
    except Unfit as refusal:
        return _complain(refusal.sentence)
    _show(outcome)
    if options.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False))
    return 3 if outcome.rejected else 0


def _show(outcome: Outcome) -> None:
    for bad in outcome.rejected:
        print(_("Row {row} ({tracking_id}): {reason}.").format(row=bad.row, tracking_id=bad.tracking_id, reason=bad.reason))  # fmt: skip
    if outcome.older:
        print(_("{n} rows stay as a newer export says: this one was made on {day}.").format(n=outcome.older, day=outcome.made_on))  # fmt: skip
    for name in outcome.unmatched_units:
        print(_('Agency "{name}" is not known here. Add it as another name of the right unit.').format(name=name))
    print(_("{rows} rows: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected.").format(
        rows=outcome.rows, created=outcome.created, updated=outcome.updated, unchanged=outcome.unchanged, rejected=len(outcome.rejected)
    ))  # fmt: skip


def _bar(done: int, of: int) -> None:
    if sys.stderr.isatty() and (done % 20 == 0 or done == of):
        filled = 40 * done // of
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{of}" + ("\n" if done == of else ""))


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2
