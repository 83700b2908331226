"""Which columns matter: how much worse rows are answered that were not learned from, if a column is mixed up."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._arrays import SPLIT, Array, stream
from .._encoding import TableEncoder
from ..fitting import Learned, Rows, blended
from ._asked import exchanged, spaced

# Rows that are asked about, of all folds together: fewer where there are many columns.
_MOST_ROWS, _MOST_ANSWERS, _LEAST_ROWS = 5_000, 1_000_000, 400


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
    learned: Learned,
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
    learned : Learned
    loss : callable
        Takes answers (rows, outputs) and the positions of these rows.
    seed : int
        Decides how entries are exchanged.

    References
    ----------
    Breiman: Random forests (2001).
    """
    own, straight = list(encoder.blocks()), list(encoder.scaled.blocks())
    pairs = [
        (network, linear, part)
        for network, linear in zip(learned.members, learned.linear, strict=True)
        for part in network.fold.parts
    ]
    most = min(_MOST_ROWS, max(_LEAST_ROWS, _MOST_ANSWERS // len(own))) // len(pairs)
    found = np.empty((len(pairs), len(own)))
    for k, (network, linear, part) in enumerate(pairs):
        at = spaced(part, max(2, most))
        X, L = rows.X[at], scaled.X[at]

        def worth(X: Array, L: Array) -> float:
            answers: Array = network.network(X)  # noqa: B023  called at once
            if learned.share:
                both = answers, linear.network(L)  # noqa: B023
                shares = 1.0 - learned.share, learned.share
                answers = blended(both, shares, classes=bool(rows.classes))
            return loss(answers, at)  # noqa: B023

        usual, rng = worth(X, L), stream(SPLIT, seed, len(at), k)
        for j, (one, line) in enumerate(zip(own, straight, strict=True)):
            other = rng.permutation(len(at))
            mixed = exchanged(X, [one.inputs], other), exchanged(L, [line.inputs], other)
            found[k, j] = worth(*mixed) - usual
    many = len(pairs)
    spread = found.std(axis=0, ddof=1) / math.sqrt(many) if many > 1 else np.zeros(len(own))
    every = [
        Importance(block.plan.name, float(value), float(error))
        for block, value, error in zip(own, found.mean(axis=0), spread, strict=True)
    ]
    return sorted(every, key=lambda one: -one.value)
