"""What is composed once for all readers of a kind asks what would be composed for each of them: the same SQL, the same
values. Sight stands on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet

from arcadumas.base.compiled import Slot
from arcadumas.core.handling import reading, visible, waiting
from arcadumas.core.handling.listed import Listing
from arcadumas.core.organisation.actors import Actor, Seat, Via
from arcadumas.core.organisation.models import Role
from arcadumas.core.organisation.readers import Anyone, for_readers
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk import filters, finding, lists

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
HELD = [(), *((role,) for role in Role), *combinations(Role, 2)]


def actor(roles: tuple[Role, ...], *, may_approve: bool = False, kind: str = "person") -> Actor:
    seats = tuple(
        Seat(id=40 + n, role=role, unit_id=7 + n, unit_code=f"u{n}", unit_name="U", title="T", may_approve=may_approve)
        for n, role in enumerate(roles)
    )
    return Actor(kind=kind, via=Via.WEB, person_id=3, seats=seats)


def anyone(of: Actor) -> Anyone:
    return Anyone(of.kind, frozenset((seat.role, seat.may_approve) for seat in of.seats))


def in_tab(key: str) -> Callable[[Any], Any]:
    return lambda reader: Report.objects.filter(lists.rows_of(lists.tab(reader, key), reader, [5, 6]))


def listed(rows: lists.Rows, order: lists.Order) -> Callable[[Any], Any]:
    return lambda reader: lists.in_order(rows, order, reader, GIVEN)


GIVEN = {
    "others": [5, 6], "now": NOW, "at": NOW, "key": 9, "sought": "a & b:*", "unit": "pupr", "topik": "jalan", "wilayah": "63.04.05",
    "state": "closed", "category": "jalan", "source": "web", "closed_by": "system", "since": NOW, "until": NOW,
}  # fmt: skip
ORDERS = (lists.dated_first, lists.dated_after, lists.undated_after, lists.newest_first, lists.newest_after)
NARROWED = (filters.NAMES, ["telat"])
WAYS = ("code", "tracking_id", "words", "few")
BUILDERS: dict[str, Callable[[Any], Any]] = {
    "in sight": visible.to,
    "readable": lambda reader: Report.objects.filter(reading.readable(reader)),
    "read freely": lambda reader: Report.objects.filter(reading.freely(reader)),
    "waiting": lambda reader: Report.objects.filter(waiting.waiting(reader)),
    "listed for programs": lambda reader: Listing("words", frozenset(["state", "late", "after"]), 3)(reader, GIVEN),
    "late": lambda reader: Report.objects.filter(lists.is_dated(reader, before=NOW)),
    "shown": lambda reader: lists.for_list(Report.objects.filter(pk=1), reader),
    **{f"tab {tab.key or 'all'}": in_tab(tab.key) for tab in lists.TABS},
    **{f"all {order.__name__}": listed(filters.InTab(""), order) for order in ORDERS},
    **{
        f"all by {', '.join(names)}": listed(filters.InTab("", frozenset(names)), lists.newest_first)
        for names in NARROWED
    },
    **{f"found by {way}": listed(finding.Hits(way, frozenset(finding.COLUMNS)), lists.newest_first) for way in WAYS},
}


def asked(build: Callable[[Any], Any], reader: Any, who: Actor) -> tuple[str, list[Any]] | None:
    try:
        sql, values = build(reader).query.sql_with_params()
    except EmptyResultSet:
        return None
    bound = [each.read(who) if isinstance(each, Slot) else each for each in values]
    return sql.replace("(%s)", "%s"), bound  # Django puts an expression in parentheses, and no plain value


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arcadumas.core.organisation.actors.timezone.now", lambda: NOW)
    rows = [(11, False, False), (12, True, False), (13, False, True), (14, True, True)]
    monkeypatch.setattr(visible, "_displaced", lambda: rows)


@pytest.mark.django_db
@pytest.mark.parametrize("name", BUILDERS)
def test_for_anyone_as_for_each(name: str) -> None:
    kinds = [actor(roles, may_approve=may) for roles in HELD for may in (False, True)]
    found = [(asked(BUILDERS[name], anyone(who), who), asked(BUILDERS[name], who, who)) for who in kinds]
    assert [each for each in found if each[0] != each[1]] == []
    assert len({sql for sql, _values in filter(None, (each for each, _same in found))}) > (name.startswith("tab") - 1)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["reporter", "house"])
def test_whoever_is_no_officer_sees_no_list(kind: str) -> None:
    who = actor((Role.FRONT_HEAD,), kind=kind)
    assert asked(visible.to, anyone(who), who) is None
    assert visible.sees(who, 1) is False


@pytest.mark.django_db
def test_one_of_a_kind_does_not_get_the_values_of_another() -> None:
    @for_readers
    def mine(reader: Any, more: Slot) -> Any:
        return Report.objects.filter(unit__among=reader.units(), version=more).values_list("pk", flat=True)

    statements = []
    for unit in (7, 8):
        who = Actor(kind="person", via=Via.WEB, person_id=3, seats=(Seat(id=1, role=Role.HEAD, unit_id=unit, unit_code="u", unit_name="U", title="T"),))  # fmt: skip
        assert mine(who, 5) == []
        statements.append(mine._of(anyone(who))._statement)
    assert statements[0] is statements[1]
