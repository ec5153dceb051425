"""Reveal an identity, or open a confidential report to a leader: acts with a reason, always audited."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import Opening
from arcadumas.core.handling.visible import OVERSEERS, Sight, ground, sight_in_list
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports import identity, journal
from arcadumas.core.reports.facts import IdentityDisclosed
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.models import Report

HOURS = 24
SITTING = timedelta(minutes=30)
READINGS = ("whistleblowing_read", "confidential_read")


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


def note_reading(report: Report, *, by: Actor, here: Ground, sight: Sight, is_anew: bool = True) -> None:
    """Whoever reads a whistleblower's report, or as a leader a confidential one, is in the audit trail: with each opening, and
    once a sitting (not `is_anew`) with what is read beside it, as its photos and the answer to an act."""
    if by.kind != "person" or sight != Sight.READ or sight_in_list(report, by, here) == Sight.READ:
        return
    since = timezone.now() - SITTING
    before = Entry.objects.filter(act__in=READINGS, by=by.login, subject=report.code, at__gte=since)
    if not is_anew and before.exists():
        return
    post = next((seat.title for seat in by.seats if seat.role in OVERSEERS), "")
    entry = {"by": by.login, "post": post, "via": by.via, "subject": report.code, "reason": ""}
    if report.is_whistleblowing:
        trail.record("whistleblowing_read", **entry)
    else:
        trail.record("confidential_read", **entry)


def note_repeat(code: str, *, by: Actor, is_identity: bool) -> None:
    """The first answer to an act is given once more to whoever did it: an entry where it shows who reported, or words that are
    read only with one. It may be given out of sight, so the sight of today does not matter."""
    report = Report.objects.filter(code=codes.read_code(code)).first()
    if report is None or by.kind != "person":
        return
    is_guarded = report.is_whistleblowing or report.is_confidential
    if is_identity or (is_guarded and sight_in_list(report, by, ground(report, by)) != Sight.READ):
        post = next((seat.title for seat in by.seats), "")
        trail.record("answer_repeated", by=by.login, post=post, via=by.via, subject=report.code)


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
