"""The dialect, read by NumPy: the only operations that a body may use besides + - * / and < > ==.

Whoever evaluates a body silences floating-point warnings: a select computes both of its sides, and
the side that is thrown away may overflow.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Real: TypeAlias = NDArray[np.floating[Any]]
"""What a body receives and returns: float64 numbers (see ``kernels._elementwise``)."""

Truth: TypeAlias = NDArray[np.bool_] | bool
Number: TypeAlias = Real | float


def exp(x: Real) -> Real:
    """Return e to the power x."""
    return np.exp(x)


def expm1(x: Real) -> Real:
    """Return exp(x) - 1 without the cancellation near 0."""
    return np.expm1(x)


def log1p(x: Real) -> Real:
    """Return log(1 + x) without losing a tiny x."""
    return np.log1p(x)


def absolute(x: Real) -> Real:
    """Return the magnitude of x."""
    return np.abs(x)


def sign(x: Real) -> Real:
    """Return -1, 0 or 1; NaN for NaN."""
    return np.sign(x)


def maximum(a: Number, b: Number) -> Real:
    """Return the larger of the two; NaN if either is."""
    return np.maximum(a, b)


def minimum(a: Number, b: Number) -> Real:
    """Return the smaller of the two; NaN if either is."""
    return np.minimum(a, b)


def where(condition: Truth, a: Number, b: Number) -> Real:
    """Select a where the condition holds and b elsewhere."""
    return np.where(condition, a, b)
