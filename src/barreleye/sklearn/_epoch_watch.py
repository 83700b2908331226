"""What an estimator does after every epoch: it keeps records, and decides whether the fit ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..optimizers import Optimizer
from ..schedules import Held, InverseScaling
from ..training import EpochRecord, Network, NoImprovement


class EpochWatch:
    """Looks after a fit of ``solver="sgd"`` or ``"adam"``.

    Parameters
    ----------
    estimator : MLPClassifier or MLPRegressor
        Gets ``loss_``, ``n_iter_`` and its kin.
    net : Network
    optimizer : Optimizer
        If its rate is :class:`Held`, it is set.
    rows : int
        How many are learned from in an epoch.
    score : callable, optional
        Returns the validation score; without it, the training loss is watched.

    Attributes
    ----------
    best : array
        The weights and biases of the epoch of the best score.
    ended : bool
        Whether somebody has ended the fit.
    """

    def __init__(
        self,
        estimator: Any,  # noqa: ANN401  as above
        net: Network,
        optimizer: Optimizer,
        rows: int,
        score: Callable[[], float] | None = None,
    ) -> None:
        self._estimator, self._net, self._rows, self._score = estimator, net, rows, score
        rate = optimizer.learning_rate
        self._rate = rate if isinstance(rate, Held) else None
        self._progress = NoImprovement(estimator.n_iter_no_change, estimator.tol)
        self._go_on_from(estimator)
        self.best = net.parameters.vector.copy()
        self.ended = False

    def _go_on_from(self, estimator: Any) -> None:  # noqa: ANN401  as above
        """Know how far earlier fits have come, whichever solver they had, and whether they stopped early."""
        if not hasattr(estimator, "loss_curve_"):  # after L-BFGS
            estimator.loss_curve_, estimator._no_improvement_count = [], 0
        self._progress.count = estimator._no_improvement_count
        if self._score is None:
            best = getattr(estimator, "best_loss_", None)
            self._progress.best = np.inf if best is None else best
        else:
            best = getattr(estimator, "best_validation_score_", None)
            self._progress.best = np.inf if best is None else -best
            if getattr(estimator, "validation_scores_", None) is None:
                estimator.validation_scores_ = []

    def epoch_done(self, record: EpochRecord) -> bool:
        """Take the record of an epoch, and say whether the fit ends."""
        estimator = self._estimator
        estimator.n_iter_ += 1
        estimator.t_ += self._rows
        estimator.loss_ = estimator._reported(record)
        estimator.loss_curve_.append(estimator.loss_)
        if estimator.verbose:
            print(f"Iteration {estimator.n_iter_}, loss = {estimator.loss_:.8f}")
        self._observe()
        estimator._no_improvement_count = self._progress.count
        if self._rate is not None and estimator.learning_rate == "invscaling":
            schedule = InverseScaling(float(estimator.learning_rate_init), estimator.power_t)
            self._rate.rate = schedule(estimator.t_)
        if self._progress.too_long:
            self.ended = self._stops()
        told = [callback(record) for callback in estimator._callbacks()]
        self.ended = self.ended or any(answer is True or answer is np.True_ for answer in told)
        return self.ended

    def _observe(self) -> None:
        estimator = self._estimator
        if self._score is None:
            self._progress.observe(estimator.loss_)
            estimator.best_loss_ = self._progress.best
            return
        score = self._score()
        estimator.validation_scores_.append(score)
        if estimator.verbose:
            print(f"Validation score: {score:f}")
        if self._progress.observe(-score):
            estimator.best_validation_score_ = score
            self.best = self._net.parameters.vector.copy()

    def _stops(self) -> bool:
        """Say whether a fit ends that has made no progress for long; an adaptive rate falls at first."""
        estimator, rate = self._estimator, self._rate
        what = "Training loss" if self._score is None else "Validation score"
        told = (
            f"{what} did not improve more than tol={estimator.tol:f} for {estimator.n_iter_no_change}"
            " consecutive epochs."
        )
        lowers = rate is not None and estimator.learning_rate == "adaptive"
        if lowers and rate is not None and rate.lower():
            self._progress.count = estimator._no_improvement_count = 0
            end = f"Setting learning rate to {rate.rate:f}"
        else:
            end = "Learning rate too small. Stopping." if lowers else "Stopping."
        if estimator.verbose:
            print(told, end)
        return not end.startswith("Setting")


def not_converged(losses: list[float], max_iter: int) -> str:
    """Return what to do about a fit that has ended before it converged, by how the loss fell last."""
    sentence = (
        f"Stochastic Optimizer: Maximum iterations ({max_iter}) reached and the optimization hasn't"
        " converged yet."
    )
    last = losses[-min(11, len(losses)) :]
    if len(last) < 2:
        return f"{sentence} Raise max_iter."
    epochs, fall = len(last) - 1, (last[0] - last[-1]) / max(abs(last[0]), float(np.finfo(float).tiny))
    if fall <= 0.0:
        return (
            f"{sentence} The training loss did not fall in the last {epochs} epochs: lower learning_rate_init, or"
            " scale the columns of X to about -1 to 1."
        )
    return (
        f"{sentence} The training loss fell by {fall:.2g} of itself in the last {epochs} epochs: raise max_iter to"
        " go on, or tol to be content with less."
    )
