"""One line of the table: what was measured, and what it must keep."""

import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`at_least` and `at_most` are targets in the figure's own unit."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def is_kept(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return f"<= {self.at_most:g}" if self.at_most is not None else ""

    def line(self) -> str:
        verdict = ("kept" if self.is_kept else "MISSED") if self.target else ""
        return f"{self.what:<66} {self.value:>9.1f} {self.unit:<8} {self.target:<9} {verdict}".rstrip()


def ms(seconds: float) -> float:
    return seconds * 1000


def at(percent: float, times: Iterable[float]) -> float:
    """The time that so many percent kept."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def median(times: Iterable[float]) -> float:
    return statistics.median(times)


def show(title: str, figures: Iterable[Figure]) -> bool:
    """Print one part of the table; True when every target was kept."""
    lines = list(figures)
    print(f"\n{title}   (load average {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores)")
    for figure in lines:
        print("  " + figure.line(), flush=True)
    return all(figure.is_kept for figure in lines)
