"""Student's test of paired differences."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_numbers
from ..errors import ShapeError

_EQUAL = 1e-9


def paired_test(a: ArrayLike, b: ArrayLike) -> float:
    """Return the probability that pairs differ by chance as much as these do, by Student's two-sided t test.

    Parameters
    ----------
    a, b : array_like, shape (n,)
        Pairs of numbers, at least two. If all differences are equal, the probability is that of equal signs.

    Examples
    --------
    >>> import barreleye as be
    >>> round(be.comparisons.paired_test([1.0, 2.0, 3.0], [1.1, 2.3, 3.1]), 3)
    0.13
    """
    first, second = as_numbers(a, "a").astype(np.float64), as_numbers(b, "b").astype(np.float64)
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        raise ShapeError(f"pairs have shape (n,), n at least 2: got {first.shape} and {second.shape}")
    differences = first - second
    mean, spread = float(differences.mean()), float(differences.std(ddof=1))
    if mean == 0.0 and spread == 0.0:
        return 1.0
    if spread <= _EQUAL * abs(
        mean
    ):  # how much they vary is not known: all signs are equal, which chance does too
        return 2.0 ** (1 - len(differences))
    return _tail(abs(mean) / spread * math.sqrt(len(differences)), len(differences) - 1)


def _tail(t: float, freedom: int) -> float:
    """Return P(|T| > t) of Student's distribution, whose integral is a finite sum for whole degrees of freedom."""
    theta = math.atan(t / math.sqrt(freedom))
    square = math.cos(theta) ** 2
    odd = freedom % 2 == 1
    term, total = (math.cos(theta) if odd else 1.0), 0.0
    for k in range(freedom // 2):
        total += term
        term *= square * ((2 * k + 2) / (2 * k + 3) if odd else (2 * k + 1) / (2 * k + 2))
    inside = 2.0 / math.pi * (theta + math.sin(theta) * total) if odd else math.sin(theta) * total
    return max(0.0, 1.0 - inside)
