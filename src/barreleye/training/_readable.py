"""The readable engine: one epoch as a plain loop over batches, in NumPy. It is the reference."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from .._arrays import Array, Integers
from ..kernels import dropped
from ..losses import Loss
from ..network import Drop, FeedForward, Trace, backward, forward, output_gradient
from ..optimizers import Optimizer
from ._data import TrainingData
from ._memory import Memory, diverged, drop_key, rates_of, refuse_non_finite, shuffled
from ._restraint import FREE, Restraint

_HEARTBEAT = 0.1  # how often, in seconds, an observer hears from inside an epoch


class ReadableEngine:
    """Trains one network on one set of rows.

    Parameters
    ----------
    net, data, loss, optimizer, memory
        What is trained, on what, by which rule; all arrays stay where they are.
    batch_size : int
        Rows per step; the last batch of an epoch is smaller if the rows do not divide.
    restraint : Restraint
    """

    def __init__(
        self,
        net: FeedForward,
        data: TrainingData,
        loss: Loss,
        optimizer: Optimizer,
        memory: Memory,
        batch_size: int,
        restraint: Restraint = FREE,
    ) -> None:
        self.net, self.data, self.loss, self.optimizer = net, data, loss, optimizer
        self.memory = memory
        self.restraint = restraint
        self.batch = min(batch_size, len(data))
        self.batches = -(-len(data) // self.batch)
        self._gradients = memory.gradients or net.parameters.like()
        self._losses = np.zeros(len(data))

    def run_epoch(self, heartbeat: Callable[[int, float], None]) -> float:
        """Go through all rows once, in batches, a step of the optimizer after each.

        Returns the mean loss over the rows as they were met; calls ``heartbeat`` with the rows met so far
        and their mean loss now and then.
        """
        order = self.order()
        last_beat = time.perf_counter()
        for batch in range(self.batches):
            met = self.run_batch(order, batch)
            if time.perf_counter() - last_beat > _HEARTBEAT:
                last_beat = time.perf_counter()
                heartbeat(met, float(self._losses[:met].mean()))
        self.check_memory()
        self.memory.counts[1] += 1
        return float(self._losses.sum()) / len(self.data)

    def order(self) -> Integers:
        """Return the rows in the order of this epoch; one batch of all rows needs no shuffling."""
        rows = len(self.data)
        return (
            np.arange(rows) if self.batches == 1 else shuffled(rows, self.net.seed, self.memory.epochs)
        )

    def run_batch(self, order: Integers, batch: int) -> int:
        """Take one step on a batch of this epoch; return how many rows were met by its end."""
        net, memory, rows = self.net, self.memory, len(self.data)
        start, end = batch * self.batch, min((batch + 1) * self.batch, rows)
        where = (memory.epochs, batch)
        part = self.data.part(order[start:end])
        drop = self._drop(start) if any(net.dropout) else None
        trace = forward(net.descriptions, net.parameters, part.X, drop)
        losses, d_z = self._loss_and_gradient(trace, part, where)
        self._losses[start:end] = losses
        backward(net.descriptions, net.parameters, trace, d_z, self._gradients, drop)
        refuse_non_finite(net.parameters, self._gradients.vector, "gradient", where)
        self.restraint.apply(net.parameters, self._gradients)
        memory.counts[0] += 1
        memory.rate = float(rates_of(self.optimizer, memory, batch, batch + 1, self.batch, rows)[0])
        self.optimizer.step(
            net.parameters.vector, self._gradients.vector, memory.vectors, memory.steps, memory.rate
        )
        refuse_non_finite(net.parameters, net.parameters.vector, "weights", where)
        return end

    def _drop(self, start: int) -> Drop:
        """Return what drops inputs of a layer, for the batch that begins at this place of the epoch."""
        rates, seed, epoch = self.net.dropout, self.net.seed, self.memory.epochs

        def drop(i: int, x: Array) -> Array:
            return dropped(x, rates[i], drop_key(seed, epoch, i), start) if rates[i] else x

        return drop

    def unweighted(self, rows: slice, weights: Array | None) -> Array:
        """Return the losses of these places of the epoch before their weights."""
        losses = self._losses[rows]
        if weights is None:
            return losses
        return losses / np.where(weights[rows] == 0.0, 1.0, weights[rows])

    def check_memory(self) -> None:
        """Refuse an optimizer's memory that is not finite."""
        where = (self.memory.epochs, self.batches - 1)
        for vector in self.memory.vectors:
            refuse_non_finite(self.net.parameters, vector, "optimizer memory", where)

    def _loss_and_gradient(
        self, trace: Trace, part: TrainingData, where: tuple[int, int]
    ) -> tuple[Array, Array]:
        """Return the loss of every row times its weight, and the gradient of their mean by the last z."""
        last = trace[-1]
        losses, d_z = output_gradient(self.loss, last, part.Y, part.weights)
        if not np.isfinite(losses.sum()):
            layer, quantity = trace.first_non_finite() or (last.name, "loss")
            raise diverged(layer, quantity, where)
        return losses, d_z
