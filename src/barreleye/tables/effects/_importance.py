"""Which columns matter: how much worse rows are answered that were not learned from, if a column is mixed up."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from .._encoding import TableEncoder
from ..fitting import Rows, Teachers, losses_without


@dataclass(frozen=True)
class Importance:
    """How much the answers depend on a column.

    Attributes
    ----------
    name : str
        Of the column.
    value : float
        How much larger the loss is if the entries of the column are exchanged between the rows: cross-entropy,
        or the root mean squared error in the units of the target.
    spread : float
        Its standard error, from how much it differs between the parts of the rows.
    """

    name: str
    value: float
    spread: float

    @property
    def matters(self) -> bool:
        """Whether the loss grows by more than two standard errors."""
        return self.value > 2.0 * self.spread and self.value > 0.0


def importance(
    encoder: TableEncoder,
    rows: Rows,
    scaled: Rows,
    found: Teachers,
    loss: Callable[[Array, NDArray[np.intp]], float],
    seed: int,
) -> list[Importance]:
    """Return the importance of each column that is used, the largest first (permutation importance).

    Every network of a fold, with its share of a linear model, answers the rows that were held out from it.

    Parameters
    ----------
    encoder : TableEncoder
    rows, scaled : Rows
        As the networks and the linear models take them.
    found : Teachers
        The networks of the folds.
    loss : callable
        Takes answers (rows, outputs) and the positions of these rows.
    seed : int
        Decides how entries are exchanged.

    References
    ----------
    Breiman: Random forests (2001).
    """
    lost = losses_without(rows, scaled, found.members, found.linear, found.share, loss, seed)
    many = len(lost)
    spread = lost.std(axis=0, ddof=1) / math.sqrt(many) if many > 1 else np.zeros(lost.shape[1])
    every = [
        Importance(block.plan.name, float(value), float(error))
        for block, value, error in zip(encoder.blocks(), lost.mean(axis=0), spread, strict=True)
    ]
    return sorted(every, key=lambda one: -one.value)
