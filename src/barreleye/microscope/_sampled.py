"""A curve by its points, which lie closer together where it is curved."""

from __future__ import annotations

import numpy as np

from .._arrays import Array
from ..network import FeedForward

_FIRST, _MOST = 512, 8192
# A straight line between neighbours misses the curve by no more than this part of its height.
_MISSES = 1e-4


def sampled(net: FeedForward, low: float, high: float) -> tuple[Array, Array]:
    """Return x, shape (points,), and the outputs there, shape (points, n_outputs), in float64.

    Intervals are halved as long as the outputs in their middle lie off the straight line between their ends.
    """
    x = np.linspace(low, high, _FIRST)
    y = _outputs(net, x)
    new = np.arange(len(x) - 1)  # the intervals that are looked at, by their lower ends
    while len(new) and len(x) + len(new) <= _MOST:
        middle = 0.5 * (x[new] + x[new + 1])
        there = _outputs(net, middle)
        height = np.ptp(y, axis=0)
        off = np.abs(there - 0.5 * (y[new] + y[new + 1])) > _MISSES * height
        split = off.any(axis=1) & (middle > x[new]) & (middle < x[new + 1])
        at = new[split]
        x = np.insert(x, at + 1, middle[split])
        y = np.insert(y, at + 1, there[split], axis=0)
        first = at + np.arange(len(at))  # where the lower halves are now
        new = np.sort(np.concatenate([first, first + 1]))
    return x, y


def _outputs(net: FeedForward, x: Array) -> Array:
    return np.asarray(net(x[:, None]), dtype=np.float64)
