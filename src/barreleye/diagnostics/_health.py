"""The examination of a network: all rules, on some rows, with or without the history of its training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from .. import losses
from .._arguments import as_array, instance
from .._arrays import Array
from .._shown_tables import ShownAsTables, ShownTable
from .._text import counted
from ..errors import DataError, OptionError, ShapeError
from ..losses import Loss
from ..network import FeedForward, LossChoice
from ..training import History
from ._course_rules import course_findings
from ._finding import Finding
from ._neuron_rules import FEWEST, neuron_findings
from ._signal_rules import (
    gradient_findings,
    guessing,
    input_findings,
    logit_findings,
    target_findings,
)

_MOST_ROWS = 2_000
_WORSE = 1.5
NO_GUESS = 1e-6
"""A loss of guessing below this has nothing to guess: one row, or equal targets."""


@dataclass(frozen=True, repr=False)
class Health(ShownAsTables):
    """What an examination found.

    Attributes
    ----------
    findings : tuple of Finding
        In the order of their ids; empty if nothing is wrong.
    rows : int
        On how many rows the network was examined.
    notes : tuple of str
        On the rows: few of them, or rows of a table that were left out, words that training did not have.
    """

    findings: tuple[Finding, ...]
    rows: int
    notes: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the findings, each once."""
        return tuple(dict.fromkeys(finding.id for finding in self.findings))

    def __bool__(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def shown(self) -> Sequence[ShownTable]:
        """Return one table: a row for each finding, with cause and cure below."""
        title = f"examined on {counted(self.rows, 'row')}: " + (
            counted(len(self.findings), "finding") if self.findings else "nothing found"
        )
        if not self.findings:
            return [ShownTable((), [], below=(title, *self.notes))]
        rows = [(one.id, one.name, _when(one) + one.said) for one in self.findings]
        below = [
            line
            for rule in self.ids
            for one in (next(found for found in self.findings if found.id == rule),)
            for line in (f"{rule} cause: {one.cause}", f"{rule} cure:  {one.cure}")
        ]
        return [ShownTable(("id", "finding", "evidence"), rows, (), title, [*below, *self.notes])]


def _when(finding: Finding) -> str:
    if finding.since is None or finding.id != "BE001":
        return ""
    return "before training: " if finding.since < 0 else f"since epoch {finding.since}: "


def health(
    net: FeedForward,
    X: ArrayLike,
    y: ArrayLike,
    *,
    history: History | None = None,
    loss: LossChoice = None,
) -> Health:
    """Examine a network on rows and their targets, and say what is wrong with it.

    Parameters
    ----------
    net : Network
    X, y : array_like
        As for ``fit``: of more than 2,000 rows so many are looked at, at equal distances.
    history : History, optional
        What ``fit`` returned; by default that of the network itself. With ``record="weights"`` the report knows
        since when neurons are dead.
    loss : str or Loss, optional
        The loss to examine; by default that of the history, or the usual one.

    Returns
    -------
    Health
        It prints as a table. ``health.findings`` has the findings, each with its evidence, its cause and its cure.

    Raises
    ------
    ShapeError, DataError, OptionError
        X, y or the loss do not fit the network.

    Examples
    --------
    >>> import barreleye as be
    >>> X, y = be.datasets.spiral(samples=50, classes=3, seed=0)
    >>> net = be.Network(2, [be.Dense(16, "tanh", init="zeros"), be.Dense(3, "softmax")])
    >>> be.health(net, X, y).ids
    ('BE004', 'BE005')
    """
    instance("net", net, FeedForward, "a network")
    instance("history", history, History | None, "a History, as fit returns it")
    if history is None:
        history = getattr(net, "history", None)
    elif any(one.shape != net.parameters.vector.shape for one in history.weights.values()):
        raise OptionError("the history holds the weights of another network: pass that of this one")
    rows, targets = some_rows(net.as_rows(X), as_array(y, "y"))
    function = trained_loss(net, loss, history)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is a finding
        found = _found(net, rows, targets, function, history)
    few = f"what neurons do is judged on {FEWEST} rows or more, and here are {len(rows)}"
    notes = (few,) if len(rows) < FEWEST else ()
    return Health(tuple(sorted(found, key=lambda one: one.id)), len(rows), notes)


def _found(
    net: FeedForward, rows: Array, targets: Array, function: Loss, history: History | None
) -> list[Finding]:
    present = net.loss(rows, targets, function)  # refuses what does not fit
    trace = net.trace(rows)
    if where := trace.first_non_finite():
        return [Finding("BE017", f"{where[1]} of {where[0]} has NaN or infinity", {}, where[0])]
    gradients = net.gradients(rows, targets, function)
    findings = [*neuron_findings(net, trace), *input_findings(rows)]
    findings += target_findings(net, targets, function)
    findings += [*gradient_findings(net, gradients), *logit_findings(net, trace)]
    if history is not None:
        guess = guessing(net, targets, function)
        if guess > NO_GUESS:
            before = _before(net, history, rows, targets, function)
            even = guessing(net, targets, function, even=True)
            findings += course_findings(history, before, guess, max(guess, even))
            if len(history) and not present <= _WORSE * guess:
                said = f"the loss on these rows is {present:.4g}, that of guessing {guess:.4g}"
                findings.append(Finding("BE018", said, {"loss": present, "guessing": guess}))
        findings = [_dated(one, net, history, rows) for one in findings]
    return findings


def trained_loss(net: FeedForward, loss: LossChoice, history: History | None) -> Loss:
    """Return the loss that is asked for, else that of the training, else the usual one."""
    if loss is None and history is not None and history.loss_name in losses.names():
        loss = history.loss_name
    return net.loss_function(loss)


def some_rows(X: Array, y: Array) -> tuple[Array, Array]:
    """Return rows at equal distances, if there are many; NaN and infinity are refused."""
    if not len(X):
        raise ShapeError("a network is examined on rows, and X has none")
    if y.ndim == 0 or len(y) != len(X):
        raise ShapeError(f"X has {counted(len(X), 'row')}, y has shape {y.shape}: each row has a target")
    finite = np.isfinite(X).all(axis=1)
    if not finite.all():
        raise DataError(
            f"X has NaN or infinity in row {int(np.argmin(finite))}: fill it, or leave the row out"
        )
    if len(X) <= _MOST_ROWS:
        return X, y
    chosen = np.arange(_MOST_ROWS) * len(X) // _MOST_ROWS
    return X[chosen], y[chosen]


def _before(net: FeedForward, history: History, rows: Array, targets: Array, loss: Loss) -> float | None:
    """Return the loss before training, if the history kept those weights."""
    began = history.weights.get(-1)
    if began is None:
        return None
    then = net.copy()
    then.parameters.vector = began
    return then.loss(rows, targets, loss)


def _dated(finding: Finding, net: FeedForward, history: History, rows: Array) -> Finding:
    """Return a finding of dead neurons with the epoch after which all were dead for good, if it is known."""
    if finding.id != "BE001" or not history.weights:
        return finding
    then, since = net.copy(), None
    for epoch in sorted(history.weights, reverse=True):
        then.parameters.vector = history.weights[epoch]
        dead = then.trace(rows).dead()[finding.layer]
        if not np.isin(finding.neurons, dead).all():
            return replace(finding, since=since)
        since = epoch
    return replace(finding, since=since if since == -1 else None)
