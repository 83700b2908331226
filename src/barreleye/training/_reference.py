"""The reference engine: one epoch as a plain loop over batches, in NumPy. It is the reference."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from .._arrays import Array, Integers
from ..kernels import dropped
from ..network import Drop, Trace, backward, forward, output_gradient
from ._data import TrainingData
from ._divergence import diverged, refuse_non_finite
from ._job import TrainingJob
from ._row_counts import of_batch

_HEARTBEAT = 0.1  # how often, in seconds, an observer hears from inside an epoch


class ReferenceEngine:
    """Runs epochs in NumPy, batch after batch.

    Parameters
    ----------
    job : TrainingJob

    Attributes
    ----------
    penalties : array, shape (batches,)
        What the weights cost before the step of each batch, if that is a part of what is reported.
    """

    def __init__(self, job: TrainingJob) -> None:
        self._job = job
        self._gradients = job.optimizer_state.gradients
        self._losses = np.zeros(job.rows)
        self.penalties = np.zeros(job.batches)
        self._totals = np.ones(job.batches)

    def run_epoch(self, heartbeat: Callable[[int, float], None]) -> float:
        """Go through all rows once, in batches, a step of the optimizer after each.

        Returns the mean loss over the rows as they were met; calls ``heartbeat`` with the rows met so far
        and their mean loss now and then.
        """
        self._job.optimizer_state.start.take(self._job.state)
        order = self._job.order()
        last_beat = time.perf_counter()
        for batch in range(self._job.batches):
            met = self.run_batch(order, batch)
            if time.perf_counter() - last_beat > _HEARTBEAT:
                last_beat = time.perf_counter()
                heartbeat(met, self._mean_loss(met))
        self.check_memory(self._job.batches - 1)
        self._job.optimizer_state.counts[1] += 1
        return self._mean_loss(self._job.rows)

    def run_batch(self, order: Integers, batch: int) -> int:
        """Take one step on a batch of this epoch; return how many rows were met by its end."""
        job, net, optimizer_state = self._job, self._job.net, self._job.optimizer_state
        start, end = batch * job.batch, min((batch + 1) * job.batch, job.rows)
        where = (optimizer_state.epochs, batch)
        part, total = self._part(order[start:end], batch)
        drop = self._drop(start) if any(net.dropout) else None
        trace = forward(net.descriptions, net.parameters, part.X, drop)
        losses, d_z = self._loss_and_gradient(trace, part, where)
        self._losses[start:end] = losses
        backward(net.descriptions, net.parameters, trace, d_z, self._gradients, drop)
        refuse_non_finite(net.parameters, self._gradients.vector, "gradient", where)
        job.regularization.apply(net.parameters, self._gradients, total)
        optimizer_state.counts[0] += 1
        optimizer_state.rate = float(job.rates(batch, batch + 1)[0])
        job.optimizer.step(
            net.parameters.vector,
            self._gradients.vector,
            optimizer_state.vectors,
            optimizer_state.steps,
            optimizer_state.rate,
        )
        refuse_non_finite(net.parameters, net.parameters.vector, "weights", where)
        return end

    def _part(self, rows: Integers, batch: int) -> tuple[TrainingData, float]:
        """Return the rows of a batch, and what its penalty is divided by."""
        job, part = self._job, self._job.data.part(rows)
        if not job.regularization.by_batch:
            return part, 1.0
        weights, total = of_batch(part.weights, len(rows))
        self.penalties[batch] = job.regularization.penalty(job.net.parameters)
        self._totals[batch] = total
        return TrainingData(part.X, part.Y, weights), total

    def _mean_loss(self, met: int) -> float:
        """Return the mean over the rows that were met first, with the penalties that are a part of it."""
        job, batches = self._job, -(-met // self._job.batch)
        sizes = np.minimum(job.batch, job.rows - np.arange(batches) * job.batch)
        penalty = float((self.penalties[:batches] / self._totals[:batches] * sizes).sum()) / met
        job.optimizer_state.penalty = penalty
        return float(self._losses[:met].sum()) / met + penalty

    def _drop(self, start: int) -> Drop:
        """Return what drops inputs of a layer, for the batch that begins at this place of the epoch."""
        job = self._job

        def drop(i: int, x: Array) -> Array:
            rate = job.net.dropout[i]
            return dropped(x, rate, job.drop_key(i), start) if rate else x

        return drop

    def unweighted(self, rows: slice, weights: Array | None) -> Array:
        """Return the losses of these places of the epoch before their weights."""
        losses = self._losses[rows]
        if weights is None:
            return losses
        return losses / np.where(weights[rows] == 0.0, 1.0, weights[rows])

    def check_memory(self, batch: int) -> None:
        """Refuse an optimizer's memory that is not finite after a batch of this epoch."""
        optimizer_state, parameters = self._job.optimizer_state, self._job.net.parameters
        for vector in optimizer_state.vectors:
            where = (optimizer_state.epochs, batch)
            refuse_non_finite(parameters, vector, "optimizer state", where)

    def _loss_and_gradient(
        self, trace: Trace, part: TrainingData, where: tuple[int, int]
    ) -> tuple[Array, Array]:
        """Return the loss of every row times its weight, and the gradient of their mean by the last z."""
        last = trace[-1]
        losses, d_z = output_gradient(self._job.loss, last, part.Y, part.weights)
        if not np.isfinite(losses.sum()):
            layer, quantity = trace.first_non_finite() or (last.name, "loss")
            raise diverged(layer, quantity, where)
        return losses, d_z
