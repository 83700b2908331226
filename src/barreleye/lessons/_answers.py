"""Tests of answers: numbers, arrays, neurons, functions and networks, whatever a learner gives."""

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


def shaped(shape: tuple[int, ...]) -> Test:
    """Return a test for numbers of a shape."""
    return lambda answer: (found := as_numbers(answer)) is not None and found.shape == shape


def a_neuron(holds: Callable[[Neuron], bool]) -> Test:
    """Return a test for a neuron for which something holds."""
    return lambda answer: isinstance(answer, Neuron) and bool(holds(answer))


def a_function(wanted: Callable[[NDArray[np.float64]], ArrayLike], at: ArrayLike) -> Test:
    """Return a test for a function that gives what is wanted for some numbers, all at once or one by one."""
    numbers = np.asarray(at, np.float64)
    is_wanted = close(wanted(numbers))

    def test(answer: Any) -> bool:  # noqa: ANN401
        return callable(answer) and is_wanted(results(answer, numbers))

    return test


def results(function: Callable[[Any], Any], numbers: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Return what a learner's function makes of numbers, or None if it fails: a wrong answer may do anything."""
    with np.errstate(all="ignore"):
        for ask in (lambda: function(numbers.copy()), lambda: [function(x) for x in numbers.tolist()]):
            try:
                found = ask()
            except Exception:  # noqa: BLE001, S112  the second way may do; and None is told as wrong
                continue
            if as_numbers(found) is not None and np.shape(found) == numbers.shape:
                return found
    return None


def as_numbers(answer: Any) -> NDArray[np.float64] | None:  # noqa: ANN401
    """Return an answer as an array of numbers, or None if it is none."""
    try:
        given = np.asarray(answer)
        found = None if given.dtype.kind in "USc" else given.astype(np.float64)
    except Exception:  # noqa: BLE001  NumPy asks whatever it is given
        return None
    return found if found is not None and np.isfinite(found).all() else None
