"""Training by L-BFGS: SciPy drives, an engine goes through the rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._arrays import Array
from .._text import counted
from ..errors import DivergedError, MissingExtraError, OptionError
from ..optimizers import LBFGS, Rule
from ..scalars import Real
from ._checkpoint import Checkpoints
from ._course import Course
from ._memory import Memory
from ._restraint import Restraint

log = logging.getLogger(__name__)

_ROWS = 4096  # rows whose gradient is taken at once: memory stays bounded


def by_curvature(course: Course) -> Callable[[], str]:
    """Return what runs the iterations and says why they ended.

    Raises
    ------
    MissingExtraError
        SciPy is not installed.
    """
    plan, net = course.plan, course.net
    rule = cast("LBFGS", plan.optimizer)
    minimize, objective = _driver(), Objective(course)
    ended, faults = "", list[StopIteration]()

    def iteration(intermediate_result: Any) -> None:  # noqa: ANN401  SciPy goes by this name
        nonlocal ended
        net.parameters.vector[...] = intermediate_result.x
        course.memory.counts += 1
        course.memory.rate = rule.learning_rate
        loss = float(intermediate_result.fun) - objective.penalty()
        try:
            ended = course.done(course.memory.epochs - 1, loss, last=False)
        except StopIteration as error:  # SciPy would take it for the end
            faults.append(error)
            raise
        if ended:
            raise StopIteration

    def work() -> str:
        found = minimize(
            objective, net.parameters.vector.astype(np.float64), jac=True, method="L-BFGS-B",
            callback=iteration,
            options={
                "maxiter": plan.epochs, "maxfun": np.iinfo(np.int32).max, "maxcor": rule.maxcor,
                "maxls": rule.maxls, "ftol": rule.ftol, "gtol": rule.gtol,
            },
        )  # fmt: skip
        if faults:
            raise faults[0]
        net.parameters.vector[...] = found.x
        log.debug("L-BFGS-B: %s", found.message)
        reason = ended or {0: "converged", 1: "epochs"}.get(found.status, "no progress")
        if reason == "no progress" and _as_low_as_digits_tell(net.dtype, found.fun, found.jac):
            reason = "converged"
        if reason == "no progress":
            log.warning(
                "L-BFGS found no better step after %s: scale the columns of X and y to about -1 to 1, or take"
                " another optimizer",
                counted(len(course.history), "iteration"),
            )
        return reason

    return work


def _as_low_as_digits_tell(dtype: np.dtype[Any], loss: float, gradient: Array) -> bool:
    """Say whether what is left to gain, g²/2 where the curvature is 1, is lost in the rounding of the loss."""
    return float(gradient @ gradient) / 2.0 <= np.finfo(dtype).eps * max(1.0, abs(loss))


def refuse(checkpoints: Checkpoints, restraint: Restraint, dropout: Sequence[float]) -> None:
    """Refuse what does not go together with L-BFGS."""
    if checkpoints.path is not None or checkpoints.resume is not None:
        raise OptionError(
            "LBFGS keeps its memory inside of SciPy, and has no checkpoints: leave checkpoint and resume out, or"
            " take another optimizer"
        )
    if restraint.l1 or restraint.clip_norm is not None:
        raise OptionError(
            "LBFGS follows the curvature of a smooth loss: l1 has a kink, and clip_norm bends the gradient. Take"
            " l2, or another optimizer"
        )
    if any(dropout):
        raise OptionError(
            "LBFGS needs the same loss whenever it asks: with dropout it differs. Take another optimizer"
        )


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


def _driver() -> Callable[..., Any]:
    try:
        return cast("Callable[..., Any]", import_module("scipy.optimize").minimize)
    except ImportError as error:
        raise MissingExtraError("LBFGS is SciPy's: pip install scipy") from error
