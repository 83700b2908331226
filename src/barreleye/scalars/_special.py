"""Safe pieces that several bodies share; those with a known name carry it."""

from __future__ import annotations

from ._dialect import (
    Number,
    Real,
    absolute,
    exp,
    exp_fraction,
    fine,
    log1p_ratio,
    log1p_unit,
    maximum,
    minimum,
    where,
)
from ._double_double import Pair, exp_parts


def expit(z: Real | Pair) -> Real:
    """Return 1 / (1 + exp(-z)): q = expit(-|z|) below 0, and 1 - q above, where it cannot cancel.

    A float32 result is 0 or 1 long before exp(±300) overflows, and takes the textbook's form.
    """
    high = _high(z)
    if not fine(high):
        a, b = exp_fraction(high)
        return a / (a + b)
    d, s = one_plus_exp(_size(z))
    q = s / d
    return where(high < 0.0, q, 1.0 - q)


def one_plus_exp(w: Pair) -> tuple[Real, float]:
    """Return (d, s) with 1 + exp(w) = d/s for w >= 0, rounded once: exp(w) itself never is.

    It is c + k·p with c = 1 + k, where k is a power of two and |p| < 1/2. All of it is kept at 2^-128 of
    its size, s, so that nothing overflows before a quotient by it is 0.
    """
    r, u, k = exp_parts(minimum(w.high, 780.0), w.low, 128)
    s = 2.0**-128
    c = k + s
    return c + ((r + u) * k + (s - (c - k))), s


def log1pexp(z: Real) -> Real:
    """Return log(1 + exp(z)): never overflows, and keeps exp(z) when it is tiny."""
    return maximum(z, 0.0) + log1p_decay(z)


def log1p_decay(z: Real | Pair) -> Real:
    """Return log(1 + exp(-|z|)), which is never more than log 2."""
    if not fine(_high(z)):
        a, b = exp_fraction(absolute(_high(z)))
        return log1p_ratio(b, a)  # exp(-|z|) is b/a
    high, low = _size(z)
    e = exp(-high)
    return log1p_unit(times_exp_of_small(e, -low) if isinstance(z, Pair) else e)


def times_exp_of_small(e: Real, low: Number) -> Real:
    """Return e·exp(low) for a tiny low, which is nothing at all to a reader of float32."""
    return e + e * low if fine(e) else e


def clamped(z: Real, bound: float) -> Real:
    """Return z between -bound and bound; NaN stays."""
    return maximum(minimum(z, bound), -bound)


def _size(z: Real | Pair) -> Pair:
    """Return |z|; a reader of float32 has no second part."""
    high = _high(z)
    if not isinstance(z, Pair) or not fine(high):
        return Pair(absolute(high), 0.0)
    return Pair(absolute(high), where(high < 0.0, -z.low, z.low))


def _high(z: Real | Pair) -> Real:
    return z.high if isinstance(z, Pair) else z
