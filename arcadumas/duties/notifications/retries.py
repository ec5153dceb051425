"""How long to wait, how often to try, when to stop: pure figures, in seconds."""

LEASE = 15.0  # renewed while the message is under way
MOST_ATTEMPTS = 14  # about a day
MOST_UNKNOWN = 2  # so that there are never more than two copies by one carrier
PAUSE = 10.0  # after a worker ended, in which a status may still tell how its messages ended
LOST = 30.0  # the same after an answer that was lost: statuses may be late then too
OTHER_CHANNEL = 300.0  # how long an uncertain message may be settled by a status
LONGEST = 4 * 3600.0
PROBE = 60.0  # seconds until a held carrier is tried again
SOON = 30.0  # the longest pause where it was only busy or silent, and did not say for how long
SETBACKS = 5  # trials of a held carrier without an answer, after half a minute: then the operator hears of it
ALARMING = frozenset({"131048", "131064"})  # marked as spam; the day's limit of the provider


def delay(attempts: int, retry_after: float | None = None) -> float:
    """Seconds until the next try: 3, 9, 27 … at most four hours, and never before the carrier's own figure."""
    return max(min(3.0 ** min(attempts, 10), LONGEST), retry_after or 0.0)


def pair_delay(attempts: int, retry_after: float | None = None) -> float:
    """Seconds for one recipient alone: 4, 16, 64 … (Meta: pair rate limit), at most an hour."""
    return max(min(4.0 ** min(attempts, 6), 3600.0), retry_after or 0.0)
