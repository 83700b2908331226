"""Logarithms of probabilities, which are finite."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...scalars import Real, maximum

_SMALLEST = float(np.finfo(np.float32).tiny)


def logarithm(probabilities: Array) -> NDArray[np.float64]:
    """Return logarithms that are finite: what is 0 in float32 counts as its smallest number."""
    return cast("NDArray[np.float64]", finite_log(probabilities.astype(np.float64)))


def finite_log(p: Real) -> Real:
    """Return the logarithm of p, or of the smallest float32: a formula, which exports write down."""
    return np.log(maximum(p, _SMALLEST))
