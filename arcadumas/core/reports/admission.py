"""How many reports one address may send in an hour (setting INTAKE_LIMIT; 0 = as many as come)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arcadumas.base.limits import counting
from arcadumas.base.refusals import TooOften
from arcadumas.core.organisation.models import Unit

BUCKET, COMPARING, HOUR = "intake", "comparing", 3_600  # seconds


def may_compare(address: str) -> bool:
    """Count one look for similar reports before one is sent: as many an hour as reports. Call it outside a transaction."""
    limit = settings.INTAKE_LIMIT
    return limit <= 0 or not counting.take(COMPARING, address, limit=limit, seconds=HOUR)


def admit(address: str) -> None:
    """Count one report of this address, kept only as a blind hash. Raises TooOften. Call it outside a transaction."""
    if settings.INTAKE_LIMIT <= 0:
        return
    if seconds := counting.take(BUCKET, address, limit=settings.INTAKE_LIMIT, seconds=HOUR):
        desk = (
            Unit.objects.filter(is_front_desk=True, valid_to=None).order_by("id").values_list("name", flat=True).first()
        )
        raise TooOften(
            "send.too_often",
            _("Many reports have come from this connection. Wait {minutes} minutes, or come to the counter at {office}."),
            seconds=seconds, minutes=-(-seconds // 60), office=desk or _("the front desk"),
        )  # fmt: skip
