"""What all trainings of one fit have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from ... import optimizers
from ..._arrays import Array, Integers
from ...activations import Activation
from ...layers import Dense, Dropout
from ...losses import Loss, cross_entropy, squared_error
from ...optimizers import Optimizer
from ...schedules import Constant, Cosine, Exponential, OneCycle, Schedule, as_schedule
from ...training import Network
from ._finite_log import logarithm

ADAMW = "adamw"
SCHEDULES: Mapping[str, Callable[[float, int, float], Schedule]] = MappingProxyType(
    {
        "cosine": lambda rate, epochs, last: Cosine(rate, epochs, last=last),
        "constant": lambda rate, epochs, last: Constant(rate),  # noqa: ARG005  as the others are called
        "exponential": lambda rate, epochs, last: Exponential(rate, (last / rate) ** (1.0 / epochs)),
        "one_cycle": lambda rate, epochs, last: OneCycle(rate, epochs),  # noqa: ARG005  as above
    }
)
"""How the learning rate changes from its first value to its last in so many epochs, by name."""


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
    seed : int
    batch_size : int, or None
        None for about a fiftieth of the rows.
    optimizer : str or Optimizer
        One with a name gets the rate, the schedule and the weight decay that follow.
    learning_rate : float, or None
        Where the schedule begins; None for the usual rate.
    schedule : str
        One of :data:`SCHEDULES`.
    weight_decay : float
        Of AdamW.
    l2 : float
        The penalty of :meth:`Network.fit`.
    dropout : float
        The rate of dropout after each hidden layer.
    least_steps : int
        An epoch has so many steps at least: it goes through few rows several times.
    """

    hidden: Sequence[int]
    activation: str | Activation
    epochs: int
    patience: int
    seed: int
    batch_size: int | None = None
    optimizer: str | Optimizer = ADAMW
    learning_rate: float | None = None
    schedule: str = "cosine"
    weight_decay: float = 0.2
    l2: float = 0.0
    dropout: float = 0.0
    least_steps: int = 1

    @property
    def of_linear(self) -> Settings:
        """The settings of a linear model, which gets along with larger steps, and then with fewer of them."""
        epochs = max(1, round(_OF_LINEAR * self.epochs))
        return Settings(
            (),
            "linear",
            epochs,
            self.patience,
            self.seed,
            learning_rate=_RATE_OF_LINEAR,
            weight_decay=_DECAY_OF_LINEAR,
            least_steps=_STEPS_OF_LINEAR,
        )

    @property
    def seed_of_last(self) -> int:
        """The seed of the last network; those of the folds follow. No two fits share one."""
        return self.seed * _SEEDS

    @property
    def kinds(self) -> tuple[Settings, ...]:
        """These settings, and those of other kinds of networks: of twice the width, and of a layer more.

        Without hidden layers there is no other kind.
        """
        if not self.hidden:
            return (self,)
        wide = replace(self, hidden=tuple(2 * width for width in self.hidden))
        deep = replace(self, hidden=(*self.hidden, *self.hidden[-1:]))
        if self.learning_rate is None and self.optimizer == ADAMW:
            deep = replace(deep, learning_rate=_RATE_OF_DEEP)
        return self, wide, deep

    def passes(self, rows: int) -> int:
        """Return how many times an epoch goes through so many rows."""
        return math.ceil(self.least_steps * self.batch(rows) / rows)

    def batch(self, rows: int) -> int:
        """Return how many of so many rows make a step."""
        return batch_size_of(rows) if self.batch_size is None else self.batch_size

    def optimizer_of(self, epochs: int, last: float) -> Optimizer:
        """Return the optimizer of a training of so many epochs, whose rate ends at ``last`` if it falls."""
        found = optimizers.get(self.optimizer)
        if not isinstance(self.optimizer, str):
            return found
        usual = _RATE if self.optimizer.lower() == ADAMW else as_schedule(found.learning_rate)(0.0)
        rate = usual if self.learning_rate is None else self.learning_rate
        schedule = SCHEDULES[self.schedule](rate, epochs, min(last, 0.1 * rate))
        changed: dict[str, Any] = {"learning_rate": schedule}
        if self.optimizer.lower() == ADAMW:
            changed["weight_decay"] = self.weight_decay
        return replace(cast("Any", found), **changed)

    def network(self, rows: Rows, seed: int) -> Network:
        """Return a new network for some rows."""
        layers: list[Dense | Dropout] = []
        for width in self.hidden:
            layers.append(Dense(width, self.activation))
            if self.dropout:
                layers.append(Dropout(self.dropout))
        output = Dense(rows.classes, "softmax") if rows.classes else Dense(1, "linear")
        return Network(rows.X.shape[1], [*layers, output], seed=seed)


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
    weights : array, shape (rows,), or None
        How much each row counts.
    columns : sequence of slice
        The inputs of each column of the table.
    """

    X: Array
    y: NDArray[Any]
    classes: int
    loss: Loss
    weights: NDArray[np.float64] | None = None
    columns: Sequence[slice] = ()

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

    def without(self, columns: NDArray[np.bool_]) -> Rows:
        """Return the same rows without the inputs of some columns."""
        if not columns.any():
            return self
        kept = [one for one, left_out in zip(self.columns, columns, strict=True) if not left_out]
        ends = np.cumsum([one.stop - one.start for one in kept]).tolist()
        at = [slice(start, end) for start, end in pairwise([0, *ends])]
        return replace(self, X=self.X[:, self.inputs_without(columns)], columns=at)

    def inputs_without(self, columns: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which inputs are left without some columns."""
        kept = np.ones(self.X.shape[1], np.bool_)
        for one in np.flatnonzero(columns).tolist():
            kept[self.columns[one]] = False
        return kept

    def weights_of(self, rows: Integers) -> NDArray[np.float64] | None:
        """Return the weights of some rows, if there are weights."""
        return None if self.weights is None else self.weights[rows]

    def losses(self, answers: Array, rows: Integers) -> Array:
        """Return the loss of answers (rows, outputs) for some rows, shape (rows,)."""
        if self.loss == cross_entropy:
            return -logarithm(answers[np.arange(len(rows)), self.y[rows]])
        return self.loss.per_row(answers, self.y[rows, None])

    def mean_loss(self, answers: Array, rows: Integers) -> float:
        """Return the mean loss of answers (rows, outputs) for some rows; of squared errors its root.

        The root is led less by the few rows with the largest errors.
        """
        losses = self.losses(answers, rows)
        weights = self.weights_of(rows)
        if weights is None:
            mean = float(losses.mean())
        else:
            mean = float((weights * losses).sum() / max(weights.sum(), np.finfo(float).tiny))
        return math.sqrt(mean) if self.loss == squared_error else mean


def usual_epochs(rows: int, *, quick: bool) -> int:
    """Return how many epochs are enough for so many rows: many rows are learned in fewer of them."""
    most, least = _QUICK_EPOCHS if quick else _EPOCHS
    return max(least, round(most * min(1.0, _FEWER_EPOCHS / rows)))


def batch_size_of(rows: int) -> int:
    """Return about a fiftieth of the rows, as a power of two between 16 and 256."""
    return 2 ** min(8, max(4, round(math.log2(rows / 50))))


_SEEDS = 1_000
_RATE, _RATE_OF_DEEP = 3e-3, 5e-3
_RATE_OF_LINEAR, _OF_LINEAR, _DECAY_OF_LINEAR, _STEPS_OF_LINEAR = 2e-2, 0.6, 0.05, 50
# From so many rows on there are fewer epochs; the most and the fewest of them.
_FEWER_EPOCHS = 25_000
_EPOCHS, _QUICK_EPOCHS = (100, 20), (40, 10)
