"""The dialect: the only operations that a body may use besides + - * / and < > ==.

Each does what NumPy does. The compiler reads the same calls: most reach its :class:`TracedVector` through
NumPy's own protocols, and the few that NumPy has no word for ask which reader is at work.

Whoever evaluates a body silences floating-point warnings: a select computes both of its sides, and
the side that is thrown away may overflow.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from . import _exp_log, _instructions
from ._polynomials import Polynomial
from ._traced import Traced
from ._traced_vector import TracedVector

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


def log1p_unit(x: Real) -> Real:
    """Return log(1 + x) for 0 <= x <= 1, which is cheaper to compile."""
    if isinstance(x, TracedVector):
        return cast("Real", _exp_log.log1p_unit(x))
    return np.log1p(x)


def log1p_ratio(a: Number, b: Real) -> Real:
    """Return log(1 + a/b) for 0 <= a <= b."""
    if isinstance(b, TracedVector):
        return cast("Real", _exp_log.log1p_ratio(cast("TracedVector", a), b))
    return np.log1p(a / b)


def exp_fraction(x: Real) -> tuple[Real, Number]:
    """Return (a, b) with exp(x) = a/b, for a reader of float32: x stops at ±300.

    Whoever divides by 1 + exp(x) saves one of two divisions.
    """
    if isinstance(x, TracedVector):
        return cast("tuple[Real, Number]", _exp_log.exp_fraction(x)[:2])
    return np.exp(np.minimum(np.maximum(x, -300.0), 300.0)), 1.0


def tanh(x: Real) -> Real:
    """Return the hyperbolic tangent."""
    return np.tanh(x)


def arctan(x: Real) -> Real:
    """Return the angle whose tangent is x."""
    return np.arctan(x)


def sin(x: Real) -> Real:
    """Return sin(x), x in radians."""
    return np.sin(x)


def cos(x: Real) -> Real:
    """Return cos(x), x in radians."""
    return np.cos(x)


_fine: ContextVar[bool] = ContextVar("fine", default=True)


@contextmanager
def reading(*, fine: bool) -> Generator[None]:
    """Say, around the evaluation of a body by NumPy, whether all bits of float64 are asked for."""
    token = _fine.set(fine)
    try:
        yield
    finally:
        _fine.reset(token)


def fine(x: Number) -> bool:
    """Say whether the reader keeps all bits of float64; for a float32 it spares itself the trouble."""
    return x.block.fine if isinstance(x, TracedVector) else _fine.get()


def polynomial(x: Real, p: Polynomial) -> Real:
    """Return p(x) by Horner's rule."""
    if isinstance(x, TracedVector):
        return cast("Real", _instructions.polynomial(x, p))
    coefficients = p.double if fine(x) else p.single
    result = np.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        result *= x
        result += c
    return result


def power_of_two(n: Real) -> Real:
    """Return 2^n for a whole number n from -1022 to 1023; something for NaN."""
    if isinstance(n, Traced):
        return cast("Real", n.operate("power_of_two", n))
    exponent = np.where(n == n, n, 0.0).astype(np.int64)
    return ((exponent + 1023) << 52).view(np.float64)


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
