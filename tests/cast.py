"""A small fixed cast, named by role. `Cast.assemble()` makes the demo government once a test."""

from dataclasses import dataclass

from arcadumas.core.organisation.actors import Actor, Via, person_actor, reporter_actor
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Report
from arcadumas.site import demo
from tests import snapshots

LOGINS = {
    "front_officer": "kominfo",
    "front_head": "kominfo.kepala",
    "pupr_admin": "pupr.admin",
    "pupr_substitute": "pupr.pengganti",
    "pupr_liaison": "pupr.penghubung",
    "pupr_member": "pupr.teknis",
    "pupr_head": "pupr.kepala",
    "dinkes_admin": "dinkes.admin",
    "dinkes_head": "dinkes.kepala",
    "alalak_admin": "alalak.admin",
    "alalak_head": "alalak.camat",
    "secretary": "sekda",
    "inspector": "inspektorat",
    "regional_head": "bupati",
    "engineer": "teknisi",
}


@dataclass(frozen=True)
class Cast:
    """`cast.front_officer` is an Actor; `cast.person("front_officer")` the account behind it."""

    front_officer: Actor
    front_head: Actor
    pupr_admin: Actor
    pupr_substitute: Actor
    pupr_liaison: Actor
    pupr_member: Actor
    pupr_head: Actor
    dinkes_admin: Actor
    dinkes_head: Actor
    alalak_admin: Actor
    alalak_head: Actor
    secretary: Actor
    inspector: Actor
    regional_head: Actor
    engineer: Actor

    @classmethod
    def assemble(cls) -> "Cast":
        snapshots.once("demo", demo.load)
        people = {person.login: person for person in Person.objects.all()}
        return cls(**{role: person_actor(people[login], via=Via.API) for role, login in LOGINS.items()})

    def person(self, role: str) -> Person:
        return Person.objects.get(login=LOGINS[role])

    def reporter(self, report: Report) -> Actor:
        return reporter_actor(report.pk, via=Via.API)
