"""Exercises of the chapter on neurons and layers."""

from __future__ import annotations

from ..layers import Neuron
from ._answers import a_neuron, close, exactly, shape_of
from ._exercise import Exercise, Mistake

EXERCISES = (
    Exercise(
        "neurons.1",
        "A neuron has the weights 0.5 and -1, the bias 0.25 and the activation ReLU. Its inputs are 2 and 0.5."
        " Work out its output by hand.",
        "0.5 * 2 + -1 * 0.5 + 0.25",
        close(0.75),
        (
            Mistake(
                "0.5 * 2 + -1 * 0.5", close(0.5), "the bias is missing: it is added to the products"
            ),
            Mistake(
                "0.5 * 2 + 1 * 0.5 + 0.25",
                close(1.75),
                "the second weight is negative: its product is taken away",
            ),
            Mistake(
                "0.5 + 2 + -1 + 0.5 + 0.25",
                close(2.25),
                "each input is multiplied by its weight; only the products are added",
            ),
            Mistake(
                "0.5 * 0.5 + -1 * 2 + 0.25",
                lambda answer: close(-1.5)(answer) or close(0.0)(answer),
                "the first weight belongs to the first input: 0.5 times 2, and -1 times 0.5",
            ),
        ),
        "multiply each input by its weight, add the products and the bias, and replace a negative sum by 0",
    ),
    Exercise(
        "neurons.2",
        "The same neuron gets the inputs 0.5 and 2. What is its output now?",
        "max(0, 0.5 * 0.5 + -1 * 2 + 0.25)",
        close(0.0),
        (
            Mistake(
                "0.5 * 0.5 + -1 * 2 + 0.25",
                close(-1.5),
                "that is the sum, before the activation: what does ReLU make of a negative number?",
            ),
            Mistake("1.5", close(1.5), "ReLU does not take the sign away: a negative sum becomes 0"),
        ),
        "work out the sum of the products and the bias, then apply ReLU",
    ),
    Exercise(
        "neurons.3",
        "Make a neuron with two inputs and the activation ReLU whose output is the first input minus the second"
        " one, where that is positive: give `be.Neuron(weights, bias, activation)`.",
        'be.Neuron([1.0, -1.0], 0.0, "relu")',
        a_neuron(lambda unit: _is_difference(unit) and unit.activation.name == "relu"),
        (
            Mistake(
                'be.Neuron([1.0, 1.0], 0.0, "relu")',
                a_neuron(lambda unit: unit.weights.tolist() == [1.0, 1.0]),
                "this one adds its inputs: the weight of the second one has another sign",
            ),
            Mistake(
                'be.Neuron([-1.0, 1.0], 0.0, "relu")',
                a_neuron(lambda unit: unit.weights.tolist() == [-1.0, 1.0]),
                "this is the second input minus the first one: change the signs of both weights",
            ),
            Mistake(
                'be.Neuron([1.0, -1.0], 0.0, "linear")',
                a_neuron(lambda unit: _is_difference(unit) and unit.activation.name != "relu"),
                "the weights are right; the activation has to be ReLU",
            ),
            Mistake(
                'be.Neuron([1.0, -1.0], 1.0, "relu")',
                a_neuron(lambda unit: unit.weights.tolist() == [1.0, -1.0] and unit.bias != 0.0),
                "the weights are right; a bias would shift the result, so it is 0",
            ),
        ),
        "a weight of 1 keeps an input as it is, one of -1 changes its sign; the bias is 0",
    ),
    Exercise(
        "neurons.4",
        "A network has 2 inputs, a layer of 3 neurons, and a layer of 1 neuron. Each neuron has a weight for each"
        " of its inputs, and a bias. How many numbers are that?",
        "3 * (2 + 1) + 1 * (3 + 1)",
        exactly(13),
        (
            Mistake(
                "3 * 2 + 1 * 3 + 1",
                close(10),
                "each neuron has a bias of its own, and there are four neurons",
            ),
            Mistake("3 * 2 + 1 * 3", close(9), "these are the weights: each neuron has a bias besides"),
            Mistake("4", close(4), "that is how many neurons there are: each has several numbers"),
            Mistake(
                "3 * (2 + 1) + 1 * (2 + 1)",
                close(12),
                "the last neuron does not see the inputs, but the outputs of the three others",
            ),
        ),
        "count for each layer: its neurons, times their inputs and one more for the bias",
    ),
    Exercise(
        "neurons.5",
        "Build this network of 2 inputs, 3 ReLU neurons and 1 linear neuron with `be.mlp`.",
        'be.mlp(2, [3], 1, activation="relu", output="linear")',
        lambda answer: shape_of(answer) == [(2, 3, "relu"), (3, 1, "linear")],
        (
            Mistake(
                'be.mlp(2, [3, 1], 1, activation="relu", output="linear")',
                lambda answer: len(shape_of(answer)) == _ONE_TOO_MANY,
                "this one has three layers: the list names the hidden layers alone, and the outputs follow it",
            ),
            Mistake(
                'be.mlp(3, [2], 1, activation="relu", output="linear")',
                lambda answer: [one[0] for one in shape_of(answer)][:1] == [3],
                "the number of inputs comes first, then the neurons of the hidden layers",
            ),
            Mistake(
                'be.mlp(2, [3], 1, activation="relu", output="sigmoid")',
                lambda answer: [one[:2] for one in shape_of(answer)] == [(2, 3), (3, 1)],
                "the sizes are right: look at the activations once more",
            ),
        ),
        "be.mlp takes the number of inputs, a list of hidden layers, the number of outputs, and activations by"
        " name",
    ),
)


def _is_difference(unit: Neuron) -> bool:
    return unit.weights.tolist() == [1.0, -1.0] and unit.bias == 0.0


_ONE_TOO_MANY = 3
