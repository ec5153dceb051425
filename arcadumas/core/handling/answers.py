"""The words of an answer at rest: in the clear, but for a whistleblower's report, where they are sealed like the letters."""

from collections.abc import Iterable
from datetime import UTC

from arcadumas.base import sealed
from arcadumas.core.handling.models import Response
from arcadumas.core.reports.models import Report

TABLE = "handling_response"


def put(response: Response, text: str, *, report: Report) -> None:
    """Fill a response that has its `at`; the caller saves."""
    response.text, response.original = text, b""
    if report.is_whistleblowing:
        response.text, response.original = "", _seal(response, text, report)


def read(response: Response, *, report: Report) -> str:
    if response.text or not response.original:
        return response.text
    return sealed.unseal(bytes(response.original), table=TABLE, row=_row(response, report), field="text")


def open_all(responses: Iterable[Response], *, report: Report) -> None:
    """For reading alone: the text stands in `text` of these rows, which nobody may save."""
    for response in responses:
        response.text = read(response, report=report)


def hide(report: Report) -> None:
    """The report has become a whistleblower's: what was drafted and answered before goes under seal too."""
    for response in Response.objects.filter(report=report).exclude(text=""):
        put(response, response.text, report=report)
        response.save(update_fields=["text", "original"])


def _seal(response: Response, text: str, report: Report) -> bytes:
    return sealed.seal(text, table=TABLE, row=_row(response, report), field="text")


def _row(response: Response, report: Report) -> str:
    return f"{report.code}:{response.at.astimezone(UTC).isoformat()}"
