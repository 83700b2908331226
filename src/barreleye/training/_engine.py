"""The readable engine: one epoch as a plain loop over batches, in NumPy."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .._arrays import ORDER, Array, Integers, stream
from ..errors import DivergedError
from ..losses import Loss
from ..network import FeedForward, Parameters, Trace, backward, forward, output_gradient
from ..optimizers import Optimizer
from ..schedules import as_schedule
from ._data import TrainingData

# How often, in seconds, an observer hears from inside an epoch.
_HEARTBEAT = 0.1


@dataclass
class Memory:
    """What training remembers between steps; the network itself remembers nothing of it.

    Attributes
    ----------
    vectors : tuple of array
        The optimizer's own, each as long as the parameters.
    counts : array, shape (2,)
        How many steps and how many whole epochs were taken; an array, so that it is kept and restored
        with the rest.
    rate : float
        The learning rate of the last step.
    """

    vectors: tuple[Array, ...]
    counts: NDArray[np.int64]
    rate: float = 0.0
    gradients: Parameters | None = field(default=None, repr=False)

    @property
    def steps(self) -> int:
        """Steps taken."""
        return int(self.counts[0])

    @property
    def epochs(self) -> int:
        """Whole epochs run."""
        return int(self.counts[1])

    @classmethod
    def fresh(cls, net: FeedForward, optimizer: Optimizer) -> Memory:
        """Return the memory of a run that has not begun."""
        vectors = tuple(np.zeros_like(net.parameters.vector) for _ in range(optimizer.memories))
        return cls(vectors, np.zeros(2, dtype=np.int64), gradients=net.parameters.like())


def shuffled(rows: int, seed: int, epoch: int) -> Integers:
    """Return the order of the rows in one epoch: it depends on seed and epoch alone."""
    return stream(ORDER, seed, epoch).permutation(rows)


def run_epoch(
    net: FeedForward,
    data: TrainingData,
    loss: Loss,
    optimizer: Optimizer,
    memory: Memory,
    batch_size: int,
    heartbeat: Callable[[int, float], None],
) -> float:
    """Go through all rows once, in batches, a step of the optimizer after each.

    Returns the mean loss over the rows as they were met. The last batch is smaller if the rows do
    not divide.
    """
    rows = len(data)
    order = shuffled(rows, net.seed, memory.epochs)
    schedule = as_schedule(optimizer.learning_rate)
    gradients = memory.gradients or net.parameters.like()
    total = 0.0
    last_beat = time.perf_counter()
    where = (memory.epochs, 0)
    for batch, start in enumerate(range(0, rows, batch_size)):
        where = (memory.epochs, batch)
        part = data.part(order[start : start + batch_size])
        trace = forward(net.descriptions, net.parameters, part.X)
        total += _batch_loss(loss, trace, part, where)
        weights = None if part.weights is None else part.weights / len(part)
        d_z = output_gradient(loss, trace[-1], part.Y, weights)
        backward(net.descriptions, net.parameters, trace, d_z, gradients)
        _check(net.parameters, gradients.vector, "gradient", where)
        memory.counts[0] += 1
        # the schedule at the middle of the batch: neither a step wasted at rate 0, nor one too early
        memory.rate = float(schedule(memory.epochs + (start + 0.5 * len(part)) / rows))
        optimizer.step(
            net.parameters.vector, gradients.vector, memory.vectors, memory.steps, memory.rate
        )
        _check(net.parameters, net.parameters.vector, "weights", where)
        if time.perf_counter() - last_beat > _HEARTBEAT:
            last_beat = time.perf_counter()
            heartbeat(start + len(part), total / (start + len(part)))
    for vector in memory.vectors:
        _check(net.parameters, vector, "optimizer memory", where)
    memory.counts[1] += 1
    return total / rows


def _batch_loss(loss: Loss, trace: Trace, part: TrainingData, where: tuple[int, int]) -> float:
    last = trace[-1]
    per_row = loss.per_row(last.z if loss.on_logits else last.a, part.Y)
    value = float(per_row.sum() if part.weights is None else (per_row * part.weights).sum())
    if not np.isfinite(value):
        layer, quantity = trace.first_non_finite() or (last.name, "loss")
        raise diverged(layer, quantity, where)
    return value


def _check(parameters: Parameters, vector: Array, quantity: str, where: tuple[int, int]) -> None:
    """Refuse a vector that is not finite, naming the first layer where it is not.

    A sum finds every NaN and infinity in one pass; only a sum that is not finite needs a closer look.
    """
    if np.isfinite(vector.sum()):
        return
    bad = np.flatnonzero(~np.isfinite(vector))
    if bad.size:
        raise diverged(parameters.where(int(bad[0])), quantity, where)


def diverged(layer: str, quantity: str, where: tuple[int, int]) -> DivergedError:
    """Say where training left the finite numbers and what to change."""
    epoch, batch = where
    return DivergedError(
        f"training diverged in epoch {epoch}, batch {batch}: {quantity} of layer {layer} is no longer"
        " finite. The weights are back at the best finite epoch so far. Try a learning rate ten times"
        " smaller, and scale the columns of X (and y) to about -1 to 1",
        epoch=epoch,
        batch=batch,
        layer=layer,
        quantity=quantity,
    )
