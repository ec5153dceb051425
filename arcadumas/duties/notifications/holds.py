"""A carrier that takes nothing at present is left alone, by every worker: its rows stay queued, and one message at a
time tries it again."""

import logging

from django.db import connection

from arcadumas.duties.notifications import alarms
from arcadumas.duties.notifications.models import Hold

log = logging.getLogger(__name__)


def read() -> dict[str, bool]:
    """The held carriers, and whether each may be tried again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT carrier, until <= clock_timestamp() FROM notifications_hold ORDER BY carrier")
        return dict(cursor.fetchall())


def put(carrier: str, *, seconds: float, code: str, text: str, is_alarm: bool) -> None:
    """Hold a carrier, or hold it longer. The operator is told when it begins, unless it is only busy."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_hold AS h (carrier, since, until, code, text) "
            "VALUES (%(carrier)s, clock_timestamp(), clock_timestamp() + %(seconds)s * interval '1 second', %(code)s, %(text)s) "
            "ON CONFLICT (carrier) DO UPDATE SET until = greatest(h.until, excluded.until), code = excluded.code, "
            "text = excluded.text RETURNING xmax = 0",
            {"carrier": carrier, "seconds": seconds, "code": code[:20], "text": text[:300]},
        )
        is_new: bool = cursor.fetchone()[0]
    if is_alarm:
        alarms.begin("hold", carrier, code=code, text=text)
    if is_alarm and is_new:
        log.error("channel %s takes nothing (%s %s); its messages stay queued until it does", carrier, code, text)


def lift(carrier: str) -> None:
    if Hold.objects.filter(carrier=carrier).delete()[0]:
        log.warning("channel %s takes messages again", carrier)
    alarms.end("hold", carrier)


def all_by_carrier() -> dict[str, Hold]:
    return {hold.carrier: hold for hold in Hold.objects.order_by("carrier")}
