"""Columns that know the answer: what is written only after the target is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..._text import quoted, typed
from .._columns import Column
from .._kinds import WORDS, YES_NO
from .._target import CLASSIFICATION, Target

# Looked at in so many rows, drawn at random from larger tables.
_MOST_ROWS = 20_000
_FEWEST = 20
_FOLDS = 5
# A column alone that answers so well knows the answer, if the most frequent answer is wrong much more often.
_ACCURACY, _R2, _FEWER_ERRORS = 0.99, 0.999, 0.2


def leaks(columns: list[Column], goal: Target, y: NDArray[np.generic]) -> Iterator[str]:
    """Name columns that alone answer rows that they have not seen, by their values or by where they have none."""
    rows = np.arange(len(y))
    if len(y) > _MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MOST_ROWS, replace=False))
    for column in columns:
        some = column.take(rows)
        answer = _knows(some, goal, y[rows])
        if answer:
            yield _leak(column, f"column {quoted(column.name)} alone {answer}", goal)
        elif some.count_missing() and (answer := _knows(_absence(some), goal, y[rows])):
            yield _leak(
                column, f"whether an entry of column {quoted(column.name)} is missing {answer}", goal
            )


def _absence(column: Column) -> Column:
    return replace(column, kind=YES_NO, stored=column.missing.astype(np.float64), categories=())


def _knows(column: Column, goal: Target, y: NDArray[np.generic]) -> str:
    """Say how well a column alone answers rows that it has not seen; nothing if that is not suspicious."""
    answers = _answers_alone(column, y, classes=goal.task == CLASSIFICATION)
    if answers is None:
        return ""
    if goal.task == CLASSIFICATION:
        wrong, usual = (
            float((answers != y).mean()),
            1.0 - float(np.bincount(y.astype(np.int64)).max()) / len(y),
        )
        if wrong <= 1.0 - _ACCURACY and wrong <= _FEWER_ERRORS * usual:
            return f"answers {1.0 - wrong:.1%} of held-out rows right"
    else:
        inside = ~np.isnan(answers)  # beyond the values of the other rows nothing is known
        truth, answers = y.astype(np.float64)[inside], answers[inside]
        variance = float(truth.var())
        r2 = 1.0 - float(np.mean((truth - answers) ** 2)) / variance if variance else 0.0
        if r2 >= _R2:
            return f"has an R² of {r2:.4f} on held-out rows"
    return ""


def _leak(column: Column, how: str, goal: Target) -> str:
    return f"{how}: if it is known only when {quoted(goal.name)} is, leave it out (--drop {typed(column.name)})"


def _answers_alone(
    column: Column, y: NDArray[np.generic], *, classes: bool
) -> NDArray[np.float64] | None:
    """Return for each row what the other parts of the table say of its value alone; None if it says too little."""
    data = column.data.astype(np.float64)
    known = data >= 0 if column.kind == WORDS else ~np.isnan(data)
    if known.sum() < max(_FEWEST, 0.5 * len(data)):
        return None
    folds = np.random.default_rng(0).permutation(len(y)) % _FOLDS
    answers = np.zeros(len(y))
    for fold in range(_FOLDS):
        train, test = known & (folds != fold), folds == fold
        values, inverse = np.unique(data[train], return_inverse=True)
        if len(values) < 2:
            return None
        if classes:
            counts = np.zeros((len(values), int(y.max()) + 1))
            np.add.at(counts, (inverse, y[train].astype(np.int64)), 1)
            nearest = np.abs(np.searchsorted(0.5 * (values[1:] + values[:-1]), data[test]))
            answers[test] = counts.argmax(axis=1)[nearest]
        else:
            means = np.bincount(inverse, y[train].astype(np.float64)) / np.bincount(inverse)
            answers[test] = np.interp(data[test], values, means, np.nan, np.nan)
    return answers
