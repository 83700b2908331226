"""Warnings worth reading: about the table before training, and about the model after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._text import counted, listed, quoted
from ...losses import Loss, quantile
from ...training import History
from .._columns import Column
from .._encoding import TableEncoder
from .._scores import Scores
from .._table import Table
from .._target import CLASSIFICATION, Target
from ._gathered import columns
from ._reasons import AS_SAID, TOGETHER, WEIGHT, empty_and_nameless

_FEW_CHECKED = 30
_RARE = 5
_IMBALANCED = 0.8


def before_training(goal: Target, y: NDArray[Any], column: Column) -> list[str]:
    """Return what is odd about the target, given its known rows as they are encoded, and its column."""
    notes: list[str] = []
    if missing := len(column) - len(y):
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


def about_columns(encoder: TableEncoder, table: Table) -> list[str]:
    """Return which columns are left out, and which have too many words, given their encoding and their table."""
    plans = [
        plan for plan in encoder.plans if plan.name not in empty_and_nameless(encoder.plans, table.notes)
    ]
    reasons: dict[str, list[str]] = {}
    for plan in plans:
        if plan.dropped not in ("", AS_SAID, TOGETHER, WEIGHT):
            reasons.setdefault(plan.dropped, []).append(plan.name)
    notes = [f"{columns(names)} left out: {reason}" for reason, names in reasons.items()]
    crowded = [plan for plan in plans if plan.other]
    if crowded:
        verb = "has" if len(crowded) == 1 else "have"
        notes.append(
            f"{columns([plan.name for plan in crowded])} {verb} more than {len(crowded[0].words)} different words:"
            " the rarer ones share one input"
        )
    return notes


def after_training(
    folds: Sequence[History], scores: Scores, epochs: int | None, *, interrupted: bool
) -> list[str]:
    """Return what is odd about the course of training and the scores.

    ``epochs`` is the largest number of them, if somebody has said it: the usual one lets the learning rate fall
    until the last epoch is the best one.
    """
    notes: list[str] = []
    if interrupted:
        notes.append("interrupted: the model is the best network so far")
    elif epochs is not None and 2 * _at_the_end(folds, epochs) > len(folds):
        notes.append("the validation loss was still falling at the last epoch: more epochs may help")
    first = scores.scores[0]
    if not first.higher_is_better and first.value > 2.0 * first.baseline:
        notes.append(
            "far worse than the baseline: training has failed, and a smaller learning rate may help"
        )
    elif not (scores.better if scores.surely_better is None else scores.surely_better):
        notes.append(
            f"no better than the baseline ({scores.naive}), or not by more than chance: the columns may not"
            " determine the target"
        )
    if scores.rows < _FEW_CHECKED:
        notes.append(f"checked on {counted(scores.rows, 'row')} only: the scores are uncertain")
    return notes


def _at_the_end(folds: Sequence[History], epochs: int) -> int:
    """Return for how many folds one of the last epochs was the best."""
    return sum(one.best_epoch is not None and one.best_epoch >= 0.95 * epochs for one in folds)


def about_quantile(loss: Loss, y_true: NDArray[Any], predicted: NDArray[Any]) -> list[str]:
    """Return how much of the truth was below the answers, if they were to be a quantile."""
    if loss.name != quantile.name:
        return []
    below = float(np.mean(y_true <= predicted))
    return [
        f"{below:.1%} of the truth is below the answers, where {loss.parameters['level']:.0%} was asked for"
    ]
