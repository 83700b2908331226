"""Exercises of the chapter on step, sigmoid, tanh and ReLU."""

from __future__ import annotations

import numpy as np

from ..activations import Activation, leaky_relu, relu
from ._answers import a_neuron, close, error_of, exactly, not_relu, outputs_of
from ._exercise import Exercise, Mistake

_ROWS = np.linspace(-1.0, 1.0, 21)[:, None]
_LISTED = [0, 2, -1, 3.3, -2.7, 1.1, 2.2, -100, 1e6]


def _is_relu(answer: object) -> bool:
    return close(relu(_LISTED))(outputs_of(answer, _LISTED))


EXERCISES = (
    Exercise(
        "step.1",
        "The slope of sigmoid is s · (1 - s), where s is its answer. How large is it at most?",
        "0.5 * (1 - 0.5)",
        close(0.25),
        (
            Mistake("0.5", close(0.5), "0.5 is its answer at 0, where the slope is largest"),
            Mistake("1.0", close(1.0), "near the answer 1 the slope is near 1 · (1 - 1) = 0"),
        ),
        "try s = 0.1, 0.5 and 0.9",
    ),
    Exercise(
        "step.2",
        "A signal goes back through layers of sigmoids, and the slope of each multiplies it by 0.25 at most. Leave"
        " the weights aside. After how many layers is it surely below a thousandth of what it was?",
        "5",
        exactly(5),
        (
            Mistake("4", close(4), "0.25 · 0.25 · 0.25 · 0.25 is 0.0039, still above 0.001"),
            Mistake("10", close(10), "that is enough for a millionth; a thousandth comes earlier"),
            Mistake("250", close(250), "the factors are multiplied with each other, not added"),
        ),
        "multiply 0.25 by itself until the product is below 0.001, and count",
    ),
    Exercise(
        "step.3",
        "Write ReLU as a function of an array, without the library.",
        "lambda z: np.maximum(0, z)",
        lambda answer: _is_relu(answer) and not isinstance(answer, Activation),
        (
            Mistake("be.activations.relu", _is_relu, "this is the library's own: write it with NumPy"),
            Mistake(
                "lambda z: np.abs(z)",
                lambda answer: close(np.abs(_LISTED))(outputs_of(answer, _LISTED)),
                "this makes 2 of -2; ReLU makes it 0",
            ),
            Mistake(
                "lambda z: np.minimum(0, z)",
                lambda answer: close(np.minimum(0, _LISTED))(outputs_of(answer, _LISTED)),
                "this keeps what is negative: take the larger of the two numbers",
            ),
            Mistake(
                "lambda z: np.max(z)",
                lambda answer: close(max(_LISTED))(outputs_of(answer, _LISTED)),
                "np.max looks for the largest entry of the array; np.maximum compares each entry with 0",
            ),
            Mistake(
                "lambda z: z if z > 0 else 0",
                lambda answer: "ambiguous" in str(error_of(answer, _LISTED)),
                "it cannot be called with an array: `if` asks one question, and an array has many answers",
            ),
            Mistake(
                "lambda z: np.larger(0, z)",
                lambda answer: error_of(answer, _LISTED) is not None,
                "it ends with an error: call it yourself with np.array([-1.0, 2.0]), and read what Python says",
            ),
            Mistake(
                "lambda z: None",
                lambda answer: callable(answer) and answer(np.asarray(_LISTED)) is None,
                "your function returns nothing: end it with `return`",
            ),
        ),
        "give a function of one argument: for each entry the larger of it and 0",
    ),
    Exercise(
        "step.4",
        "Make a ReLU neuron with one input that is dead on all x from -1 to 1, and whose weight is 2.",
        'be.Neuron([2.0], -3.0, "relu")',
        a_neuron(
            lambda unit: (
                unit.weights.tolist() == [2.0]
                and unit.activation.name == "relu"
                and not np.any(unit(_ROWS))
            )
        ),
        (
            not_relu("be.Neuron([2.0], -3.0)"),
            Mistake(
                'be.Neuron([2.0], -1.0, "relu")',
                a_neuron(lambda unit: unit.weights.tolist() == [2.0] and bool(np.any(unit(_ROWS)))),
                "it is active somewhere between -1 and 1: where is its sum largest, and is it above 0 there?",
            ),
            Mistake(
                'be.Neuron([0.0], 0.0, "relu")',
                a_neuron(lambda unit: unit.weights.size == 1 and unit.weights[0] != 2.0),
                "the weight has to be 2",
            ),
        ),
        "the sum 2x + b is largest at x = 1: choose a bias with which it is not above 0 there",
    ),
    Exercise(
        "step.5",
        "What does leaky ReLU with the negative slope 0.1 answer to -2, 0 and 3? Answer with a list.",
        "[0.1 * -2, 0, 3]",
        # computed when an answer comes, and not when chapters are listed
        lambda answer: close(leaky_relu.with_(negative_slope=0.1)([-2.0, 0.0, 3.0]))(answer),  # noqa: PLW0108
        (
            Mistake("[0, 0, 3]", close([0, 0, 3]), "that is ReLU: leaky ReLU lets a part through"),
            Mistake(
                "[0.2, 0, 3]",
                close([0.2, 0, 3]),
                "the sign stays: a tenth of a negative number is negative",
            ),
            Mistake(
                "[-0.2, 0, 0.3]",
                close([-0.2, 0, 0.3]),
                "what is positive passes as it is, and not a tenth of it",
            ),
        ),
        "negative numbers are multiplied by 0.1, the others stay",
    ),
)
