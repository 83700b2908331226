"""Names for the arrays that are handed around, so that signatures say what they hold."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ._arguments import whole_number

Array: TypeAlias = NDArray[np.floating[Any]]
"""Real numbers, any shape."""

Integers: TypeAlias = NDArray[np.int64]
"""Whole numbers: row positions, class indices."""

Rng: TypeAlias = np.random.Generator | np.random.RandomState
"""A source of random numbers; a ``RandomState`` reproduces draws of older NumPy code."""


# What a seed is used for, mixed into it: two uses of one seed are then two streams.
WEIGHTS, ORDER, SPLIT, DROPOUT = 0x57E16875, 0x0D0E0D0E, 0x5B117000, 0xD209007D


def stream(purpose: int, *seeds: int) -> np.random.Generator:
    """Return the private generator of one purpose: ``stream(ORDER, seed, epoch)``."""
    words = [purpose, *seeds]
    if all(
        type(word) is int and 0 <= word < 2**32 for word in words
    ):  # the same draws, in half the time that NumPy takes to read a list
        return np.random.Generator(np.random.PCG64(np.array(words, np.uint32)))
    return np.random.default_rng(words)


_LINE = 64  # bytes of a line of the cache
_HUGE = 2**21  # bytes of a huge page


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any], to: int = _LINE) -> Array:
    """Return an array whose first number stands at the beginning of a line: no vector of it lies across two."""
    size = math.prod(shape) * dtype.itemsize
    space = np.empty(size + to, np.uint8)
    start = -int(space.ctypes.data) % to
    return space[start : start + size].view(dtype).reshape(shape)


def flat_zeros(count: int, dtype: np.dtype[Any]) -> Array:
    """Return zeros for a vector that is read over and over; a long one begins where a huge page can begin.

    NumPy asks the system for huge pages (Linux) wherever an array has 4 MB or more, and gets them where 2 MB in a
    row lie inside of it: without the ends, which are half of such a vector. Epochs of wide networks take 3 to 4 %
    less time with them, and those of 64 neurons in small batches 3 to 8 % less where vectors begin with a line.
    """
    vector = aligned((count,), dtype, _LINE if count * dtype.itemsize < 2 * _HUGE else _HUGE)
    vector[...] = 0
    return vector


def flat_copy(vector: Array) -> Array:
    """Return a copy that is our own to write into, laid out as :func:`flat_zeros`.

    What arrives from another process may be a read-only map of a file, or memory that several processes share.
    """
    own = flat_zeros(vector.size, vector.dtype)
    own[...] = vector
    return own


def make_rng(seed: int | Rng | None) -> Rng:
    """Turn a seed into a private random generator; a generator is passed through and goes on.

    No global random state is read or written.
    """
    if isinstance(seed, (np.random.Generator, np.random.RandomState)):
        return seed
    return np.random.default_rng(None if seed is None else whole_number("a seed", seed, 0))
