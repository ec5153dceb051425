"""`token add LOGIN`: a new API token as the only line of standard output."""

import argparse
import json
import sys

from django.utils.translation import gettext as _

from arcadumas.core.audit import trail
from arcadumas.core.organisation import people
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person

HELP = "make an API token for an account; it is shown once"
EXAMPLE = "arcadumas token add kominfo"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["add"])
    parser.add_argument("login")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    person = Person.objects.filter(login=options.login, is_active=True).first()
    if person is None:
        sys.stderr.write(_('There is no account "{login}".').format(login=options.login) + "\n")
        return 2
    token = people.add_token(person)
    trail.record("token_added", by="", via=Via.CLI, subject=person.login)
    print(json.dumps({"login": person.login, "token": token}) if options.json else token)
    return 0
