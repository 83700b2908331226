"""Scores of a model, beside those of a baseline that ignores the columns, and of a linear model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import quoted, short
from ..losses import Loss, absolute_error, cross_entropy, quantile, squared_error
from ._baselines import Compared, constant_for, log_shares
from ._metrics import CLASSES, NUMBERS, Metric, confusion_of
from ._target import CLASSIFICATION, Target


@dataclass(frozen=True)
class Score:
    """One metric, for the network and for the baselines, on the same rows.

    Attributes
    ----------
    name : str
        The name of the metric.
    value, baseline : float
        The metric of the network and of the baseline. A unit of "%" means fractions from 0 to 1 here.
    higher_is_better : bool
    unit : str
        ``"%"`` for fractions, the name of the target for its own units, else empty.
    linear : float, or None
        The metric of a linear model, where one was trained.
    spread : float, or None
        How uncertain the value is: its standard error, from how much it differs between the folds.
    """

    name: str
    value: float
    baseline: float
    higher_is_better: bool
    unit: str = ""
    linear: float | None = None
    spread: float | None = None

    @property
    def better(self) -> bool:
        """Whether the network is better than the baseline."""
        return self.value > self.baseline if self.higher_is_better else self.value < self.baseline

    def text(self, value: float) -> str:
        """Return one of the two values as text."""
        return f"{100.0 * value:.1f} %" if self.unit == "%" else short(value)

    @property
    def with_spread(self) -> str:
        """The value of the network as text, with its standard error where that is known."""
        if not self.spread:  # not known, or all parts are answered without an error
            return self.text(self.value)
        if self.unit == "%":
            return f"{100.0 * self.value:.1f} ± {100.0 * self.spread:.1f} %"
        return (
            f"{short(self.value)} ± {self.spread:.2g}"
            if self.spread < 100.0
            else f"{short(self.value)} ± {short(self.spread)}"
        )


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
    surely_better : bool or None
        Whether the mean loss is lower than that of the baseline by more than two standard errors; None where
        nothing is compared row by row.
    """

    rows: int
    naive: str
    scores: tuple[Score, ...]
    confusion: Integers | None = None
    notes: tuple[str, ...] = ()
    surely_better: bool | None = None

    @property
    def better(self) -> bool:
        """Whether the network is better than the baseline in the first metric."""
        return self.scores[0].better


def score(
    goal: Target,
    answers: NDArray[np.floating],
    y: NDArray[Any],
    compared: Compared | None = None,
    loss: Loss | None = None,
) -> Scores:
    """Return the scores of answers, given the target (rows,) as :meth:`Target.encode` returns it.

    Parameters
    ----------
    goal : Target
    answers : array, shape (rows, classes) or (rows,)
        Logits, or numbers in the units of the table.
    y : array, shape (rows,)
    compared : Compared, optional
        By default the baseline knows what the target has learned of its training rows.
    loss : Loss, optional
        What a regression was to make small, if it was not the squared error: it is the first score then.
    """
    if goal.task == CLASSIFICATION:
        counts = np.array(goal.counts) if goal.counts else np.bincount(y, minlength=len(goal.classes))
        found = classification_scores(answers, y, counts, goal.classes, compared)
        losses = cross_entropy.per_row
    else:
        y = goal.values(y)
        found = regression_scores(answers, y, goal.center, goal.name, compared, loss)
        losses = _per_row(squared_error if loss is None else loss)
    if compared is None:
        return found
    gain = losses(compared.naive, y) - losses(answers, y)
    surely = float(gain.mean()) > _ERRORS * float(gain.std()) / math.sqrt(len(gain))
    return replace(found, surely_better=surely)


_ERRORS = 2.0


def _per_row(loss: Loss) -> Callable[[NDArray[np.floating], NDArray[Any]], NDArray[np.floating]]:
    return lambda answers, y: loss.per_row(answers[:, None], y[:, None])


def classification_scores(
    logits: NDArray[np.floating],
    y_true: Integers,
    counts: Integers,
    classes: tuple[object, ...],
    compared: Compared | None = None,
) -> Scores:
    """Score logits (rows, classes) against class indices; the baseline knows how many there were in training."""
    if compared is None:
        compared = Compared(np.broadcast_to(log_shares(counts), logits.shape))
    return Scores(
        rows=len(y_true),
        naive=f"always {quoted(classes[int(counts.argmax())])}",
        scores=tuple(_score(metric, "", logits, y_true, compared) for metric in CLASSES),
        confusion=confusion_of(logits, y_true),
    )


def regression_scores(
    predicted: NDArray[np.floating],
    y_true: NDArray[np.float64],
    train_mean: float,
    unit: str,
    compared: Compared | None = None,
    loss: Loss | None = None,
) -> Scores:
    """Score numbers in the units of the table; the baseline always answers the training mean.

    With the absolute error or a quantile as the loss it is the first metric, and the baseline answers what makes
    it small.
    """
    if compared is None:
        compared = Compared(np.full(len(y_true), train_mean))
    metrics, name = list(NUMBERS), "the mean"
    if loss is not None:
        train_mean, name = constant_for(loss, y_true)
        if loss.name == absolute_error.name:
            metrics = [metrics[1], metrics[0], metrics[2]]
        if loss.name == quantile.name:
            metrics.insert(0, Metric(repr(loss), _mean_of(loss), False, "target"))
    return Scores(
        rows=len(y_true),
        naive=f"always {short(train_mean)}, {name}",
        scores=tuple(_score(metric, unit, predicted, y_true, compared) for metric in metrics),
    )


def _mean_of(loss: Loss) -> Callable[[NDArray[np.floating], NDArray[Any]], float]:
    return lambda answers, y: float(_per_row(loss)(answers, y).mean())


def _score(
    metric: Metric,
    unit: str,
    answers: NDArray[np.floating],
    y_true: NDArray[Any],
    compared: Compared,
) -> Score:
    return Score(
        metric.name,
        metric.of(answers, y_true),
        metric.of(compared.naive, y_true) if metric.naive is None else metric.naive,
        metric.higher_is_better,
        unit if metric.unit == "target" else metric.unit,
        None if compared.linear is None else metric.of(compared.linear, y_true),
        None if compared.part is None else _standard_error(metric, answers, y_true, compared.part),
    )


def _standard_error(
    metric: Metric, answers: NDArray[np.floating], y_true: NDArray[Any], part: Integers
) -> float | None:
    """Return the standard error of a metric, from its values on the parts; None with fewer than two of them."""
    inside = [np.flatnonzero(part == one) for one in range(int(part.max()) + 1)]
    values: Sequence[float] = [metric.of(answers[rows], y_true[rows]) for rows in inside if len(rows)]
    known = np.array([value for value in values if not math.isnan(value)])
    return float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else None
