"""Scores of a model, beside those of a baseline that ignores the columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import quoted, short
from ..losses import cross_entropy
from ..network import Trace
from ._target import CLASSIFICATION, Target


@dataclass(frozen=True)
class Score:
    """One metric, for the network and for the baseline, on the same rows.

    Attributes
    ----------
    name : str
        The name of the metric.
    value, baseline : float
        The metric of the network and of the baseline. A unit of "%" means fractions from 0 to 1 here.
    higher_is_better : bool
    unit : str
        ``"%"`` for fractions, the name of the target for its own units, else empty.
    """

    name: str
    value: float
    baseline: float
    higher_is_better: bool
    unit: str = ""

    @property
    def better(self) -> bool:
        """Whether the network is better than the baseline."""
        return self.value > self.baseline if self.higher_is_better else self.value < self.baseline

    def text(self, value: float) -> str:
        """Return one of the two values as text."""
        return f"{100.0 * value:.1f} %" if self.unit == "%" else short(value)


@dataclass(frozen=True)
class Scores:
    """The scores on one set of rows.

    Attributes
    ----------
    rows : int
        The number of rows.
    naive : str
        What the baseline predicts, as text: always the most frequent class, or always the mean.
    scores : tuple of Score
        The most important one first.
    confusion : array, shape (classes, classes), or None
        The confusion matrix: true classes as rows, predicted classes as columns. None for regression.
    notes : tuple of str
        Which answers of the table were left out because they could not be compared.
    """

    rows: int
    naive: str
    scores: tuple[Score, ...]
    confusion: Integers | None = None
    notes: tuple[str, ...] = ()

    @property
    def better(self) -> bool:
        """Whether the network is better than the baseline in the first metric."""
        return self.scores[0].better


def score(goal: Target, trace: Trace, y: NDArray[Any]) -> Scores:
    """Return the scores of a forward pass, given the target (rows,) as :meth:`Target.encode` returns it."""
    if goal.task == CLASSIFICATION:
        counts = np.array(goal.counts) if goal.counts else np.bincount(y, minlength=len(goal.classes))
        return classification_scores(trace[-1].z, y, counts, goal.classes)
    return regression_scores(goal.decode(trace.outputs), goal.values(y), goal.center, goal.name)


def classification_scores(
    logits: NDArray[np.floating], y_true: Integers, counts: Integers, classes: tuple[object, ...]
) -> Scores:
    """Score logits (rows, classes) against class indices; the baseline knows how many there were in training."""
    frequencies = counts.astype(np.float64)
    usual = int(frequencies.argmax())
    answers = logits.argmax(axis=1)
    # add-one smoothing: a class that training never met would cost the baseline infinitely much
    shares = np.log((frequencies + 1.0) / (frequencies.sum() + len(classes)))
    constant = np.broadcast_to(shares, (len(y_true), len(classes)))
    confusion = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(confusion, (y_true, answers), 1)
    return Scores(
        rows=len(y_true),
        naive=f"always {quoted(classes[usual])}",
        scores=(
            Score(
                "accuracy",
                float((answers == y_true).mean()),
                float((y_true == usual).mean()),
                True,
                "%",
            ),
            Score(
                "balanced accuracy", _balanced(confusion), 1.0 / _classes_present(confusion), True, "%"
            ),
            Score(
                "cross-entropy", cross_entropy(logits, y_true), cross_entropy(constant, y_true), False
            ),
        ),
        confusion=confusion,
    )


def _classes_present(confusion: Integers) -> int:
    """Return how many classes the rows hold."""
    return int((confusion.sum(axis=1) > 0).sum())


def _balanced(confusion: Integers) -> float:
    """Return the share of right answers within each class, averaged over the classes that are there."""
    rows = confusion.sum(axis=1)
    return float((np.diag(confusion)[rows > 0] / rows[rows > 0]).mean())


def regression_scores(
    predicted: NDArray[np.float64], y_true: NDArray[np.float64], train_mean: float, unit: str
) -> Scores:
    """Score numbers in the units of the table; the baseline always answers the training mean."""

    def rmse(p: NDArray[np.float64] | float) -> float:
        return math.sqrt(float(np.mean((y_true - p) ** 2)))

    def mae(p: NDArray[np.float64] | float) -> float:
        return float(np.mean(np.abs(y_true - p)))

    def r2(p: NDArray[np.float64] | float) -> float:
        variance = float(y_true.var())
        return 1.0 - rmse(p) ** 2 / variance if variance else float("nan")

    return Scores(
        rows=len(y_true),
        naive=f"always {short(train_mean)}, the mean",
        scores=(
            Score("root mean squared error", rmse(predicted), rmse(train_mean), False, unit),
            Score("mean absolute error", mae(predicted), mae(train_mean), False, unit),
            Score("R²", r2(predicted), r2(train_mean), True),
        ),
    )
