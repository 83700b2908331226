"""Softmax and its logarithm, row by row, and their products with a Jacobian.

Every function takes and returns float64 matrices of shape (rows, n).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arrays import Array
from ..errors import ShapeError
from ._elementwise import as_numbers, new_or_fitting, result_dtype


def softmax_rows(Z: Array) -> Array:
    """Shift each row by its maximum, exponentiate, normalise.

    Without the shift exp overflows at 709. A row that holds +inf or NaN, or nothing but -inf, has
    no meaningful answer and becomes a row of NaN.
    """
    E = np.exp(Z - _row_max(Z))
    return E / E.sum(axis=1, keepdims=True)


def log_softmax_rows(Z: Array) -> Array:
    """Return z - max - log1p(sum of the others).

    The largest entry is left out of the sum and comes back as the 1 of log1p: log(1 + 1e-20) would
    be 0, and the confident answer would cost nothing.
    """
    if Z.size == 0:
        return Z.copy()
    D = Z - _row_max(Z)
    E = np.exp(D)
    E[np.arange(len(E)), np.argmax(Z, axis=1)] = 0.0
    others = E.sum(axis=1, keepdims=True)
    L = D - np.log1p(others)
    # inf - inf above is NaN only in some entries; a row without a meaning is NaN as a whole
    L[~np.isfinite(_row_max(Z)[:, 0])] = np.nan
    return L


def softmax_vjp(Z: Array, G: Array) -> Array:
    """Return Gᵀ·J of softmax: p·(g - Σ p g) for each row, without building J."""
    P = softmax_rows(Z)
    return P * (G - (P * G).sum(axis=1, keepdims=True))


def log_softmax_vjp(Z: Array, G: Array) -> Array:
    """Return Gᵀ·J of log-softmax: g - p·Σ g for each row."""
    return G - softmax_rows(Z) * G.sum(axis=1, keepdims=True)


def map_rows(
    body: Callable[..., Array],
    *arrays: ArrayLike,
    axis: int = -1,
    out: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Run a row-wise body along one axis of arrays that have the same shape.

    float32 goes through float64 registers, whole numbers become float64; the result has the shape
    and the dtype of the first array. The arrays themselves are never changed.

    Raises
    ------
    ShapeError
        The arrays are 0-d, differ in shape, or have no such axis.
    """
    sources = [as_numbers(array) for array in arrays]
    first = sources[0]
    if first.ndim == 0:
        raise ShapeError("a row-wise function needs at least one axis, got a 0-d number")
    if not -first.ndim <= axis < first.ndim:
        raise ShapeError(f"axis {axis} is not one of the {first.ndim} axes of shape {first.shape}")
    for other in sources[1:]:
        if other.shape != first.shape:
            raise ShapeError(f"shapes differ: {first.shape} and {other.shape}")
    dtype = result_dtype(first)
    wide = np.longdouble if dtype == np.longdouble else np.float64
    moved = [np.moveaxis(source, axis, -1) for source in sources]
    rows = [
        np.ascontiguousarray(source, dtype=wide).reshape(-1, first.shape[axis])
        if first.size
        else np.empty((0, 1), wide)
        for source in moved
    ]
    target = new_or_fitting(first, dtype, out)
    with np.errstate(all="ignore"):  # a row with an infinity in it is answered by NaN, in silence
        flat = body(*rows)
        np.copyto(target, np.moveaxis(flat.reshape(moved[0].shape), -1, axis), casting="unsafe")
    return target


def _row_max(Z: Array) -> Array:
    return Z.max(axis=1, keepdims=True, initial=-np.inf)
