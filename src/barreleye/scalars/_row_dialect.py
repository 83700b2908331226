"""The words of a row-wise body, besides those of the dialect.

NumPy reads such a body with matrices of shape (rows, n), and what is one number per row has shape
(rows, 1). The compiler reads it once, with the stand-ins of a :class:`RowBlock`.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from ..errors import NotCompilableError
from ._dialect import Real
from ._row_block import RowBlock
from ._row_steps import Word
from ._traced_vector import TracedVector


def row_max(x: Real) -> Real:
    """Return the largest number of each row; -inf where there is none.

    A reader may pass over NaN, so a body must let the entry itself carry the NaN on.
    """
    if isinstance(x, TracedVector):
        return cast("Real", _block(x).reduce("max", x))
    return x.max(axis=1, keepdims=True, initial=-np.inf)


def row_sum(x: Real) -> Real:
    """Return the sum of each row."""
    if isinstance(x, TracedVector):
        return cast("Real", _block(x).reduce("sum", x))
    return x.sum(axis=1, keepdims=True)


def row_length(x: Real) -> Real:
    """Return how many entries a row has, as a number."""
    return row_max(columns(x)) + 1.0


def row_mean(x: Real) -> Real:
    """Return the mean of each row."""
    return row_sum(x) / row_length(x)


def columns(x: Real) -> Real:
    """Return the index of each entry in its row, as a number."""
    if isinstance(x, TracedVector):
        return cast("Real", _block(x).provided(Word.COLUMNS))
    return np.arange(x.shape[1], dtype=x.dtype)[None, :]


def picked(x: Real, label: Real) -> Real:
    """Return the entry of each row at its label; both are inputs of the body."""
    if isinstance(x, TracedVector):
        return cast("Real", _block(x).pick(x, cast("TracedVector", label)))
    return np.take_along_axis(x, label.astype(np.intp), axis=1)


def kept(x: Real) -> Real:
    """Return x; a compiled row keeps it from one pass to the next instead of computing it again."""
    if isinstance(x, TracedVector):
        _block(x).keep(x)
    return x


def _block(x: TracedVector) -> RowBlock:
    if not isinstance(x.block, RowBlock):
        raise NotCompilableError("it looks at a whole row, where one number is asked for")
    return x.block
