"""What every installation starts with: places, categories, rules and words. Sowing twice changes nothing."""

from arcadumas.core.organisation import areas
from arcadumas.core.reports import categories


def sow() -> None:
    areas.sow()
    categories.sow()
