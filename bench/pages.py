"""How long an officer waits for a page when a hundred thousand reports are there."""

from collections.abc import Iterator
from urllib.parse import quote

import psycopg

from bench.figures import Figure, median, ms
from bench.place import database, instance, session, settle, timed

REPORTS, TIMES = 100_000, 30
LOGINS = ("kominfo", "kominfo.kepala", "pupr.admin", "pupr.kepala", "pupr.teknis", "inspektorat", "sekda", "bupati")
TABS = ("", "saya", "sp4n", "pelapor", "dikembalikan", "selesai")
CASES = (
    "SELECT r.code FROM reports_report r JOIN organisation_unit u ON u.id = r.unit_id"
    " WHERE u.code = 'pupr' AND r.state IN ('in_work', 'answered') ORDER BY r.id DESC LIMIT 12"
)
SEARCHES = {
    "a common word": "jalan", "two common words": "lampu pasar", "a rare word": "kilometer dermaga", "no word of ours": "zebra",
    "a slip": "jembtan", "an abbreviation": "jln rusak", "a beginning": "puskes",
}  # fmt: skip
LEARN = (
    "INSERT INTO reports_word (text) SELECT DISTINCT word FROM reports_sought CROSS JOIN LATERAL"
    " regexp_split_to_table(words, ' ') AS word WHERE word ~ '^[a-z]{4,30}$' ON CONFLICT DO NOTHING"
)


def measure() -> Iterator[Figure]:
    with instance() as own:
        own.command("make-load", "--reports", str(REPORTS))
        with psycopg.connect(database(own), autocommit=True) as connection:
            connection.execute(LEARN)
            connection.execute("VACUUM ANALYZE")
            codes = [row[0] for row in connection.execute(CASES)]
        settle(own)
        people = {login: session(own, login) for login in LOGINS}
        for login, cookies in people.items():
            for tab in TABS:
                taken = timed(own, f"/meja/?lihat={tab}", cookies, TIMES)
                what = f"inbox of {login}, tab {tab or 'berjalan'}, {REPORTS} reports, median"
                yield Figure(what=what, value=ms(median(taken)), unit="ms", at_most=60)
        for login in ("kominfo", "pupr.admin", "sekda"):
            for kind, words in SEARCHES.items():
                taken = timed(own, f"/meja/?q={quote(words)}", people[login], TIMES)
                yield Figure(
                    what=f"search of {login} for {kind}, median", value=ms(median(taken)), unit="ms", at_most=80
                )
        for login in ("kominfo", "pupr.admin"):
            taken = [one for code in codes for one in timed(own, f"/meja/{code}/", people[login], 5)]
            yield Figure(what=f"page of a case for {login}, median", value=ms(median(taken)), unit="ms", at_most=30)
