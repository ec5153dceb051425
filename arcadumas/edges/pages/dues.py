"""The deadline's sign: a pie that fills as the time runs, a triangle when it is gone, a disc when it is paused or met."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, pi, sin

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.edges.pages.clocks import Clock, ends_with_the_day
from arcadumas.edges.pages.drawings import DONE, PAUSED, RIM, TRIANGLE

MET = {
    "verify": gettext_lazy("Checked"),
    "dispose": gettext_lazy("Passed on"),
    "respond": gettext_lazy("Answered"),
    "settle": gettext_lazy("Final answer"),
    "complete_info": gettext_lazy("Awaited no longer"),
    "reporter_reply": gettext_lazy("Awaited no longer"),
    "accept": gettext_lazy("Taken up"),
    "approve": gettext_lazy("Approved"),
    "sp4n_link": gettext_lazy("Entered in SP4N"),
    "sp4n_answer": gettext_lazy("Entered in SP4N"),
    "instruction": gettext_lazy("Carried out"),
}
OF_REPORTER = ("complete_info", "reporter_reply")  # which an officer may end without a word of theirs, and never late


@dataclass(frozen=True, kw_only=True)
class Due:
    kind: str  # run, soon, late, calm or good
    words: str
    shape: str


def due(clock: Clock, now: datetime, *, words: str = "date") -> Due:
    """The sign of `clock` at `now`. `words`: "date" says when it falls due, "left" how many working days are left."""
    if clock.is_met:
        return met(clock)
    if clock.state == "cancelled":
        return Due(kind="calm", words=_("No longer running"), shape=PAUSED)
    if clock.state == "paused":
        return Due(kind="calm", words=paused_words(clock), shape=PAUSED)
    if clock.due_at is None:
        return Due(kind="calm", words=_("No due moment"), shape=PAUSED)
    if clock.state == "broken" or now > clock.due_at:
        return Due(kind="late", words=late_words(clock), shape=TRIANGLE)
    return running(clock, clock.due_at, now, words)


def met(clock: Clock) -> Due:
    done = str(MET.get(clock.step) or _("Met"))
    if clock.step in OF_REPORTER:
        return Due(kind="good", words=done, shape=DONE)
    if clock.state == "broken" or (clock.met_at and clock.due_at and clock.met_at > clock.due_at):
        return Due(kind="late", words=_("%(done)s late") % {"done": done}, shape=TRIANGLE)
    if clock.day_number and clock.total_days:
        done = _("%(done)s, day %(number)s of %(total)s") % {
            "done": done, "number": clock.day_number, "total": clock.total_days,
        }  # fmt: skip
    return Due(kind="good", words=done, shape=DONE)


def running(clock: Clock, due_at: datetime, now: datetime, words: str) -> Due:
    days = (moments.local_date(due_at) - moments.local_date(now)) // timedelta(days=1)
    is_soon = clock.working_days_left <= 1 if clock.working_days_left is not None else days <= 1
    if words == "left" and days > 1 and clock.working_days_left:
        said = moments.left_words(clock.working_days_left, language=get_language())
    else:
        said = date_words(due_at, days)
    return Due(kind="soon" if is_soon else "run", words=said, shape=pie(share_used(clock, now)))


def date_words(due_at: datetime, days: int) -> str:
    """«Kamis 3 Des»; for today and tomorrow the word, with the date beside it; the hour only when it binds."""
    language = get_language()
    if days not in {0, 1}:
        said = moments.weekday_day(due_at, language)
    else:
        date = moments.short_day(due_at, language).rpartition(" ")[0]
        said = f"{moments.NEAR[moments.known(language)][days]}, {date}"
    return said if ends_with_the_day(due_at) else f"{said}, {moments.clock(due_at, language)}"


def late_words(clock: Clock) -> str:
    """«Lewat 2 hari kerja»; on the same day «Lewat sejak Selasa 24 Nov, 14.05»."""
    language = get_language()
    if clock.working_days_left is not None and clock.working_days_left < 0:
        said = moments.late_words(-clock.working_days_left, language=language)
        return said[0].upper() + said[1:]
    if clock.due_at is None:
        return _("Late")
    if ends_with_the_day(clock.due_at):
        return _("Late since %(moment)s") % {"moment": moments.weekday_day(clock.due_at, language)}
    return _("Late since %(moment)s") % {"moment": moments.stamp(clock.due_at, language)}


def paused_words(clock: Clock) -> str:
    if clock.paused_since is None:
        return _("Paused")
    return _("Paused since %(day)s") % {"day": moments.weekday_day(clock.paused_since, get_language())}


def share_used(clock: Clock, now: datetime) -> float:
    """How much of the allowed time is gone, 0 to 1: by working days where they are known, else by the clock."""
    if clock.day_number is not None and clock.total_days:
        return clock.day_number / clock.total_days
    if clock.starts_at is None or clock.due_at is None or clock.due_at <= clock.starts_at:
        return 0.0
    return (now - clock.starts_at) / (clock.due_at - clock.starts_at)


def pie(share: float) -> str:
    """A disc filled clockwise from the top; never quite empty and never quite full, so that it stays a pie."""
    angle = 2 * pi * min(max(share, 0.03), 0.97)
    x, y = 10 + 5.6 * sin(angle), 10 - 5.6 * cos(angle)
    return f'{RIM}<path class="pie" d="M10 10V4.4A5.6 5.6 0 {int(angle > pi)} 1 {x:.1f} {y:.1f}z"/>'
