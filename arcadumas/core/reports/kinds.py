"""The closed lists of a report: its kind, state, door, and how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    COMPLAINT = "complaint", _("complaint")
    ASPIRATION = "aspiration", _("aspiration")
    INFORMATION_REQUEST = "information_request", _("information request")


class State(models.TextChoices):
    """process.md: States and acts. Closed and archived are always shown with by whom or why."""

    RECEIVED = "received", _("Received")
    VERIFIED = "verified", _("Verified")
    DISPOSED = "disposed", _("Passed on")
    IN_WORK = "in_work", _("In hand")
    AWAITING_REPORTER = "awaiting_reporter", _("Waiting for the reporter")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    REFERRED = "referred", _("Passed to another body")
    MERGED = "merged", _("Joined")


OPEN = ["answered", "awaiting_reporter", "disposed", "in_work", "received", "verified"]  # as workflow.OPEN


class ClosedBy(models.TextChoices):
    REPORTER = "reporter", _("Closed by the reporter")
    OFFICER = "officer", _("Closed by an officer")
    SYSTEM = "system", _("Closed by the system")


class ArchiveReason(models.TextChoices):
    OUT_OF_SCOPE = "out_of_scope", _("Closed: outside our scope")
    UNCLEAR = "unclear", _("Closed: not clear enough")
    NO_EVIDENCE = "no_evidence", _("Closed: nothing to support it")
    BLOCKED = "blocked", _("Closed: content not allowed")
    EXPIRED = "expired", _("Closed: too long ago")
    WITHDRAWN = "withdrawn", _("Closed: withdrawn by the reporter")


class Source(models.TextChoices):
    WEB = "web", _("web form")
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", _("e-mail")
    COUNTER = "counter", _("counter")
    LETTER = "letter", _("letter")
    PHONE = "phone", _("telephone")
    SOCIAL = "social", _("social media")
    SP4N = "sp4n", "SP4N-LAPOR!"
    OPEN311 = "open311", "Open311"
    API = "api", "API"
