"""What the front desk copies into SP4N-LAPOR!: the report, or the answer, with numbers and addresses hidden."""

from collections.abc import Sequence
from dataclasses import replace

from arcadumas.base.masking import mask
from arcadumas.core.handling.models import Response
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk.rows import Row


def with_texts(rows: Sequence[Row], key: str) -> list[Row]:
    """The rows of one queue with their text; one statement. What may not be read has none."""
    readable = [row.report.pk for row in rows if row.report.is_readable]  # type: ignore[attr-defined]
    found = TEXTS[key](readable) if readable else {}
    return [replace(row, copy=found.get(row.report.pk, "")) for row in rows]


def _reports(ids: Sequence[int]) -> dict[int, str]:
    found = Report.objects.filter(pk__in=ids).values_list("pk", "title", "body")
    return {key: f"{title}\n\n{body}" for key, title, body in found if body}


def _answers(ids: Sequence[int]) -> dict[int, str]:
    """The newest final answer that was sent."""
    sent = Response.objects.filter(report__in=ids, state=Response.State.SENT, is_final=True).order_by("id")
    return {key: mask(text) for key, text in sent.values_list("report", "text")}


TEXTS = {"sp4n": _reports, "jawaban-sp4n": _answers}
