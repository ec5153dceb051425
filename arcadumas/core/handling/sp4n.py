"""SP4N beside ours: that a report, and that an answer, stands there, are two facts with their own clocks."""

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import reasons, visible
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, line, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import HOUSE, Actor
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import Sp4nAnswered, Sp4nDiffers, Sp4nLinked, Sp4nSettled
from arcadumas.core.reports.models import Promise, Report, Sp4n

AHEAD = timedelta(minutes=5)  # by which another clock may go before ours
FLAG = ("difference", "difference_status", "difference_at", "difference_settled_at")


@transaction.atomic
def link(
    code: str, *, by: Actor, tracking_id: str, entered_at: datetime, url: str = "", version: int | None = None
) -> Report:
    """Meets sp4n_link. A tracking ID belongs to one report."""
    report = take(code, by=by)
    seat = powers.require(by, "sp4n_link", at=ground(report, by))
    check(report, "sp4n_link")
    tracking_id = read_tracking_id(tracking_id)
    _require_free(report, tracking_id, by=by)
    require_fresh(report, version)
    at = journal.now()
    _require_past(entered_at, at=at)
    try:
        with transaction.atomic():
            Sp4n.objects.create(report=report, tracking_id=tracking_id, url=url, entered_at=entered_at)
    except IntegrityError:  # somebody entered the same number for another report a moment ago
        _require_free(report, tracking_id, by=by)
        raise
    promises.meet(report, "sp4n_link", unit=front_desk(), at=at)
    facts = Sp4nLinked(tracking_id=tracking_id, entered_at=entered_at.isoformat())
    move(report, "sp4n_link", by=by, seat=seat, at=at, facts=facts)
    return report


