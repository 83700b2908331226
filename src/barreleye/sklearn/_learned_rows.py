"""The rows of an estimator: which are kept back, how many make a batch, and in which order they come."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted
from ..errors import DataError
from ..training import hold_out
from ._installed import INSTALLED


@dataclass(frozen=True)
class Rows:
    """Rows as a network takes them, dense or CSR, what it learns from them, and what they count.

    Attributes
    ----------
    X : array or sparse matrix, shape (rows, features)
    Y : array
        Class indices (rows,), or numbers (rows, outputs).
    weights : array, shape (rows,), or None
    """

    X: Any
    Y: NDArray[Any]
    weights: NDArray[Any] | None = None

    def __len__(self) -> int:
        return int(self.X.shape[0])

    def part(self, places: NDArray[Any]) -> Rows:
        """Return some of them."""
        weights = None if self.weights is None else self.weights[places]
        return Rows(self.X[places], self.Y[places], weights)


def batch_size(estimator: Any, rows: int) -> int:  # noqa: ANN401  as above
    given = estimator.batch_size
    if isinstance(given, str):
        return min(200, rows)
    if given > rows:
        told = f"batch_size is {given}, and there are {counted(rows, 'row')}: all of them make one batch"
        warnings.warn(told, UserWarning, stacklevel=6)
    return min(int(given), rows)


def split_rows(
    estimator: Any,  # noqa: ANN401  as above
    Y: NDArray[Any],
    draw: np.random.RandomState,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return which rows are learned from, and which are kept to validate on."""
    rows, fraction = len(Y), estimator.validation_fraction
    stratified = estimator._stratifies(Y)
    if INSTALLED:
        split = import_module("sklearn.model_selection").train_test_split
        alike = Y.astype(bool) if stratified else None
        learned, others = split(np.arange(rows), random_state=draw, test_size=fraction, stratify=alike)
    else:
        alike = Y[:, 0] if stratified else None
        learned, others = hold_out(fraction, rows, alike, int(draw.randint(2**31 - 1)))
    if len(others) < 2:
        raise DataError(
            "The validation set is too small. Increase 'validation_fraction' or the size of your dataset."
        )
    return learned, others


def orders(rows: int, draw: np.random.RandomState) -> Callable[[], NDArray[Any]]:
    """Return what gives the order of each epoch: that of the one before, shuffled, as in scikit-learn."""
    now = np.arange(rows)

    def order() -> NDArray[Any]:
        nonlocal now
        shuffled = np.arange(rows)
        draw.shuffle(shuffled)
        now = now[shuffled]
        return now

    return order
