"""What an engine is given to do, epoch after epoch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import real
from .._arrays import DROPOUT, Array, Integers
from .._text import shown
from ..errors import NotCompilableError, OptionError
from ..kernels import key_of
from ..losses import Loss
from ..network import FeedForward
from ..optimizers import CompiledOptimizer, Optimizer
from ..schedules import Constant, Held, Schedule, as_schedule
from ._data import TrainingData
from ._optimizer_state import OptimizerState
from ._regularization import NO_REGULARIZATION, Regularization
from ._row_orders import RowOrders, Shuffle, checked_order


@dataclass(eq=False)
class TrainingJob:
    """A network, the rows it learns from, and the optimizer.

    Engines hold the addresses of these arrays: write into them, and never replace them. ``data`` alone may be
    replaced, by as many rows.

    Attributes
    ----------
    net, data, loss, optimizer, optimizer_state
        What is trained, on what, and how.
    batch_size : int
        Rows per step; the last batch of an epoch is smaller if the rows do not divide.
    regularization : Regularization
    shuffle : bool or callable
        Whether the rows come in another order in each epoch; a function returns that order.
    """

    net: FeedForward
    data: TrainingData
    loss: Loss
    optimizer: Optimizer
    optimizer_state: OptimizerState
    batch_size: int
    regularization: Regularization = NO_REGULARIZATION
    shuffle: Shuffle = True

    def __post_init__(self) -> None:
        self.rows = len(self.data)
        self.batch = min(self.batch_size, self.rows)
        self.batches = -(-self.rows // self.batch)
        self._orders = RowOrders(self.rows)
        rate = self.optimizer.learning_rate
        self._known: tuple[float | Schedule, Schedule] = rate, as_schedule(rate)

    @property
    def state(self) -> tuple[NDArray[Any], ...]:
        """Everything that a step changes."""
        return self.optimizer_state.state(self.net)

    @property
    def compiled_optimizer(self) -> CompiledOptimizer:
        """The optimizer, as machine code needs it.

        Raises
        ------
        NotCompilableError
            Its step is not a body.
        """
        optimizer = self.optimizer
        if (
            not isinstance(optimizer, CompiledOptimizer)
            or type(optimizer).step is not CompiledOptimizer.step
        ):
            raise NotCompilableError(
                f"the step of {optimizer!r} is not written as the body of a CompiledOptimizer"
            )
        return optimizer

    @property
    def optimizer_is_builtin(self) -> bool:
        """Whether the optimizer is the library's own, and not somebody's subclass of it."""
        return type(self.optimizer).__module__.partition(".")[0] == __name__.partition(".")[0]

    def order(self) -> Integers:
        """Return the rows in the order of this epoch; one batch of all rows needs no shuffling."""
        if self.as_they_lie:
            return np.arange(self.rows)
        if callable(self.shuffle):
            return checked_order(self.shuffle(), self.rows)
        return self._orders.of(self.net.seed, self.optimizer_state.epochs)

    @property
    def as_they_lie(self) -> bool:
        """Whether the rows come in the order in which they were given."""
        return self.batches == 1 or self.shuffle is False

    def drop_key(self, layer: int) -> int:
        """Return the key of the dropout mask before a layer in this epoch."""
        return drop_key(self.net.seed, self.optimizer_state.epochs, layer)

    @property
    def constant_rate(self) -> bool:
        """Whether all steps of an epoch have one rate."""
        return self.optimizer_state.plateau is not None or isinstance(self._schedule, Constant | Held)

    @property
    def _schedule(self) -> Schedule:
        rate = self.optimizer.learning_rate
        if rate is not self._known[0]:  # looked at once, unless somebody's optimizer changes it
            self._known = rate, as_schedule(rate)
        return self._known[1]

    def rates(self, first: int, last: int) -> Array:
        """Return the learning rates of batches ``first`` to before ``last`` of this epoch.

        The schedule at the middle of the batch: neither is a step wasted at rate 0, nor one too early.
        """
        if self.optimizer_state.plateau is not None:
            return np.full(last - first, self.optimizer_state.plateau.rate)
        schedule = self._schedule
        if isinstance(schedule, Constant | Held):
            return np.full(last - first, schedule.rate)
        starts = np.arange(first, last) * self.batch
        middles = (starts + np.minimum(starts + self.batch, self.rows)) / (2.0 * self.rows)
        epochs = self.optimizer_state.epochs
        own = type(schedule).__module__.partition(".")[0] == __name__.partition(".")[0]
        rate = schedule if own else partial(_rate, schedule)  # ours return what they should
        return np.array([rate(epochs + middle) for middle in middles.tolist()])


def _rate(schedule: Schedule, epochs: float) -> float:
    """Return the rate of a schedule, which may be anybody's."""
    rate = schedule(epochs)
    if not real(rate) >= 0.0:
        raise OptionError(
            f"a schedule returns a number of 0 or more, and {shown(schedule)} returned {shown(rate)} after"
            f" {epochs:g} epochs"
        )
    return float(rate)


def drop_key(seed: int, epoch: int, layer: int) -> int:
    """Return the key of the dropout mask before a layer in one epoch: see :func:`barreleye.kernels.dropped`."""
    return key_of(DROPOUT, seed, epoch, layer)
