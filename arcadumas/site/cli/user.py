"""`user add`: an officer's account with one post."""

import argparse
import json
import secrets
import sys

from django.utils.translation import gettext as _

from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person, Post, Role, Unit

HELP = "add an officer with one post; prints a first password unless one is read from standard input"
EXAMPLE = "arcadumas user add siti --name 'Siti' --unit diskominfo --role front_officer --title 'Admin Instansi' --phone 0811…"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["add"])
    parser.add_argument("login")
    parser.add_argument("--name", required=True)
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--role", required=True, choices=Role.values)
    parser.add_argument("--title", required=True)
    parser.add_argument("--email", default="")
    parser.add_argument("--phone", default="")
    parser.add_argument("--substitute", action="store_true")
    parser.add_argument("--password-stdin", action="store_true")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    unit = Unit.objects.filter(code=options.unit).first()
    if unit is None or Person.objects.filter(login=options.login).exists():
        why = _('There is no unit "{unit}".') if unit is None else _('There is an account "{login}" already.')
        sys.stderr.write(why.format(unit=options.unit, login=options.login) + "\n")
        return 2
    password = sys.stdin.readline().strip() if options.password_stdin else secrets.token_urlsafe(12)
    try:
        person = people.add(
            options.login, name=options.name, password=password, phone=options.phone, email=options.email
        )
    except ValueError:
        sys.stderr.write(_("That number looks incomplete. Write it as 0812… or +62812…") + "\n")
        return 2
    Post.objects.create(
        person=person, unit=unit, role=options.role, title=options.title, is_substitute=options.substitute
    )
    if not options.password_stdin:
        print(f"Password: {password}")
    if options.json:
        print(json.dumps({"login": person.login, "unit": unit.code, "role": options.role}))
    return 0
