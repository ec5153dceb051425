"""Faults by name, as the panel offers them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arcadumas.edges.simulator.errors import CODES, LATER, title_of

Choices = list[tuple[str, "str | Promise"]]

AT_THE_CALL: Choices = [
    ("error_500", _("WhatsApp answers 500")),
    ("html_502", _("A proxy answers 502 in HTML")),
    ("http_429", _("Too many calls (429)")),
    ("timeout", _("No answer, and nothing accepted")),
    ("accept_timeout", _("Accepted, but no answer")),
    ("accept_drop", _("Accepted, then the line breaks")),
    ("reset", _("The line is reset")),
    ("slow", _("The answer is slow")),
]
AFTERWARDS: Choices = [
    ("stuck", _("Accepted, then nothing more is heard")),
    ("skip_delivered", _("Read without delivered")),
]
WEBHOOKS: Choices = [
    ("duplicate", _("The webhook comes twice")),
    ("batch", _("Several events in one webhook")),
    ("reorder", _("Events in reverse order")),
    ("lost", _("The webhook is lost")),
    ("unknown_wamid", _("A status of an unknown message")),
    ("no_contacts", _("Without contacts")),
    ("bsuid_only", _("Without the telephone number")),
    ("bad_signature", _("With a wrong signature")),
    ("no_signature", _("Without a signature")),
]
FILES: Choices = [
    ("media_gone", _("The file is gone")),
    ("media_expired", _("The link to the file has expired")),
    ("media_wrong_sha256", _("The file's sum is wrong")),
]
MAIL: Choices = [
    ("smtp_4xx", _("The mail server says: try later (451)")),
    ("smtp_5xx", _("The mail server says: no such mailbox (550)")),
    ("smtp_greylist", _("Greylisting")),
    ("smtp_drop", _("Mail accepted, but the answer is lost")),
    ("smtp_drop_before", _("The line breaks before the mail is accepted")),
    ("smtp_slow", _("The mail server is slow")),
    ("smtp_auth", _("The mail server refuses the password")),
]
AT_ONCE: Choices = [(str(code), f"{code} · {title_of(code)}") for code in sorted(CODES) if code not in LATER]
TOLD_LATER: Choices = [(str(code), f"{code} · {title_of(code)}") for code in sorted(LATER)]
GROUPS: list[tuple["str | Promise", Choices]] = [
    (_("WhatsApp: the call"), AT_THE_CALL),
    (_("WhatsApp: afterwards"), AFTERWARDS),
    (_("WhatsApp: error codes told later"), TOLD_LATER),
    (_("WhatsApp: error codes at once"), AT_ONCE),
    (_("WhatsApp: webhooks"), WEBHOOKS),
    (_("WhatsApp: files"), FILES),
    (_("E-mail"), MAIL),
]
LABELS: dict[str, "str | Promise"] = {kind: label for _group, choices in GROUPS for kind, label in choices}

# Why a message failed, in words; other codes are shown by their title.
REASONS: dict[int, "str | Promise"] = {
    131026: _("this number cannot be reached on WhatsApp"),
    131047: _("more than 24 hours since the last message from this number"),
    131049: _("held back by Meta"),
    131050: _("the recipient wants no such messages"),
    130472: _("the recipient is in one of Meta's experiments"),
}


def label_of(kind: str, code: int | None) -> "str | Promise":
    if kind in LABELS:
        return LABELS[kind]
    return LABELS.get(str(code), kind) if code is not None else kind


def reason_of(code: int | None) -> str:
    if code is None:
        return ""
    return f"{REASONS.get(code, title_of(code))} ({code})"
