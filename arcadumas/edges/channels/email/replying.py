"""What is said back to somebody who wrote: seldom, never to a machine, and lost if it does not leave (RFC 3834)."""

import logging
from dataclasses import dataclass, field
from email.utils import make_msgid, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.base.gateways import mail as gateway
from arcadumas.base.gateways.mail import Mailer, MailError
from arcadumas.base.limits import counting
from arcadumas.core.reports import emergency
from arcadumas.edges.channels.email import automatic
from arcadumas.edges.channels.email.parse import Incoming

log = logging.getLogger(__name__)
DAY, HOUR = 86_400, 3_600
TO_ONE_SENDER = 1  # a day, to strangers
TO_STRANGERS = 60  # an hour, all together
TO_ONE_WRITER = 5  # a day, about replies that could not be used


@dataclass(frozen=True, kw_only=True)
class Letter:
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str
    answers: str = ""


def own_addresses() -> set[str]:
    """Addresses we write from; a mail from one of them is ours that came round."""
    named = {parseaddr(settings.EMAIL_FROM)[1].lower(), settings.EMAIL_REPLY_TO.lower()}
    return {address for address in named if "@" in address and gateway.TOKEN not in address}


def compose(mail: Incoming, text: str, *, language: str) -> Letter | None:
    """A few words to whoever wrote; None where they must not or need not be said."""
    if not settings.EMAIL_URL or not automatic.may_be_answered(mail):
        return None
    if counting.take("mail.answer", mail.sender, limit=TO_ONE_WRITER, seconds=DAY):
        return None
    return _letter(mail, text, language)


def to_stranger(mail: Incoming) -> Letter | None:
    """The way to the form, in both languages."""
    if not automatic.may_be_answered(mail):
        return None
    if counting.take("mail.stranger", mail.sender, limit=TO_ONE_SENDER, seconds=DAY):
        return None
    if counting.take("mail.strangers", "all", limit=TO_STRANGERS, seconds=HOUR):
        return None
    texts = []
    for language in ("id", "en"):
        with translation.override(language):
            texts.append(_way_to_the_form())
    return _letter(mail, "\n\n".join(texts), "id")


def _way_to_the_form() -> str:
    return _(
        "Thank you for your e-mail. This mailbox reads only replies to mails that we sent, so what you wrote has not "
        "become a report. To report something, please fill in the form; it takes a few minutes: {form}\n"
        "To follow a report that you have made: {track}\n"
        "In an emergency call {number}."
    ).format(
        number=emergency.current()[0].number, form=f"{settings.BASE_URL}/lapor/", track=f"{settings.BASE_URL}/lacak/"
    )


def _letter(mail: Incoming, text: str, language: str) -> Letter:
    with translation.override(language):
        subject = f"Re: {mail.subject}"[:200] if mail.subject else _("Your e-mail to us")
        signed = f"{text}\n\n{_('This is an automatic reply.')}\n{settings.GOVERNMENT}"
    return Letter(
        to=mail.sender, subject=subject, text=signed, language=language, answers=mail.header("Message-ID")[:250]
    )


def send(letter: Letter) -> None:
    """On a thread of its own, once. From the null sender, so that nothing can come back."""
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All", "Content-Language": letter.language}
    if letter.answers:
        headers |= {"In-Reply-To": letter.answers, "References": letter.answers}
    try:
        message = gateway.compose(
            sender=settings.EMAIL_FROM, to=letter.to, subject=letter.subject, text=letter.text, headers=headers,
            message_id=make_msgid(domain=urlsplit(settings.BASE_URL).hostname or "localhost"),
        )  # fmt: skip
        mailer = Mailer(settings.EMAIL_URL)
        try:
            mailer.send(message, letter.to, envelope="")
        finally:
            mailer.close()
    except (MailError, ValueError) as error:
        log.warning("a reply did not leave: %s", error if isinstance(error, MailError) else type(error).__name__)
