"""The mean loss over all rows and its gradient, as a driver from outside asks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..errors import DivergedError
from ..optimizers import CompiledOptimizer
from ..scalars import Real
from ._data import TrainingData
from ._engine_choice import planned_engine
from ._optimizer_state import OptimizerState
from ._plan import Plan
from ._row_counts import of_batch
from ._run_state import RunState

_ROWS = 4096  # rows whose gradient is taken at once: memory stays bounded


class Objective:
    """The mean loss over all rows, with the penalty on weights, and its gradient."""

    def __init__(self, run_state: RunState) -> None:
        plan = _of_all_rows(run_state.plan)
        self.net, self.regularization, self._run_state = run_state.net, plan.regularization, run_state
        rows = len(plan.data)
        accumulator = GradientAccumulator(rows, min(_ROWS, rows))
        self._optimizer_state = OptimizerState.fresh(run_state.net, accumulator)
        self._engine = planned_engine(
            run_state.net, plan, accumulator, self._optimizer_state, accumulator.batch
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
        return self.regularization.penalty(self.net.parameters)

    def _parabola_from(
        self, theta: NDArray[np.float64], good: NDArray[np.float64], loss: float
    ) -> tuple[float, NDArray[np.float64]]:
        """Return what a parabola has there that rises from the last good place: the step was too long."""
        way, height = theta - good, 1.0 + abs(loss)
        return loss + height, way * (2.0 * height / float(way @ way))


def _of_all_rows(plan: Plan) -> Plan:
    """Return a plan whose epochs go through all rows as one batch, in an order that stays."""
    plan = replace(plan, shuffle=plan.shuffle is True)
    if not plan.regularization.by_batch:
        return plan
    data, penalties = plan.data, plan.regularization
    weights, total = of_batch(data.weights, len(data))
    return replace(
        plan,
        data=TrainingData(data.X, data.Y, weights),
        regularization=replace(penalties, objective="mean", l2=penalties.l2 / total),
    )


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
