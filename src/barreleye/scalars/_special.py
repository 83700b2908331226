"""Safe pieces that several bodies share; they carry the names of special functions."""

from __future__ import annotations

from ._dialect import Real, absolute, exp, log1p, maximum, where


def expit(z: Real) -> Real:
    """Return 1 / (1 + exp(-z)).

    Only exp(-|z|) is taken: exp(-z) overflows below -709, and 1 - expit(-z) cancels.
    """
    e = exp(-absolute(z))
    return where(z >= 0.0, 1.0, e) / (1.0 + e)


def log1pexp(z: Real) -> Real:
    """Return log(1 + exp(z)): never overflows, and keeps exp(z) when it is tiny."""
    return maximum(z, 0.0) + log1p(exp(-absolute(z)))
