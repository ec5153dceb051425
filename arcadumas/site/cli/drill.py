"""`drill`: a rehearsal of the notices, and what it has shown."""

import argparse
import json
import sys

from django.utils.translation import gettext as _

from arcadumas.base import wake
from arcadumas.base.refusals import OutOfTurn, Refusal
from arcadumas.core.drills import result
from arcadumas.core.drills.models import Drill
from arcadumas.core.drills.result import Result
from arcadumas.core.drills.start import HOURS, called, start, unit_of
from arcadumas.core.organisation.actors import Actor, Via

HELP = "rehearse the notices with every team, and see who answered"
EXAMPLE = "arcadumas drill --hours 24"
REFUSED = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--hours", type=int, default=HOURS, metavar="N", help="until the result (24)")
    parser.add_argument("--unit", default="", metavar="CODE", help="the team of this unit alone")
    parser.add_argument("--dry-run", action="store_true", help="show who would be called, and call nobody")
    parser.add_argument("--report", metavar="ID|last", help="the result of a drill, so far or at its end")
    parser.add_argument("--yes", action="store_true", help="although the last one was within seven days")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    try:
        if options.report:
            return _report(options.report, as_json=options.json)
        return _rehearse(options) if options.dry_run else _start(options)
    except OutOfTurn as refusal:
        sys.stderr.write(refusal.sentence + "\n")
        return REFUSED
    except Refusal as refusal:
        sys.stderr.write(refusal.sentence + "\n")
        return 2


def _start(options: argparse.Namespace) -> int:
    house = Actor(kind="house", via=Via.CLI)
    try:
        drill = start(by=house, hours=options.hours, unit=options.unit, is_sure=options.yes)
    except OutOfTurn as refusal:
        if refusal.needs != "confirmation" or not _agrees(refusal.sentence):
            raise
        drill = start(by=house, hours=options.hours, unit=options.unit, is_sure=True)
    wake.send()
    return _show(result.of(drill), as_json=options.json)


def _agrees(question: str) -> bool:
    """Asked only at a terminal; a program says --yes."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes", "ya"}


def _rehearse(options: argparse.Namespace) -> int:
    posts = called(unit_of(options.unit))
    for post in posts:
        print(f"{post.unit.code:<16} {post.title}")
    print(_("{n} people would be called; nobody was.").format(n=len(posts)))
    if options.json:
        people = [{"unit": post.unit.code, "role": post.role, "title": post.title, "login": post.person.login} for post in posts]  # fmt: skip
        print(json.dumps({"called": len(posts), "people": people, "is_rehearsal": True}))
    return 0


def _report(which: str, *, as_json: bool) -> int:
    drills = Drill.objects.select_related("unit")
    drill = result.last() if which == "last" else drills.filter(pk=int(which)).first() if which.isdigit() else None
    if drill is None:
        sys.stderr.write(_("There is no such drill.") + "\n")
        return 1
    return _show(result.of(drill), as_json=as_json)


def _show(found: Result, *, as_json: bool) -> int:
    for part in found.parts:
        print(f"{part.code:<16} {part.name}")
        for person in part.people:
            print(f"    {person.title}: {_how(person)}")
        for lack in part.lacks:
            print(f"  ! {lack.label}. {lack.remedy}")
    print(_("Drill {id}: {answered} of {asked} have answered, {unreachable} not reached, {incomplete} teams incomplete.").format(
        id=found.drill.pk, answered=found.answered, asked=found.asked, unreachable=found.unreachable, incomplete=found.incomplete
    ))  # fmt: skip
    if as_json:
        print(json.dumps(found.as_json()))
    return 0


def _how(person: result.Person) -> str:
    if person.took is not None:
        return _("answered after {minutes} min").format(minutes=round(person.took.total_seconds() / 60))
    return f"{person.reach_label}. {person.remedy}" if person.reach else _("no answer yet")
