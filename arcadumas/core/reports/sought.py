"""The words by which a report is found: one row a report, written with it and with each answer, letter and note.

Of a whistleblower's report there is none. Who may find what is `handling.search`'s to say, never this table's.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from arcadumas.base.compiled import Slot, compiled
from arcadumas.core.reports import spelling
from arcadumas.core.reports.models import Report, Sought

MOST = 8  # words of a search; more are left out
FEW = 1_000  # reports
NEAR = 12  # words that a mistyped one may mean
LIKE = 0.36  # of the trigrams in common, from which a word may be meant


def row(report: Report, *names: str) -> Sought:
    """Unsaved, for a new report; `names`: of its place, topic and units."""
    return Sought(
        report_id=report.pk, words=spelling.normal(" ".join([report.title, report.body, report.place_text, *names]))
    )


def names_of(report: Report) -> list[str]:
    """Of its topic, its place with the one above, and the unit that was named."""
    area = report.area
    found = [report.category.name_id if report.category else "", report.named_unit.name if report.named_unit else ""]
    return [*found, area.name if area else "", area.parent.name if area and area.parent else ""]


def add(report: Report, *texts: str) -> None:
    """What came later: one statement, and none for a report whose words are never indexed."""
    more = spelling.normal(" ".join(texts))
    if more and not report.is_whistleblowing:
        found = Sought.objects.filter(report=report)
        found.update(words=Concat(F("words"), Value(f" {more}")))


def query(text: str) -> str:
    """All of these words, the last one also as a beginning, as `lookup` takes them. Empty where there is nothing to look for."""
    return _asked(spelling.words(text)[:MOST], {})


def wider(text: str) -> str:
    """The same with each word also as those it is like. One statement.

    For a search that finds nothing that its reader reads: whether a word stands in some other report decides nothing."""
    known = spelling.words(text)[:MOST]
    return _asked(known, _near(known)) if known else ""


def _asked(known: list[str], near: Mapping[str, list[str]]) -> str:
    parts = [_part(word, near.get(word, ()), is_last=place == len(known)) for place, word in enumerate(known, start=1)]
    return " & ".join(parts)


def lookup(query: str | Slot) -> SearchQuery:
    return SearchQuery(query, config=spelling.CONFIG, search_type="raw")


def few(query: str) -> list[int] | None:
    """The reports with these words, where they are few; None where they are many.

    How often words stand together no statistics know: asked in one with the order by time, the database would walk through
    all reports for words that are hardly ever met. Of the many, some stand near the front."""
    found = _some(query)
    return found if len(found) <= FEW else None


@compiled
def _some(query: Slot) -> QuerySet[Sought, int]:
    return Sought.objects.filter(lookup=lookup(query)).values_list("report", flat=True)[: FEW + 1]


def shown(text: str, *, is_wider: bool = False) -> str:
    """The same, to mark in a text what was found: any of the words, also as abbreviated there."""
    known = spelling.words(text)[:MOST]
    near = _near(known) if known and is_wider else {}
    ways = [way for word in known for meant in (word, *near.get(word, ())) for way in spelling.ways(meant)]
    return " | ".join([*ways, f"{known[-1]}:*"]) if ways else ""


def _part(word: str, near: Iterable[str], *, is_last: bool) -> str:
    ways = [f"{word}:*" if is_last else word, *near]
    return f"({' | '.join(dict.fromkeys(ways))})"


NEAREST = """
SELECT sought.word, near.text FROM unnest(%s::text[]) AS sought(word)
CROSS JOIN LATERAL (
    SELECT text FROM reports_word WHERE text %% sought.word AND similarity(text, sought.word) >= %s
    ORDER BY similarity(text, sought.word) DESC, text LIMIT %s
) AS near
WHERE length(sought.word) > 3
"""


def _near(known: list[str]) -> dict[str, list[str]]:
    """Those that each is most like."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [sorted(set(known)), LIKE, NEAR])
        for word, text in cursor.fetchall():
            found.setdefault(word, []).append(text)
    return found


STANDS = """
SELECT DISTINCT word FROM reports_sought
JOIN reports_report ON reports_report.id = reports_sought.report_id
CROSS JOIN LATERAL regexp_split_to_table(reports_sought.words, ' ') AS word
WHERE reports_report.received_at >= %s AND NOT reports_report.is_confidential AND word ~ '^[a-z]{4,30}$'
"""
LEARN = f"INSERT INTO reports_word (text) {STANDS} ON CONFLICT DO NOTHING"
LEARN_ANEW = f"""
WITH stands AS MATERIALIZED ({STANDS}), gone AS (
    DELETE FROM reports_word WHERE NOT EXISTS (SELECT FROM stands WHERE word = text)
)
INSERT INTO reports_word (text) SELECT word FROM stands ON CONFLICT DO NOTHING
"""  # noqa: S608  (no value in it)
UNLEARN = """
DELETE FROM reports_word WHERE text IN (
    SELECT text FROM reports_word WHERE text IN (
        SELECT regexp_split_to_table(words, ' ') FROM reports_sought WHERE report_id = %s
    ) ORDER BY text FOR UPDATE
)
"""


def learn(*, within: timedelta | None = None) -> int:
    """Put words into the list that mistyped ones are held against: those of late; or of all reports, and then those that
    stand in none any more go out of it. How many were new."""
    since = timezone.now() - within if within else datetime(1970, 1, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(LEARN if within else LEARN_ANEW, [since])
        return int(cursor.rowcount)


def unlearn(report: Report) -> None:
    """Its words go out of the list, for it is protected from now on. What other reports say too is learnt again from the next
    that says it, and from all once a day."""
    with connection.cursor() as cursor:
        cursor.execute(UNLEARN, [report.pk])


def drop(report: Report) -> None:
    """It is found by no word any more, nor does one of the list come from it."""
    unlearn(report)
    Sought.objects.filter(report=report).delete()
