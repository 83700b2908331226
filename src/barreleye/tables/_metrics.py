"""The metrics of answers to rows whose truth is known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from ..losses import cross_entropy


@dataclass(frozen=True)
class Metric:
    """A number that says how good answers are.

    Attributes
    ----------
    name : str
    of : callable
        Takes answers and the truth: logits (rows, classes) and class indices (rows,), or numbers (rows,) twice.
    higher_is_better : bool
    unit : str
        ``"%"`` for fractions, ``"target"`` for the units of the target, else empty.
    naive : float, or None
        The metric of answers that are the same for all rows, where that does not depend on the answer.
    """

    name: str
    of: Callable[[NDArray[np.floating], NDArray[Any]], float]
    higher_is_better: bool
    unit: str = ""
    naive: float | None = None


def confusion_of(logits: NDArray[np.floating], y_true: Integers) -> Integers:
    """Return counts of rows by true class and answer, shape (classes, classes)."""
    counts = np.zeros((logits.shape[1], logits.shape[1]), dtype=np.int64)
    np.add.at(counts, (y_true, logits.argmax(axis=1)), 1)
    return counts


def _accuracy(logits: NDArray[np.floating], y_true: Integers) -> float:
    return float((logits.argmax(axis=1) == y_true).mean())


def _balanced_accuracy(logits: NDArray[np.floating], y_true: Integers) -> float:
    """Return the share of right answers within each class, averaged over the classes that are there."""
    confusion = confusion_of(logits, y_true)
    rows = confusion.sum(axis=1)
    return float((np.diag(confusion)[rows > 0] / rows[rows > 0]).mean())


def _area_under_roc(logits: NDArray[np.floating], y_true: Integers) -> float:
    """Return the chance that a row of a class gets a higher probability of it than a row of another class.

    The mean over all classes that are there, if there are more than two; ties count one half.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    probability = np.exp(shifted)
    probability /= probability.sum(axis=1, keepdims=True)
    classes = (1,) if logits.shape[1] == 2 else range(logits.shape[1])
    areas = [_area(probability[:, one], y_true == one) for one in classes]
    known = [area for area in areas if not math.isnan(area)]
    return float(np.mean(known)) if known else math.nan


def _area(values: NDArray[np.floating], yes: NDArray[np.bool_]) -> float:
    many = int(yes.sum())
    if not 0 < many < len(yes):
        return math.nan
    _, place, ties = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(ties)
    ranks = (last - 0.5 * (ties - 1))[place]  # those of equal values are their mean
    return float((ranks[yes].sum() - 0.5 * many * (many + 1)) / (many * (len(yes) - many)))


def _root_mean_squared_error(predicted: NDArray[np.floating], y_true: NDArray[np.floating]) -> float:
    return math.sqrt(float(np.mean((y_true - predicted) ** 2)))


def _mean_absolute_error(predicted: NDArray[np.floating], y_true: NDArray[np.floating]) -> float:
    return float(np.mean(np.abs(y_true - predicted)))


def _r2(predicted: NDArray[np.floating], y_true: NDArray[np.floating]) -> float:
    variance = float(y_true.var())
    error = _root_mean_squared_error(predicted, y_true)
    return 1.0 - error**2 / variance if variance else math.nan


CLASSES = (
    Metric("accuracy", _accuracy, True, "%"),
    Metric("balanced accuracy", _balanced_accuracy, True, "%"),
    Metric("area under the ROC curve", _area_under_roc, True, naive=0.5),
    Metric("cross-entropy", cross_entropy, False),
)
"""The most important one first, and last what training makes small."""

NUMBERS = (
    Metric("root mean squared error", _root_mean_squared_error, False, "target"),
    Metric("mean absolute error", _mean_absolute_error, False, "target"),
    Metric("R²", _r2, True),
)
"""Likewise."""
