"""What all trainings of one fit have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array, Integers
from ...activations import Activation
from ...losses import Loss, cross_entropy
from ...optimizers import AdamW
from ...schedules import Cosine
from ...training import Network, mlp


@dataclass(frozen=True)
class Settings:
    """How networks are made and trained.

    Attributes
    ----------
    hidden : sequence of int
        The number of neurons of each hidden layer; none for a linear model.
    activation : str or Activation
    epochs, patience : int
        The most epochs of a network, and how many may pass without a lower loss of rows held out.
    batch_size : int, or None
        None for about a fiftieth of the rows.
    learning_rate : float, or None
        None for a rate that falls along a cosine.
    weight_decay : float
        Of AdamW.
    seed : int
    first_rate : float
        Where the cosine begins.
    """

    hidden: Sequence[int]
    activation: str | Activation
    epochs: int
    patience: int
    batch_size: int | None
    learning_rate: float | None
    weight_decay: float
    seed: int
    first_rate: float = 3e-3

    @property
    def of_linear(self) -> Settings:
        """The settings of a linear model, which gets along with larger steps, and then with fewer."""
        return replace(
            self, hidden=(), epochs=max(1, round(_OF_LINEAR * self.epochs)), first_rate=_RATE_OF_LINEAR
        )

    def batch(self, rows: int) -> int:
        """Return how many of so many rows make a step."""
        return batch_size_of(rows) if self.batch_size is None else self.batch_size

    def optimizer(self, epochs: int, last: float) -> AdamW:
        """Return the optimizer of a training, whose rate falls to ``last`` unless it was given."""
        rate = self.learning_rate
        return AdamW(
            Cosine(self.first_rate, epochs, last=last) if rate is None else rate,
            weight_decay=self.weight_decay,
        )


@dataclass(frozen=True)
class Rows:
    """Rows as networks take them.

    Attributes
    ----------
    X : array, shape (rows, inputs), float32
    y : array, shape (rows,)
        Class indices, or scaled numbers.
    classes : int
        0 for numbers.
    loss : Loss
    """

    X: Array
    y: NDArray[Any]
    classes: int
    loss: Loss

    def __len__(self) -> int:
        return len(self.y)

    @property
    def labels(self) -> NDArray[Any] | None:
        """The class of every row, if there are classes."""
        return self.y if self.classes else None

    @property
    def targets(self) -> Array:
        """What a network is to answer for every row, shape (rows, outputs)."""
        if not self.classes:
            return self.y[:, None]
        targets = np.zeros((len(self.y), self.classes))
        targets[np.arange(len(self.y)), self.y] = 1.0
        return targets

    def network(self, hidden: Sequence[int], activation: str | Activation, seed: int) -> Network:
        """Return a new network for these rows."""
        outputs, output = (self.classes, "softmax") if self.classes else (1, "linear")
        return mlp(self.X.shape[1], hidden, outputs, activation=activation, output=output, seed=seed)

    def losses(self, answers: Array, rows: Integers) -> Array:
        """Return the loss of answers (rows, outputs) for some rows, shape (rows,)."""
        if self.loss == cross_entropy:
            return -logarithm(answers[np.arange(len(rows)), self.y[rows]])
        return self.loss.per_row(answers, self.y[rows, None])


def logarithm(probabilities: Array) -> NDArray[np.float64]:
    """Return logarithms that are finite: what is 0 in float32 counts as its smallest number."""
    return np.log(np.maximum(probabilities.astype(np.float64), _SMALLEST))


def usual_epochs(rows: int, *, quick: bool) -> int:
    """Return how many epochs are enough for so many rows: many rows are learned in fewer of them."""
    most, least = _QUICK_EPOCHS if quick else _EPOCHS
    return max(least, round(most * min(1.0, _FEWER_EPOCHS / rows)))


def batch_size_of(rows: int) -> int:
    """Return about a fiftieth of the rows, as a power of two between 16 and 256."""
    return 2 ** min(8, max(4, round(math.log2(rows / 50))))


_RATE_OF_LINEAR, _OF_LINEAR = 2e-2, 0.6
# From so many rows on there are fewer epochs; the most and the fewest of them.
_FEWER_EPOCHS = 25_000
_EPOCHS, _QUICK_EPOCHS = (100, 20), (40, 10)
_SMALLEST = float(np.finfo(np.float32).tiny)
