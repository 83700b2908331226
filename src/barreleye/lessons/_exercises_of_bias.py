"""Exercises of the chapter on weights and bias."""

from __future__ import annotations

import numpy as np

from ..layers import Neuron
from ._answers import a_neuron, close, not_relu
from ._exercise import Exercise, Mistake

EXERCISES = (
    Exercise(
        "bias.1",
        "A ReLU neuron has one input, the weight 2 and the bias 1. From which x on is its output above 0?",
        "-1 / 2",
        close(-0.5),
        (
            Mistake(
                "1 / 2",
                close(0.5),
                "the sum 2x + 1 is 0 where 2x = -1: a positive bias lets the neuron begin further to the left",
            ),
            Mistake("-1", close(-1), "divide by the weight too: 2x + 1 = 0"),
            Mistake("-2", close(-2), "it is the bias over the weight, not the weight over the bias"),
        ),
        "find the x at which the sum of the product and the bias is 0",
    ),
    Exercise(
        "bias.2",
        "Make a ReLU neuron with one input and the weight 1 whose output begins to rise at x = 3.",
        'be.Neuron([1.0], -3.0, "relu")',
        a_neuron(lambda unit: _begins(unit, 3.0) and unit.weights.tolist() == [1.0]),
        (
            not_relu("be.Neuron([1.0], -3.0)"),
            Mistake(
                'be.Neuron([1.0], 3.0, "relu")',
                a_neuron(lambda unit: unit.bias == 3.0 and unit.weights.tolist() == [1.0]),
                "this one begins at -3: to begin further to the right, the bias has to be negative",
            ),
            Mistake(
                'be.Neuron([-1.0], 3.0, "relu")',
                a_neuron(lambda unit: unit.weights.size == 1 and unit.weights[0] < 0.0),
                "with a negative weight it ends at -b / w, and rises to the left: the weight is to be 1",
            ),
            Mistake(
                'be.Neuron([2.0], -6.0, "relu")',
                a_neuron(lambda unit: _begins(unit, 3.0)),
                "it begins at 3, but its weight is not 1",
            ),
        ),
        "the sum x + b is to be 0 at x = 3",
    ),
    Exercise(
        "bias.3",
        "Make a ReLU neuron with one input that is above 0 for every x below 1 and nowhere else, and whose output"
        " at x = 0 is 2.",
        'be.Neuron([-2.0], 2.0, "relu")',
        a_neuron(lambda unit: unit.weights.tolist() == [-2.0] and unit.bias == 2.0 and _is_relu(unit)),
        (
            not_relu("be.Neuron([-2.0], 2.0)"),
            Mistake(
                'be.Neuron([2.0], 2.0, "relu")',
                a_neuron(lambda unit: unit.weights.size == 1 and unit.weights[0] > 0.0),
                "with a positive weight the output rises to the right: this neuron has to look the other way",
            ),
            Mistake(
                'be.Neuron([-1.0], 1.0, "relu")',
                a_neuron(lambda unit: _begins(unit, 1.0) and unit.bias != 2.0),
                "it ends at 1, as it should; its output at x = 0 is the bias, and that is not 2 yet",
            ),
            Mistake(
                'be.Neuron([-1.0], 2.0, "relu")',
                a_neuron(lambda unit: unit.bias == 2.0),
                "its output at 0 is 2, as it should be; at x = 1 the sum, w · 1 + 2, has to be 0",
            ),
        ),
        "at x = 0 only the bias is left; then choose the weight so that the sum is 0 at x = 1",
    ),
)


def _begins(unit: Neuron, x: float) -> bool:
    """Return whether a ReLU neuron of one input is 0 up to a place, or from there on."""
    if not _is_relu(unit) or unit.weights.size != 1 or not unit.weights[0]:
        return False
    return bool(np.isclose(-unit.bias / unit.weights[0], x))


def _is_relu(unit: Neuron) -> bool:
    return unit.activation.name == "relu"
