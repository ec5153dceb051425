"""What the operator must hear of: a mail to OPERATOR_EMAIL when something begins, and one when it is over.

The row is written where the trouble is found, the mail leaves later and outside any transaction, again and again until the
mail server takes it, or may have taken it. Words: alarms.toml.
"""

import logging
import tomllib
from collections.abc import Mapping
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from arcadumas.base import moments
from arcadumas.base.gateways import mail
from arcadumas.duties.notifications import errors
from arcadumas.duties.notifications.bounds import Alarm
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.carriers import email as by_mail

log = logging.getLogger(__name__)
AGAIN = 60.0  # seconds until a mail that did not leave is tried again
MOST = 20  # mails in one round


# An alarm that is open already says nothing anew; one that ended and whose end nobody has heard of goes on.
BEGIN = """
    INSERT INTO notifications_alarm AS a (kind, subject, code, text, since, next_at)
    VALUES (%(kind)s, %(subject)s, %(code)s, %(text)s, clock_timestamp(), clock_timestamp())
    ON CONFLICT (kind, subject) DO UPDATE SET
        code = excluded.code, text = excluded.text, ended_at = NULL,
        since = CASE WHEN a.ended_at IS NULL OR a.next_at IS NOT NULL THEN a.since ELSE excluded.since END,
        told_at = CASE WHEN a.ended_at IS NULL OR a.next_at IS NOT NULL THEN a.told_at END,
        next_at = CASE
            WHEN a.ended_at IS NULL THEN a.next_at
            WHEN a.next_at IS NOT NULL AND a.told_at IS NOT NULL THEN NULL
            ELSE clock_timestamp() END
"""
# Of what ended before anybody heard of it nothing is said.
END = """
    UPDATE notifications_alarm
    SET ended_at = clock_timestamp(), next_at = CASE WHEN told_at IS NULL THEN NULL ELSE clock_timestamp() END
    WHERE kind = %s AND subject = %s AND ended_at IS NULL
"""
TAKE = """
    UPDATE notifications_alarm SET next_at = clock_timestamp() + %s * interval '1 second'
    WHERE id IN (
        SELECT id FROM notifications_alarm WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT %s
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def begin(kind: str, subject: str, *, code: str = "", text: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"kind": kind, "subject": subject[:100], "code": code[:20], "text": text[:300]})


def end(kind: str, subject: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(END, [kind, subject[:100]])


def once() -> int:
    """Write to the operator of all that is due; how many mails left. Without OPERATOR_EMAIL or a mail server: none."""
    if not settings.OPERATOR_EMAIL or not settings.EMAIL_URL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [AGAIN, MOST])
        ids = [row[0] for row in cursor.fetchall()]
    try:
        return sum(_tell(alarm) for alarm in Alarm.objects.filter(pk__in=ids).order_by("id"))
    finally:
        CARRIERS["email"].rest()


def _tell(alarm: Alarm) -> bool:
    try:
        by_mail.post(_letter(alarm), settings.OPERATOR_EMAIL)
    except (mail.MailError, mail.SettingError) as error:
        log.error("the operator could not be written to: %s", error)
        if not (isinstance(error, mail.MailError) and error.kind == "uncertain"):  # perhaps taken: not said again
            return False
    same = Alarm.objects.filter(pk=alarm.pk, ended_at=alarm.ended_at, since=alarm.since)
    same.update(told_at=timezone.now(), next_at=None)
    return True


def _letter(alarm: Alarm) -> EmailMessage:
    language = settings.LANGUAGE_CODE
    words = table()[alarm.kind if alarm.kind in table() else "other"]
    over = "over_" if alarm.ended_at else ""
    values = _values(alarm, language)
    return mail.compose(
        sender=settings.EMAIL_FROM,
        to=settings.OPERATOR_EMAIL,
        subject=words[f"{over}subject"][language].format(**values),
        text=words[f"{over}body"][language].format(**values).strip() + "\n",
        message_id=by_mail.message_id_by(f"alarm.{alarm.pk}.{alarm.since:%Y%m%d%H%M%S}{'.over' if over else ''}"),
        headers={"Content-Language": language},
    )


def _values(alarm: Alarm, language: str) -> Mapping[str, str]:
    carrier = CARRIERS.get(alarm.subject)
    channel = carrier.channel if carrier else "whatsapp"
    reason = errors.sentence(channel, "queued", alarm.code, alarm.text, language) or alarm.text or "–"
    ended = alarm.ended_at or timezone.now()
    return {
        "subject": alarm.subject, "reason": reason, "code": alarm.code or "–",
        "since": moments.moment(alarm.since, language), "lasted": moments.lasting(ended - alarm.since, language),
        "page": f"{settings.BASE_URL}/pengaturan/",
    }  # fmt: skip


@cache
def table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(Path(__file__).with_name("alarms.toml").read_text(encoding="utf-8"))
