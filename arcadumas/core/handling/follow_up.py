"""A late objection: the closed report stays closed and a new one, verified and linked, is opened for the reporter."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base.compiled import Slot, prepared
from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling import reasons, sp4n, visible
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import MOVES, check, move, note_line, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import identity, intake, journal, promises, sought, words
from arcadumas.core.reports.facts import Linked, Received, Verified
from arcadumas.core.reports.intake import Draft, Receipt
from arcadumas.core.reports.models import About, Report, Source


@transaction.atomic
def object_late(code: str, *, by: Actor, reason: str, version: int | None = None) -> Receipt:
    """New promises; the old code is shown, and the old key opens the new one too. Once: a report has one that carries it on.

    Lines: linked on both, received and verified on the new one."""
    old = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(old, by))
    check(old, "object_late")
    if Report.objects.filter(previous=old).exists():
        raise _carried_on(old)
    require_fresh(old, version)
    reason = reasons.require(reason)
    at = journal.now()
    new, secret = _copy(old, reason, at=at)
    intake.put_new(new, facts=Received(source=new.source), by=by, seat=seat, names=sought.names_of(new))
    identity.pass_on(old, new, secret=secret)
    for row in About.objects.filter(report=old):
        About.objects.create(report=new, unit=row.unit, person=row.person, post=row.post)
    _verify(new, at=at, old=old)
    move(old, "object_late", by=by, seat=seat, at=at, facts=Linked(code=new.code, is_newer=True))
    return Receipt(report=new, secret=secret)


def _carried_on(old: Report) -> OutOfTurn:
    noun = MOVES["object_late"].noun
    return OutOfTurn(
        "reopening.carried_on",
        _("A follow-up report carries this one on already. It opens with the same key; add there what is to be said."),
        state=old.state, may=tuple(other for other in nouns(old) if other != noun),
    )  # fmt: skip


def _copy(old: Report, reason: str, *, at: datetime) -> tuple[Report, str]:
    draft = Draft(
        title=words.title(old)[:200], body=reason, kind=old.kind, source=Source(old.source), language=old.language
    )
    new, secret = intake.make(draft)
    for name in ("is_anonymous", "is_confidential", "is_oversight", "is_whistleblowing", "is_urgent", "about_officials",
                 "sp4n_consent", "category", "area", "named_unit", "latitude", "longitude", "place_text", "occurred_on"):  # fmt: skip
        setattr(new, name, getattr(old, name))
    new.previous, new.received_at = old, at
    if new.is_whistleblowing:
        new.title = new.body = ""  # as words.hide does; no letter hangs on it yet
    return new, secret


def _verify(new: Report, *, at: datetime, old: Report) -> None:
    promises.meet(new, "verify", at=at)
    promises.start(new, "respond", at=at)
    promises.start(new, "dispose", unit=front_desk(), at=at)
    sp4n.owe_link(new, at=at)
    note_line(new, by=HOUSE, at=at, facts=Linked(code=old.code, is_newer=False))
    move(new, "verify", by=HOUSE, at=at, facts=Verified(report_class=new.report_class, is_urgent=new.is_urgent))


def linked(report: Report) -> list[tuple[str, bool]]:
    """(code, whether it carries this one on): the report before this one, then those after it. One statement."""
    rows = _beside(report.pk, report.previous_id or 0)
    return sorted(((code, pk != report.previous_id) for pk, code in rows), key=lambda each: each[1])


def linked_in_sight(report: Report, *, by: Actor) -> list[tuple[str, bool]]:
    """The same for an officer: those they see. Two statements, one where there is none."""
    found = linked(report)
    seen = visible.seen_codes(by, [code for code, _newer in found])
    return [(code, newer) for code, newer in found if code in seen]


@prepared
def _beside(report: Slot, previous: Slot) -> QuerySet[Report, tuple[int, str]]:
    return Report.objects.filter(Q(pk=previous) | Q(previous=report)).order_by("id").values_list("pk", "code")
