"""How a report stands, in one plain sentence to its reporter: what is so, and whose turn it is."""

from datetime import datetime

from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.reports.models import ClosedBy, Report, State

UNIT = _("The unit in charge")
NOW: dict[str, "str | Lazy"] = {
    "received": _("The front desk is to check your report."),
    "verified": _("Your report was checked. The front desk is passing it to the unit in charge."),
    "verified:returned": _("The unit gave your report back. The front desk decides who is in charge."),
    "disposed": _("{unit} has your report and is to take it up."),
    "in_work": _("{unit} is working on your report."),
    "awaiting_reporter": _("We have a question for you. While we wait, the count stands still."),
    "awaiting_reporter:until": _("We have a question for you. Please reply by {until}; until then the count stands still."),
    "answered": _("{unit} answered you. Please say whether it is settled."),
    "answered:until": _("{unit} answered you. Please say by {until} whether it is settled; after that the system closes the report and says so."),
    "closed": _("This report is closed."),
    "closed:reporter": _("You closed this report: you said that it is settled."),
    "closed:officer": _("An officer closed this report, with the reason below. You have not said that it is settled."),
    "closed:system": _("The system closed this report because nobody spoke in time. You have not said that it is settled."),
    "archived": _("This report was closed without being passed on. The reason stands below."),
    "archived:withdrawn": _("You withdrew this report."),
    "referred": _("Your report is a matter for {to}, outside this government."),
    "merged": _("Your report is handled together with others about the same thing."),
}  # fmt: skip


def stands(report: Report, *, until: datetime | None = None) -> str:
    """`until`: when the reporter's own time ends, where it is the reporter's turn. The unit is named by its report."""
    key, more = str(report.state), _more(report, until)
    sentence = NOW.get(f"{key}:{more}", NOW[key])
    return str(sentence).format(
        unit=report.unit.name if report.unit else str(UNIT),
        to=report.referred_to or gettext("another body"),
        until=moments.day(until, get_language()) if until else "",
    )


def _more(report: Report, until: datetime | None) -> str:
    if report.state == State.VERIFIED:
        return "returned" if report.hops else ""
    if report.state == State.CLOSED:
        return ClosedBy(report.closed_by).value if report.closed_by else ""
    if report.state == State.ARCHIVED:
        return report.archive_reason
    return "until" if until else ""
