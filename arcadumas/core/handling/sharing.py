"""An answer to a main report is an answer to each that is joined to it, in its own words' language and by its own clocks.

Whoever is joined after the first answer gets that one too. Decision 0027. The caller holds the main report's lock."""

from datetime import datetime

from arcadumas.core.handling import answers, contributions, group, sp4n
from arcadumas.core.handling.models import Disposition, Merging, Response
from arcadumas.core.handling.work import drop_draft
from arcadumas.core.handling.workflow import move
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat
from arcadumas.core.reports import promises, sought
from arcadumas.core.reports.facts import Responded
from arcadumas.core.reports.models import Promise, Report

SENT = Response.State.SENT


def share(merging: Merging, answer: Response, lead: Disposition, *, by: Actor, seat: Seat | None, at: datetime) -> None:
    """The same answer for one that is joined. After the final one each reporter confirms or objects alone."""
    report = merging.report
    if answer.is_final:
        drop_draft(report)
        group.come_back(merging, lead, by=by, seat=seat, at=at)
        promises.meet(report, "verify", at=_verified_at(merging, at=at))
        promises.meet(report, "respond", at=at)
        sp4n.owe_link(report, at=at)
        finish(report, at=at)
    else:
        group.wake(merging, steps=["respond"])
        promises.meet(report, "respond", at=at)
    copy = Response(
        report=report, unit=answer.unit, is_final=answer.is_final, state=SENT, by_id=answer.by_id, at=answer.at,
        decided_by_id=answer.decided_by_id, decided_at=answer.decided_at, sent_at=at,
    )  # fmt: skip
    answers.put(copy, answers.read(answer, report=answer.report), report=report)
    copy.save(force_insert=True)
    facts = Responded(response=copy.pk, unit=answer.unit.code, is_final=bool(answer.is_final))
    move(report, "respond" if answer.is_final else "respond_first", by=by, seat=seat, at=at, facts=facts)
    sought.add(report, copy.text)


def catch_up(merging: Merging, main: Report, *, at: datetime) -> None:
    """The first answer that the main report has had, unless its reporter has objected since."""
    sent = Response.objects.select_related("unit", "report").filter(report=main, state=SENT)
    answer = sent.order_by("-sent_at", "-id").first()
    if answer is None or answer.is_final:
        return
    lead = Disposition.objects.filter(report=main, role="lead", unit=answer.unit).latest("id")
    share(merging, answer, lead, by=HOUSE, seat=None, at=at)


def finish(report: Report, *, at: datetime) -> None:
    """The final answer is out: the reporter's own time starts, and the duty to enter the answer in SP4N-LAPOR!."""
    promises.meet(report, "settle", at=at)
    promises.start(report, "reporter_reply", at=at)
    sp4n.owe_answer(report, at=at)
    contributions.end(report, at=at)
    live = Disposition.objects.filter(report=report, role="lead", state="accepted")
    live.update(state=Disposition.State.ANSWERED, ended_at=at)


def _verified_at(merging: Merging, *, at: datetime) -> datetime:
    """A report that was joined before anybody looked at it is looked at with the main one."""
    clock = Promise.objects.filter(report=merging.into_id, step="verify", unit=None).exclude(met_at=None)
    met_at = clock.order_by("-round").values_list("met_at", flat=True).first()
    return max(merging.at, met_at) if met_at else at
