"""What cannot be drawn is refused in one sentence."""

import numpy as np
import pytest

from barreleye import figures
from barreleye.errors import BarreleyeError

FIGURES = {
    "effect of nothing": lambda: figures.effect([], [], []),
    "effect of one number": lambda: figures.effect([1.0], [2.0], [3]),
    "effect with numbers that do not rise": lambda: figures.effect([2, 1], [1.0, 2.0], [1, 1]),
    "effect without curves": lambda: figures.effect([1, 2], [[], []], [1, 1]),
    "effect with less than no rows": lambda: figures.effect([1, 2], [1.0, 2.0], [-1, 1]),
    "answers of another shape": lambda: figures.answer_map([0, 1], [0, 1, 2], np.zeros((2, 3))),
    "answers at places that do not rise": lambda: figures.answer_map([1, 0], [0, 1], np.zeros((2, 2))),
    "answers at one place": lambda: figures.answer_map([0], [0, 1], np.zeros((2, 1))),
    "answers that are nan": lambda: figures.answer_map([0, 1], [0, 1], np.full((2, 2), np.nan)),
    "answers with a label too many": lambda: figures.answer_map(
        [0, 1], [0, 1], np.full((2, 2, 2), 0.5), classes=["a", "b", "c"]
    ),
    "answers with points of no class": lambda: figures.answer_map(
        [0, 1], [0, 1], np.full((2, 2, 2), 0.5), points=[[0, 1]]
    ),
    "answers with points of a foreign class": lambda: figures.answer_map(
        [0, 1], [0, 1], np.full((2, 2, 2), 0.5), points=[[0, 1]], labels=[7]
    ),
    "answers at steps that differ": lambda: figures.answer_map([0, 1, 100], [0, 1], np.zeros((2, 3))),
    "answers with points without labels": lambda: figures.answer_map(
        [0, 1], [0, 1], np.zeros((2, 2)), points=[[0, 0]]
    ),
    "answers with points over numbers": lambda: figures.answer_map(
        [0, 1], [0, 1], np.zeros((2, 2)), points=[[0, 0]], labels=["a"]
    ),
    "answers below 0 as probabilities": lambda: figures.answer_map(
        [0, 1], [0, 1], np.full((2, 2, 2), -3.0)
    ),
    "answers with a class twice": lambda: figures.answer_map(
        [0, 1], [0, 1], np.full((2, 2, 2), 0.5), classes=["a", "a"]
    ),
    "answers with one name": lambda: figures.answer_map([0, 1], [0, 1], np.zeros((2, 2)), names=["a"]),
    "importance of nothing": lambda: figures.importance([], []),
    "importance that is no number": lambda: figures.importance(["a"], [np.nan]),
    "importance with an error below 0": lambda: figures.importance(["a"], [1.0], [-1.0]),
    "calibration of a probability beyond 1": lambda: figures.calibration([-0.5, 1.7], [True, False]),
    "calibration of what is no yes or no": lambda: figures.calibration([0.5, 0.6], [3, -7]),
    "calibration of nan": lambda: figures.calibration([np.nan], [True]),
}


@pytest.mark.parametrize("ask", FIGURES.values(), ids=FIGURES.keys())
def test_what_cannot_be_drawn_is_refused_or_drawn_without_a_warning(ask):
    with pytest.raises(BarreleyeError):
        ask()
