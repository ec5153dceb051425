"""Ask the reporter, and go on: the only pause there is, and it always ends."""

from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.handling import reasons, visible
from arcadumas.core.handling.models import Task
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, note_line, take
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import HOUSE, Actor, Seat, Via, person_actor
from arcadumas.core.organisation.models import Post, Role
from arcadumas.core.organisation.units import front_desk
from arcadumas.core.reports import journal, promises, sought, words
from arcadumas.core.reports.facts import MessageSent, QuestionAsked, ReporterReplied, Resumed
from arcadumas.core.reports.models import Event, Letter, Promise, Report, State
from arcadumas.core.reports.team_facts import TaskAdded

PHOTOS_ALONE = _("See the attached files.")  # what is said for a reporter who answers with photos and not a word
PAUSED = ("verify", "respond", "settle")
DECIDERS = (Role.FRONT_HEAD, Role.FRONT_OFFICER, Role.INSPECTORATE, Role.SECRETARY, Role.REGIONAL_HEAD)


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
    if report.state == State.AWAITING_REPORTER:
        return reply(report, text, by=by, seat=seat, at=at)
    letter = write_letter(report, text, at=at)
    move(report, "message", by=by, seat=seat, at=at, facts=MessageSent(letter=str(letter.pk)))
    return letter


def reply(report: Report, text: str, *, by: Actor, seat: Seat | None, at: datetime) -> Letter:
    """The answer to the question. The caller holds the report's lock and has asked for power and turn."""
    letter = write_letter(report, text, at=at)
    promises.meet(report, "complete_info", at=at)
    state = _go_on(report, at=at)
    move(report, "reply", by=by, seat=seat, at=at, facts=ReporterReplied(letter=str(letter.pk)), to=state)
    return letter


@transaction.atomic
def add_nothing(code: str, *, by: Actor, version: int | None = None) -> Report:
    """The reporter has no more to say: the clocks run on, and the report is decided on what there is."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "add_nothing", version=version)
    at = journal.now()
    promises.meet(report, "complete_info", at=at)
    state = _go_on(report, at=at)
    move(report, "add_nothing", by=by, seat=seat, at=at, facts=Resumed(cause="reporter"), to=state)
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
    state = _go_on(report, at=at)
    event = move(report, "resume", by=by, seat=seat, at=at, facts=Resumed(), to=state)
    reasons.keep(event, reason)
    return report


@transaction.atomic
def end_pause(code: str, *, at: datetime) -> Report | None:
    """At the limit the house goes on and sets the task "decide", one for the asker and one for the head of the front desk.

    `at` is the moment judged. The citizen's clocks run on from the limit, however late the round comes. None when somebody
    was first."""
    report = take(code, by=HOUSE)
    late = Promise.objects.filter(
        report=report, step="complete_info", met_at=None, state__in=["running", "broken"]
    ).first()
    if report.state != State.AWAITING_REPORTER or late is None or late.due_at > at:
        return None
    promises.break_(late, at=at)
    late.met_at = at
    late.save(update_fields=["met_at"])
    state = _go_on(report, at=at, until=late.due_at)
    _set_tasks(report, at=at)
    move(report, "resume", by=HOUSE, at=at, facts=Resumed(cause="limit"), to=state)
    return report


def _set_tasks(report: Report, *, at: datetime) -> None:
    for post in _deciders(report, at=at):
        task = Task.objects.create(
            report=report, unit_id=post.unit_id, title="decide", assignee_id=post.person_id, added_at=at
        )
        note_line(report, by=HOUSE, at=at, facts=TaskAdded(task=task.pk))


def _deciders(report: Report, *, at: datetime) -> list[Post]:
    """Whoever asked, and the head of the front desk: of those who still hold the post and see the report. Where the head may
    not see it, the next who may."""
    lines = Event.objects.filter(report=report, kind="question_asked").order_by("-seq")
    asked = teams.in_force(moments.local_date(at)).filter(pk__in=lines.values("post")[:1]).select_related("person")
    heads = (post for role in DECIDERS for post in teams.posts(roles=[role]) if _sees(post, report))
    found = [*(post for post in asked if _sees(post, report)), *islice(heads, 1)]
    return list(dict.fromkeys(found))


def _sees(post: Post, report: Report) -> bool:
    return visible.sees(person_actor(post.person, via=Via.HOUSE), report.pk)


def _go_on(report: Report, *, at: datetime, until: datetime | None = None) -> State:
    """The clocks, which stood still `until` then, run on, and it is again in the state before. One that SP4N-LAPOR! had waiting
    was never passed on: that is now the front desk's to do."""
    promises.resume(report, at=until or at)
    state = before(report)
    if state == State.VERIFIED and not Promise.objects.filter(report=report, step="dispose").exists():
        promises.start(report, "dispose", unit=front_desk(), at=at)
    return state


def before(report: Report) -> State:
    state, report.state_before = State(report.state_before or State.RECEIVED), ""
    return state


def write_letter(report: Report, text: str, *, at: datetime, unit_id: int | None = None) -> Letter:
    letter = Letter(report=report, is_from_reporter=unit_id is None, unit_id=unit_id, at=at)
    words.fill(letter, text, is_hidden=report.is_whistleblowing)
    letter.save(force_insert=True)
    sought.add(report, letter.text)
    return letter
