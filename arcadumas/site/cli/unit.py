"""`unit import`: units from a CSV file."""

import argparse
import csv
import json
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from arcadumas.core.organisation import units
from arcadumas.site import tables

HELP = "bring units in from a CSV file; every bad row is named with its reason"
EXAMPLE = "arcadumas unit import units.csv --json"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import"])
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    try:
        rows = tables.read(options.file, needed={"code", "name", "kind"})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        sys.stderr.write(_("The file cannot be read: {why}.").format(why=error) + "\n")
        return 2
    if rows is None:
        sys.stderr.write(
            _("The first line must name the columns {columns}.").format(columns=",".join(units.COLUMNS)) + "\n"
        )
        return 2
    outcome = units.import_rows(rows)
    for number, code, reason in outcome.rejected:
        print(_("Row {row} ({code}): {reason}.").format(row=number, code=code, reason=reason))
    print(_("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected, of {rows} rows.").format(
        created=outcome.created, updated=outcome.updated, unchanged=outcome.unchanged, rejected=len(outcome.rejected), rows=outcome.rows
    ))  # fmt: skip
    if options.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False))
    return 3 if outcome.rejected else 0
