"""Ask the reporter, and go on: the only pause there is, and it always ends."""

from datetime import datetime

from django.db import transaction

from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, note_line, take
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import HOUSE, Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports import journal, promises, sought, words
from arcadumas.core.reports.facts import MessageSent, QuestionAsked, ReporterReplied, Resumed
from arcadumas.core.reports.models import Event, Letter, Promise, Report, State
from arcadumas.core.reports.team_facts import TaskAdded

PAUSED = ("verify", "respond", "settle")


@transaction.atomic
def ask(code: str, *, by: Actor, text: str, version: int | None = None) -> Letter:
    """Starts complete_info; pauses verify, respond and settle."""
    report = take(code, by=by)
    seat = powers.require(by, "question", at=ground(report, by))
    check(report, "question", version=version)
    text = reasons.require(text, field="text", most=2_000)
    at = journal.now()
    letter = write_letter(report, text, at=at, unit_id=seat.unit_id)
    promises.pause(report, *PAUSED, at=at)
    clocks = promises.start(report, "complete_info", at=at)
    report.state_before = report.state
    due = clocks[0].due_at.isoformat() if clocks else ""
    move(report, "question", by=by, seat=seat, at=at, facts=QuestionAsked(letter=str(letter.pk), due_at=due))
    return letter


@transaction.atomic
def send(code: str, *, by: Actor, text: str, version: int | None = None) -> Letter:
    """The reporter writes: an answer to the question when one waits, else a message beside the path."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "message", version=version)
    text = reasons.require(text, field="text", least=1, most=10_000)
    at = journal.now()
    letter = write_letter(report, text, at=at)
    if report.state != State.AWAITING_REPORTER:
        move(report, "message", by=by, seat=seat, at=at, facts=MessageSent(letter=str(letter.pk)))
        return letter
    promises.meet(report, "complete_info", at=at)
    promises.resume(report, at=at)
    move(report, "reply", by=by, seat=seat, at=at, facts=ReporterReplied(letter=str(letter.pk)), to=before(report))
    return letter


@transaction.atomic
def add_nothing(code: str, *, by: Actor, version: int | None = None) -> Report:
    """The reporter has no more to say: the clocks run on, and the report is decided on what there is."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "add_nothing", version=version)
    at = journal.now()
    promises.meet(report, "complete_info", at=at)
    promises.resume(report, at=at)
    move(report, "add_nothing", by=by, seat=seat, at=at, facts=Resumed(cause="reporter"), to=before(report))
    return report


@transaction.atomic
def resume(code: str, *, by: Actor, reason: str, version: int | None = None) -> Report:
    """An officer goes on without waiting any longer."""
    report = take(code, by=by)
    seat = powers.require(by, "resume", at=ground(report, by))
    check(report, "resume", version=version)
    reason = reasons.require(reason)
    at = journal.now()
    promises.meet(report, "complete_info", at=at)
    promises.resume(report, at=at)
    event = move(report, "resume", by=by, seat=seat, at=at, facts=Resumed(), to=before(report))
    reasons.keep(event, reason)
    return report


@transaction.atomic
def end_pause(code: str, *, at: datetime) -> Report | None:
    """At the limit the house goes on and sets the task "decide", one for the asker and one for the head of the front desk.

    `at` is the moment judged. None when somebody was first."""
    report = take(code, by=HOUSE)
    late = Promise.objects.filter(
        report=report, step="complete_info", met_at=None, state__in=["running", "broken"]
    ).first()
    if report.state != State.AWAITING_REPORTER or late is None or late.due_at > at:
        return None
    promises.break_(late, at=at)
    late.met_at = at
    late.save(update_fields=["met_at"])
    promises.resume(report, at=at)
    _set_tasks(report, at=at)
    move(report, "resume", by=HOUSE, at=at, facts=Resumed(cause="limit"), to=before(report))
    return report


def _set_tasks(report: Report, *, at: datetime) -> None:
    question = (
        Event.objects.filter(report=report, kind="question_asked").select_related("post").order_by("-seq").first()
    )
    head = teams.posts(roles=[Role.FRONT_HEAD]).first()
    for post in dict.fromkeys(post for post in (question and question.post, head) if post):
        task = Task.objects.create(
            report=report, unit_id=post.unit_id, title="decide", assignee_id=post.person_id, added_at=at
        )
        note_line(report, by=HOUSE, at=at, facts=TaskAdded(task=task.pk))


def before(report: Report) -> State:
    state, report.state_before = State(report.state_before or State.RECEIVED), ""
    return state


def write_letter(report: Report, text: str, *, at: datetime, unit_id: int | None = None) -> Letter:
    letter = Letter(report=report, is_from_reporter=unit_id is None, unit_id=unit_id, at=at)
    words.fill(letter, text, is_hidden=report.is_whistleblowing)
    letter.save(force_insert=True)
    sought.add(report, letter.text)
    return letter
