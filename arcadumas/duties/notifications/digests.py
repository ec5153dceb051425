"""Lists that a person was to be sent (a morning, what is not yet in SP4N-LAPOR!) and that have not left when one of their
reports becomes such as little may be said of: its line goes, or keeps no more than that it is there.
"""

from collections.abc import Collection, Iterator, Mapping

from django.db.models import Exists, OuterRef, Q

from arcadumas.core.handling import visible
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Report
from arcadumas.duties.notifications import errands, hushing
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Message, Notice
from arcadumas.duties.notifications.roster import Roster

TABLE = "table_of_codes"


def hush(reports: Collection[int]) -> None:
    """Their mail alone names codes; the counts stay as they were. The caller holds the transaction."""
    codes = dict(Report.objects.filter(pk__in=reports).values_list("code", "pk"))
    under_way = Message.objects.filter(notices=OuterRef("pk"), state__in=hushing.WAITS)
    waits = Q(held_until__isnull=False) | Q(fallback_at__isnull=False) | Exists(under_way)
    rows = Notice.objects.filter(waits, settled_at=None, lost_at=None, given__has_key=TABLE).exclude(occasion="")
    named = [notice for notice in rows.select_related("person") if any(code in notice.given[TABLE] for code in codes)]
    roster = Roster() if named else None
    for notice in named:
        if roster:
            _write_anew(notice, codes, roster)


def _write_anew(notice: Notice, codes: Mapping[str, int], roster: Roster) -> None:
    held = [holder for holder in roster.holders if holder.person_id == notice.person_id]
    reader = errands.actor_of(held, roster)
    seen = {code for code, key in codes.items() if visible.sees(reader, key)}
    language = held[0].language if held else "id"
    lines = _lines(notice.given[TABLE].split("\n"), codes, seen, label("special", "title", language))
    notice.given = {**notice.given, TABLE: "\n".join(lines)}
    waiting = Message.objects.filter(notices=notice, state__in=hushing.WAITS)
    found = waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
    if ids := list(found):
        hushing.call_off(ids)
        has_left = Notice.objects.filter(hushing.has_left(), pk=notice.pk).exists()
        column = "fallback_at" if has_left else "held_until"
        setattr(notice, column, journal.now())
    notice.save(update_fields=["given", "held_until", "fallback_at"])


def _lines(table: list[str], codes: Mapping[str, int], seen: Collection[str], title: str) -> Iterator[str]:
    for line in table:
        named = next((code for code in codes if code in line), "")
        if not named:
            yield line
        elif named in seen:
            yield line.replace(named, title)