@transaction.atomic
def answer(code: str, *, by: Actor, entered_at: datetime, url: str = "", version: int | None = None) -> Report:
    """Meets sp4n_answer: the answer stands in SP4N too."""
    report = take(code, by=by)
    seat = powers.require(by, "sp4n_answer", at=ground(report, by))
    check(report, "sp4n_answer")
    there = Sp4n.objects.filter(report=report).first()
    if there is None:
        raise OutOfTurn(
            "sp4n.not_linked", _("This report has no SP4N tracking ID yet. Enter it first."),
            state=report.state, may=nouns(report), needs="sp4n-link",
        )  # fmt: skip
    if there.answered_at is not None:
        raise OutOfTurn(
            "sp4n.answered", _("The answer stands in SP4N already. Nothing is needed."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    require_fresh(report, version)
    at = journal.now()
    _require_past(entered_at, at=at)
    there.answered_at, there.answer_url = entered_at, url
    there.save(update_fields=["answered_at", "answer_url"])
    promises.meet(report, "sp4n_answer", unit=front_desk(), at=at)
    move(report, "sp4n_answer", by=by, seat=seat, at=at, facts=Sp4nAnswered(entered_at=entered_at.isoformat()))
    return report


def is_entered(report: Report) -> bool:
    """Whistleblowing is not: those who key reports in do not see it, and who sees it keys nothing in (process.md, powers)."""
    return not report.is_whistleblowing


def forgo(report: Report) -> None:
    """It has become such as is not entered. The caller holds the report's lock."""
    promises.cancel(report, "sp4n_link", "sp4n_answer", is_all=True)


def owe_link(report: Report, *, at: datetime) -> None:
    """Starts sp4n_link where it neither stands there nor is awaited: one that came back to the path, or was answered with its
    group before it was verified itself. A part stands there with its whole. The caller holds the report's lock."""
    awaited = Promise.objects.filter(report=report, step="sp4n_link", met_at=None).exclude(
        state=Promise.State.CANCELLED
    )
    if not is_entered(report) or report.part_of_id or Sp4n.objects.filter(report=report).exists() or awaited.exists():
        return
    promises.start(report, "sp4n_link", unit=front_desk(), at=at)


def owe_answer(report: Report, *, at: datetime) -> None:
    """Starts sp4n_answer for a final answer, in the place of a clock for an earlier one that nobody needs to enter any more. What
    was noted before stands there of an earlier one, or was noted too early: this one is not there yet. The caller holds the
    report's lock."""
    promises.cancel(report, "sp4n_answer", unit=front_desk())
    Sp4n.objects.filter(report=report).update(answered_at=None, answer_url="")
    if not is_entered(report):
        return
    promises.start(report, "sp4n_answer", unit=front_desk(), at=at)


@transaction.atomic
def differ(code: str, *, kind: str, status: str) -> bool:
    """The house flags that SP4N says another thing than we do. Our state stays. False when that is flagged already."""
    report = take(code, by=HOUSE)
    there = Sp4n.objects.get(report=report)
    if (there.difference, there.difference_status) == (kind, status) or there.status != status:
        return False
    at = journal.now()
    there.difference, there.difference_status, there.difference_at = kind, status, at
    there.difference_settled_at = None
    there.save(update_fields=[*FLAG])
    line(report, by=HOUSE, at=at, facts=Sp4nDiffers(difference=kind, status=status))
    return True


@transaction.atomic
def agree(code: str) -> bool:
    """Both say the same again: the flag goes. A line only where nobody had settled it."""
    report = take(code, by=HOUSE)
    there = Sp4n.objects.get(report=report)
    was, is_open, at = there.difference, there.is_unsettled, journal.now()
    there.difference, there.difference_status, there.difference_at, there.difference_settled_at = "", "", None, None
    there.save(update_fields=[*FLAG])
    if is_open:
        line(report, by=HOUSE, at=at, facts=Sp4nSettled(difference=was, cause="agrees"))
    return is_open


@transaction.atomic
def settle_difference(code: str, *, by: Actor, note: str, version: int | None = None) -> Report:
    """An officer has looked: the flag goes until SP4N says yet another thing. Neither state changes."""
    report = take(code, by=by)
    seat = powers.require(by, "sp4n_settle", at=ground(report, by))
    check(report, "sp4n_settle")
    there = Sp4n.objects.filter(report=report).first()
    if there is None or not there.is_unsettled:
        raise OutOfTurn(
            "sp4n.agrees", _("Nothing differs from SP4N-LAPOR! on this report. Nothing is needed."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    require_fresh(report, version)
    note = reasons.require(note, field="note")
    at = journal.now()
    there.difference_settled_at = at
    there.save(update_fields=["difference_settled_at"])
    facts = Sp4nSettled(difference=there.difference, cause="officer")
    reasons.keep(move(report, "sp4n_settle", by=by, seat=seat, at=at, facts=facts), note)
    return report


def read_tracking_id(text: str) -> str:
    if not re.fullmatch(r"[0-9]{7,10}", text.strip()):
        raise Unfit("sp4n.id_odd", _("An SP4N tracking ID has 7 to 10 digits. Copy it from lapor.go.id."), field="tracking_id")  # fmt: skip
    return text.strip()


def _require_past(entered_at: datetime, *, at: datetime) -> None:
    if entered_at > at + AHEAD:
        raise Unfit("sp4n.future", _("That moment is still to come. Give the moment at which it was entered in SP4N."), field="entered_at")  # fmt: skip


def _require_free(report: Report, tracking_id: str, *, by: Actor) -> None:
    if Sp4n.objects.filter(report=report).exists():
        raise OutOfTurn(
            "sp4n.linked", _("This report has its tracking ID already. Nothing is needed."),
            state=report.state, may=nouns(report),
        )  # fmt: skip
    other = Report.objects.filter(sp4n__tracking_id=tracking_id).first()
    if other is None:
        return
    if visible.to(by).filter(pk=other.pk).exists():
        raise Unfit("sp4n.taken", _("Tracking ID {id} is already linked to report {code}. Open that report, or check the number."), field="tracking_id", id=tracking_id, code=other.code)  # fmt: skip
    raise Unfit("sp4n.taken", _("Tracking ID {id} is already linked to another report. Check the number."), field="tracking_id", id=tracking_id)  # fmt: skip
