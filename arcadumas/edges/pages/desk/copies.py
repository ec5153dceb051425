"""What the front desk copies into SP4N-LAPOR!: the report, or the answer, with numbers and addresses hidden."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext

from arcadumas.base import moments, points
from arcadumas.base.masking import mask
from arcadumas.core.handling.models import Response
from arcadumas.core.reports.models import Report
from arcadumas.edges.pages.desk.rows import Row, area_name


def with_texts(rows: Sequence[Row], key: str) -> list[Row]:
    """The rows of one queue with their text; one statement. What may not be read has none."""
    readable = [row.report.pk for row in rows if row.report.is_readable]  # type: ignore[attr-defined]
    found = TEXTS[key](readable) if readable else {}
    return [replace(row, copy=found.get(row.report.pk, "")) for row in rows]


def of_report(report: Report, *, title: str, body: str) -> str:
    """What lapor.go.id asks for: the gist, what happened, when and where; in its language, whoever copies it."""
    with translation.override("id"):
        day = moments.day(report.occurred_on, "id") if report.occurred_on else ""
        known = ((gettext("Happened on"), day), (gettext("Place"), _place(report)))
    facts = "\n".join(f"{name}: {said}" for name, said in known if said)
    return "\n\n".join(filter(None, (title, body, facts)))


def _place(report: Report) -> str:
    lat, lon = report.latitude, report.longitude
    point = "" if lat is None or lon is None else points.written(lat, lon)
    area = area_name(report.area) if report.area else ""
    return ", ".join(filter(None, (report.place_text, area, point)))


def _reports(ids: Sequence[int]) -> dict[int, str]:
    found = Report.objects.filter(pk__in=ids).select_related("area__parent").defer("body_original", "title_original")
    return {one.pk: of_report(one, title=one.title, body=one.body) for one in found if one.body}


def _answers(ids: Sequence[int]) -> dict[int, str]:
    """The newest final answer that was sent."""
    sent = Response.objects.filter(report__in=ids, state=Response.State.SENT, is_final=True).order_by("id")
    return {key: mask(text) for key, text in sent.values_list("report", "text")}


TEXTS = {"sp4n": _reports, "jawaban-sp4n": _answers}
