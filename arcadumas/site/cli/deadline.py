"""`deadline`: when each promise falls due if its start event falls on a given moment, and why."""

import argparse
import json
import sys
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.base.refusals import Unfit
from arcadumas.core.deadlines.models import ReportClass, Step
from arcadumas.core.deadlines.rules import Due, Snapshot, current

HELP = "Show when each promise to a class of report falls due, counted from a moment."
EXAMPLE = 'arcadumas deadline --class complaint --from 2026-03-17T09:00+08:00 --rule "PermenPANRB 62/2018"'
YEARS = range(2000, 2101)


NOT_A_MOMENT = gettext_lazy("“{text}” is not a moment. Write it as {example}.")
FAR_YEAR = gettext_lazy("Give a year from {first} to {last}.")
UNKNOWN_CLASS = gettext_lazy("There is no class “{text}”. Choose one of {choices}.")
UNKNOWN_RULE = gettext_lazy("No rule set “{text}” is in force then. In force: {choices}.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--class", dest="report_class", required=True, metavar="CLASS", help="such as complaint")
    parser.add_argument(
        "--from", dest="start", required=True, metavar="ISO", help="local time where no offset is given"
    )
    parser.add_argument("--rule", default="", metavar="NAME", help="one rule set alone; else all that are in force")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    snapshot = current()
    try:
        start = moment(options.start)
        report_class = known_class(options.report_class)
        rule = known_rule(options.rule, snapshot, start)
    except Unfit as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2
    dues = snapshot.explain(report_class, start, rule=rule)
    if options.json:
        print(json.dumps(as_json(report_class, start, rule or first_rule(dues), dues), ensure_ascii=False))
    else:
        print("\n".join(as_text(report_class, start, dues)))
    return 0


# -- What was asked ----------------------------------------------------------------------------------------------------
def moment(text: str) -> datetime:
    """An ISO date or moment, in the installation's zone."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = timezone.localtime(at if timezone.is_aware(at) else timezone.make_aware(at))
    except (ValueError, OverflowError) as error:
        raise Unfit("deadline.from", NOT_A_MOMENT, text=text, example="2026-03-17T09:00+08:00") from error
    if at.year not in YEARS:
        raise Unfit("deadline.from", FAR_YEAR, first=YEARS[0], last=YEARS[-1])
    return at


def known_class(text: str) -> str:
    if text not in ReportClass.values:
        raise Unfit("deadline.class", UNKNOWN_CLASS, text=text, choices=", ".join(ReportClass.values))
    return text


def known_rule(text: str, snapshot: Snapshot, start: datetime) -> str:
    names = snapshot.rule_names(start)
    if not text:
        return ""
    for name in names:
        if name.casefold() == text.strip().casefold():
            return name
    raise Unfit("deadline.rule", UNKNOWN_RULE, text=text, choices=", ".join(names) or "–")


# -- What is answered --------------------------------------------------------------------------------------------------
def first_rule(dues: tuple[Due, ...]) -> str | None:
    """The rule set that the first promise to the citizen rests on; each promise names its own."""
    return dues[0].rule if dues else None


def as_json(report_class: str, start: datetime, rule: str | None, dues: tuple[Due, ...]) -> dict[str, Any]:
    promises = [
        {
            "step": due.step,
            "due_at": due.due_at.isoformat(),
            "amount": due.amount,
            "counted_in": due.counted_in,
            "rule": due.rule,
            "basis": due.basis,
            "verified": due.verified,
            "starts_on": due.starts_on,
            "skipped": [{"date": day.date.isoformat(), "reason": day.reason} for day in due.skipped],
        }
        for due in dues
    ]
    return {"class": report_class, "from": start.isoformat(), "rule": rule, "promises": promises}


def as_text(report_class: str, start: datetime, dues: tuple[Due, ...]) -> list[str]:
    label = ReportClass(report_class).label
    title = _("%(class)s, counted from %(moment)s") % {"class": label, "moment": moments.moment(start, get_language())}
    if not dues:
        return [title, "", _("No rule is in force then.")]
    return [title, "", *table(dues), "", *skipped_sentence(dues), *unchecked(dues)]


def table(dues: tuple[Due, ...]) -> list[str]:
    language = get_language()
    rows = [(_("Step"), _("At most"), _("Due"), _("Basis"))]
    for due in dues:
        basis = due.basis if due.verified else _("%(basis)s (not yet checked)") % {"basis": due.basis}
        span = moments.span_words(due.amount, due.counted_in, language)
        rows.append((str(Step(due.step).label), span, moments.moment(due.due_at, language), basis))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    rows.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3]))
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def skipped_sentence(dues: tuple[Due, ...]) -> list[str]:
    """One sentence over all steps: days off by name, plain weekends by number."""
    language = get_language()
    named, weekend_days = [], 0
    for day, reason in sorted({skipped.date: skipped.reason for due in dues for skipped in due.skipped}.items()):
        weekday = moments.WEEKDAYS[moments.known(language)][day.weekday()]
        if reason == weekday:
            weekend_days += 1
        else:
            named.append(f"{moments.weekday_day(day, language)} ({reason.removeprefix(f'{weekday}, ')})")
    if weekend_days:
        named.append(
            ngettext("%(count)s weekend day", "%(count)s weekend days", weekend_days) % {"count": weekend_days}
        )
    return [_("Not counted on the way: %(days)s.") % {"days": ", ".join(named)}] if named else []


def unchecked(dues: tuple[Due, ...]) -> list[str]:
    """A line for each rule set with figures that no official has checked."""
    notes = {due.rule: due.note for due in dues if not due.verified}
    sentence = _("%(rule)s: figures not yet checked against the official text.")
    return [f"{sentence % {'rule': rule}} {f'({note})' if note else ''}".rstrip() for rule, note in notes.items()]
