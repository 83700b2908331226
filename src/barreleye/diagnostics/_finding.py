"""The rules by which a network is examined, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._text import counted


@dataclass(frozen=True)
class Rule:
    """What can be wrong with a network or its training.

    Attributes
    ----------
    name : str
    cause : str
        What it mostly comes from.
    cure : str
        A line of code that mostly helps.
    """

    name: str
    cause: str
    cure: str


RULES: Mapping[str, Rule] = {
    "BE001": Rule(
        "dead neurons",
        "a step that was too large, or inputs far from 0, made z negative on every row: no gradient reaches them",
        "be.revive(net, X)  # or a smaller learning rate, or activation='leaky_relu'",
    ),
    "BE002": Rule(
        "saturated neurons",
        "z is so large that the activation is flat there: weights or inputs are too large",
        "X = (X - X.mean(axis=0)) / X.std(axis=0)  # and init='glorot_uniform', l2=1e-4",
    ),
    "BE003": Rule(
        "a layer that is linear",
        "its neurons are active on every row, so that the layer only multiplies by a matrix",
        "X = (X - X.mean(axis=0)) / X.std(axis=0)  # rows on both sides of 0",
    ),
    "BE004": Rule(
        "constant neurons",
        "all weights into the neuron are 0, or almost: its output is the same on every row",
        "Dense(units, 'relu', init='he_normal')  # not zeros",
    ),
    "BE005": Rule(
        "duplicate neurons",
        "they began with the same weights, and equal neurons get equal gradients",
        "Dense(units, 'relu', init='he_normal')  # random weights break the symmetry",
    ),
    "BE006": Rule(
        "vanishing gradients",
        "each layer multiplies the gradient by slopes below 1",
        "be.mlp(inputs, hidden, outputs, activation='relu')  # and fewer layers",
    ),
    "BE007": Rule(
        "exploding gradients",
        "weights or targets are so large that one step changes the weights by more than their own size",
        "net.fit(X, y, clip_norm=1.0)  # and init='he_normal', targets scaled to about 1",
    ),
    "BE008": Rule(
        "steps of the wrong size",
        "the weights change by far more or far less than a thousandth per step",
        "net.fit(X, y, optimizer=be.Adam(1e-3))",
    ),
    "BE009": Rule(
        "exploding logits",
        "the inputs of the last activation are so large that it is certain of everything, even where it is wrong",
        "net.fit(X, y, l2=1e-3)  # and scaled inputs",
    ),
    "BE010": Rule(
        "unscaled inputs",
        "columns differ in scale, or lie far from 0: the largest drowns the others",
        "X = (X - X.mean(axis=0)) / X.std(axis=0)",
    ),
    "BE011": Rule(
        "a first loss far above guessing",
        "the last layer begins with large weights, or inputs or targets are unscaled",
        "Dense(outputs, 'softmax', init='glorot_uniform')  # and scaled inputs and targets",
    ),
    "BE012": Rule(
        "learning rate too high",
        "steps jump over the minimum: the loss rises again and again",
        "net.fit(X, y, optimizer=be.Adam(1e-3))  # a tenth of the present rate",
    ),
    "BE013": Rule(
        "learning rate too low",
        "the loss still falls steadily when training ends",
        "net.fit(X, y, optimizer=be.Adam(1e-2))  # ten times the present rate, or more epochs",
    ),
    "BE014": Rule(
        "overfitting",
        "the network learns the training rows by heart: the validation loss rises while the training loss falls",
        "net.fit(X, y, validation=0.2, early_stopping=20)  # or fewer neurons, l2=1e-3, be.Dropout(0.2)",
    ),
    "BE015": Rule(
        "it learns nothing",
        "the loss stays at what guessing gives",
        "be.check(net, X, y)  # is one batch learned? which learning rate works?",
    ),
    "BE016": Rule(
        "an activation without slope",
        "its slope is 0 everywhere, so that layers before it get no gradient and stay as they are",
        "Dense(units, 'relu')",
    ),
    "BE017": Rule(
        "numbers that are no numbers",
        "a training that diverged, or weights that were set to NaN or infinity",
        "net.fit(X, y, optimizer=be.Adam(1e-3), clip_norm=1.0)  # of a new network, with a smaller rate",
    ),
    "BE018": Rule(
        "worse than guessing",
        "the network was trained on other rows or other targets than these, or for too short a time",
        "net.fit(X, y)  # on these rows; and look whether targets are in the same order and units",
    ),
    "BE019": Rule(
        "targets beyond the output",
        "the output's activation cannot give such numbers: relu none below 0, tanh none beyond -1 and 1",
        "be.mlp(inputs, hidden, outputs, output='linear')  # or scale y into the range of the activation",
    ),
}
"""All rules by their ids, which stay the same in later versions."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, or may be.

    Attributes
    ----------
    id : str
        ``"BE001"`` and so on: a key of :data:`RULES`.
    said : str
        One sentence with the numbers.
    evidence : mapping of str to float
        These numbers by name.
    layer : str
        The name of the layer; empty if it is not about one.
    neurons : tuple of int
        The indices of the neurons that it is about.
    since : int or None
        The epoch after which it was first so, where that is known; -1 is before training.
    """

    id: str
    said: str
    evidence: Mapping[str, float] = field(default_factory=dict[str, float])
    layer: str = ""
    neurons: tuple[int, ...] = ()
    since: int | None = None

    @property
    def name(self) -> str:
        """What it is called, such as "dead neurons"."""
        return RULES[self.id].name

    @property
    def cause(self) -> str:
        """What it mostly comes from."""
        return RULES[self.id].cause

    @property
    def cure(self) -> str:
        """A line of code that mostly helps."""
        return RULES[self.id].cure

    @property
    def docs(self) -> str:
        """The place in the documentation that explains it."""
        return f"health.html#{self.id.lower()}"

    def __str__(self) -> str:
        return f"{self.id} {self.name}: {self.said}\n  cause: {self.cause}\n  cure:  {self.cure}"


def of_neurons(neurons: Sequence[int], units: int) -> str:
    """Return some neurons of a layer in words: "3 of 8 neurons (0, 4, 5)"."""
    if units == 1:
        return "its only neuron"
    some = ", ".join(str(n) for n in neurons[:_NAMED])
    more = " ..." if len(neurons) > _NAMED else ""
    return f"{len(neurons)} of {counted(units, 'neuron')} ({some}{more})"


_NAMED = 8
