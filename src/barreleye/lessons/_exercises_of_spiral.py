"""Exercises of the chapter on the spiral."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from ..datasets import spiral
from ..network import FeedForward
from ._answers import close, exactly, outputs_of, shape_of
from ._exercise import Exercise, Mistake

_WANTED = 0.8


def _share_right(answer: Any) -> float:  # noqa: ANN401  as all tests of answers
    """Return on which share of unseen points of the spiral a network is right; -1 for anything else."""
    X, y = spiral(samples=100, classes=3, seed=0)
    found = outputs_of(answer, X) if isinstance(answer, FeedForward) else None
    if found is None or found.shape != (len(X), 3):
        return -1.0
    return np.count_nonzero(np.argmax(found, axis=1) == y) / len(X)


def _numbers_of(answer: Any) -> Any:  # noqa: ANN401  as above
    """Return the numbers of neurons in order, whether they come as a list, a set, or by layers as in a trace."""
    given: Any = (
        cast("Mapping[Any, Any]", answer).get("hidden0") if isinstance(answer, Mapping) else answer
    )
    try:
        return list[Any](sorted(given))
    except TypeError:
        return given


EXERCISES = (
    Exercise(
        "spiral.1",
        "A spiral has 2 classes and 50 points for each. What is the shape of the table of its inputs? Answer"
        " with a list: rows and columns.",
        "[2 * 50, 2]",
        exactly([100, 2]),
        (
            Mistake("[50, 2]", close([50, 2]), "50 is the number of points of one class: there are two"),
            Mistake(
                "[2, 100]",
                close([2, 100]),
                "a row for each point comes first, then a column for each input",
            ),
            Mistake("[100, 1]", close([100, 1]), "a point in the plane has two numbers"),
        ),
        "each point is a row, and has a number across and one up",
    ),
    Exercise(
        "spiral.2",
        "A classifier of 5 classes has not learned anything yet, and shares its confidence equally. Near which"
        " cross-entropy does it begin?",
        "-np.log(1 / 5)",
        close(math.log(5)),
        (
            Mistake(
                "1 / 5",
                close(0.2),
                "that is the share of the right class: the loss is minus its logarithm",
            ),
            Mistake("np.log(1 / 5)", close(-math.log(5)), "a loss is not negative"),
            Mistake("np.log(3)", close(math.log(3)), "that is the loss with 3 classes"),
        ),
        "the share of the right class is 1/5; the loss is minus its logarithm",
    ),
    Exercise(
        "spiral.3",
        "Build, with `be.mlp`, a classifier for points of the plane and 2 classes, with one hidden layer of 16"
        " ReLU neurons and softmax at the end.",
        'be.mlp(2, [16], 2, activation="relu", output="softmax")',
        lambda answer: shape_of(answer) == [(2, 16, "relu"), (16, 2, "softmax")],
        (
            Mistake(
                'be.mlp(2, [16], 2, activation="relu")',
                lambda answer: shape_of(answer) == [(2, 16, "relu"), (16, 2, "linear")],
                'the sizes are right; the last layer is linear unless you say output="softmax"',
            ),
            Mistake(
                'be.mlp(2, [16], 1, activation="relu", output="sigmoid")',
                lambda answer: [one[1] for one in shape_of(answer)] == [16, 1],
                "it has one output: softmax needs an output for each class",
            ),
            Mistake(
                'be.mlp(2, [16], 3, activation="relu", output="softmax")',
                lambda answer: shape_of(answer)[1:] == [(16, 3, "softmax")],
                "there are 2 classes, so 2 outputs",
            ),
            Mistake(
                'be.mlp(2, [16], 2, activation="tanh", output="softmax")',
                lambda answer: [one[:2] for one in shape_of(answer)] == [(2, 16), (16, 2)],
                "the sizes are right: look at the activations once more",
            ),
            Mistake(
                'be.mlp(2, [16, 16], 2, activation="relu", output="softmax")',
                lambda answer: len(shape_of(answer)) == _ONE_TOO_MANY,
                "it has two hidden layers: one was asked for",
            ),
        ),
        "inputs, a list of hidden layers, outputs; then the activations by name",
    ),
    Exercise(
        "spiral.4",
        'Run `net = be.mlp(2, [8], 3, output="softmax", seed=0)`, `net.layers[0].biases = [0, 0, -30, 0, 0, 9,'
        " -30, 0]` and `X, y = be.datasets.spiral()`. Which of its hidden neurons are dead on X? Answer with a"
        " list of their numbers.",
        'net = be.mlp(2, [8], 3, output="softmax", seed=0)\n'
        "net.layers[0].biases = [0, 0, -30, 0, 0, 9, -30, 0]\n"
        "X, y = be.datasets.spiral()\n"
        'net.trace(X).dead()["hidden0"]',
        lambda answer: exactly([2, 6])(_numbers_of(answer)),
        (
            Mistake("[3, 7]", close([3, 7]), "neurons are counted from 0"),
            Mistake(
                "[2, 5, 6]",
                close([2, 5, 6]),
                "a large positive bias makes a neuron active always, not dead",
            ),
            Mistake(
                "[5]",
                close([5]),
                "this one is active on all rows, which is the opposite of dead",
            ),
            Mistake(
                "2",
                close(2),
                "that is how many they are, or one of them: give the list of their numbers",
            ),
        ),
        'ask the trace of the rows: net.trace(X).dead()["hidden0"]',
    ),
    Exercise(
        "spiral.5",
        "Train a network on `be.datasets.spiral(samples=100, classes=3, seed=1)` that is right on 80 % of"
        " `be.datasets.spiral(samples=100, classes=3, seed=0)`, which it has not seen. Answer with the network.",
        "X, y = be.datasets.spiral(samples=100, classes=3, seed=1)\n"
        'net = be.mlp(2, [64, 64], 3, activation="relu", output="softmax", seed=0)\n'
        "history = net.fit(X, y, epochs=200, optimizer=be.Adam(0.005), progress=False)\nnet",
        lambda answer: _share_right(answer) >= _WANTED,
        (
            Mistake(
                'be.mlp(2, [], 3, output="softmax")',
                lambda answer: _share_right(answer) >= 0.0 and len(shape_of(answer)) == 1,
                "without a hidden layer the borders between the classes are straight lines",
            ),
            Mistake(
                'be.mlp(2, [64, 64], 3, output="softmax")',
                lambda answer: _share_right(answer) >= 0.0,
                "it is not right often enough yet: more epochs, more neurons, or another rate",
            ),
            Mistake(
                'be.mlp(2, [64, 64], 2, output="softmax")',
                lambda answer: isinstance(answer, FeedForward),
                "it has to take two inputs and answer three classes",
            ),
        ),
        "give the network that was trained, not its history",
    ),
)

_ONE_TOO_MANY = 3
