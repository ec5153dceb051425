"""A unit ends while something is given to it: one of the two, whoever is first."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from arcadumas.base.refusals import OutOfTurn, Unfit
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.dissolve import dissolve
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _while_it_is_open(first: Callable[[], Any], second: Callable[[], Any]) -> Future[Any]:
    """The second act begins when the first is done and not yet committed, and waits for it."""

    def apart() -> Any:
        try:
            return second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first()
        later = pool.submit(apart)
        while not later.done() and not _someone_waits():
            pass
    return later


def _someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_nothing_is_given_to_a_unit_while_it_ends_and_none_ends_while_it_is_given_something() -> None:
    cast = Cast.assemble()
    first, second = (builders.verified(cast).report.code for _one in range(2))

    def give(code: str, unit: str = "pupr") -> Any:
        return dispose(code, to=unit, by=cast.front_officer, instruction="Mohon ditinjau.")

    def end() -> Any:
        return dissolve("pupr", by=cast.front_head)

    with pytest.raises(OutOfTurn, match="has_reports"):
        _while_it_is_open(lambda: give(first), end).result()
    give(first, "dinkes")
    with pytest.raises(Unfit, match="unit_unknown"):
        _while_it_is_open(end, lambda: give(second)).result()
