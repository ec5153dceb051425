"""Whether a machine wrote a mail: then it is never answered, so that two machines do not write to each other for ever.

RFC 3834 and what programs did before it. A mail is judged by its headers; the subject counts only as programs word it.
"""

import re

from arcadumas.edges.channels.email.parse import Incoming

# Present, with any value
TELLING = ("X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply", "X-Auto-Generated", "List-Id", "List-Unsubscribe", "X-Loop", "Feedback-ID")  # fmt: skip
PRECEDENCE = {"bulk", "list", "junk", "auto_reply", "auto-reply"}
SUBJECT = re.compile(
    r"(?:auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office|vacation|on leave|"
    r"(?:balasan|jawaban|respons?) otomatis|pesan otomatis|(?:sedang )?di luar kantor|(?:sedang )?cuti)\b",
    re.IGNORECASE,
)
ROLES = re.compile(
    r"(?:no|do-?not|dont|jangan|tidak)[-_.]?(?:reply|balas|dibalas)|mailer-daemon|postmaster|abuse|bounces?|daemon|root|nobody|"
    r"hostmaster|webmaster|noc|security|notifications?|alerts?|news(?:letter)?|info-?noreply|majordomo|listserv|mailman",
    re.IGNORECASE,
)


def sign(mail: Incoming) -> str:
    """By what a machine shows itself; "" for a person."""
    submitted = mail.header("Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return "Auto-Submitted"
    if is_null(mail):
        return "Return-Path"
    if found := next((name for name in TELLING if mail.header(name)), ""):
        return found
    if {mail.header("Precedence").lower(), mail.header("X-Precedence").lower()} & PRECEDENCE:
        return "Precedence"
    if mail.message.get_content_type() == "multipart/report":
        return "multipart/report"
    return "Subject" if SUBJECT.match(mail.subject[:200]) else ""


def is_null(mail: Incoming) -> bool:
    """The null sender (RFC 5321 4.5.5), as the last server noted it."""
    return mail.header("Return-Path") == "<>"


def may_be_answered(mail: Incoming) -> bool:
    """A person's address, and no server of ours found it forged."""
    local, at, _domain = mail.sender.rpartition("@")
    suppressed = mail.header("X-Auto-Response-Suppress").lower()
    if not at or ROLES.fullmatch(local.partition("+")[0]) or "all" in suppressed or "autoreply" in suppressed:
        return False
    return not re.search(r"\bdmarc=fail\b|\bspf=(?:soft)?fail\b", mail.header("Authentication-Results"), re.IGNORECASE)
