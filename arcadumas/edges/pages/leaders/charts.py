"""Charts drawn on the server: months as two lines, closings as one bar. Numbers only; the words stand beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arcadumas.base import moments
from arcadumas.core.figures.counting import Month

LEFT, TOP, FOOT, LABEL = 30, 16, 24, 80


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One drawing in one width; `label` says it to those who do not see it."""

    width: int
    height: int
    svg: SafeString
    label: str
    look: str


def plots(months: Sequence[Month]) -> list[Plot]:
    """A slim and a wide one; the page shows the one that fits. None without anything to show."""
    if not any(month.received or month.finished for month in months):
        return []
    label = _label(months)
    return [
        Plot(width=width, height=height, svg=_lines(months, width, height), label=label, look=look)
        for width, height, look in ((330, 190, "only-slim"), (620, 230, "only-wide"))
    ]


def _label(months: Sequence[Month]) -> str:
    first, last = months[0], months[-1]
    return _("Received and finished by month, {since} to {until}. Received: {first_in} and {last_in}; finished: {first_out} and {last_out}. The table below has every month.").format(
        since=month_name(first), until=month_name(last), first_in=first.received, last_in=last.received,
        first_out=first.finished, last_out=last.finished,
    )  # fmt: skip


def month_name(month: Month) -> str:
    """«Nov 2026»."""
    return moments.short_day(month.first, get_language()).partition(" ")[2]


def _lines(months: Sequence[Month], width: int, height: int) -> SafeString:
    top = _round_up(max(max(month.received, month.finished) for month in months))
    bottom, right = height - FOOT, width - LABEL

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * value / top

    def x(place: int) -> float:
        return LEFT + (right - LEFT) * place / max(1, len(months) - 1)

    parts = [f'<path class="grid" d="M{LEFT} {y(v):.1f}H{right}"/><text x="0" y="{y(v) + 4:.1f}">{v:g}</text>' for v in (0, top / 2, top)]  # fmt: skip
    for name, values in (("l2", [m.finished for m in months]), ("l1", [m.received for m in months])):
        points = "L".join(f"{x(n):.1f} {y(value):.1f}" for n, value in enumerate(values))
        parts.append(f'<path class="{name}" d="M{points}"/>')
    parts += _ends(months[-1], right, y(months[-1].received), y(months[-1].finished))
    parts += [
        f'<text x="{x(n):.1f}" y="{height - 6}" text-anchor="middle">{month_name(month)[:3]}</text>'
        for n, month in enumerate(months)
        if n % (3 if width < 400 else 2) == 0
    ]
    return SafeString("".join(parts))


def _ends(last: Month, right: float, at_in: float, at_out: float) -> list[str]:
    """Dots and names at the right end, kept apart."""
    if abs(at_in - at_out) < 14:
        middle = (at_in + at_out) / 2
        up = -7 if at_in <= at_out else 7
        named_in, named_out = middle + up, middle - up
    else:
        named_in, named_out = at_in, at_out
    return [
        f'<circle class="dot" cx="{right}" cy="{at_in:.1f}" r="3.5"/><circle class="dot2" cx="{right}" cy="{at_out:.1f}" r="3.5"/>',
        f'<text class="t1" x="{right + 8}" y="{named_in + 4:.1f}">{_("In")} {last.received}</text>',
        f'<text class="t2" x="{right + 8}" y="{named_out + 4:.1f}">{_("Out")} {last.finished}</text>',
    ]


def _round_up(most: int) -> int:
    steps = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
    return next((step for step in steps if most <= step), most)


@dataclass(frozen=True, kw_only=True)
class Part:
    look: str
    start: str
    width: str


def split(values: Sequence[tuple[str, int]]) -> list[Part]:
    """The parts of one bar of 100, in their order, with a hair between them."""
    whole, at, found = sum(n for _look, n in values), 0.0, []
    for look, n in values:
        if n:
            width = 100 * n / whole
            found.append(Part(look=look, start=f"{at:.2f}", width=f"{max(width - 0.4, 0.1):.2f}"))
            at += width
    return found
