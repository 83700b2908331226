"""The words of a row-wise body, besides those of the dialect.

NumPy reads such a body with matrices of shape (rows, n), and what is one number per row has shape
(rows, 1). Other readers read it once, with their stand-ins.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from ..errors import NotCompilableError
from ._dialect import Real
from ._traced import Traced


def row_max(x: Real) -> Real:
    """Return the largest number of each row; -inf where there is none.

    A reader may pass over NaN, so a body must let the entry itself carry the NaN on.
    """
    if isinstance(x, Traced):
        return cast("Real", _rows(x).reduce("max", x))
    return x.max(axis=1, keepdims=True, initial=-np.inf)


def row_sum(x: Real) -> Real:
    """Return the sum of each row."""
    if isinstance(x, Traced):
        return cast("Real", _rows(x).reduce("sum", x))
    return x.sum(axis=1, keepdims=True)


def row_length(x: Real) -> Real:
    """Return how many entries a row has, as a number."""
    if isinstance(x, Traced):
        return cast("Real", _rows(x).length())
    return row_max(columns(x)) + 1.0


def row_mean(x: Real) -> Real:
    """Return the mean of each row."""
    return row_sum(x) / row_length(x)


def columns(x: Real) -> Real:
    """Return the index of each entry in its row, as a number."""
    if isinstance(x, Traced):
        return cast("Real", _rows(x).columns())
    return np.arange(x.shape[1], dtype=x.dtype)[None, :]


def picked(x: Real, label: Real) -> Real:
    """Return the entry of each row at its label; both are inputs of the body."""
    if isinstance(x, Traced):
        return cast("Real", _rows(x).pick(x, label))
    return np.take_along_axis(x, label.astype(np.intp), axis=1)


def kept(x: Real) -> Real:
    """Return x; a compiled row keeps it from one pass to the next instead of computing it again."""
    if isinstance(x, Traced):
        _rows(x).keep(x)
    return x


def _rows(x: Traced) -> Any:  # noqa: ANN401  each reader has its own
    """Return who reads a body of rows, such as a :class:`~._row_block.RowBlock`."""
    if not hasattr(x.reader, "reduce"):
        raise NotCompilableError("it looks at a whole row, where one number is asked for")
    return x.reader
