"""`audit verify`: has a line of the journal or of the audit been altered, removed, reordered or cut off?"""

import argparse
import json

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arcadumas.site import sealing

HELP = "prove that journal and audit are as they were written"
EXAMPLE = "arcadumas audit verify --json"
WHY = {
    "altered": gettext_lazy("altered"),
    "removed": gettext_lazy("removed"),
    "reordered": gettext_lazy("reordered"),
    "truncated": gettext_lazy("cut off"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    found = sealing.verify()
    bad = found.first_bad
    if bad:
        print(_("Not as written: {where}, line {seq}: {why}.").format(where=bad.where, seq=bad.seq, why=WHY[bad.why]))
    else:
        print(_("As written: {entries} audit entries, {events} journal lines.").format(entries=found.entries, events=found.events))  # fmt: skip
    if options.json:
        first = bad.as_json() if bad else None
        print(json.dumps({"ok": bad is None, "entries": found.entries, "events": found.events, "first_bad": first}))
    return 1 if bad else 0
