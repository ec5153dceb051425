"""How PostgreSQL is reached: what the address says stays, and what is prepared is planned once."""

import pytest
from django.db import connection

from arcadumas.site.databases import envdatabase

ADDRESS = "postgresql://arcadumas:rahasia@basisdata:5433/aduan"


def test_what_the_address_asks_of_a_connection_stays_beside_ours() -> None:
    found = envdatabase("DATABASE_URL", f"{ADDRESS}?sslmode=require&options=-c%20work_mem%3D8MB")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("basisdata", 5433, "aduan")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["options"] == "-c work_mem=8MB -c plan_cache_mode=force_generic_plan"


@pytest.mark.parametrize(("url", "why"), [("mysql://a@b/c", "only PostgreSQL"), ("postgresql://a:b@c:port/d", "write it as")])  # fmt: skip
def test_what_cannot_be_used_is_one_line(url: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        envdatabase("DATABASE_URL", url)
    assert why in capsys.readouterr().err


@pytest.mark.django_db
def test_a_connection_plans_what_is_prepared_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)
