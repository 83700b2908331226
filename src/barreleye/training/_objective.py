"""The mean loss over all rows and its gradient, as a driver from outside asks for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from ..errors import DivergedError
from ..optimizers import Rule
from ..scalars import Real
from ._course import Course
from ._memory import Memory

_ROWS = 4096  # rows whose gradient is taken at once: memory stays bounded


class Objective:
    """The mean loss over all rows, with the penalty on weights, and its gradient."""

    def __init__(self, course: Course) -> None:
        self.net, self.restraint, self._course = course.net, course.plan.restraint, course
        rows = len(course.plan.data)
        rule = Gathering(rows, min(_ROWS, rows))
        self._memory = Memory.fresh(course.net, rule)
        self._engine = course.engine(rule, self._memory, rule.batch)
        self._good: tuple[NDArray[np.float64], float] | None = None

    def __call__(self, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Return both, in float64."""
        self.net.parameters.vector[...] = theta
        (total,) = self._memory.vectors
        total[...] = 0.0
        self._memory.counts[:] = 0  # the rows in the same order every time
        try:
            loss = self._engine.run_epoch(self._course.heartbeat) + self.penalty()
        except DivergedError:
            if self._good is None:
                raise
            return self._wall(theta, *self._good)
        self._course.memory.gradients.vector[...] = total
        self._good = theta.copy(), loss
        return loss, total.astype(np.float64)

    def penalty(self) -> float:
        """Return l2/2·Σw²."""
        squares = sum(
            float(np.sum(np.square(window.weights, dtype=np.float64))) for window in self.net.parameters
        )
        return 0.5 * self.restraint.l2 * squares

    def _wall(
        self, theta: NDArray[np.float64], good: NDArray[np.float64], loss: float
    ) -> tuple[float, NDArray[np.float64]]:
        """Return what a parabola has there that rises from the last good place: the step was too long."""
        way, height = theta - good, 1.0 + abs(loss)
        return loss + height, way * (2.0 * height / float(way @ way))


@dataclass(frozen=True)
class Gathering(Rule):
    """Takes no step: it adds up the gradient of the mean over all rows, batch after batch.

    Attributes
    ----------
    rows, batch : int
        How many rows there are, and in a batch.
    """

    rows: int
    batch: int
    learning_rate: float = 1.0
    memories = 1

    @staticmethod
    def body(theta: Real, g: Real, total: Real, share: Real) -> tuple[Real, ...]:
        """Return total + share·g, and theta as it was."""
        return theta, total + g * share

    def constants(self, t: Array, rate: Array) -> Array:  # noqa: ARG002  there is no step
        """Return the share of all rows that each batch has; t counts batches from 1."""
        first = (t - 1.0) * self.batch
        return (np.minimum(self.batch, self.rows - first) / self.rows)[:, None]
