"""The place in a list after which its next page begins: a moment, empty for rows without one, and a row's key."""

from datetime import datetime

from django.utils.dateparse import parse_datetime


def write(at: datetime | None, key: int) -> str:
    return f"{at.isoformat() if at else ''}~{key}"


def read(text: str) -> tuple[datetime | None, int]:
    """Moment and key; nothing at all for what we did not write."""
    moment, _tilde, key = text.partition("~")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None, 0
    try:
        at = parse_datetime(moment) if moment else None
    except ValueError:
        return None, 0
    if moment and (at is None or at.tzinfo is None):
        return None, 0
    return at, int(key)
