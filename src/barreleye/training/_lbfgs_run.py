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
from ._divergence import refuse_non_finite
from ._objective import Objective
from ._regularization import Regularization
from ._run_state import RunState

log = logging.getLogger(__name__)


class LBFGSRun:
    """A run by L-BFGS: SciPy decides where to look.

    Parameters
    ----------
    run_state : RunState

    Raises
    ------
    MissingExtraError
        SciPy is not installed.
    """

    def __init__(self, run_state: RunState) -> None:
        self._run_state = run_state
        self._minimize, self._objective = _driver(), Objective(run_state)
        self._ended = ""
        self._fault: StopIteration | None = None

    def run_epochs(self) -> str:
        """Run the iterations, and return why they ended."""
        run_state, net = self._run_state, self._run_state.net
        optimizer = cast("LBFGS", run_state.plan.optimizer)
        run_state.optimizer_state.start.take(run_state.optimizer_state.state(net))
        found = self._minimize(
            self._objective, net.parameters.vector.astype(np.float64), jac=True, method="L-BFGS-B",
            callback=self._iteration,
            options={
                "maxiter": run_state.plan.epochs, "maxfun": optimizer.maxfun, "maxcor": optimizer.maxcor,
                "maxls": optimizer.maxls, "ftol": optimizer.ftol, "gtol": optimizer.gtol,
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
                counted(len(run_state.history), "iteration"),
            )
        return reason

    def _iteration(self, intermediate_result: Any) -> None:  # noqa: ANN401  SciPy goes by this name
        """Record an iteration as an epoch; StopIteration ends SciPy's loop."""
        run_state, optimizer_state = self._run_state, self._run_state.optimizer_state
        parameters = run_state.net.parameters
        parameters.vector[...] = intermediate_result.x
        refuse_non_finite(parameters, parameters.vector, "weights", (optimizer_state.epochs, 0))
        optimizer_state.counts += 1
        optimizer_state.rate = cast("LBFGS", run_state.plan.optimizer).learning_rate
        loss, penalty = float(intermediate_result.fun), self._objective.penalty()
        if run_state.plan.regularization.by_batch:
            optimizer_state.penalty = penalty
        else:
            loss -= penalty
        try:
            self._ended = run_state.done(optimizer_state.epochs - 1, loss, last=False)
        except StopIteration as error:  # a callback's own: SciPy would take it for the end
            self._fault = error
            raise
        if self._ended:
            raise StopIteration
        optimizer_state.start.take(optimizer_state.state(run_state.net))


def _as_low_as_digits_tell(dtype: np.dtype[Any], loss: float, gradient: Array) -> bool:
    """Say whether what is left to gain, g²/2 where the curvature is 1, is lost in the rounding of the loss."""
    return float(gradient @ gradient) / 2.0 <= np.finfo(dtype).eps * max(1.0, abs(loss))


def refuse(checkpoints: Checkpoints, regularization: Regularization, dropout: Sequence[float]) -> None:
    """Refuse what does not go together with L-BFGS."""
    if checkpoints.path is not None or checkpoints.resume is not None:
        raise OptionError(
            "LBFGS has no checkpoints, because SciPy keeps its state: leave checkpoint and resume out, or take"
            " another optimizer"
        )
    if regularization.l1 or regularization.clip_norm is not None:
        raise OptionError(
            "LBFGS needs a smooth loss and its exact gradient: l1 has a kink, and clip_norm changes the gradient."
            " Take l2, or another optimizer"
        )
    if any(dropout):
        raise OptionError(
            "LBFGS needs the same loss at every evaluation, and dropout changes it: take another optimizer"
        )


def _driver() -> Callable[..., Any]:
    try:
        return cast("Callable[..., Any]", import_module("scipy.optimize").minimize)
    except ImportError as error:
        raise MissingExtraError("LBFGS needs SciPy: pip install 'barreleye[lbfgs]'") from error
