"""`user`: an officer's account with one post, a new one-time password, or the end of an account."""

import argparse
import json
import secrets
import sys
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.audit import trail
from arcadumas.core.organisation import accounts, passwords, people, posts
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person, Post, Role, Unit
from arcadumas.duties.notifications import personal

HELP = "add an officer with one post, give out a one-time password, or close an account"
EXAMPLE = "arcadumas user add siti --name 'Siti' --unit diskominfo --role front_officer --title 'Admin Instansi' --phone 0811…"


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="action", required=True, metavar="add|reset-password|close")
    new = acts.add_parser("add", help="prints a first password unless one is read from standard input")
    new.add_argument("login")
    new.add_argument("--name", required=True)
    new.add_argument("--unit", required=True, metavar="CODE")
    new.add_argument("--role", required=True, choices=Role.values)
    new.add_argument("--title", required=True)
    new.add_argument("--email", default="")
    new.add_argument("--phone", default="")
    new.add_argument("--substitute", action="store_true")
    new.add_argument("--password-stdin", action="store_true")
    again = acts.add_parser("reset-password", help="prints a one-time password; open sessions end")
    end = acts.add_parser("close", help="sessions, tokens and posts end at once; nothing is deleted")
    for each in (again, end):
        each.add_argument("login")
    for each in (new, again, end):
        each.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    if options.action == "add":
        return _add(options)
    with transaction.atomic():
        posts.lock_desk()
        person = Person.objects.select_for_update().filter(login=options.login, is_active=True).first()
        if person is None:
            return _wrong(_('There is no account "{login}".').format(login=options.login))
        done: dict[str, Any] = {"login": person.login}
        if options.action == "close":
            try:
                posts.require_desk_without(person=person, after=posts.yesterday())
            except OutOfTurn as refusal:
                return _wrong(refusal.sentence)
            accounts.shut(person, by="", via=Via.CLI)
        else:
            done["password"] = passwords.issue(person, by="", via=Via.CLI)
            personal.was_reset(person, by="", at=timezone.now())
    if options.json:
        print(json.dumps(done))
    elif "password" in done:
        print(f"Password: {done['password']}")
    return 0


def _add(options: argparse.Namespace) -> int:
    unit = Unit.objects.filter(code=options.unit).first()
    if unit is None or Person.objects.filter(login=options.login).exists():
        why = _('There is no unit "{unit}".') if unit is None else _('There is an account "{login}" already.')
        return _wrong(why.format(unit=options.unit, login=options.login))
    password = sys.stdin.readline().strip() if options.password_stdin else secrets.token_urlsafe(12)
    try:
        person = people.add(
            options.login, name=options.name, password=password, phone=options.phone, email=options.email
        )
    except ValueError:
        return _wrong(_("That number looks incomplete. Write it as 0812… or +62812…"))
    Post.objects.create(
        person=person, unit=unit, role=options.role, title=options.title, is_substitute=options.substitute
    )
    trail.record("account_opened", by="", via=Via.CLI, subject=person.login)
    trail.record("post_given", by="", via=Via.CLI, subject=f"unit:{unit.code}", person=person.login, role=options.role, title=options.title)  # fmt: skip
    if not options.password_stdin:
        print(f"Password: {password}")
    if options.json:
        print(json.dumps({"login": person.login, "unit": unit.code, "role": options.role}))
    return 0


def _wrong(why: str) -> int:
    sys.stderr.write(why + "\n")
    return 2
