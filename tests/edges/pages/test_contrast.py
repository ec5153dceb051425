"""Contrast of every pair of tokens the stylesheet puts together, in light and dark (WCAG 2.2: 4.5 text, 3 borders)."""

import re
from pathlib import Path

import pytest

import arcadumas

CSS = (Path(arcadumas.__file__).parent / "edges/pages/static/arcadumas.css").read_text()
BLOCKS = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root[^{]*\{[^}]*--page: #[0-9a-f]{6}[^}]*\}", CSS)
]
LIGHT, DARK = BLOCKS[0], BLOCKS[1]
STRONG, TEXT, BORDER = 7.0, 4.5, 3.0
PAIRS = {
    STRONG: """ink/page ink/surface ink/sunken ink/river-tint bank-ink/bank on-turmeric/turmeric on-turmeric/turmeric-strong
        ink/turmeric-tint ink/late-tint ink/soon-tint ink/calm-tint""",
    TEXT: """ink-2/page ink-2/surface ink-2/sunken ink-3/page ink-3/surface ink-3/sunken river/page river/surface
        river/sunken river/river-tint river-strong/river-tint ink-2/river-tint on-river/river on-river/river-strong
        bank-ink-2/bank ink-3/turmeric-tint river/turmeric-tint late/surface late/page late/sunken late/late-tint
        river/late-tint on-late/late soon/surface soon/page soon/soon-tint river/soon-tint good/good-tint calm/surface
        calm/sunken calm/calm-tint river/calm-tint page/ink on-m-low/m0 on-m-low/m1 on-m-low/m2 on-m-high/m3
        on-m-high/m4""",
    BORDER: "edge/surface edge/page c1/surface c2/surface c3/surface c4/surface",
}
CASES = [(floor, *pair.split("/")) for floor, pairs in PAIRS.items() for pair in pairs.split()]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(("floor", "text", "ground"), CASES)
def test_a_pair_stands_out_in_light_and_dark(floor: float, text: str, ground: str) -> None:
    assert min(contrast(LIGHT[text], LIGHT[ground]), contrast(DARK[text], DARK[ground])) >= floor


def test_the_two_dark_blocks_are_equal() -> None:
    """One is for the device's wish, one for the visitor's own; CSS cannot share them."""
    assert BLOCKS[1] == BLOCKS[2]


def test_dark_names_every_colour_that_light_names() -> None:
    assert set(LIGHT) == set(DARK)


def test_turmeric_is_never_the_colour_of_letters() -> None:
    assert re.findall(r"[^-]color: var\(--turmeric\)", CSS) == []
