"""The values that speak of the team's own work: tasks, hand-overs, more time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from arcadumas.base import moments
from arcadumas.core.deadlines import rules
from arcadumas.core.reports.models import Promise
from arcadumas.duties.notifications.asked import Asked


def task(asked: Asked) -> str:
    """A usual task by its name; what an officer wrote is read on the report's page."""
    task = asked.case.task
    pattern = task.template if task else None
    own = "decide" if task and task.title == "decide" else "page"
    return pattern.title if pattern else asked.label("task", own)


def from_post(asked: Asked) -> str:
    """The post that handed it over."""
    holder = asked.case.roster.by_post.get(getattr(asked.case.facts, "from_post", 0))
    return holder.title if holder else asked.case.event.post_title or asked.label("actor", "house")


def period(asked: Asked) -> str:
    """Until when it was handed over."""
    until = str(getattr(asked.case.facts, "until", ""))
    if not until:
        return asked.label("period", "on")
    return asked.label("period", "until").format(day=moments.day(date.fromisoformat(until), asked.language))


def act(asked: Asked) -> str:
    """What the link was used for."""
    return asked.label("act", str(getattr(asked.case.facts, "act", "")) or asked.case.event.kind)


def answer_kind(asked: Asked) -> str:
    """Which answer is drafted or approved."""
    is_final = getattr(asked.case.facts, "is_final", None)
    return asked.label("answer_kind", "unsaid" if is_final is None else "final" if is_final else "first")


def left_there(asked: Asked) -> str:
    """What the reporter of a referred report finds on its page: what the officer did give, and no more."""
    reference, contact = (bool(getattr(asked.case.facts, name, "")) for name in ("reference", "contact"))
    key = "both" if reference and contact else "reference" if reference else "contact" if contact else "note"
    return asked.label("left_there", key)


def how_long(asked: Asked) -> str:
    """The time asked for beyond the present deadline."""
    before, wished = (str(getattr(asked.case.facts, name, "")) for name in ("due_before", "due_at"))
    if not (before and wished):
        return ""
    return span(datetime.fromisoformat(before), datetime.fromisoformat(wished), asked.language)


def span(start: datetime, end: datetime, language: str) -> str:
    """Whole working days, below one in working hours, at least one."""
    now = rules.current()
    if (days := now.working_days_between(start, end)) > 0:
        return moments.span_words(days, "working_days", language)
    hours = max(1, round(now.working_time_between(start, end) / timedelta(hours=1)))
    return moments.span_words(hours, "working_hours", language)


def of_part(asked: Asked) -> Promise | None:
    """The clock of the part that this officer's unit owes, where it helps."""
    unit = asked.holder.unit_id if asked.holder else 0
    own = asked.case.promise("respond", unit_id=unit) if unit in asked.case.helping else None
    return own if own and own.met_at is None and own.state != Promise.State.CANCELLED else None


def closed_by(asked: Asked) -> str:
    """By whom, and why where an officer did; what was set aside was closed by one."""
    is_set_aside = asked.case.event.kind == "archived"
    by = str(getattr(asked.case.facts, "by", "officer" if is_set_aside else "withdrawn"))
    reason = asked.label("reason", str(getattr(asked.case.facts, "reason" if is_set_aside else "cause", "")))
    if by == "officer":
        return asked.label("closed_by", "officer" if reason else "officer_page").format(reason=reason)
    return asked.label("closed_by", by)


VALUES: dict[str, Callable[[Asked], str]] = {
    "act": act, "answer_kind": answer_kind, "from_post": from_post, "how_long": how_long, "left_there": left_there,
    "period": period, "task": task,
}  # fmt: skip
