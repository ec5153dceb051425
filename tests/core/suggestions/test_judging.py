import numpy as np
import pytest

from arcadumas.core.suggestions import judging

NAMES = ["a", "b", "c", "d"]


def test_it_counts_what_is_right() -> None:
    found = np.array([[0.9, 0.05, 0.03, 0.02], [0.6, 0.2, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4], [0.3, 0.3, 0.3, 0.1]])
    figures = judging.judge(found, ["a", "b", "d", "d"], NAMES)
    assert (figures.accuracy, figures.top3) == (0.5, 0.75)
    assert figures.macro_f1 == pytest.approx((0.5 + 0 + 2 / 3) / 3)
    assert [(each.confidence, each.share, each.accuracy) for each in figures.coverage] == [(0.5, 0.5, 0.5), (0.7, 0.25, 1.0), (0.9, 0.25, 1.0)]  # fmt: skip
    assert figures.coverage_at_90 == 0.25


def test_nobody_so_sure_is_no_accuracy() -> None:
    figures = judging.judge(np.array([[0.4, 0.3, 0.2, 0.1]]), ["a"], NAMES)
    assert [(each.share, each.accuracy) for each in figures.coverage] == [(0.0, None)] * 3


def test_a_label_never_learned_is_simply_wrong() -> None:
    assert judging.judge(np.array([[0.4, 0.3, 0.2, 0.1]]), ["new"], NAMES).top3 == 0.0


def test_the_temperature_makes_the_bold_humble() -> None:
    sums = np.array([[4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, 0.0]])
    humble = judging.temperature(sums, ["a", "a", "a", "b"], ["a", "b"])
    assert judging.shares(sums / humble)[0, 0] == pytest.approx(0.75, abs=0.02)


def test_without_anything_to_fit_the_temperature_is_one() -> None:
    assert judging.temperature(np.array([[1.0, 2.0]]), ["new"], ["a", "b"]) == 1.0
