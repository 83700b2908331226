"""The readable engine: one epoch as a plain loop over batches, in NumPy. It is the reference."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from .._arrays import Array, Integers
from ..kernels import dropped
from ..network import Drop, Trace, backward, forward, output_gradient
from ._data import TrainingData
from ._divergence import diverged, refuse_non_finite
from ._work import Work

_HEARTBEAT = 0.1  # how often, in seconds, an observer hears from inside an epoch


class ReadableEngine:
    """Runs epochs in NumPy, batch after batch.

    Parameters
    ----------
    work : Work
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._gradients = work.memory.gradients
        self._losses = np.zeros(work.rows)

    def run_epoch(self, heartbeat: Callable[[int, float], None]) -> float:
        """Go through all rows once, in batches, a step of the optimizer after each.

        Returns the mean loss over the rows as they were met; calls ``heartbeat`` with the rows met so far
        and their mean loss now and then.
        """
        self._work.memory.start.take(self._work.state)
        order = self._work.order()
        last_beat = time.perf_counter()
        for batch in range(self._work.batches):
            met = self.run_batch(order, batch)
            if time.perf_counter() - last_beat > _HEARTBEAT:
                last_beat = time.perf_counter()
                heartbeat(met, float(self._losses[:met].mean()))
        self.check_memory(self._work.batches - 1)
        self._work.memory.counts[1] += 1
        return float(self._losses.sum()) / self._work.rows

    def run_batch(self, order: Integers, batch: int) -> int:
        """Take one step on a batch of this epoch; return how many rows were met by its end."""
        work, net, memory = self._work, self._work.net, self._work.memory
        start, end = batch * work.batch, min((batch + 1) * work.batch, work.rows)
        where = (memory.epochs, batch)
        part = work.data.part(order[start:end])
        drop = self._drop(start) if any(net.dropout) else None
        trace = forward(net.descriptions, net.parameters, part.X, drop)
        losses, d_z = self._loss_and_gradient(trace, part, where)
        self._losses[start:end] = losses
        backward(net.descriptions, net.parameters, trace, d_z, self._gradients, drop)
        refuse_non_finite(net.parameters, self._gradients.vector, "gradient", where)
        work.restraint.apply(net.parameters, self._gradients)
        memory.counts[0] += 1
        memory.rate = float(work.rates(batch, batch + 1)[0])
        work.optimizer.step(
            net.parameters.vector, self._gradients.vector, memory.vectors, memory.steps, memory.rate
        )
        refuse_non_finite(net.parameters, net.parameters.vector, "weights", where)
        return end

    def _drop(self, start: int) -> Drop:
        """Return what drops inputs of a layer, for the batch that begins at this place of the epoch."""
        work = self._work

        def drop(i: int, x: Array) -> Array:
            rate = work.net.dropout[i]
            return dropped(x, rate, work.drop_key(i), start) if rate else x

        return drop

    def unweighted(self, rows: slice, weights: Array | None) -> Array:
        """Return the losses of these places of the epoch before their weights."""
        losses = self._losses[rows]
        if weights is None:
            return losses
        return losses / np.where(weights[rows] == 0.0, 1.0, weights[rows])

    def check_memory(self, batch: int) -> None:
        """Refuse an optimizer's memory that is not finite after a batch of this epoch."""
        memory, parameters = self._work.memory, self._work.net.parameters
        for vector in memory.vectors:
            where = (memory.epochs, batch)
            refuse_non_finite(parameters, vector, "optimizer memory", where)

    def _loss_and_gradient(
        self, trace: Trace, part: TrainingData, where: tuple[int, int]
    ) -> tuple[Array, Array]:
        """Return the loss of every row times its weight, and the gradient of their mean by the last z."""
        last = trace[-1]
        losses, d_z = output_gradient(self._work.loss, last, part.Y, part.weights)
        if not np.isfinite(losses.sum()):
            layer, quantity = trace.first_non_finite() or (last.name, "loss")
            raise diverged(layer, quantity, where)
        return losses, d_z
