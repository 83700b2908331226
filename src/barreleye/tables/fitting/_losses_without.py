"""How much worse rows are answered that were not learned from, if the entries of a column are exchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..._arrays import SPLIT, Array, stream
from ._members import Member
from ._out_of_fold import blended
from ._settings import Rows

# Rows that are asked about, of all folds together: fewer where there are many columns.
_MOST_ROWS, _MOST_ANSWERS, _LEAST_ROWS = 5_000, 1_000_000, 400


def losses_without(
    rows: Rows,
    scaled: Rows,
    members: Sequence[Member],
    linear: Sequence[Member],
    share: float,
    loss: Callable[[Array, NDArray[np.intp]], float],
    seed: int,
) -> NDArray[np.float64]:
    """Return how much the loss of each part grows without each column, shape (parts, columns).

    Every network of a fold, with its share of a linear model, answers the rows that were held out from it.

    Parameters
    ----------
    rows, scaled : Rows
        As the networks and the linear models take them.
    members, linear : sequence of Member
    share : float
        Of the linear models.
    loss : callable
        Takes answers (rows, outputs) and the positions of these rows.
    seed : int
        Decides how entries are exchanged.
    """
    pairs = [
        (network, line, part)
        for network, line in zip(members, linear, strict=True)
        for part in network.fold.parts
    ]
    columns = list(zip(rows.columns, scaled.columns, strict=True))
    most = min(_MOST_ROWS, max(_LEAST_ROWS, _MOST_ANSWERS // len(columns))) // len(pairs)
    found = np.empty((len(pairs), len(columns)))
    for k, (network, line, part) in enumerate(pairs):
        at = spaced(part, max(2, most))
        X, L = rows.X[at], scaled.X[at]

        def lost(X: Array, L: Array) -> float:
            answers: Array = network.network(X)  # noqa: B023  called at once
            if share:
                both = answers, line.network(L)  # noqa: B023
                answers = blended(both, (1.0 - share, share), classes=bool(rows.classes))
            return loss(answers, at)  # noqa: B023

        usual, rng = lost(X, L), stream(SPLIT, seed, len(at), k)
        for j, (own, straight) in enumerate(columns):
            other = rng.permutation(len(at))
            found[k, j] = lost(exchanged(X, [own], other), exchanged(L, [straight], other)) - usual
    return found


def exchanged(X: Array, inputs: Iterable[slice], rows: NDArray[np.intp]) -> Array:
    """Return rows with the inputs of some columns taken from other rows, shape (rows, inputs)."""
    other = X.copy()
    for one in inputs:
        other[:, one] = X[rows, one]
    return other


def spaced(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return so many of some positions at most, at equal distances."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]
