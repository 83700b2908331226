"""What can be known before training: scales, the first loss, learning rates, whether a batch is learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_array, instance
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from ..errors import DivergedError
from ..losses import Loss
from ..network import LossChoice
from ..optimizers import Adam
from ..training import Network
from ._finding import Finding
from ._health import NO_GUESS, some_rows
from ._neuron_rules import neuron_findings
from ._signal_rules import (
    first_loss_findings,
    gradient_findings,
    guessing,
    input_findings,
    logit_findings,
    target_findings,
)

_RATES = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1.0)
_PROBE_STEPS, _BATCH, _BATCH_STEPS = 100, 32, 2000
_LEARNED = 0.1  # of the loss of guessing


@dataclass(frozen=True, repr=False)
class Check(ShownAsTables):
    """What was found before training.

    Attributes
    ----------
    findings : tuple of Finding
    first_loss : float
        The mean loss before training.
    guessing : float
        That of who knows the shares of the classes, or the mean of the numbers, and nothing else.
    rates : dict of float to float
        The mean loss after 100 steps of Adam at several learning rates; infinite where it diverged.
    best_rate : float
        The one of them with the least loss.
    batch_loss : float
        The loss of one batch that was trained alone. A network with neurons enough learns it by heart.
    """

    findings: tuple[Finding, ...]
    first_loss: float
    guessing: float
    rates: dict[float, float]
    best_rate: float
    batch_loss: float

    @property
    def learns_a_batch(self) -> bool:
        """Whether the loss of one batch fell to a tenth of that of guessing; of equal targets there is none."""
        return self.guessing <= NO_GUESS or self.batch_loss <= _LEARNED * self.guessing

    def shown(self) -> Sequence[ShownTable]:
        """Return two tables: the findings, and the learning rates."""
        verdict = "is learned by heart" if self.learns_a_batch else "is NOT learned by heart"
        if self.guessing <= NO_GUESS:
            verdict = "has nothing to learn: all targets are equal"
        below = (
            f"first loss   {self.first_loss:.4g}, guessing {self.guessing:.4g}",
            f"one batch    {verdict} (loss {self.batch_loss:.3g} after {_BATCH_STEPS:,} steps)"
            + ("" if self.learns_a_batch else ": wrong labels, noise, or too few neurons"),
        )
        found = [(one.id, one.name, one.said) for one in self.findings]
        rates = [
            (f"{rate:g}", f"{loss:.4g}", "best" if rate == self.best_rate else "")
            for rate, loss in self.rates.items()
        ]
        return [
            ShownTable(("id", "finding", "evidence"), found, (), "before training", below),
            ShownTable(
                ("learning rate", f"loss after {_PROBE_STEPS} steps", ""),
                rates,
                (0, 1),
                "Adam at several rates",
            ),
        ]


def check(net: Network, X: ArrayLike, y: ArrayLike, *, loss: LossChoice = None) -> Check:
    """Try a network before training: scales, first loss, learning rates, and whether one batch can be learned.

    The network stays as it is: copies are trained.

    Parameters
    ----------
    net : Network
    X, y : array_like
        As for ``fit``: of more than 2,000 rows so many are looked at.
    loss : str or Loss, optional
        The loss of the training, if it is not the usual one.

    Raises
    ------
    ShapeError, DataError, OptionError
        X, y or the loss do not fit the network.
    """
    instance("net", net, Network, "a Network")
    rows, targets = some_rows(net.as_rows(X), as_array(y, "y"))
    function = net.loss_function(loss)
    first = net.loss(rows, targets, function)
    guess = guessing(net, targets, function)
    trace = net.trace(rows)
    findings = [*neuron_findings(net, trace), *input_findings(rows), *logit_findings(net, trace)]
    findings += gradient_findings(net, net.gradients(rows, targets, function))
    findings += target_findings(net, targets, function)
    findings += first_loss_findings(first, max(guess, guessing(net, targets, function, even=True)))
    rates = {rate: _trained(net, rows, targets, function, rate, _PROBE_STEPS) for rate in _RATES}
    best = min(rates, key=lambda rate: rates[rate])
    some = np.arange(min(_BATCH, len(rows))) * len(rows) // min(_BATCH, len(rows))
    batch_loss = min(
        _trained(net, rows[some], targets[some], function, rate, _BATCH_STEPS)
        for rate in {best, 1e-2}  # the best in few steps may be too large for many
    )
    ordered = tuple(sorted(findings, key=lambda one: one.id))
    return Check(ordered, first, guess, rates, best, batch_loss)


def _trained(
    net: Network, rows: Array, targets: NDArray[np.generic], loss: Loss, rate: float, steps: int
) -> float:
    """Return the loss of a copy after so many steps; infinity if it diverged."""
    twin = net.copy()
    epochs = max(1, round(steps / math.ceil(len(rows) / _BATCH)))
    try:
        twin.fit(
            rows,
            targets,
            epochs=epochs,
            batch_size=_BATCH,
            optimizer=Adam(rate),
            loss=loss,
            progress=False,
        )
    except DivergedError:
        return float("inf")
    found = twin.loss(rows, targets, loss)
    return found if np.isfinite(found) else float("inf")
