"""The form's token makes one report of one form, however often it is sent; the first receipt is the answer to all."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from arcadumas.base import sealed
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import intake
from arcadumas.core.reports.intake import Draft
from arcadumas.core.reports.models import Report
from arcadumas.edges.channels.web.models import Submission

SALT = "web.form"
OPEN_FOR = 24 * 3600  # seconds a form stays good
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Slip:
    code: str
    secret: str = field(repr=False)


def new_token() -> str:
    return signing.dumps(get_random_string(22), salt=SALT)


def is_good(token: str) -> bool:
    """Signed by us and not older than a day."""
    try:
        signing.loads(token, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return False
    return True


def submit(draft: Draft, *, token: str, by: Actor) -> Slip:
    """Receive once: report and slip are committed together. Raises what intake raises."""
    if (slip := find(token)) is not None:
        return slip
    try:
        with transaction.atomic():
            return _first(draft, token=token, by=by)
    except IntegrityError:
        if (slip := find(token)) is None:
            raise
        return slip


def _first(draft: Draft, *, token: str, by: Actor) -> Slip:
    receipt = intake.receive(draft, by=by)
    slip = Slip(code=receipt.report.code, secret=receipt.secret)
    text = json.dumps({"code": slip.code, "secret": slip.secret})
    blind = _blind(token)
    Submission.objects.create(
        token=blind, receipt=sealed.seal(text, table="web_submission", row=blind.hex(), field="receipt")
    )
    return slip


def find(token: str) -> Slip | None:
    """The slip of a form that was sent within the last day."""
    blind = _blind(token)
    row = Submission.objects.filter(token=blind, at__gt=timezone.now() - KEPT_FOR).first()
    if row is None:
        return None
    values = json.loads(sealed.unseal(bytes(row.receipt), table="web_submission", row=blind.hex(), field="receipt"))
    return Slip(code=values["code"], secret=values["secret"])


def report_of(slip: Slip) -> Report:
    return Report.objects.get(code=slip.code)


def purge() -> int:
    return Submission.objects.filter(at__lte=timezone.now() - KEPT_FOR).delete()[0]


def _blind(token: str) -> bytes:
    return sealed.blind(token, purpose="web.form")
