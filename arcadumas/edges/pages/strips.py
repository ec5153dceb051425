"""The working-day strip: a box for each working day, a dot for each day that does not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.edges.pages.clocks import Clock

LONGEST = 14  # boxes; a longer clock is drawn in weeks of five working days
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Strip:
    svg: str
    width: float
    label: str
    sentence: str


def strip(clock: Clock, now: datetime) -> Strip | None:
    """None when the clock has no start or end, or is not counted in working days."""
    if clock.starts_at is None or clock.due_at is None or clock.counted_in != "working_days":
        return None
    start, end = moments.local_date(clock.starts_at), moments.local_date(clock.due_at)
    if end <= start:
        return None
    kinds = list(cells(clock, start, end, moments.local_date(now)))
    in_weeks = sum(kind != "w" for kind in kinds) > LONGEST
    svg, width = drawing(weeks(kinds) if in_weeks else kinds)
    said = [_("Due %(day)s.") % {"day": moments.day(end, get_language())}, skipped_sentence(clock)]
    if in_weeks:
        said.append(_("One box stands for five working days."))
    return Strip(svg=svg, width=width, label=label(clock), sentence=" ".join(part for part in said if part))


def cells(clock: Clock, start: date, end: date, today: date) -> Iterator[str]:
    """Classes of the boxes, day by day: x used, t today, d to come, l late; e marks the day it falls due; w a dot."""
    off = {on for on, _reason in clock.skipped}
    over = moments.local_date(clock.met_at) if clock.met_at else today
    on = start
    while on < max(end, over):
        on += DAY
        if on.weekday() > 4 or on in off:
            yield "w"
        elif on > end:
            yield "l"
        else:
            used = "t" if on == today and not clock.is_met else "x" if on <= over else "d"
            yield f"e {used}" if on == end else used


def weeks(kinds: list[str]) -> list[str]:
    """The same strip with five working days in one box; the box of today, of the due day or of lateness wins."""
    boxes = [kind for kind in kinds if kind != "w"]
    result = []
    for first in range(0, len(boxes), 5):
        part = boxes[first : first + 5]
        marks = {mark for kind in part for mark in kind.split()}
        used = next((mark for mark in "tldx" if mark in marks), "d")
        result.append(f"e {used}" if "e" in marks else used)
    return result


def drawing(kinds: list[str]) -> tuple[str, float]:
    parts, x = [], 1.0
    for kind in kinds:
        if kind == "w":
            parts.append(f'<circle class="w" cx="{x + 1.5:g}" cy="8" r="1.5"/>')
            x += 5.5
        else:
            parts.append(f'<rect class="{kind}" x="{x:g}" y="1.5" width="15" height="13" rx="2"/>')
            x += 17.5
    return "".join(parts), x


def label(clock: Clock) -> str:
    if clock.day_number and clock.total_days:
        return _("Working day %(number)s of %(total)s") % {"number": clock.day_number, "total": clock.total_days}
    return _("Working days of this promise")


def skipped_sentence(clock: Clock) -> str:
    """«Tidak dihitung: 3 akhir pekan, Jumat 25 Des (Hari Raya Natal).»"""
    language = get_language()
    weekend = [on for on, _reason in clock.skipped if on.weekday() > 4]
    named = [(on, reason) for on, reason in clock.skipped if on.weekday() < 5]
    said = []
    if len(weekend) > 2:
        count = len({on.isocalendar()[:2] for on in weekend})
        said.append(ngettext("%(count)s weekend", "%(count)s weekends", count) % {"count": count})
    else:
        said.extend(moments.weekday_day(on, language) for on in weekend)
    said.extend(f"{moments.weekday_day(on, language)}{f' ({reason})' if reason else ''}" for on, reason in named)
    return _("Not counted: %(days)s.") % {"days": ", ".join(said)} if said else ""
