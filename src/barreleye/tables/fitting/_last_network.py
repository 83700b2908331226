"""The network that learns from all rows: the one that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...training import History, Network, Observer
from ._ensemble import Ensemble
from ._final import distil, refit, with_truth
from ._more_rows import more_rows
from ._out_of_fold import best_epochs
from ._settings import Rows, Settings
from ._teachers import Teachers


@dataclass(frozen=True, eq=False)
class Last:
    """A network, and how it came about.

    Attributes
    ----------
    network : Network
    history : History
        Of its training.
    left_out : array, shape (columns,)
        The columns for which it has no inputs.
    interrupted : bool
    """

    network: Network
    history: History
    left_out: NDArray[np.bool_]
    interrupted: bool


def best_of_folds(found: Teachers) -> Last:
    """Return the network of the fold with the lowest loss, for want of one that learned from all rows."""
    best = min(found.members, key=lambda one: min(one.history.val_loss))
    return Last(best.network, best.history, np.zeros(len(found.left_out), np.bool_), True)


def last_network(
    rows: Rows,
    scaled: Rows,
    found: Teachers,
    ensemble: Ensemble | None,
    settings: Settings,
    told: Callable[[float], None],
    observer: Observer | None,
) -> Last:
    """Train the network that is kept; if Ctrl-C comes, return what is nearest to it.

    Parameters
    ----------
    rows, scaled : Rows
    found : Teachers
        They have chosen the columns.
    ensemble : Ensemble, or None
        What the network learns from; if None, it learns the rows themselves, for as many epochs as were best for
        the networks of the folds.
    settings : Settings
    told : callable
        Is told after every epoch how much is done, from 0 to 1.
    observer : Observer, or None
    """
    known = rows.without(found.left_out)
    net = settings.network(known, settings.seed_of_last)
    lesson = None
    kept = rows.inputs_without(found.left_out)
    try:
        if ensemble is not None:
            lesson = _lesson(rows, scaled, ensemble, settings.seed)
        if lesson is None:
            refit(net, known, best_epochs(found.members), settings, told, observer)
        else:
            X, targets, at = lesson
            inputs = X if kept.all() else X[:, kept]
            distil(net, inputs, targets, at, rows, settings, told, observer)
    except KeyboardInterrupt:
        best = best_of_folds(found)
        asked, wanted = (rows.X, rows.targets) if lesson is None else lesson[:2]
        if net.history is None or _off(best.network(asked), wanted) < _off(net(asked[:, kept]), wanted):
            return best
        return Last(net, net.history, found.left_out, True)
    assert net.history is not None  # noqa: S101  it was trained
    return Last(net, net.history, found.left_out, False)


def _off(answers: Array, targets: Array) -> float:
    return float(np.square(answers - targets).mean())


def _lesson(
    rows: Rows, scaled: Rows, ensemble: Ensemble, seed: int
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return rows, what the last network is to answer there, and which rows of the table they were made from."""
    targets = with_truth(rows, ensemble(rows.X, scaled.X), 1.0 - ensemble.share)
    more, line, at = more_rows(rows, scaled, seed)
    every = np.concatenate([np.arange(len(rows)), at])
    if not len(at):
        return rows.X, targets, every
    return np.concatenate([rows.X, more]), np.concatenate([targets, ensemble(more, line)]), every
