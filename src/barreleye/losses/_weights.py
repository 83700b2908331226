"""How much each row counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from ..errors import DataError, ShapeError


def row_weights(sample_weight: ArrayLike, rows: int, *, scaled: bool = True) -> NDArray[np.float64]:
    """Return sample weights, scaled to mean 1 unless they are to stay as they are, shape (rows,).

    Raises
    ------
    ShapeError, DataError
        There is not one weight per row, or the weights are negative, not finite, or all 0.
    """
    weights = as_numbers(sample_weight, "sample_weight").astype(np.float64)
    if weights.shape != (rows,):
        raise ShapeError(f"sample_weight needs shape ({rows},), got {weights.shape}")
    if not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
        raise DataError("sample weights must be finite and not negative, and not all of them zero")
    if not scaled:
        return weights
    weights = weights / weights.max()  # a sum of huge weights would overflow
    return weights * (rows / weights.sum())
