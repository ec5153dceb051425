"""What the figures answer with, as shapes for the description."""

from pydantic import Field

from arcadumas.edges.api.replies import Moment, Reply


class PeriodOut(Reply):
    start: str = Field(alias="from")
    to: str


class ClosedByOut(Reply):
    reporter: int
    officer: int
    system: int


class HoursOut(Reply):
    first_read: float | None
    accept: float | None
    first_answer: float | None
    settle: float | None


class FiguresOut(Reply):
    """Counts of reports received in the period; shares 0 to 1, null of nothing; medians in hours."""

    period: PeriodOut
    unit: str | None
    received: int
    by_state: dict[str, int]
    by_class: dict[str, int]
    follow_up_rate: float | None
    closed_by: ClosedByOut
    confirmed_share: float | None
    overdue_now: int
    reopened: int
    returned: int
    median_hours: HoursOut
    n_with_times: dict[str, int]
    as_of: Moment
