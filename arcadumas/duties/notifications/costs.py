"""What was spent, by month, category and unit: from the roll-up and the few messages not yet in it, never from a scan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

Money = Mapping[str, Decimal]  # by currency

CELLS = """
    WITH days AS (
        SELECT day, carrier, category, is_billable, unit_id, messages FROM notifications_chargecount
        WHERE day >= %(first)s AND day < %(last)s
        UNION ALL
        SELECT day, carrier, category, is_billable, unit_id, count(*) FROM notifications_charge
        WHERE NOT is_counted AND day >= %(first)s AND day < %(last)s
        GROUP BY day, carrier, category, is_billable, unit_id
    )
    SELECT date_trunc('month', d.day)::date, d.carrier, d.category, coalesce(u.code, ''), coalesce(u.name, ''), r.currency,
        coalesce(sum(d.messages) FILTER (WHERE d.is_billable), 0)::bigint,
        coalesce(sum(d.messages) FILTER (WHERE NOT d.is_billable), 0)::bigint,
        coalesce(sum(d.messages) FILTER (WHERE d.is_billable AND r.price IS NULL), 0)::bigint,
        coalesce(sum(d.messages * r.price) FILTER (WHERE d.is_billable), 0)
    FROM days AS d
    LEFT JOIN organisation_unit AS u ON u.id = d.unit_id
    LEFT JOIN LATERAL (
        SELECT price, currency FROM notifications_rate AS r
        WHERE r.carrier = d.carrier AND r.category = d.category AND r.starts_on <= d.day ORDER BY r.starts_on DESC LIMIT 1
    ) AS r ON d.is_billable
    GROUP BY 1, 2, 3, 4, 5, 6
    ORDER BY 1 DESC, 2, 3, 5, 4, 6
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One month, category, unit and currency. `unit` "": messages to reporters. `unpriced`: billed, but no price is known."""

    month: date
    carrier: str
    category: str
    unit: str
    unit_name: str
    currency: str
    billed: int
    free: int
    unpriced: int
    amount: Decimal


@dataclass(kw_only=True)
class Sum:
    """Several cells together."""

    billed: int = 0
    free: int = 0
    unpriced: int = 0
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, cell: Cell) -> None:
        self.billed += cell.billed
        self.free += cell.free
        self.unpriced += cell.unpriced
        if cell.currency:
            self.amounts[cell.currency] += cell.amount


def cells(first: date, last: date) -> list[Cell]:
    """From `first` up to, not with, `last`; newest month first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CELLS, {"first": first, "last": last})
        names = (
            "month",
            "carrier",
            "category",
            "unit",
            "unit_name",
            "currency",
            "billed",
            "free",
            "unpriced",
            "amount",
        )
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [Cell(**{**row, "currency": row["currency"] or ""}) for row in rows]


def sums(found: Iterable[Cell], *by: str) -> dict[tuple[Any, ...], Sum]:
    """Summed by these names of Cell, in the order in which they come."""
    result: dict[tuple[Any, ...], Sum] = {}
    for cell in found:
        result.setdefault(tuple(getattr(cell, name) for name in by), Sum()).add(cell)
    return result


def months_back(today: date, many: int) -> Sequence[date]:
    """The first days of this month and those before it, newest first."""
    number = today.year * 12 + today.month - 1
    return [date((number - n) // 12, (number - n) % 12 + 1, 1) for n in range(many)]


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
