"""Counting tries in windows: the first try opens a window of so many seconds, the window's end forgets them all."""

import math

from django.db import connection
from django.db.models.functions import Now

from arcadumas.base import sealed
from arcadumas.base.limits.models import Counter

TAKE = """
INSERT INTO limits_counter AS kept (bucket, key, taken, ends_at)
VALUES (%(bucket)s, %(key)s, 1, clock_timestamp() + %(window)s * interval '1 second')
ON CONFLICT (bucket, key) DO UPDATE SET
    taken = CASE WHEN kept.ends_at <= excluded.ends_at - %(window)s * interval '1 second'
        THEN 1 ELSE least(kept.taken + 1, 1000000000) END,
    ends_at = CASE WHEN kept.ends_at <= excluded.ends_at - %(window)s * interval '1 second'
        THEN excluded.ends_at ELSE kept.ends_at END
RETURNING taken, extract(epoch FROM ends_at - clock_timestamp())::float
"""
PEEK = """
SELECT taken, extract(epoch FROM ends_at - clock_timestamp())::float FROM limits_counter
WHERE bucket = %(bucket)s AND key = %(key)s AND ends_at > clock_timestamp()
"""


def take(bucket: str, key: str, *, limit: int, seconds: int) -> int:
    """Count one try and say how many seconds to wait: 0 up to `limit` tries in the window, then what is left of it.

    One statement, so two processes never count one try for two. Call it outside a transaction: inside one it counts
    rightly, but others who try the same key wait for the commit, and a rollback forgets the try.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"bucket": bucket, "key": blind(bucket, key), "window": seconds})
        taken, left = cursor.fetchone()
    return wait(taken - 1, left, limit)


def peek(bucket: str, key: str, *, limit: int) -> int:
    """How many seconds `take` would ask to wait now, without counting: for limits on wrong tries alone."""
    with connection.cursor() as cursor:
        cursor.execute(PEEK, {"bucket": bucket, "key": blind(bucket, key)})
        taken, left = cursor.fetchone() or (0, 0.0)
    return wait(taken, left, limit)


def clear(bucket: str, key: str) -> None:
    """Forget the tries of one key."""
    Counter.objects.filter(bucket=bucket, key=blind(bucket, key)).delete()


def purge() -> int:
    """Remove the windows that have ended; how many there were."""
    return Counter.objects.filter(ends_at__lte=Now()).delete()[0]


def wait(before: int, left: float, limit: int) -> int:
    return 0 if before < limit else max(1, math.ceil(left))


def blind(bucket: str, key: str) -> bytes:
    return sealed.blind(key, purpose=f"limits.{bucket}")
