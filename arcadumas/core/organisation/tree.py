"""The unit tree: small (a few hundred rows), so one recursive statement answers any question about it."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation.models import Unit


def path(unit_id: int) -> frozenset[int]:
    """Ids of the unit and of every unit above it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up AS (SELECT id, parent_id FROM organisation_unit WHERE id = %s UNION "
            "SELECT u.id, u.parent_id FROM organisation_unit u JOIN up ON u.id = up.parent_id) SELECT id FROM up",
            [unit_id],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def recorded(code: str) -> Unit:
    """To look things up by: also a unit that is no more, whose reports and figures stay. Raises Unfit."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Unfit("unit.unknown", _('There is no unit "{unit}". Check its code.'), field="unit", unit=code)
    return unit
