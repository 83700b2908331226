"""Safe pieces that several bodies share; they carry the names of special functions."""

from __future__ import annotations

from ._dialect import Real, absolute, exp, log1p, maximum, where


def expit(z: Real) -> Real:
    """Return 1 / (1 + exp(-z)).

    Only e = exp(-|z|) is taken: exp(-z) overflows below -709, and 1 - expit(-z) cancels. Below 0 the
    form e - e²/(1+e) rounds once where e/(1+e) rounds three times: 1.7 ulp instead of 2.5.
    """
    e = exp(-absolute(z))
    r = 1.0 / (1.0 + e)
    return where(z >= 0.0, r, e - e * (e / (1.0 + e)))


def expit_slope(z: Real) -> Real:
    """Return e/(1+e)² with e = exp(-|z|), the slope of expit.

    The square is 1 + e·(2+e): for a small e nothing is rounded twice (2.4 ulp instead of 5).
    """
    e = exp(-absolute(z))
    return e / (1.0 + e * (2.0 + e))


def log1pexp(z: Real) -> Real:
    """Return log(1 + exp(z)): never overflows, and keeps exp(z) when it is tiny."""
    return maximum(z, 0.0) + log1p(exp(-absolute(z)))
