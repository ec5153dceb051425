"""A citizen's words at rest: the masked text is what is shown and searched, the original is sealed."""

from arcadumas.base import sealed
from arcadumas.base.masking import mask
from arcadumas.core.reports import sought
from arcadumas.core.reports.models import Letter, Rating, Report

REPORT, LETTER = "reports_report", "reports_letter"


def put(report: Report, *, title: str, body: str) -> None:
    """Fill an unsaved report with masked and sealed words."""
    report.title, report.body = mask(title), mask(body)
    report.title_original = sealed.seal(title, table=REPORT, row=report.code, field="title")
    report.body_original = sealed.seal(body, table=REPORT, row=report.code, field="body")


def hide(report: Report) -> None:
    """A whistleblower's words are never kept in the clear nor indexed; the sealed original stays. The caller saves."""
    report.title = report.body = ""
    Letter.objects.filter(report=report).update(text="")
    sought.drop(report)


def title(report: Report) -> str:
    """The masked title; for whistleblowing read from the seal."""
    return report.title if not report.is_whistleblowing else mask(_original(report, "title"))


def body(report: Report) -> str:
    return report.body if not report.is_whistleblowing else mask(_original(report, "body"))


def originals(report: Report) -> tuple[str, str]:
    """Title and body as sent, for the reporter's own eyes; masked ones where nothing was sealed (an import)."""
    return _original(report, "title") or report.title, _original(report, "body") or report.body


def _original(report: Report, field: str) -> str:
    value = bytes(getattr(report, f"{field}_original"))
    return sealed.unseal(value, table=REPORT, row=report.code, field=field) if value else ""


def fill(letter: Letter, text: str, *, is_hidden: bool) -> None:
    letter.original = sealed.seal(text, table=LETTER, row=letter.id, field="text")
    letter.text = "" if is_hidden else mask(text)


def letter_text(letter: Letter) -> str:
    if letter.text or not letter.original:
        return letter.text
    return mask(sealed.unseal(bytes(letter.original), table=LETTER, row=letter.id, field="text"))


def original_letter(letter: Letter) -> str:
    """As sent, for whoever wrote it."""
    if not letter.original:
        return letter.text
    return sealed.unseal(bytes(letter.original), table=LETTER, row=letter.id, field="text")


def comment(rating: Rating, report: Report) -> str:
    if not rating.comment:
        return ""
    return sealed.unseal(bytes(rating.comment), table="reports_rating", row=report.code, field="comment")
