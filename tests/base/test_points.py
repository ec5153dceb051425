"""Points are read as forms, hands and map applications write them."""

from math import isnan, nan

import pytest

from arcadumas.base import points


@pytest.mark.parametrize(
    ("text", "number"),
    [("-3.09512", -3.09512), (" 114.5726 ", 114.5726), ("−3.5", -3.5), ("0", 0.0), ("-3.123456789", -3.12346), ("", None), ("  ", None)],
)  # fmt: skip
def test_a_number_is_read_to_the_metre(text: str, number: float | None) -> None:
    assert points.number(text) == number


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1e3", "3,5", "--3", "3.", "٣.٥", "1_0", "1234", "1" * 400])
def test_what_is_no_number_is_on_no_earth(text: str) -> None:
    number = points.number(text)
    assert number is not None and isnan(number)
    assert not points.is_on_earth(number, 0.0)


@pytest.mark.parametrize(
    "words",
    ["-3.09512, 114.5726", "−3.09512 114.5726", "-3.09512,114.5726", " -3.09512; 114.5726 ", "geo:-3.09512,114.5726?z=17",
     "https://maps.google.com/?q=-3.09512,114.5726", "https://maps.google.com/maps?q=-3.09512,%20114.5726&z=17",
     "https://www.google.com/maps/place/Pasar/@-3.09512,114.5726,17z"],
)  # fmt: skip
def test_words_that_are_nothing_but_a_point_are_one(words: str) -> None:
    assert points.in_words(words) == (-3.09512, 114.5726, "")


@pytest.mark.parametrize(
    "words",
    ["", "Seberang pasar", "RT 3, 14", "Jalan 3.5 km, 4 rumah", "depan pasar -3.09512, 114.5726", "12.500, 3", "https://maps.app.goo.gl/abc"],
)  # fmt: skip
def test_other_words_stay_words(words: str) -> None:
    assert points.in_words(words) == (None, None, words)


def test_the_fields_come_before_the_words() -> None:
    assert points.given("-3.1", "114.6", "-3.09512, 114.5726") == (-3.1, 114.6, "-3.09512, 114.5726")
    assert points.given("", "", "-3.09512, 114.5726") == (-3.09512, 114.5726, "")
    assert points.given("-3.1", "", "Pasar") == (-3.1, None, "Pasar")


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_there"),
    [(-3.1, 114.6, True), (90, 180, True), (-90.1, 0, False), (0, 180.1, False), (None, 1, False), (1, None, False), (nan, 1, False)],
)  # fmt: skip
def test_a_point_is_two_numbers_within_their_bounds(
    latitude: float | None, longitude: float | None, is_there: bool
) -> None:
    assert points.is_on_earth(latitude, longitude) is is_there


def test_it_is_written_for_people_and_for_their_maps() -> None:
    assert points.written(-3.09512, 114.5726) == "-3.09512, 114.5726"
    assert points.written(-3.0, 0.00001) == "-3, 0.00001"
    assert points.geo(-3.09512, 114.5726) == "geo:-3.09512,114.5726?q=-3.09512,114.5726"
    assert points.in_words(points.geo(-3.09512, 114.5726))[:2] == (-3.09512, 114.5726)
