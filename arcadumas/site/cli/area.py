"""`area import`: kecamatan, desa and kelurahan of this government."""

import argparse
import csv
import json
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from arcadumas.core.organisation import areas
from arcadumas.site import tables

HELP = "bring the places of this government in from the Ministry's list; every bad row is named with its reason"
EXAMPLE = "arcadumas area import wilayah.csv --under 63.05 --only"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import"])
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with the columns code and name (or kode and nama)")
    parser.add_argument("--under", default="", metavar="CODE", help="the regency or city, where the file holds several")
    parser.add_argument("--only", action="store_true", help="take other places away, unless a report names them")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    try:
        rows = tables.read(options.file, needed={"code", "name"})
        outcome = None if rows is None else areas.bring_in(rows, under=options.under)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return _wrong(_("The file cannot be read: {why}.").format(why=error))
    except areas.Several:
        return _wrong(
            _("The file holds several regencies or cities. Say which with --under, for instance --under 63.04.")
        )
    if outcome is None:
        return _wrong(_("The first line must name the columns {columns}.").format(columns="code,name"))
    if not outcome.rows:
        return _wrong(_("The file holds no place of {code}.").format(code=options.under or _("a regency or city")))
    for number, code, reason in outcome.rejected:
        print(_("Row {row} ({code}): {reason}.").format(row=number, code=code, reason=reason))
    print(_("{created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected, of {rows} rows.").format(
        created=outcome.created, updated=outcome.updated, unchanged=outcome.unchanged, rejected=len(outcome.rejected), rows=outcome.rows
    ))  # fmt: skip
    done = outcome.as_json()
    if options.only and not outcome.rejected:
        gone, stay = areas.keep_only(options.under or areas.regency_of(rows or []))
        print(
            _("{gone} other places taken away; {stay} stay, because a report names them.").format(gone=gone, stay=stay)
        )
        done |= {"removed": gone, "kept": stay}
    if options.json:
        print(json.dumps(done, ensure_ascii=False))
    return 3 if outcome.rejected else 0


def _wrong(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2
