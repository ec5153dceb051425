"""Whether a point seems to lie outside what this installation serves. It is said, and nothing is refused (words: W08)."""

from django.conf import settings

INDONESIA = (-11.2, 94.9, 6.2, 141.1)


def box() -> tuple[float, float, float, float]:
    """South, west, north, east of the region, or of Indonesia where none is set."""
    return settings.REGION_BOX or INDONESIA


def is_outside(latitude: float | None, longitude: float | None) -> bool:
    """A box calls a neighbour's corner inside rather than a place of one's own outside."""
    if latitude is None or longitude is None:
        return False
    south, west, north, east = box()
    return not (south <= latitude <= north and west <= longitude <= east)
