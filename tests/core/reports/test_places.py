"""A point outside the region is known by the region's box, and by Indonesia's where none is set."""

import pytest
from pytest_django import Settings

from arcadumas.core.reports import places


@pytest.mark.parametrize(
    ("latitude", "longitude", "of_region", "of_country"),
    [(-3.0, 114.6, False, False), (-3.44, 114.95, True, False), (-6.2, 106.8, True, False), (48.2, 16.4, True, True),
     (None, 114.6, False, False), (None, None, False, False)],
)  # fmt: skip
def test_what_is_outside(
    settings: Settings, latitude: float | None, longitude: float | None, of_region: bool, of_country: bool
) -> None:
    settings.REGION_BOX = (-3.52, 114.34, -2.52, 114.87)
    assert places.is_outside(latitude, longitude) is of_region
    settings.REGION_BOX = None
    assert places.is_outside(latitude, longitude) is of_country
