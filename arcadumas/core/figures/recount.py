"""Make the measures of reports anew from their rows and journals, in one statement. What has not changed is not written, so
that the night in which all are counted leaves the table, its order and its indexes as they were."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

RECOUNT = """
INSERT INTO figures_measure (
    report_id, received_on, finished_on, report_class, is_whistleblowing, state, closed_by, unit_id, area, due_at, is_urgent, is_broken, hops,
    returns, objections, first_read, accept, first_answer, settle
)
SELECT r.id, (r.received_at AT TIME ZONE %(zone)s)::date,
    CASE WHEN r.state IN ('answered', 'closed', 'archived', 'referred') THEN (l.finished_at AT TIME ZONE %(zone)s)::date END,
    CASE WHEN r.is_whistleblowing THEN 'whistleblowing'
         WHEN r.is_oversight AND r.kind = 'complaint' THEN 'complaint_oversight' ELSE r.kind END,
    r.is_whistleblowing, r.state, r.closed_by, r.unit_id, COALESCE(SUBSTRING(r.area_id FROM 1 FOR 8), ''), r.due_at,
    r.is_urgent, EXISTS (
        SELECT FROM reports_promise p WHERE p.report_id = r.id AND p.unit_id IS NULL AND p.met_at IS NULL
            AND p.state = 'broken' AND p.step IN ('verify', 'respond', 'settle')
    ), r.hops, l.returns, l.objections,
    EXTRACT(EPOCH FROM d.seen_at - d.at) / 3600, EXTRACT(EPOCH FROM a.accepted_at - a.at) / 3600,
    EXTRACT(EPOCH FROM l.answered_at - r.received_at) / 3600,
    CASE WHEN r.state IN ('answered', 'closed') THEN EXTRACT(EPOCH FROM l.settled_at - r.received_at) / 3600 END
FROM reports_report r
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE e.kind = 'returned') AS returns,
        count(*) FILTER (WHERE e.kind = 'objected') AS objections,
        min(e.at) FILTER (WHERE e.kind = 'responded') AS answered_at,
        max(e.at) FILTER (WHERE e.kind = 'responded' AND (e.facts->>'is_final')::boolean) AS settled_at,
        max(e.at) FILTER (WHERE e.kind IN ('archived', 'withdrawn', 'referred', 'closed')
            OR (e.kind = 'responded' AND (e.facts->>'is_final')::boolean)) AS finished_at
    FROM reports_event e WHERE e.report_id = r.id
) l
LEFT JOIN LATERAL (
    SELECT at, seen_at FROM handling_disposition WHERE report_id = r.id AND role = 'lead' ORDER BY id LIMIT 1
) d ON true
LEFT JOIN LATERAL (
    SELECT at, accepted_at FROM handling_disposition
    WHERE report_id = r.id AND role = 'lead' AND accepted_at IS NOT NULL ORDER BY id LIMIT 1
) a ON true
WHERE {which}
ORDER BY r.id
ON CONFLICT (report_id) DO UPDATE SET
    received_on = EXCLUDED.received_on, finished_on = EXCLUDED.finished_on, report_class = EXCLUDED.report_class,
    is_whistleblowing = EXCLUDED.is_whistleblowing, state = EXCLUDED.state, closed_by = EXCLUDED.closed_by,
    unit_id = EXCLUDED.unit_id, area = EXCLUDED.area, due_at = EXCLUDED.due_at, is_urgent = EXCLUDED.is_urgent,
    is_broken = EXCLUDED.is_broken, hops = EXCLUDED.hops, returns = EXCLUDED.returns,
    objections = EXCLUDED.objections, first_read = EXCLUDED.first_read, accept = EXCLUDED.accept,
    first_answer = EXCLUDED.first_answer, settle = EXCLUDED.settle
WHERE (figures_measure.*) IS DISTINCT FROM (EXCLUDED.*)
"""
OF_PERIOD = """r.received_at >= (%(from)s::date)::timestamp AT TIME ZONE %(zone)s
    AND r.received_at < (%(to)s::date + 1)::timestamp AT TIME ZONE %(zone)s"""


@transaction.atomic
def recount(from_: date, to: date) -> int:
    """Of all reports received between two local days, both included; how many were not counted so before."""
    return _recount(OF_PERIOD, {"from": from_, "to": to})


@transaction.atomic
def recount_reports(ids: Sequence[int]) -> int:
    return _recount("r.id = ANY(%(ids)s)", {"ids": list(ids)}) if ids else 0


def _recount(which: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT.replace("{which}", which), {"zone": settings.TIME_ZONE, **values})
        return int(cursor.rowcount)
