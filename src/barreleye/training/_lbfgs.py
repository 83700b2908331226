"""Training by L-BFGS: SciPy drives, an engine goes through the rows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, cast

import numpy as np

from .._arrays import Array
from .._text import counted
from ..errors import MissingExtraError, OptionError
from ..optimizers import LBFGS
from ._checkpoint import Checkpoints
from ._course import Course
from ._objective import Objective
from ._restraint import Restraint

log = logging.getLogger(__name__)


class Curvature:
    """A run by L-BFGS: SciPy decides where to look.

    Parameters
    ----------
    course : Course

    Raises
    ------
    MissingExtraError
        SciPy is not installed.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._minimize, self._objective = _driver(), Objective(course)
        self._ended = ""
        self._fault: StopIteration | None = None

    def go(self) -> str:
        """Run the iterations, and return why they ended."""
        course, net = self._course, self._course.net
        rule = cast("LBFGS", course.plan.optimizer)
        course.memory.start.take(course.memory.state(net))
        found = self._minimize(
            self._objective, net.parameters.vector.astype(np.float64), jac=True, method="L-BFGS-B",
            callback=self._iteration,
            options={
                "maxiter": course.plan.epochs, "maxfun": np.iinfo(np.int32).max, "maxcor": rule.maxcor,
                "maxls": rule.maxls, "ftol": rule.ftol, "gtol": rule.gtol,
            },
        )  # fmt: skip
        if self._fault is not None:
            raise self._fault
        net.parameters.vector[...] = found.x
        log.debug("L-BFGS-B: %s", found.message)
        reason = self._ended or {0: "converged", 1: "epochs"}.get(found.status, "no progress")
        if reason == "no progress" and _as_low_as_digits_tell(net.dtype, found.fun, found.jac):
            reason = "converged"
        if reason == "no progress":
            log.warning(
                "L-BFGS found no better step after %s: scale the columns of X and y to about -1 to 1, or take"
                " another optimizer",
                counted(len(course.history), "iteration"),
            )
        return reason

    def _iteration(self, intermediate_result: Any) -> None:  # noqa: ANN401  SciPy goes by this name
        """Record an iteration as an epoch; StopIteration ends SciPy's loop."""
        course, memory = self._course, self._course.memory
        course.net.parameters.vector[...] = intermediate_result.x
        memory.counts += 1
        memory.rate = cast("LBFGS", course.plan.optimizer).learning_rate
        loss = float(intermediate_result.fun) - self._objective.penalty()
        try:
            self._ended = course.done(memory.epochs - 1, loss, last=False)
        except StopIteration as error:  # a callback's own: SciPy would take it for the end
            self._fault = error
            raise
        if self._ended:
            raise StopIteration
        memory.start.take(memory.state(course.net))


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


def _driver() -> Callable[..., Any]:
    try:
        return cast("Callable[..., Any]", import_module("scipy.optimize").minimize)
    except ImportError as error:
        raise MissingExtraError("LBFGS needs SciPy: pip install 'barreleye[lbfgs]'") from error
