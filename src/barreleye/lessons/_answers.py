"""Tests of answers: numbers and neurons, whatever a learner gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..layers import Neuron
from ._exercise import Test

# People round: three decimals are enough, of small numbers and of large ones.
_CLOSE = 1e-3


def close(wanted: ArrayLike, within: float = _CLOSE) -> Test:
    """Return a test for numbers of the shape of those that are wanted, each as close as ``within``."""
    numbers = np.asarray(wanted, np.float64)

    def test(answer: Any) -> bool:  # noqa: ANN401  as all tests of answers
        found = as_numbers(answer)
        if found is None or found.shape != numbers.shape:
            return False
        return bool((np.abs(found - numbers) <= within * np.maximum(1.0, np.abs(numbers))).all())

    return test


def a_neuron(holds: Callable[[Neuron], bool]) -> Test:
    """Return a test for a neuron for which something holds."""
    return lambda answer: isinstance(answer, Neuron) and bool(holds(answer))


def as_numbers(answer: Any) -> NDArray[np.float64] | None:  # noqa: ANN401
    """Return an answer as an array of numbers, or None if it is none."""
    try:
        given = np.asarray(answer)
        found = None if given.dtype.kind in "USc" else given.astype(np.float64)
    except Exception:  # noqa: BLE001  NumPy asks whatever it is given
        return None
    return found if found is not None and np.isfinite(found).all() else None
