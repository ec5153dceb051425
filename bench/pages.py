"""How long an officer waits for a page when a hundred thousand reports are there."""

from collections.abc import Iterator

import psycopg

from bench.figures import Figure, median, ms
from bench.place import database, instance, session, settle, timed

REPORTS, TIMES = 100_000, 60
CASES = (
    "SELECT r.code FROM reports_report r JOIN organisation_unit u ON u.id = r.unit_id"
    " WHERE u.code = 'pupr' AND r.state IN ('in_work', 'answered') ORDER BY r.id DESC LIMIT 12"
)


def measure() -> Iterator[Figure]:
    with instance() as own:
        own.command("make-load", "--reports", str(REPORTS))
        with psycopg.connect(database(own), autocommit=True) as connection:
            connection.execute("ANALYZE")
            codes = [row[0] for row in connection.execute(CASES)]
        settle(own)
        people = {login: session(own, login) for login in ("kominfo", "pupr.admin")}
        for login, cookies in people.items():
            taken = timed(own, "/meja/", cookies, TIMES)
            yield Figure(
                what=f"inbox of {login}, {REPORTS} reports, median", value=ms(median(taken)), unit="ms", at_most=60
            )
        for login, cookies in people.items():
            taken = [one for code in codes for one in timed(own, f"/meja/{code}/", cookies, 5)]
            yield Figure(what=f"page of a case for {login}, median", value=ms(median(taken)), unit="ms", at_most=30)
