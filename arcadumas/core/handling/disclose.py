"""Reveal an identity, or open a confidential report to a leader: acts with a reason, always audited."""

from datetime import timedelta

from django.db import transaction

from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import Opening
from arcadumas.core.handling.visible import OVERSEERS, ground
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import identity, journal
from arcadumas.core.reports.facts import IdentityDisclosed
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.models import Report

HOURS = 24


@transaction.atomic
def disclose(code: str, *, by: Actor, reason: str, version: int | None = None) -> Identity:
    """The journal says that it happened, never what was seen."""
    report = take(code, by=by)
    seat = powers.require(by, "disclose", at=ground(report, by))
    check(report, "disclose", version=version)
    reason = reasons.require(reason)
    shown = identity.disclose(report, by=by, seat=seat, reason=reason)
    event = move(report, "disclose", by=by, seat=seat, at=journal.now(), facts=IdentityDisclosed())
    reasons.keep(event, reason)
    return shown


def note_reading(report: Report, *, by: Actor) -> None:
    """Each opening of a whistleblowing report by somebody who reads its words is in the audit trail."""
    post = next((seat.title for seat in by.seats if seat.role in OVERSEERS), "")
    if report.is_whistleblowing and post:
        trail.record("whistleblowing_read", by=by.login, post=post, via=by.via, subject=report.code, reason="")


@transaction.atomic
def open_(code: str, *, by: Actor, reason: str, version: int | None = None) -> Opening:
    """Lets Inspektorat, Sekda and regional head read a confidential report for 24 hours."""
    report = take(code, by=by)
    seat = powers.require(by, "open", at=ground(report, by))
    check(report, "open", version=version)
    reason = reasons.require(reason)
    at = journal.now()
    trail.record("confidential_opened", by=by.login, post=seat.title, via=by.via, subject=report.code, reason=reason)
    until = at + timedelta(hours=HOURS)
    return Opening.objects.create(report=report, person_id=by.person_id, reason=reason, at=at, until=until)  # type: ignore[misc]
