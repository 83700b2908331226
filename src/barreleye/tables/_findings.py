"""Warnings worth reading: about the table before training, and about the model after it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted, listed, quoted
from ..training import History
from ._encoding import TableEncoder
from ._scores import Scores
from ._target import CLASSIFICATION, Target

_FEW_CHECKED = 30
_RARE = 5
_IMBALANCED = 0.8


def before_training(goal: Target, y: NDArray[Any], missing: int) -> list[str]:
    """Return what is odd about the target, given its encoded rows and how many have none."""
    notes: list[str] = []
    if missing:
        notes.append(f"{counted(missing, 'row')} without {quoted(goal.name)} left out")
    if goal.task != CLASSIFICATION:
        return notes
    numbers = all(isinstance(label, int) and not isinstance(label, bool) for label in goal.classes)
    if numbers and len(goal.classes) > 2 and "you said" not in goal.why:
        notes.append(
            f"{quoted(goal.name)} holds whole numbers, treated as classes: if they are amounts, the task is"
            " regression"
        )
    counts = np.bincount(y, minlength=len(goal.classes))
    rare: list[object] = [label for label, n in zip(goal.classes, counts, strict=True) if n < _RARE]
    if rare:
        notes.append(
            f"fewer than {_RARE} rows of class {listed(rare, most=5)}: too few to learn or to check"
        )
    if counts.max() > _IMBALANCED * len(y):
        usual = goal.classes[int(counts.argmax())]
        notes.append(
            f"{counts.max() / len(y):.0%} of the rows are {quoted(usual)}: a high accuracy alone proves little"
        )
    return notes


def after_training(encoder: TableEncoder, history: History, scores: Scores, epochs: int) -> list[str]:
    """Return what is odd about the columns, the course of training, and the scores."""
    notes = [
        f"column {quoted(plan.name)} left out: {plan.dropped}"
        for plan in encoder.plans
        if plan.dropped not in ("", "as you said")
    ]
    notes += [
        f"column {quoted(plan.name)} has more than {len(plan.words)} different words: the rarer ones share"
        " one input"
        for plan in encoder.plans
        if plan.other
    ]
    if history.stopped == "interrupted":
        notes.append(f"interrupted: these are the best weights so far, of epoch {history.best_epoch}")
    elif (
        history.stopped == "epochs"
        and history.best_epoch is not None
        and history.best_epoch >= 0.95 * epochs
    ):
        notes.append("the validation loss was still falling at the last epoch: more epochs may help")
    first = scores.scores[0]
    if not first.higher_is_better and first.value > 2.0 * first.baseline:
        notes.append(
            "far worse than the baseline: training has failed, and a smaller learning rate may help"
        )
    elif not scores.better:
        notes.append(
            f"no better than the baseline ({scores.naive}): the columns may not determine the target"
        )
    if scores.rows < _FEW_CHECKED:
        notes.append(f"checked on {counted(scores.rows, 'row')} only: the scores are uncertain")
    return notes
