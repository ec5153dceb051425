"""The demo government: units, people and teams, all marked as samples."""

import csv
import secrets
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from arcadumas.core.organisation import people, units
from arcadumas.core.organisation.models import Person, Post, Team, Unit
from arcadumas.duties.notifications import templates_sync
from arcadumas.edges.simulator import registry
from arcadumas.site import seeds

HERE = Path(__file__).parent


@transaction.atomic
def load() -> None:
    """Fill an empty database; a second call changes nothing."""
    seeds.sow(demo=True)
    if settings.SIMULATOR_URL and settings.SIMULATOR_URL == settings.WHATSAPP_API_URL:
        registry.stock(templates_sync.applications())  # the first message already finds its template
    if Person.objects.exists():
        return
    _units()
    values = tomllib.loads((HERE / "demo_people.toml").read_text(encoding="utf-8"))
    for code, flags in values["units"].items():
        Unit.objects.filter(code=code).update(**flags)
    teams = {row["unit"]: _team(row) for row in values["teams"]}
    for row in values["people"]:
        _person(row, teams)
    password, pin = keys()
    Person.objects.update(password=make_password(password), pin=make_password(pin))  # once: a hash takes its time


def _units() -> None:
    with (HERE / "demo_units.csv").open(encoding="utf-8", newline="") as file:
        outcome = units.import_rows(list(enumerate(csv.DictReader(file), start=2)))
    if outcome.rejected:
        raise ValueError(f"demo_units.csv: {outcome.rejected}")
    Unit.objects.update(is_sample=True)


def _team(row: dict[str, Any]) -> Team:
    unit = Unit.objects.get(code=row["unit"])
    return Team.objects.create(unit=unit, sk_number=row["sk_number"], sk_date=row["sk_date"], valid_from=row["sk_date"])


def _person(row: dict[str, Any], teams: dict[str, Team]) -> None:
    person = people.add(
        row["login"], name=row["name"], phone=row["phone"], email=row["email"], language=row["language"]
    )
    Post.objects.create(
        person=person,
        unit=Unit.objects.get(code=row["unit"]),
        team=teams.get(row["unit"]) if row["in_team"] else None,
        role=row["role"],
        title=row["title"],
        is_substitute=row["is_substitute"],
        acting=row["acting"],
        valid_from=date(2026, 1, 1),
    )


def keys() -> tuple[str, str]:
    """One password and one PIN for all, made once and kept in STATE/secrets/demo."""
    path = settings.STATE / "secrets" / "demo"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        password = "-".join(secrets.choice(WORDS) for _n in range(3)) + f"-{secrets.randbelow(90) + 10}"
        path.touch(mode=0o600)
        path.write_text(f"Password: {password}\nPIN: {secrets.randbelow(900_000) + 100_000}\n")
    lines = dict(line.split(": ", 1) for line in path.read_text().splitlines())
    return lines["Password"], lines["PIN"]


WORDS = (
    "sungai",
    "kelotok",
    "anjir",
    "jukung",
    "padi",
    "jeruk",
    "rawa",
    "titian",
    "dermaga",
    "purun",
    "galam",
    "pasang",
)


def accounts() -> str:
    """What `up --demo` prints about signing in."""
    password, pin = keys()
    posts = Post.objects.select_related("person", "unit").order_by("id")
    lines = [f"  {post.person.login:16} {post.title}" for post in posts]
    return "\n".join([f"Password: {password}", f"PIN: {pin}", *lines])
