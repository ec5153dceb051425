"""What every installation starts with: places, categories, emergency numbers, rules and words. Sowing twice changes nothing."""

from arcadumas.core.handling import topics
from arcadumas.core.organisation import areas
from arcadumas.core.reports import categories, emergency
from arcadumas.duties.escalation import seeds as ladders
from arcadumas.duties.notifications import seeds as notices


def sow(*, demo: bool = False) -> None:
    areas.sow()
    categories.sow()
    emergency.sow()
    topics.sow()
    ladders.sow()
    notices.sow(demo=demo)
