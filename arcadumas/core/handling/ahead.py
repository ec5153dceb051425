"""A day that an officer sets: today or later, and not so far that it says nothing."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import Unfit

LONGEST = timedelta(days=366)


def require_ahead(day: date | None, *, at: datetime, field: str, code: str) -> None:
    """None sets no day. Raises Unfit."""
    today = moments.local_date(at)
    if day is not None and not today <= day <= today + LONGEST:
        raise Unfit(code, _("Choose a day from today on, within a year."), field=field)
