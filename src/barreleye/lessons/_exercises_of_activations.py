"""Exercises of the chapter on activation functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..activations import Activation
from ..network import FeedForward
from ._answers import a_neuron, close, outputs_of, shape_of
from ._exercise import Exercise, Mistake, Test


def _is_named(*names: str) -> Test:
    """Return a test for the name of an activation, however it is written, and for the activation itself."""

    def test(answer: Any) -> bool:  # noqa: ANN401  as all tests of answers
        name = answer.name if isinstance(answer, Activation) else answer
        return isinstance(name, str) and name.strip().lower().replace(" ", "_") in names

    return test


def _answers(wanted: Callable[[Any], Any]) -> Test:
    """Return a test for a network that answers a function of its one input."""
    x = np.linspace(-3.0, 3.0, 25)[:, None]
    right = close(wanted(x))
    return lambda answer: right(outputs_of(answer, x))


EXERCISES = (
    Exercise(
        "activations.1",
        "A linear neuron with weight 2 and bias 1 feeds a linear neuron with weight 3 and bias -1. Together they"
        " are one neuron: what are its weight and its bias? Answer with a list of both.",
        "[3 * 2, 3 * 1 + -1]",
        close([6.0, 2.0]),
        (
            Mistake(
                "[6, 0]",
                close([6.0, 0.0]),
                "the weight is right; the first bias goes through the second neuron too, and is multiplied there",
            ),
            Mistake(
                "[5, 0]", close([5.0, 0.0]), "the weights are multiplied with each other, not added"
            ),
            Mistake(
                "[5, 2]", close([5.0, 2.0]), "the bias is right; the weights are multiplied, not added"
            ),
            Mistake(
                "[6, -1]",
                close([6.0, -1.0]),
                "the weight is right; the first bias goes through the second neuron: 3 · 1, and then -1",
            ),
            Mistake("[2, 6]", close([2.0, 6.0]), "these are the right numbers: the weight comes first"),
        ),
        "put 2x + 1 in the place of the input of the second neuron, and multiply out",
    ),
    Exercise(
        "activations.2",
        "Make the one neuron of exercise activations.1: give `be.Neuron(weights, bias, activation)`.",
        'be.Neuron([6.0], 2.0, "linear")',
        a_neuron(
            lambda unit: (
                unit.weights.tolist() == [6.0] and unit.bias == 2.0 and unit.activation.name == "linear"
            )
        ),
        (
            Mistake(
                'be.Neuron([6.0], 2.0, "relu")',
                a_neuron(lambda unit: unit.activation.name != "linear"),
                "both neurons are linear, and so is the one that replaces them",
            ),
            Mistake(
                'be.Neuron([6.0, 2.0], 0.0, "linear")',
                a_neuron(lambda unit: unit.weights.size != 1),
                "it has one input, so one weight; the bias is the second argument",
            ),
            Mistake(
                'be.Neuron([2.0], 6.0, "linear")',
                a_neuron(lambda unit: unit.weights.tolist() == [2.0] and unit.bias == 6.0),
                "these are the right numbers: the weight comes first",
            ),
            Mistake(
                'be.Neuron([6.0], 0.0, "linear")',
                a_neuron(lambda unit: unit.weights.tolist() == [6.0]),
                "the weight is right; work out the bias as in exercise activations.1",
            ),
            Mistake(
                'be.Neuron([5.0], 0.0, "linear")',
                a_neuron(lambda unit: unit.weights.size == 1),
                "its weight is that of exercise activations.1: the two weights, multiplied with each other",
            ),
        ),
        "be.Neuron takes a list of weights, the bias, and the name of the activation",
    ),
    Exercise(
        "activations.3",
        "A network is to predict the profit of a shop in euros, which may be negative. Which activation does its"
        ' last layer have? Answer with its name, such as "sigmoid".',
        '"linear"',
        _is_named("linear", "identity"),
        (
            Mistake(
                '"relu"',
                _is_named("relu"),
                "a profit may be negative, and ReLU answers nothing below 0",
            ),
            Mistake(
                '"leaky_relu"',
                _is_named("leaky_relu"),
                "leaky ReLU makes a loss a hundredth of what it is: which one treats both signs alike?",
            ),
            Mistake(
                '"tanh"',
                _is_named("tanh", "sigmoid", "step"),
                "its answers stay between two numbers, and a profit has no such limits",
            ),
            Mistake(
                '"softmax"',
                _is_named("softmax"),
                "softmax shares 1 between classes; a profit is no class",
            ),
        ),
        "which of the six answers any number, large or small, positive or negative, in the same way?",
    ),
    Exercise(
        "activations.4",
        "Make a network with one input, one hidden layer of two ReLU neurons and one linear output that answers"
        " the distance from 0, |x|. Set its numbers by hand.",
        'net = be.mlp(1, [2], 1, activation="relu", output="linear")\n'
        "net.layers[0].weights = [[1.0, -1.0]]\n"
        "net.layers[1].weights = [[1.0], [1.0]]\n"
        "net",
        lambda answer: _has_two_relu(answer) and _answers(np.abs)(answer),
        (
            Mistake(
                'net = be.mlp(1, [2], 1, activation="relu")\n'
                "net.layers[0].weights = [[1.0, -1.0]]\n"
                "net.layers[1].weights = [[1.0], [-1.0]]\n"
                "net",
                _answers(lambda x: x),
                "this one answers x itself: on the left the second neuron is active, and its part is taken away",
            ),
            Mistake(
                'net = be.mlp(1, [2], 1, activation="relu")\n'
                "net.layers[0].weights = [[1.0, 1.0]]\n"
                "net.layers[1].weights = [[1.0], [1.0]]\n"
                "net",
                lambda answer: _has_two_relu(answer) and close([[0.0]])(outputs_of(answer, [[-1.0]])),
                "at x = -1 nothing reaches the output: one has to rise to the left, with a weight behind it",
            ),
            Mistake(
                'be.mlp(1, [2], 1, activation="linear")',
                lambda answer: isinstance(answer, FeedForward) and not _has_two_relu(answer),
                "it has one hidden layer of two ReLU neurons, and one linear output",
            ),
        ),
        "one neuron rises on the right of 0, the other on the left; the output adds them",
    ),
)


def _has_two_relu(answer: object) -> bool:
    return shape_of(answer) == [(1, 2, "relu"), (2, 1, "linear")]
