"""What a model answers if some columns of its rows were others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from .._encoding import Block


def exchanged(X: Array, inputs: Iterable[slice], rows: NDArray[np.intp]) -> Array:
    """Return rows with the inputs of some columns taken from other rows, shape (rows, inputs)."""
    other = X.copy()
    for one in inputs:
        other[:, one] = X[rows, one]
    return other


def set_to(X: Array, block: Block, inputs: Sequence[float] | Array) -> Array:
    """Return rows in which a column has given inputs: one row of them for all, or one for each."""
    other = X.copy()
    other[:, block.inputs] = inputs
    return other


def spaced(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return so many of some positions at most, at equal distances."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]
