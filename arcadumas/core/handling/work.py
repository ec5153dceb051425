"""Draft, approve, send back: an answer in the making. The approver is never the drafter."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import answers, reasons
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import journal, promises
from arcadumas.core.reports.facts import AnswerApproved, AnswerDrafted, AnswerRejected
from arcadumas.core.reports.models import Report

DRAFTED, APPROVED = Response.State.DRAFTED, Response.State.APPROVED
REJECTED, REPLACED = Response.State.REJECTED, Response.State.REPLACED


@transaction.atomic
def draft(code: str, *, by: Actor, text: str, is_final: bool | None = None, version: int | None = None) -> Response:
    """A new draft replaces the one before it; starts approve where the answers of the lead's unit need it.

    `is_final`: which answer it is to be; None leaves it to the approver, or to whoever sends it."""
    report = take(code, by=by)
    seat = powers.require(by, "draft", at=ground(report, by))
    check(report, "draft", version=version)
    text = answer_text(text)
    at = journal.now()
    unit = lead_unit(report)
    drop_draft(report)
    response = Response(report=report, unit=unit, is_final=is_final, state=DRAFTED, by_id=powers.person_of(by), at=at)
    answers.put(response, text, report=report)
    response.save(force_insert=True)
    promises.cancel(report, "approve", unit=unit)
    if unit.answer_needs_approval:
        promises.start(report, "approve", unit=unit, at=at)
    facts = AnswerDrafted(response=response.pk, unit=unit.code, is_final=is_final)
    move(report, "draft", by=by, seat=seat, at=at, facts=facts)
    return response


def drop_draft(report: Report) -> None:
    """An unsent answer is kept but goes no further: another takes its place, or the unit lost the report."""
    Response.objects.filter(report=report, state__in=[DRAFTED, APPROVED]).update(state=REPLACED)


@transaction.atomic
def approve(code: str, *, by: Actor, is_final: bool | None = None, version: int | None = None) -> Response:
    """Meets approve. `is_final`: as which answer it may go out; None: as the draft says."""
    report = take(code, by=by)
    seat = powers.require(by, "approve", at=ground(report, by))
    check(report, "approve")
    response = _drafted(report)
    require_fresh(report, version)
    at = journal.now()
    response.state, response.decided_by_id, response.decided_at = APPROVED, by.person_id, at
    response.is_final = response.is_final if is_final is None else is_final
    response.save(update_fields=["state", "decided_by", "decided_at", "is_final"])
    promises.meet(report, "approve", unit=response.unit, at=at)
    facts = AnswerApproved(response=response.pk, unit=response.unit.code, is_final=response.is_final)
    move(report, "approve", by=by, seat=seat, at=at, facts=facts)
    return response


@transaction.atomic
def reject(code: str, *, by: Actor, reason: str, version: int | None = None) -> Response:
    """Send the draft back with remarks; the drafter starts again."""
    report = take(code, by=by)
    seat = powers.require(by, "reject", at=ground(report, by))
    check(report, "reject")
    response = _drafted(report)
    require_fresh(report, version)
    reason = reasons.require(reason)
    at = journal.now()
    response.state, response.decided_by_id, response.decided_at = REJECTED, by.person_id, at
    response.reject_reason = reason
    response.save(update_fields=["state", "decided_by", "decided_at", "reject_reason"])
    promises.meet(report, "approve", unit=response.unit, at=at)
    facts = AnswerRejected(response=response.pk, unit=response.unit.code)
    event = move(report, "reject", by=by, seat=seat, at=at, facts=facts)
    reasons.keep(event, reason)
    return response


def answer_text(text: str) -> str:
    if not text.strip():
        raise Unfit("answer.missing", _("The answer is empty. Write what was done, when, and by which unit."), field="text")  # fmt: skip
    return reasons.require(text, field="text", least=LEAST, most=MOST)


LEAST, MOST = 10, 10_000


def lead_unit(report: Report) -> Unit:
    return Disposition.objects.select_related("unit").get(report=report, role="lead", state="accepted").unit


def _drafted(report: Report) -> Response:
    response = Response.objects.select_related("unit").filter(report=report, state=DRAFTED).order_by("-id").first()
    if response is None:
        raise OutOfTurn(
            "approve.nothing", _("There is no draft waiting for approval. Ask for one first."),
            state=report.state, may=nouns(report), needs="draft",
        )  # fmt: skip
    return response
