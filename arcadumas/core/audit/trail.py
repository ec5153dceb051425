"""record(): who looked at identities, changed a power, exported, opened a confidential report."""

from typing import Any

from django.utils import timezone

from arcadumas.core.audit.models import Entry


def record(act: str, *, by: str, post: str = "", via: str, subject: str, **facts: Any) -> Entry:
    """One entry. Plain values only: logins, codes, reasons; never a citizen's name, number or words."""
    return Entry.objects.create(at=timezone.now(), act=act, by=by, post=post, via=via, subject=subject, facts=facts)
