"""Every act once, with words that fit it, and what a verb says when it is asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale, Unseen
from arcadumas.core.handling import archive, ask, beside, close, disclose, follow_up, instruct, sp4n, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.cancel_task import cancel_task
from arcadumas.core.handling.contributions import accept_part, give_part
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.inspect import inspect
from arcadumas.core.handling.invite import invite
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.reassign_task import reassign_task
from arcadumas.core.handling.relate import relate
from arcadumas.core.handling.release import end_support
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task, complete_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import About, Promise, Report
from tests import builders

REASON = "Sesuai pemeriksaan petugas di lapangan."
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


FLAGS = ("is_confidential", "is_whistleblowing", "is_oversight", "about_officials", "source")


def _twin(code: str) -> str:
    """Another report of the same protection."""
    report, twin = Report.objects.filter(code=code).first(), builders.received().report
    if report is None:
        return twin.code
    Report.objects.filter(pk=twin.pk).update(**{name: getattr(report, name) for name in FLAGS})
    for row in About.objects.filter(report=report):
        About.objects.create(report=twin, unit=row.unit, person=row.person, post=row.post)
    return twin.code


def _overseers(by: Actor) -> str:
    """The Inspectorate, and where the Sekda, the regional head or the head of the front desk stands in its place their own unit."""
    if by.has(Role.REGIONAL_HEAD):
        return "batola"
    if by.has(Role.FRONT_HEAD):
        return "diskominfo"
    return "setda" if by.has(Role.SECRETARY) else "inspektorat"


VERBS: dict[str, Callable[..., object]] = {
    "attach": lambda code, by, **more: beside.attach(code, by=by, file=builders.photo(), name="foto.jpg", **more),
    "message": lambda code, by, **more: ask.send(code, by=by, text="Lokasinya di depan pasar.", **more),
    "rate": lambda code, by, **more: beside.rate(code, by=by, stars=4, **more),
    "confirm": lambda code, by, **more: close.confirm(code, by=by, **more),
    "object": lambda code, by, **more: close.object_(code, by=by, reason=REASON, **more),
    "object_late": lambda code, by, **more: follow_up.object_late(code, by=by, reason=REASON, **more),
    "withdraw": lambda code, by, **more: archive.withdraw(code, by=by, **more),
    "verify": lambda code, by, **more: verify(code, by=by, finding=Finding(), **more),
    "classify": lambda code, by, **more: classify(code, by=by, finding=Finding(is_urgent=True), **more),
    "oversight": lambda code, by, **more: classify(code, by=by, finding=Finding(is_oversight=True), **more),
    "archive": lambda code, by, **more: archive.archive(code, by=by, reason="unclear", note=REASON, **more),
    "refer": lambda code, by, **more: archive.refer(code, by=by, to="Balai Jalan Nasional", note=REASON, **more),
    "restore": lambda code, by, **more: archive.restore(code, by=by, reason=REASON, **more),
    "rule": lambda code, by, **more: dispose(code, to="dinkes", by=by, is_ruling=True, **more),
    "dispose": lambda code, by, **more: dispose(code, to=_overseers(by), by=by, **more),
    "dispose_below": lambda code, by, **more: dispose(code, to="pupr-uptd", by=by, **more),
    "support": lambda code, by, **more: dispose(code, to=_overseers(by), role="support", by=by, **more),
    "support_below": lambda code, by, **more: dispose(code, to="pupr-uptd", role="support", by=by, **more),
    "accept": lambda code, by, **more: accept(code, by=by, **more),
    "take_over": lambda code, by, **more: take_over(code, by=by, **more),
    "hand_over": lambda code, by, **more: hand_over(code, by=by, to="pupr.penghubung", **more),
    "return": lambda code, by, **more: give_back(code, by=by, reason=REASON, **more),
    "question": lambda code, by, **more: ask.ask(code, by=by, text="Di mana tepatnya lubang itu?", **more),
    "add_nothing": lambda code, by, **more: ask.add_nothing(code, by=by, **more),
    "resume": lambda code, by, **more: ask.resume(code, by=by, reason=REASON, **more),
    "note": lambda code, by, **more: beside.note(code, by=by, text="Sudah ditelepon.", **more),
    "task": lambda code, by, **more: add_task(code, by=by, title="Tinjau lokasi", **more),
    "complete_task": lambda code, by, **more: complete_task(code, first_task(code), by=by, **more),
    "cancel_task": lambda code, by, **more: cancel_task(code, first_task(code), by=by, **more),
    "reassign_task": lambda code, by, **more: reassign_task(code, first_task(code), by=by, **more),
    "evidence": lambda code, by, **more: add_evidence(
        code, by=by, files=[("a.jpg", builders.photo())], kind="after", **more
    ),
    "inspect": lambda code, by, **more: inspect(code, by=by, visit_at=timezone.now() + timedelta(days=1), **more),
    "draft": lambda code, by, **more: work.draft(code, by=by, text=builders.ANSWER, **more),
    "accept_part": lambda code, by, **more: accept_part(code, by=by, **more),
    "end_support": lambda code, by, **more: end_support(code, unit="63.04.05", by=by, **more),
    "part": lambda code, by, **more: give_part(code, by=by, text=builders.ANSWER, **more),
    "invite": lambda code, by, **more: invite(
        code, by=by, to="PLN ULP Marabahan", text="Tiang miring, mohon ditegakkan.", **more
    ),
    "approve": lambda code, by, **more: work.approve(code, by=by, **more),
    "reject": lambda code, by, **more: work.reject(code, by=by, reason=REASON, **more),
    "respond_first": lambda code, by, **more: respond(code, by=by, text=builders.ANSWER, is_final=False, **more),
    "respond": lambda code, by, **more: respond(code, by=by, text=builders.ANSWER, **more),
    "close": lambda code, by, **more: close.close(code, by=by, reason=REASON, **more),
    "mark_urgent": lambda code, by, **more: mark_urgent(code, by=by, reason=REASON, **more),
    "ask_extension": lambda code, by, **more: ask_extension(code, by=by, reason=REASON, due_at=later(code), **more),
    "refuse_extension": lambda code, by, **more: refuse_extension(code, by=by, reason=REASON, **more),
    "extend": lambda code, by, **more: extend(code, by=by, reason=REASON, due_at=later(code), **more),
    "sp4n_link": lambda code, by, **more: sp4n.link(code, by=by, tracking_id="7654321", entered_at=LONG_AGO, **more),
    "sp4n_answer": lambda code, by, **more: sp4n.answer(code, by=by, entered_at=LONG_AGO, **more),
    "sp4n_settle": lambda code, by, **more: sp4n.settle_difference(code, by=by, note=REASON, **more),
    "instruct": lambda code, by, **more: instruct.instruct(
        code, by=by, text=REASON, unit="63.04.05", due_on=tomorrow(), **more
    ),
    "accept_instruction": lambda code, by, **more: instruct.accept_instruction(code, by=by, **more),
    "finish_instruction": lambda code, by, **more: instruct.finish_instruction(code, by=by, note=REASON, **more),
    "merge": lambda code, by, **more: merge(code, into=_twin(code), by=by, **more),
    "unmerge": lambda code, by, **more: unmerge(code, by=by, **more),
    "split": lambda code, by, **more: split(
        code, parts=[Part(unit=_overseers(by), title="Bagian lain")], by=by, **more
    ),
    "relate": lambda code, by, **more: relate(code, to=builders.received().report.code, by=by, **more),
    "disclose": lambda code, by, **more: disclose.disclose(code, by=by, reason=REASON, **more),
    "open": lambda code, by, **more: disclose.open_(code, by=by, reason=REASON, **more),
}


def first_task(code: str) -> int:
    task = Task.objects.filter(report__code=codes.read_code(code)).order_by("id").first()
    return task.pk if task else 0


def later(code: str) -> datetime:
    """A moment that an inner promise may be moved to: just before the report is to be settled."""
    settle = Promise.objects.filter(report__code=codes.read_code(code), step="settle").first()
    return settle.due_at - timedelta(hours=1) if settle else LONG_AGO


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(act: str, code: str, by: Actor, **more: object) -> str:
    """What the verb says, without leaving a trace."""
    try:
        with undone():
            VERBS[act](code, by, **more)
    except Unseen:
        return "404"
    except Powerless as refused:
        return f"403 {refused.needs}".strip()
    except OutOfTurn:
        return "409"
    except Stale:
        return "412"
    except Refusal as refused:
        return refused.code
    return "ok"
