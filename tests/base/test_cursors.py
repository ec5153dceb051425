"""Where the next page of a list begins, and what is made of an address that somebody wrote themselves."""

from datetime import UTC, datetime

import pytest

from arcadumas.base import cursors

AT = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize("place", [(AT, 7), (None, 7)])
def test_what_is_written_is_read(place: tuple[datetime | None, int]) -> None:
    assert cursors.read(cursors.write(*place)) == place


@pytest.mark.parametrize("text", ["", "~", "x~1", "2026-13-40T00:00~1", "2026-11-30T02:15~1", f"{AT.isoformat()}~x", "~-1", "~" + "9" * 19, "~\u0661"])  # fmt: skip
def test_what_we_did_not_write_is_the_first_page(text: str) -> None:
    assert cursors.read(text) == (None, 0)
