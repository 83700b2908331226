"""Answers that know the target alone, beside which a model is scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from ..losses import Loss, absolute_error, quantile


@dataclass(frozen=True, eq=False)
class Compared:
    """What else answers the same rows.

    Attributes
    ----------
    naive : array, shape (rows, classes) or (rows,)
        What is known without the columns: logarithms of shares, or means.
    linear : array of the same shape, or None
        The answers of a linear model.
    part : array, shape (rows,), or None
        The fold of each row, from 0.
    """

    naive: NDArray[np.floating]
    linear: NDArray[np.floating] | None = None
    part: Integers | None = None


def log_shares(counts: Integers) -> NDArray[np.float64]:
    """Return logarithms of the share of each class, (classes,).

    Each class counts one more row: one that training never met would cost the baseline infinitely much.
    """
    return np.log((counts + 1.0) / (counts.sum() + len(counts)))


def constant_for(loss: Loss, y: NDArray[np.floating]) -> tuple[float, str]:
    """Return the constant answer to (rows,) that has the lowest loss, and what it is called."""
    if loss.name == quantile.name:
        level = loss.parameters["level"]
        return float(np.quantile(y, level)), f"the quantile {level:g}"
    if loss.name == absolute_error.name:
        return float(np.median(y)), "the median"
    return float(y.mean()), "the mean"
