"""Answer the reporter: a first answer keeps the report in hand, the final one hands it to the reporter's judgement."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling import answers, evidence, group, reasons, sharing
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.work import answer_text, drop_draft, lead_unit
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.powers import Ground
from arcadumas.core.reports import journal, promises, sought
from arcadumas.core.reports.facts import Responded
from arcadumas.core.reports.models import Report

DRAFTED, APPROVED, SENT = Response.State.DRAFTED, Response.State.APPROVED, Response.State.SENT


@transaction.atomic
def respond(
    code: str, *, by: Actor, text: str = "", is_final: bool | None = None, without_evidence: str = "", version: int | None = None
) -> Response:  # fmt: skip
    """First: meets respond. Final: meets respond and settle; starts reporter_reply and sp4n_answer.

    Without text the approved draft is sent; where the unit needs no approval, the waiting draft. `is_final` None: as that
    draft says, else the final answer; an approved one goes out as what it was approved as. It reaches every reporter of the
    group. Where the topic asks for a photo of afterwards there must be one, or a reason why not."""
    report = take(code, by=by)
    here = ground(report, by)
    seat = powers.require(by, "respond", at=here)
    check(report, "respond")
    response = _ready(report, text=text, by=by, here=here, is_final=is_final)
    is_final = _which(response, is_final, report=report, by=by, here=here)
    act = "respond" if is_final else "respond_first"
    response.without_evidence = _evidence(report, without_evidence) if is_final else ""
    require_fresh(report, version)
    at = journal.now()
    response.state, response.sent_at, response.is_final = SENT, at, is_final
    response.save()
    drop_draft(report)
    promises.cancel(report, "approve", unit=response.unit)
    promises.meet(report, "respond", at=at)
    if is_final:
        sharing.finish(report, at=at)
    facts = Responded(response=response.pk, unit=response.unit.code, is_final=is_final)
    lead = Disposition.objects.filter(report=report, role="lead", unit=response.unit).latest("id")
    move(report, act, by=by, seat=seat, at=at, facts=facts)
    sought.add(report, response.text)
    for merging in group.members(report):
        sharing.share(merging, response, lead, by=by, seat=seat, at=at)
    return response


def _evidence(report: Report, without: str) -> str:
    without = reasons.require(without, field="without_evidence") if without.strip() else ""
    evidence.require(report, without=without)
    return without


def _which(response: Response, wanted: bool | None, *, report: Report, by: Actor, here: Ground) -> bool:
    """Whether it is the final answer. Raises OutOfTurn where another kind was approved than this one."""
    said = response.is_final
    if wanted is None:
        return said is not False
    is_bound = response.state == APPROVED and response.unit.answer_needs_approval and said not in (None, wanted)
    if is_bound and not powers.may(by, "approve", at=here):
        raise _other_kind(report, is_final=bool(said))
    return wanted


def _other_kind(report: Report, *, is_final: bool) -> OutOfTurn:
    return OutOfTurn(
        "answer.other_kind",
        _("It was approved as the final answer. Send it as that, or hand in a new draft as a first answer.")
        if is_final
        else _("It was approved as a first answer. Send it as that, or hand in a new draft as the final answer."),
        state=report.state, may=nouns(report), needs="approval",
    )  # fmt: skip


def _ready(report: Report, *, text: str, by: Actor, here: Ground, is_final: bool | None) -> Response:
    unit = lead_unit(report)
    if text.strip():
        if unit.answer_needs_approval and not powers.may(by, "approve", at=here):
            raise needs_approval(report)
        made = Response(report=report, unit=unit, is_final=is_final, by_id=by.person_id, at=journal.now())  # type: ignore[misc]
        answers.put(made, answer_text(text), report=report)
        return made
    waiting = Response.objects.select_related("unit").filter(report=report, unit=unit, state__in=[DRAFTED, APPROVED])
    response = waiting.order_by("-id").first()
    if response is None:
        raise Unfit("answer.missing", _("The answer is empty. Write what was done, when, and by which unit."), field="text")  # fmt: skip
    if unit.answer_needs_approval and response.state != APPROVED:
        raise needs_approval(report)
    return response


def needs_approval(report: Report) -> OutOfTurn:
    return OutOfTurn(
        "answer.needs_approval",
        _("Answers of this unit go out after approval. Save it as a draft; its head approves it."),
        state=report.state,
        may=nouns(report),
        needs="approval",
    )
