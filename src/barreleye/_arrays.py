"""Names for the arrays that are handed around, so that signatures say what they hold."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .errors import OptionError

Array: TypeAlias = NDArray[np.floating[Any]]
"""Real numbers, any shape."""

Integers: TypeAlias = NDArray[np.int64]
"""Whole numbers: row positions, class indices."""

Rng: TypeAlias = np.random.Generator | np.random.RandomState
"""A source of random numbers; a ``RandomState`` reproduces draws of older NumPy code."""


def make_rng(seed: int | Rng | None) -> Rng:
    """Turn a seed into a private random generator; a generator is passed through and goes on.

    No global random state is read or written.
    """
    if isinstance(seed, (np.random.Generator, np.random.RandomState)):
        return seed
    if seed is not None and seed < 0:
        raise OptionError(f"a seed is a whole number of at least 0, got {seed}")
    return np.random.default_rng(seed)
