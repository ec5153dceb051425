"""The ladder that the product ships: told, then the substitute, the head, front desk and Sekda, the regional head.

Hours are working hours. Reference: one day and two days of silence before leaders hear of it, as other cities do.
"""

from arcadumas.duties.escalation.models import Audience, Rung

HOURS = "working_hours"
BEFORE, AFTER = Rung.Anchor.BEFORE_DUE, Rung.Anchor.AFTER_DUE
COMMON = (
    (0, Audience.HOLDER, BEFORE, 8, 0),
    (1, Audience.HOLDER, AFTER, 0, 0),
    (2, Audience.SUBSTITUTE, AFTER, 4, 0),
    (3, Audience.HEAD, AFTER, 8, 0),
    (4, Audience.DESK_AND_SECRETARY, AFTER, 16, 0),
    (5, Audience.REGIONAL_HEAD, AFTER, 32, 3),
)
SHORT = ((0, Audience.HOLDER, BEFORE, 1, 0), *COMMON[1:])  # acceptance has four working hours in all
LADDERS = {"": COMMON, "accept": SHORT}


def sow() -> None:
    """Put in what is missing; what officials changed stays. A second call changes nothing."""
    if Rung.objects.exists():
        return
    Rung.objects.bulk_create(
        Rung(
            step=step, number=number, audience=audience, anchor=anchor, amount=amount, counted_in=HOURS, repeats=repeats
        )
        for step, rungs in LADDERS.items()
        for number, audience, anchor, amount, repeats in rungs
    )
