"""Rows that might have been in a small table, for the last network to learn what others answer there too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._arrays import SPLIT, Array, stream
from ._settings import Rows

# Up to so many rows there are more, so many times as many at most; each of their entries may be of another row.
_FEW, _TIMES, _SHARE = 2_000, 9, 0.2


def more_rows(rows: Rows, scaled: Rows, seed: int) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return rows in which some entries are those of other rows, as networks and as linear models take them.

    A network that learns from others at a few rows only may answer anything between these. Where each of the rows
    is asked about again with some of its entries exchanged, it cannot.

    Parameters
    ----------
    rows, scaled : Rows
        The same rows twice; their columns correspond.
    seed : int

    Returns
    -------
    X, L : array
        The rows; none if the table is not small.
    at : array, shape (rows,)
        From which row each of them was made.

    References
    ----------
    Fakoor et al.: Fast, accurate, and simple models for tabular data via augmented distillation (2020).
    """
    at = np.tile(np.arange(len(rows)), min(_TIMES, _FEW // len(rows)))
    X, L = rows.X[at], scaled.X[at]
    rng = stream(SPLIT, seed, len(rows), len(at))
    for one, line in zip(rows.columns, scaled.columns, strict=True):
        here = np.flatnonzero(rng.random(len(at)) < _SHARE)
        there = rng.integers(0, len(rows), len(here))
        X[here, one], L[here, line] = rows.X[there, one], scaled.X[there, line]
    return X, L, at
