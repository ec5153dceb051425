"""`outbox`: what waits, what failed and why, and once more. Shows codes, times and reasons, never an address or a text."""

import argparse
import json
import sys
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arcadumas.base.masking import mask
from arcadumas.core.organisation.actors import HOUSE
from arcadumas.duties.notifications import errors, health, overview, requeue
from arcadumas.duties.notifications.models import Channel, Hold, Message
from arcadumas.duties.notifications.overview import Wanted

HELP = "List the messages in the outbox, show one, or send failed ones once more."
EXAMPLE = "arcadumas outbox list --state failed --since 2026-11-01"
COLUMNS = (
    "id", "state", "channel", "carrier", "template", "purpose", "attempts", "queued_at", "next_at", "error_code", "error_text",
)  # fmt: skip
TIMES = ("queued_at", "sent_at", "delivered_at", "read_at", "failed_at")
LOOKS = ("state", "channel", "carrier", "unit", "purpose", "error", "since", "until")
Answer = tuple[dict[str, Any], list[str]]


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|retry|show")
    listing = acts.add_parser("list", help="the newest messages that match, the carriers, and a count of each state")
    listing.add_argument("--limit", type=_number, default=50, metavar="N")
    again = acts.add_parser("retry", help="queue failed and uncertain messages once more, and try held channels now")
    again.add_argument("id", nargs="?", help="only this message")
    again.add_argument("--dry-run", action="store_true", help="only say how many")
    one = acts.add_parser("show", help="one message with its receipts")
    one.add_argument("id")
    for each in (listing, again):
        each.add_argument("--state", choices=Message.State.values if each is listing else requeue.WORTH)
        each.add_argument("--channel", choices=Channel.values)
        each.add_argument("--unit", metavar="CODE", help=f"of its posts; {overview.REPORTER}: messages to reporters")
        for name in ("carrier", "purpose", "error"):
            each.add_argument(f"--{name}", metavar="CODE")
        for name in ("since", "until"):
            each.add_argument(f"--{name}", type=date.fromisoformat, metavar="YYYY-MM-DD", help="queued, inclusive")
    for each in (parser, listing, again, one):
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object as the last line"
        )


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def run(options: argparse.Namespace) -> int:
    """0: done; 1: there is no such message, or it has nothing to be sent again; 2: wrong use."""
    acts = {"list": listed, "retry": retried, "show": shown, None: listed}
    number = read_id(getattr(options, "id", None))
    if getattr(options, "id", None) and number is None:
        print(_("“%(text)s” is not the id of a message.") % {"text": options.id}, file=sys.stderr)
        return 2
    answer, lines = acts[options.act](options, number)
    print(json.dumps(answer, default=str) if getattr(options, "json", False) else "\n".join(lines))
    return 0 if answer.get("found", True) else 1


def listed(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    rows: QuerySet[Message] = overview.matching(_wanted(options), by=HOUSE).order_by("-queued_at", "-id")
    messages = [_said(row) for row in rows.values(*COLUMNS)[: getattr(options, "limit", 50)]]
    counted = Message.objects.values("state").annotate(count=Count("id")).order_by("state")
    counts = {row["state"]: row["count"] for row in counted}
    holds = [
        {**row, "text": mask(row["text"])}
        for row in Hold.objects.order_by("carrier").values("carrier", "since", "until", "code", "text")
    ]
    carriers = [vars(each) for each in health.carriers() if each.is_usable or each.waiting]
    lines = [" ".join(f"{value}" for value in row.values() if value not in ("", None)) for row in messages]
    lines += [_("held: %(carrier)s since %(since)s (%(code)s %(text)s)") % row for row in holds]
    lines += [_("due: %(waiting)s by %(carrier)s, the oldest since %(oldest_at)s") % row for row in carriers if row["waiting"]]  # fmt: skip
    lines.append(", ".join(f"{state} {count}" for state, count in counts.items()) or _("The outbox is empty."))
    return {"counts": counts, "holds": holds, "carriers": carriers, "messages": messages}, lines


def retried(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    """One message, or all that match and are still of use: what arrived another way is left alone."""
    wanted = _wanted(options)
    if options.dry_run:
        found = requeue.preview(wanted, by=HOUSE) if number is None else requeue.preview_one(number)
        answer = {"queued": 0, "would_queue": found.messages, "doubtful": found.doubtful, "found": bool(found.messages) or number is None}  # fmt: skip
        return answer, [_("Would be queued once more: %(n)s, of which %(doubt)s may arrive twice") % {"n": found.messages, "doubt": found.doubtful}]  # fmt: skip
    of = requeue.preview(wanted, by=HOUSE).messages if number is None and sys.stderr.isatty() else 1
    queued = requeue.again(number, wanted=wanted, told=_bar(of))
    return {"queued": queued, "found": bool(queued) or number is None}, [_("Queued once more: %(n)s") % {"n": queued}]


def shown(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    message = Message.objects.filter(pk=number).first() if number else None
    if message is None:
        return {"found": False}, [_("There is no such message.")]
    notices = message.notices.select_related("event", "report").order_by("id")
    answer = {
        **_said({name: getattr(message, name) for name in COLUMNS}),
        **{name: getattr(message, name) for name in TIMES},
        "unit": message.unit.code if message.unit else None,
        "unknown_outcomes": message.unknown_outcomes,
        "notices": [
            {"report": n.report.code if n.report else None, "event": n.event.kind if n.event else n.occasion, "purpose": n.purpose, "recipient": n.recipient}
            for n in notices
        ],
        "receipts": list(message.receipts.order_by("at", "id").values("status", "at")),
    }  # fmt: skip
    return answer, [f"{name}: {value}" for name, value in answer.items()]


def _wanted(options: argparse.Namespace) -> Wanted:
    given = {name: value for name in LOOKS if (value := getattr(options, name, None))}
    return Wanted(**given)


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """With the reason in words; the carrier's own words hold no address any more."""
    reason = errors.sentence(row["channel"], row["state"], row["error_code"], row["error_text"], get_language())
    return {**row, "error_text": mask(row["error_text"]), "reason": reason}


def _bar(of: int) -> Callable[[int], None]:
    def show(done: int) -> None:
        if sys.stderr.isatty() and of:
            filled = min(40, 40 * done // of)
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{of}" + ("\n" if done >= of else ""))

    return show


def read_id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
