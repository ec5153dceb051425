"""What a form has shown: two officers at one unit, post or account, and the second is told instead of writing over the first."""

import zlib

from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Stale


def mark(*values: object) -> int:
    """Changes when one of the values does."""
    return zlib.crc32(repr(values).encode())


def require_seen(now: int, seen: int | None) -> None:
    """Raises Stale (412) when the form showed something else."""
    if seen != now:
        raise Stale("form.stale", _("Somebody changed this while you were writing. Look at it again, then save."), version=now)  # fmt: skip
