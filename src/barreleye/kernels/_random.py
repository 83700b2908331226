"""A counter-based generator: 64 bits for each position, which depend on a key and the position alone.

Whoever asks for a part, in whatever order, finds the same bits. They are those of SplitMix64 (Steele, Lea and
Flood, 2014), which mixes a counter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array

STEP = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio
MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
LAST_SHIFT = 31
_ALL = 2**64 - 1


def mixed(z: Any) -> Any:  # noqa: ANN401  an array of uint64, or what stands for one in machine code
    """Return every bit of z spread over all of them."""
    for shift, factor in MIXES:
        z = (z ^ (z >> shift)) * factor
    return z ^ (z >> LAST_SHIFT)


def key_of(*words: int) -> int:
    """Return one key for several numbers, such as a seed and an epoch: 63 bits."""
    z = 0
    for word in words:
        z = ((z ^ word) + STEP) & _ALL
        for shift, factor in MIXES:
            z = (z ^ (z >> shift)) * factor & _ALL
        z ^= z >> LAST_SHIFT
    return z >> 1


def threshold(rate: float) -> int:
    """Return below which of 2^32 values a number stays."""
    return round((1.0 - rate) * 2.0**32)


def bits(key: int, first: int, count: int) -> NDArray[np.uint64]:
    """Return 64 bits for each of ``count`` positions from ``first`` on."""
    with np.errstate(over="ignore"):  # arithmetic modulo 2^64
        z = np.arange(first + 1, first + count + 1, dtype=np.uint64) * np.uint64(STEP) + np.uint64(key)
        return mixed(z)


def dropped(x: Array, rate: float, key: int, first_row: int) -> Array:
    """Return x with a share ``rate`` of its numbers 0 and the rest over 1 - rate.

    x is (rows, n), and its first row is number ``first_row`` of the epoch.
    """
    count = x.shape[1]
    found = bits(key, first_row * count, x.size) >> np.uint64(32)
    stays = (found < np.uint64(threshold(rate))).reshape(x.shape)
    return np.where(stays, x * x.dtype.type(1.0 / (1.0 - rate)), x.dtype.type(0.0))
