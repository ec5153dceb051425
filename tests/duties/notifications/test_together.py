import pytest
from django.db import OperationalError

from arcadumas.duties.notifications import together


def test_what_can_be_dealt_with_together_is() -> None:
    assert together.once(lambda: 3, parts=lambda: [1], alone=lambda _n: 7, later=lambda _n: 7, what="rows") == 3


def test_one_that_fails_is_put_off_and_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    off: list[int] = []

    def alone(number: int) -> int:
        if number == 2:
            raise ValueError
        return 1

    def later(number: int) -> int:
        off.append(number)
        return 0

    done = together.once(lambda: 1 // 0, parts=lambda: [1, 2, 3], alone=alone, later=later, what="rows")
    assert (done, off) == (2, [2])
    assert [record.getMessage() for record in caplog.records] == [
        "rows: not together; trying each by itself", "rows: 2 was put off",
    ]  # fmt: skip


@pytest.mark.parametrize("fails", ["whole", "alone"])
def test_a_database_that_is_away_puts_nothing_off(fails: str) -> None:
    def away(*_args: object) -> int:
        raise OperationalError

    def broken() -> int:
        raise ValueError

    whole = away if fails == "whole" else broken
    with pytest.raises(OperationalError):
        together.once(whole, parts=lambda: [1], alone=away, later=lambda _n: pytest.fail("put off"), what="rows")
