"""Logarithms of probabilities that can be averaged: finite, also where a probability is 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...scalars import Real, maximum

_SMALLEST = float(np.finfo(np.float32).tiny)


def finite_log(p: Real) -> Real:
    """Return the logarithm of a probability, as a formula of the dialect; 0 counts as a tiny one."""
    return np.log(maximum(p, _SMALLEST))


def logarithm(probabilities: Array) -> NDArray[np.float64]:
    """Return logarithms, of the shape of the probabilities."""
    return np.asarray(finite_log(probabilities.astype(np.float64)), np.float64)
