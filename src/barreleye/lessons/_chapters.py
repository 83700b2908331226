"""The chapters, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from . import (
    _exercises_of_activations,
    _exercises_of_bias,
    _exercises_of_learning,
    _exercises_of_neurons,
    _exercises_of_sine,
    _exercises_of_softmax,
    _exercises_of_spiral,
    _exercises_of_step,
)
from ._exercise import Exercise


@dataclass(frozen=True)
class Chapter:
    """A chapter of the tour.

    Attributes
    ----------
    name : str
        What its exercises and its page are called.
    title : str
    minutes : int
        How long reading takes, without the exercises.
    needs : str
        What a reader has to know.
    stage : str
        The stage of the playground's page that belongs to it: ``play.html#stage=...``.
    goal : str
        What is to be done there.
    exercises : tuple of Exercise
    """

    name: str
    title: str
    minutes: int
    needs: str
    stage: str
    goal: str
    exercises: tuple[Exercise, ...]


CHAPTERS = (
    Chapter(
        "neurons",
        "Neurons and layers",
        10,
        "adding and multiplying numbers; a line of Python",
        "weights",
        "Find the two weights and the bias with which the answers of the rows were made: click the neuron, and"
        " drag or type its numbers, until the mean loss is 0: the loss says how far the answers are from the"
        " wanted ones.",
        _exercises_of_neurons.EXERCISES,
    ),
    Chapter(
        "bias",
        "Weights and bias",
        10,
        "chapter 1",
        "bias",
        "Lay the curve on the rows. Change the weight and the bias of the hidden neuron alone: first the weight,"
        " for the slope, then the bias, for the place where it begins.",
        _exercises_of_bias.EXERCISES,
    ),
    Chapter(
        "activations",
        "Activation functions",
        15,
        "chapters 1 and 2",
        "train-linear",
        "Train the network, and see that it stays a line. Then open *Layers and loss*, choose another"
        " activation for the hidden layers, and train again, until the mean loss is below 0.01.",
        _exercises_of_activations.EXERCISES,
    ),
    Chapter(
        "step",
        "Step, sigmoid, tanh, ReLU",
        20,
        "chapters 1 to 3; what a slope is",
        "dead",
        "One of the two neurons is dead, and has a cross. Give it a bias with which the curve lies on the rows.",
        _exercises_of_step.EXERCISES,
    ),
    Chapter(
        "softmax",
        "Softmax",
        20,
        "powers and logarithms; chapter 1",
        "softmax",
        "Find entries whose shares are 0.5, 0.3 and 0.2. Then raise all of them by 100, and look at the naive"
        " form.",
        _exercises_of_softmax.EXERCISES,
    ),
    Chapter(
        "sine",
        "A sine by hand",
        20,
        "chapters 1 to 3",
        "sine",
        "Do what each section says, and go on when its goal is reached. The eighth pair lifts the whole"
        " curve meanwhile; at the end its output weight is 0.",
        _exercises_of_sine.EXERCISES,
    ),
    Chapter(
        "learning",
        "Learning",
        25,
        "chapters 1 to 4",
        "train-sine",
        "Train the network until the mean loss is below 0.002. *Train* goes on until you pause it; the slider"
        " goes back to any step.",
        _exercises_of_learning.EXERCISES,
    ),
    Chapter(
        "spiral",
        "The spiral",
        20,
        "chapters 1 to 7",
        "train-spiral",
        "Train the network until the mean loss is below 0.2. Look at its neurons in the second tab, while it"
        " learns.",
        _exercises_of_spiral.EXERCISES,
    ),
)
