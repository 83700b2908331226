"""Exercises of the chapter on learning."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..datasets import sine
from ..network import FeedForward
from ._answers import close, outputs_of
from ._exercise import Exercise, Mistake

_NEURON = "A linear neuron has the weight 2 and the bias 0. A row has the input 3, and the truth is 5."
_GOAL = 1e-3


def _error(answer: Any) -> float:  # noqa: ANN401  as all tests of answers
    """Return the mean squared error of a network on the sine; infinity for anything else."""
    x, y = sine()
    found = outputs_of(answer, x) if isinstance(answer, FeedForward) else None
    if found is None or found.shape != (len(x), 1):
        return float("inf")
    return float(np.mean((found[:, 0] - y.ravel()) ** 2))


def _is_linear(answer: Any) -> bool:  # noqa: ANN401  as above
    return isinstance(answer, FeedForward) and all(
        layer.activation.name == "linear" for layer in answer.layers
    )


EXERCISES = (
    Exercise(
        "learning.1",
        f"{_NEURON} What is its squared error?",
        "(2 * 3 - 5) ** 2",
        close(1),
        (
            Mistake("(2 - 5) ** 2", close(9), "the neuron answers weight times input: 6"),
            Mistake(
                "5 - 2 * 3",
                close(-1),
                "a square is not negative: the difference is multiplied by itself",
            ),
        ),
        "work out its answer, take the truth away, and square",
    ),
    Exercise(
        "learning.2",
        f"{_NEURON} What is the slope of the squared error by the weight?",
        "2 * (6 - 5) * 3",
        close(6),
        (
            Mistake(
                "2 * (6 - 5)",
                close(2),
                "that is the slope by the bias: the weight is multiplied by the input",
            ),
            Mistake("(6 - 5) * 3", close(3), "the slope of a square s² is 2s: a factor of 2 is missing"),
            Mistake(
                "2 * (5 - 6) * 3",
                close(-6),
                "take the answer minus the truth: here the answer is too large",
            ),
        ),
        "2 · (answer - truth) · input",
    ),
    Exercise(
        "learning.3",
        f"{_NEURON} It takes one step of gradient descent with the rate 0.1. What is its weight then?",
        "2 - 0.1 * 6",
        close(1.4),
        (
            Mistake(
                "2 + 0.1 * 6", close(2.6), "a step goes against the gradient, so that the loss falls"
            ),
            Mistake("2 - 6", close(-4), "the gradient is multiplied by the rate"),
            Mistake(
                "0.1 * 6", close(0.6), "that is how far the step goes: take it away from the weight"
            ),
        ),
        "the old weight minus the rate times the slope of exercise 2",
    ),
    Exercise(
        "learning.4",
        "The loss is w², so that its slope is 2w. From w = 1, what is w after two steps with the rate 1.1?",
        "(1 - 1.1 * 2) ** 2",
        close(1.44),
        (
            Mistake("1 - 1.1 * 2", close(-1.2), "that is one step: take another one from there"),
            Mistake(
                "1 - 2 * 1.1 * 2",
                close(-3.4),
                "the slope of the second step is that at the new place, w = -1.2",
            ),
            Mistake("(1 - 1.1) ** 2", close(0.01), "the slope of w² is 2w, not w"),
            Mistake(
                "-1.2 - 1.1 * 2.4",
                close(-3.84),
                "at w = -1.2 the slope is negative, -2.4: to take away a negative number is to add",
            ),
        ),
        "one step: w - 1.1 · 2w. Take it twice, and watch the distance from 0",
    ),
    Exercise(
        "learning.5",
        "Train a network on `be.datasets.sine()` until its mean squared error is below 0.001, and answer with the"
        " network. (One that was made by hand counts too.)",
        'x, y = be.datasets.sine()\nnet = be.mlp(1, [16, 16], 1, activation="relu", seed=0)\n'
        "history = net.fit(x, y, epochs=60, optimizer=be.Adam(0.01), progress=False)\nnet",
        lambda answer: _error(answer) < _GOAL,
        (
            Mistake(
                'be.mlp(1, [8, 8], 1, activation="linear")',
                _is_linear,
                "a network of linear neurons draws a line, however long it learns: choose another activation",
            ),
            Mistake(
                "be.mlp(1, [8, 8], 1)",
                lambda answer: np.isfinite(_error(answer)),
                "its error is still above 0.001: more epochs, more neurons, or be.Adam(0.01) as the optimizer",
            ),
            Mistake(
                "be.mlp(2, [8, 8], 1)",
                lambda answer: isinstance(answer, FeedForward),
                "the sine has one input and one output",
            ),
        ),
        "give the network that was trained, not its history",
    ),
    Exercise(
        "learning.6",
        "All weights and all biases of a network begin at 0. What is the gradient of the weights of a hidden ReLU"
        " layer at the first step? Answer with one number.",
        "0.0",
        close(0.0),
        (
            Mistake(
                "1.0",
                close(1.0),
                "the slope of the layer is multiplied by the weights that follow it, and these are 0",
            ),
        ),
        "the error goes back through the weights of the next layer: what is left of it if these are all 0?",
    ),
)
