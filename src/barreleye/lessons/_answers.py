"""Tests of answers: numbers and neurons, whatever a learner gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..layers import Neuron
from ..network import FeedForward
from ._exercise import Mistake, Test

# People round: three decimals are enough, of small numbers and of large ones.
_CLOSE = 1e-3


def close(wanted: ArrayLike, within: float = _CLOSE) -> Test:
    """Return a test for numbers of the shape of those that are wanted, each as close as ``within``."""
    numbers = np.asarray(wanted, np.float64)

    def test(answer: Any) -> bool:  # noqa: ANN401  as all tests of answers
        found = as_numbers(answer)
        if found is not None and found.size == numbers.size == 1:
            found = found.reshape(numbers.shape)  # a number in brackets is that number
        if found is None or found.shape != numbers.shape:
            return False
        return bool((np.abs(found - numbers) <= within * np.maximum(1.0, np.abs(numbers))).all())

    return test


def exactly(wanted: ArrayLike) -> Test:
    """Return a test for whole numbers, which nobody has to round."""
    return close(wanted, within=0.0)


def a_neuron(holds: Callable[[Neuron], bool]) -> Test:
    """Return a test for a neuron for which something holds."""
    return lambda answer: isinstance(answer, Neuron) and bool(holds(answer))


def not_relu(example: str) -> Mistake:
    """Return the mistake of a neuron whose activation was left out, so that it is linear."""
    return Mistake(
        example,
        a_neuron(lambda unit: unit.activation.name != "relu"),
        'the numbers may be right; the activation has to be ReLU: give "relu" as the third argument',
    )


def outputs_of(answer: Any, X: ArrayLike) -> NDArray[np.float64] | None:  # noqa: ANN401
    """Return what a function, a neuron or a network answers to some rows, or None if it cannot be asked."""
    try:
        with np.errstate(
            all="ignore"
        ):  # a function that overflows is looked at, and may write into its argument
            found = answer(np.array(X, np.float64))
    except Exception:  # noqa: BLE001  whatever a learner's function raises, it is no answer
        return None
    return as_numbers(found)


def error_of(answer: Any, X: ArrayLike) -> Exception | None:  # noqa: ANN401
    """Return what a function raises when it is asked about some rows, or None if it answers or is no function."""
    if not callable(answer):
        return None
    try:
        with np.errstate(all="ignore"):
            answer(np.array(X, np.float64))
    except Exception as error:  # noqa: BLE001  whatever a learner's function raises
        return error
    return None


def shape_of(answer: object) -> list[tuple[int, int, str]]:
    """Return inputs, neurons and activation of each layer of a network; nothing of anything else."""
    if not isinstance(answer, FeedForward):
        return []
    return [(*layer.weights.shape, layer.activation.name) for layer in answer.layers]


def as_numbers(answer: Any) -> NDArray[np.float64] | None:  # noqa: ANN401
    """Return an answer as an array of numbers, or None if it is none."""
    try:
        given = np.asarray(answer)
        found = None if given.dtype.kind in "USc" else given.astype(np.float64)
    except Exception:  # noqa: BLE001  NumPy asks whatever it is given
        return None
    return found if found is not None and np.isfinite(found).all() else None
