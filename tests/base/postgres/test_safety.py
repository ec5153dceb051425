import os

import psycopg
import pytest

from arcadumas.base.postgres import PostgresProblem, require_safe


def test_the_server_of_the_tests_is_safe() -> None:
    require_safe(os.environ["DATABASE_URL"])


@pytest.mark.parametrize("value", ["off", "0"])
def test_a_database_that_acknowledges_before_it_writes_is_refused(value: str) -> None:
    url = os.environ["DATABASE_URL"] + f"?options=-csynchronous_commit%3D{value}"
    with pytest.raises(PostgresProblem) as refused:
        require_safe(url)
    assert str(refused.value) == (
        "PostgreSQL berjalan dengan synchronous_commit=off, sehingga laporan dapat hilang saat listrik padam. "
        "Nyalakan, lalu jalankan lagi. / PostgreSQL runs with synchronous_commit=off, so reports could be lost "
        "in a power cut. Turn it on and start again."
    )


def test_a_database_that_is_away_says_so() -> None:
    with pytest.raises(psycopg.OperationalError):
        require_safe("postgresql://nobody@127.0.0.1:9/none")
