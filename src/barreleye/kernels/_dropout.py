"""Which numbers sit out: bits that depend on a key and a position alone, so that any order finds the same.

The bits are those of SplitMix64 (Steele, Lea and Flood, 2014), which mixes a counter.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array

STEP = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio
MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
LAST_SHIFT = 31


def threshold(rate: float) -> int:
    """Return below which of 2^32 values a number stays."""
    return round((1.0 - rate) * 2.0**32)


def bits(key: int, first: int, count: int) -> NDArray[np.uint64]:
    """Return 64 bits for each of ``count`` positions from ``first`` on."""
    with np.errstate(over="ignore"):  # arithmetic modulo 2^64
        z = np.arange(first + 1, first + count + 1, dtype=np.uint64) * np.uint64(STEP) + np.uint64(key)
        for shift, factor in MIXES:
            z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
        return z ^ (z >> np.uint64(LAST_SHIFT))


def dropped(x: Array, rate: float, key: int, first_row: int) -> Array:
    """Return x with a share ``rate`` of its numbers 0 and the rest over 1 - rate.

    x is (rows, n), and its first row is number ``first_row`` of the epoch.
    """
    count = x.shape[1]
    found = bits(key, first_row * count, x.size) >> np.uint64(32)
    stays = (found < np.uint64(threshold(rate))).reshape(x.shape)
    return np.where(stays, x * x.dtype.type(1.0 / (1.0 - rate)), x.dtype.type(0.0))
