"""`inbound`: what came in and could not be read, and what a person decides about it. Shows reasons, never a payload."""

import argparse
import json
import sys
import uuid

from django.utils.translation import gettext as _

from arcadumas.base.inbound import store

HELP = "List what came in and could not be read; try it once more, or drop it."
EXAMPLE = "arcadumas inbound list"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|retry|drop")
    listing = acts.add_parser("list", help="the newest, with the reason")
    listing.add_argument("--limit", type=int, default=50, metavar="N")
    again = acts.add_parser("retry", help="read it once more")
    again.add_argument("id", type=uuid.UUID)
    gone = acts.add_parser("drop", help="remove it for good")
    gone.add_argument("id", type=uuid.UUID)
    for each in (parser, listing, again, gone):
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object as the last line"
        )


def run(options: argparse.Namespace) -> int:
    is_json = getattr(options, "json", False)
    if options.act in {"retry", "drop"}:
        found = (store.retry if options.act == "retry" else store.drop)(options.id)
        if is_json:
            print(json.dumps({"found": found}))
        elif not found:
            print(_("There is no such payload among those that could not be read."), file=sys.stderr)
        return 0 if found else 1
    rows = store.given_up()[: getattr(options, "limit", 50)]
    shown = [
        {"id": str(r.id), "channel": r.channel, "received_at": r.received_at.isoformat(), "reason": r.error}
        for r in rows
    ]
    if is_json:
        print(json.dumps({"count": store.given_up().count(), "payloads": shown}))
    else:
        print("\n".join(" ".join(row.values()) for row in shown) or _("Everything that came in was read."))
    return 0
