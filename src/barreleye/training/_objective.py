"""The mean loss over all rows and its gradient, as a driver from outside asks for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..errors import DivergedError
from ..optimizers import CompiledOptimizer
from ..scalars import Real
from ._engine_choice import planned_engine
from ._optimizer_state import OptimizerState
from ._run_state import RunState

_ROWS = 4096  # rows whose gradient is taken at once: memory stays bounded


class Objective:
    """The mean loss over all rows, with the penalty on weights, and its gradient."""

    def __init__(self, run_state: RunState) -> None:
        self.net, self.regularization, self._run_state = (
            run_state.net,
            run_state.plan.regularization,
            run_state,
        )
        rows = len(run_state.plan.data)
        accumulator = GradientAccumulator(rows, min(_ROWS, rows))
        self._optimizer_state = OptimizerState.fresh(run_state.net, accumulator)
        self._engine = planned_engine(
            run_state.net, run_state.plan, accumulator, self._optimizer_state, accumulator.batch
        )
        self._last_finite: tuple[NDArray[np.float64], float] | None = None

    def __call__(self, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return both, in float64."""
        self.net.parameters.vector[...] = theta
        (total,) = self._optimizer_state.vectors
        total[...] = 0.0
        self._optimizer_state.counts[:] = 0  # the rows in the same order every time
        try:
            loss = self._engine.run_epoch(self._run_state.heartbeat) + self.penalty()
        except DivergedError:
            if self._last_finite is None:
                raise
            return self._parabola_from(theta, *self._last_finite)
        self._run_state.optimizer_state.gradients.vector[...] = total
        self._last_finite = theta.copy(), loss
        return loss, total.astype(np.float64)

    def penalty(self) -> float:
        """Return l2/2·Σw²."""
        squares = sum(
            float(np.sum(np.square(window.weights, dtype=np.float64))) for window in self.net.parameters
        )
        return 0.5 * self.regularization.l2 * squares

    def _parabola_from(
        self, theta: NDArray[np.float64], good: NDArray[np.float64], loss: float
    ) -> tuple[float, NDArray[np.float64]]:
        """Return what a parabola has there that rises from the last good place: the step was too long."""
        way, height = theta - good, 1.0 + abs(loss)
        return loss + height, way * (2.0 * height / float(way @ way))


@dataclass(frozen=True)
class GradientAccumulator(CompiledOptimizer):
    """Takes no step: it adds up the gradient of the mean over all rows, batch after batch.

    Attributes
    ----------
    rows, batch : int
        How many rows there are, and in a batch.
    """

    rows: int
    batch: int
    learning_rate: float = 1.0
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, total: Real, share: Real) -> tuple[Real, ...]:
        """Return total + share·g, and theta as it was."""
        return theta, total + g * share

    def constants(self, t: Array, rate: Array) -> Array:  # noqa: ARG002  there is no step
        """Return the share of all rows that each batch has; t counts batches from 1."""
        first = (t - 1.0) * self.batch
        return (np.minimum(self.batch, self.rows - first) / self.rows)[:, None]
