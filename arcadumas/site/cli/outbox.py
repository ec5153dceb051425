"""`outbox`: what waits, what failed, and once more. Shows codes and times, never an address or a text."""

import argparse
import json
import sys
import uuid
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from arcadumas.duties.notifications import requeue
from arcadumas.duties.notifications.models import Hold, Message

HELP = "List the messages in the outbox, show one, or send failed ones once more."
EXAMPLE = "arcadumas outbox list --state failed"
COLUMNS = ("id", "state", "channel", "template", "attempts", "queued_at", "next_at", "error_code", "error_text")
TIMES = ("queued_at", "sent_at", "delivered_at", "read_at", "failed_at")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|retry|show")
    listing = acts.add_parser("list", help="the newest messages, by state")
    listing.add_argument("--state", choices=Message.State.values, help="only these")
    listing.add_argument("--limit", type=int, default=50, metavar="N")
    again = acts.add_parser("retry", help="queue failed and uncertain messages once more, and try held channels now")
    again.add_argument("id", nargs="?", help="only this message")
    one = acts.add_parser("show", help="one message with its receipts")
    one.add_argument("id")
    for each in (parser, listing, again, one):
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object as the last line"
        )


def run(options: argparse.Namespace) -> int:
    acts = {"list": listed, "retry": retried, "show": shown, None: listed}
    number = read_id(getattr(options, "id", None))
    if getattr(options, "id", None) and number is None:
        print(_("“%(text)s” is not the id of a message.") % {"text": options.id}, file=sys.stderr)
        return 2
    answer, lines = acts[options.act](options, number)
    print(json.dumps(answer, default=str) if getattr(options, "json", False) else "\n".join(lines))
    return 0 if answer.get("found", True) else 1


Answer = tuple[dict[str, Any], list[str]]


def listed(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    rows: QuerySet[Message] = Message.objects.order_by("-queued_at", "-id")
    if state := getattr(options, "state", None):
        rows = rows.filter(state=state)
    messages = list(rows.values(*COLUMNS)[: getattr(options, "limit", 50)])
    counted = Message.objects.values("state").annotate(count=Count("id")).order_by("state")
    counts = {row["state"]: row["count"] for row in counted}
    holds = list(Hold.objects.order_by("carrier").values("carrier", "since", "until", "code", "text"))
    lines = [" ".join(f"{value}" for value in row.values() if value not in ("", None)) for row in messages]
    lines += [_("held: %(carrier)s since %(since)s (%(code)s %(text)s)") % row for row in holds]
    lines.append(", ".join(f"{state} {count}" for state, count in counts.items()) or _("The outbox is empty."))
    return {"counts": counts, "holds": holds, "messages": messages}, lines


def retried(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    queued = requeue.again(number)
    return {"queued": queued, "found": bool(queued) or number is None}, [_("Queued once more: %(n)s") % {"n": queued}]


def shown(options: argparse.Namespace, number: uuid.UUID | None) -> Answer:
    message = Message.objects.filter(pk=number).first() if number else None
    if message is None:
        return {"found": False}, [_("There is no such message.")]
    notices = message.notices.select_related("event", "report").order_by("id")
    answer = {
        **{name: getattr(message, name) for name in COLUMNS},
        **{name: getattr(message, name) for name in TIMES},
        "unknown_outcomes": message.unknown_outcomes,
        "notices": [
            {"report": n.report.code if n.report else None, "event": n.event.kind if n.event else n.occasion, "purpose": n.purpose, "recipient": n.recipient}
            for n in notices
        ],
        "receipts": list(message.receipts.order_by("at", "id").values("status", "at")),
    }  # fmt: skip
    return answer, [f"{name}: {value}" for name, value in answer.items()]


def read_id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
