"""Softmax and its logarithm for a row, and their products with a Jacobian."""

from __future__ import annotations

from ._dialect import Real, absolute, exp, fine, log1p, where
from ._row_dialect import kept, row_max, row_sum
from ._special import times_exp_of_small


def softmax(z: Real) -> Real:
    """Shift the row by its maximum, exponentiate, normalise.

    Without the shift exp overflows at 709. Without what rounding takes from z - max, exp would be off by
    |z - max|/2 ulp. A row that holds +inf or NaN, or nothing but -inf, has no
    meaningful answer and becomes NaN.
    """
    _, e = shifted(z)
    return normalized(e, row_sum(e))


def shifted(z: Real) -> tuple[Real, Real]:
    """Return d = z - max and exp(d), with what rounding takes from d put back into its exponential."""
    m = row_max(z)
    d = z - m
    return d, kept(times_exp_of_small(exp(d), _lost(d, z, m)))


def _lost(d: Real, z: Real, m: Real) -> Real:
    """Return z - m - d exactly (Knuth's two-sum); an infinity loses nothing."""
    t = d - z
    return where(absolute(d) < 1e308, (z - (d - t)) - (m + t), 0.0)


def log_softmax(z: Real) -> Real:
    """Return z - max - log1p(sum of the others).

    The largest entry is left out of the sum and comes back as the 1 of log1p: log(1 + 1e-20) would be 0,
    and the confident answer would cost nothing. If several are the largest, one is left out.
    """
    d, e = shifted(z)
    rest, ties = exp_sums(d, e)
    return d - log1p(rest + (ties - 1.0))


def exp_sums(d: Real, e: Real) -> tuple[Real, Real]:
    """Return the sum of e = exp(d) where d < 0, and how many entries are the maximum."""
    return row_sum(where(d == 0.0, 0.0, e)), row_sum(where(d == 0.0, 1.0, 0.0))


def softmax_product(z: Real, g: Real) -> Real:
    """Return gᵀ·J of softmax: p·(g - Σ p g), without building J."""
    p = kept(softmax(z))
    return p * (g - row_sum(p * g))


def log_softmax_product(z: Real, g: Real) -> Real:
    """Return gᵀ·J of log-softmax: g - p·Σ g."""
    return g - softmax(z) * row_sum(g)


def normalized(e: Real, total: Real) -> Real:
    """Return e/total; for a float32, one division per row is enough."""
    return e / total if fine(e) else e * (1.0 / total)
