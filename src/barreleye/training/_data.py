"""Rows to learn from and rows to validate on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import real
from .._arrays import SPLIT, Array, Integers, stream
from .._text import counted, shown
from ..errors import DataError, OptionError
from ..losses import Loss, row_weights
from ..network import FeedForward, Targets

Validation: TypeAlias = float | tuple[ArrayLike, ArrayLike] | None
"""A share of the rows, rows of one's own, or none."""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Rows as the engine takes them.

    Attributes
    ----------
    X : array, shape (rows, n_inputs)
    Y : array
        Class indices (rows,) or numbers (rows, n_outputs).
    weights : array, shape (rows,), or None
        Row weights with mean 1.
    """

    X: Array
    Y: NDArray[Any]
    weights: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.X)

    def part(self, rows: Integers) -> TrainingData:
        """Return some of the rows, with the weights they have."""
        weights = None if self.weights is None else self.weights[rows]
        return TrainingData(self.X[rows], self.Y[rows], weights)

    def split(self, *parts: Integers) -> tuple[TrainingData, ...]:
        """Return parts that stand alone: in each of them the weights have mean 1 again."""
        split = [self.part(rows) for rows in parts]
        if self.weights is None:
            return tuple(split)
        return tuple(
            TrainingData(part.X, part.Y, row_weights(part.weights, len(part)))
            for part in split
            if part.weights is not None
        )


def learned_rows(
    net: FeedForward,
    X: ArrayLike,
    y: ArrayLike,
    loss: Loss,
    validation: Validation,
    sample_weight: ArrayLike | None,
    *,
    scaled: bool = True,
) -> tuple[TrainingData, TrainingData | None]:
    """Return rows to learn from and rows to validate on; the network learns the names of its classes.

    Whatever is refused, the network is as it was. Weights of the rows to learn from are scaled to mean 1 if asked.
    """
    targets = net.targets.learned(y, loss)
    data, held_out = prepare(net, targets, X, y, loss), None
    if sample_weight is not None:
        data = TrainingData(data.X, data.Y, row_weights(sample_weight, len(data), scaled=scaled))
    if isinstance(validation, tuple | list):
        if len(validation) != 2:
            raise OptionError(f"validation is a share or (X, y), got {len(validation)} entries")
        held_out = prepare(net, targets, *validation, loss)
    elif validation is not None:
        classes = class_of_rows(data.Y, loss)
        learned, others = hold_out(validation, len(data), classes, net.seed)
        unscaled = data.part(learned)
        data, held_out = data.split(learned, others)
        data = data if scaled else unscaled
    net.classes = targets.classes
    return data, held_out


def prepare(
    net: FeedForward,
    targets: Targets,
    X: ArrayLike,
    y: ArrayLike,
    loss: Loss,
    weights: NDArray[np.float64] | None = None,
) -> TrainingData:
    """Return X and y in the network's terms, or say in which row and column something is wrong."""
    rows = net.as_rows(X)
    if len(rows) == 0:
        raise DataError("X has 0 rows: there is nothing to learn from")
    refuse_non_finite(rows, "X")
    return TrainingData(rows, targets.encode(y, loss, len(rows)), weights)


def refuse_non_finite(X: Array, what: str) -> None:
    """Name the first NaN or infinity by row and column."""
    finite = np.isfinite(X)
    if not finite.all():
        row, column = (int(i) for i in np.argwhere(~finite)[0])
        raise DataError(
            f"{what} has {X[row, column]} in row {row}, column {column}"
            f" ({counted(int((~finite).sum()), 'such value')} in all): drop or fill it"
        )


def class_of_rows(Y: NDArray[Any], loss: Loss) -> NDArray[Any] | None:
    """Return the class of every row, whichever way the loss takes it; None where there are no classes."""
    if Y.ndim == 1:
        return Y
    whole = bool(np.isin(Y, (0.0, 1.0)).all())
    if whole and loss.labels:  # one-hot rows
        return Y.argmax(axis=1)
    if whole and loss.target == "yes or no" and Y.shape[1] == 1:
        return Y[:, 0]
    return None


def hold_out(
    fraction: float, rows: int, labels: NDArray[Any] | None, seed: int
) -> tuple[Integers, Integers]:
    """Split row positions into (training, validation) by chance, every class in its proportion.

    Parameters
    ----------
    fraction : float
        Share of the rows to validate on, between 0 and 1.
    rows : int
    labels : array, shape (rows,), or None
        Class of every row; every class keeps at least one training row.
    seed : int
        Decides the draw.
    """
    if not 0.0 < real(fraction) < 1.0:
        raise OptionError(
            f"validation is a share, strictly between 0 and 1, or rows of your own (X, y), got {shown(fraction)}"
        )
    rng = stream(SPLIT, seed, rows)
    classes = (
        np.zeros(rows, dtype=np.int64) if labels is None else np.unique(labels, return_inverse=True)[1]
    )
    by_class = np.argsort(classes, kind="stable")
    held_out = np.zeros(rows, dtype=bool)
    owed = 0.0
    for group in np.split(by_class, np.cumsum(np.bincount(classes))[:-1]):
        # what rounding took from one class is given by the next, but never more than one row
        owed += fraction * len(group)
        take = max(0, min(round(owed), len(group) - 1))
        owed = min(owed - take, 1.0)
        held_out[rng.permutation(group)[:take]] = True
    if not held_out.any():
        raise DataError(
            f"{counted(rows, 'row')} are too few to hold out a share of {fraction:g} for validation"
        )
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)
