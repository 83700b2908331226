"""The whole of a fit: networks of the folds, what they are worth, and the network that learns from all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...training import History, Network, Observer, progress_bar
from ._ensemble import Ensemble, ensemble_of, together, with_linear
from ._final import distil, refit, with_truth
from ._folds import Fold
from ._members import Member
from ._more_rows import more_rows
from ._out_of_fold import OutOfFold, best_epochs, out_of_fold
from ._settings import Rows, Settings
from ._trainings import OF_LINEAR, SEEDS, BarShares, of_folds

# What the last network takes of the bar: more than the others, as it runs all its epochs.
_OF_LAST = 2.0


@dataclass(frozen=True, eq=False)
class Learned:
    """A network that learned from all rows, and what its checks said.

    Attributes
    ----------
    network : Network
    history : History
        Of the training of this network.
    members, linear : tuple of Member
        The networks of the folds, of the first kind, and as many linear models.
    answers : OutOfFold
        Of the networks of the folds, with their share of the linear models.
    linear_answers : OutOfFold
        Of the linear models alone, for the same rows.
    share : float
        The share of the linear models in what the network learned.
    interrupted : bool
    ensemble : Ensemble
        What the network learned from: all networks of the folds, of every kind.
    ensemble_answers : OutOfFold
        Of networks of every kind.
    kinds : int
        How many kinds of networks there are.
    """

    network: Network
    history: History
    members: tuple[Member, ...]
    linear: tuple[Member, ...]
    answers: OutOfFold
    linear_answers: OutOfFold
    share: float
    interrupted: bool
    ensemble: Ensemble
    ensemble_answers: OutOfFold
    kinds: int


def learn(
    rows: Rows,
    scaled: Rows,
    folds: Sequence[Fold],
    kinds: Sequence[Settings],
    *,
    teach: bool,
    progress: bool | Observer,
) -> Learned:
    """Train the networks of the folds side by side, then the one that learns from all rows.

    Parameters
    ----------
    rows, scaled : Rows
        As the networks take them, and as the linear models do.
    folds : sequence of Fold
        Rows may be held out by several folds.
    kinds : sequence of Settings
        For every fold there is a network of each kind; the last network is of the first.
    teach : bool
        Whether the network learns what the networks of the folds answer; if not, it learns the rows themselves,
        for as many epochs as were best for these.
    progress : bool or Observer
        An observer is told about the network that learns from all rows.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C was pressed before any network had finished an epoch.
    """
    settings = kinds[0]
    total = len(folds) * (len(kinds) + OF_LINEAR) + _OF_LAST
    with progress_bar(total, "learning", shown=progress is True) as bar:
        found = of_folds(rows, scaled, folds, kinds, bar)
        members, interrupted = found.kinds[0], found.interrupted
        own = [out_of_fold(kind) for kind in found.kinds]
        answers, linear_answers = own[0], out_of_fold(found.linear)
        every, share = together(own, rows), 0.0
        if teach:
            answers, _ = with_linear(rows, answers, linear_answers)
            every, share = with_linear(rows, every, linear_answers)
        ensemble = ensemble_of([one for kind in found.kinds for one in kind], found.linear, share, rows)
        best = _best(members)
        net = settings.network(rows, settings.seed * SEEDS)
        told = BarShares(bar).of(_OF_LAST)
        observer = None if isinstance(progress, bool) else progress
        if interrupted:
            net, history = best
        else:
            lesson = (
                _lesson(rows, scaled, ensemble, settings.seed)
                if teach
                else (rows.X, rows.targets, np.arange(len(rows)))
            )
            try:
                if teach:
                    distil(net, *lesson, rows, settings, told, observer)
                else:
                    refit(net, rows, best_epochs(members), settings, told, observer)
            except KeyboardInterrupt:
                interrupted = True
                net, history = _nearest(*lesson[:2], ((net, net.history), best))
            else:
                history = net.history
    assert history is not None  # noqa: S101  every one of these networks was trained
    return Learned(
        net,
        history,
        members,
        found.linear,
        answers,
        linear_answers,
        share,
        interrupted,
        ensemble,
        every,
        len(found.kinds),
    )


def _lesson(
    rows: Rows, scaled: Rows, teachers: Ensemble, seed: int
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return rows, what the last network is to answer there, and which rows of the table they were made from."""
    targets = with_truth(rows, teachers(rows.X, scaled.X), 1.0 - teachers.share)
    more, line, at = more_rows(rows, scaled, seed)
    every = np.concatenate([np.arange(len(rows)), at])
    if not len(at):
        return rows.X, targets, every
    return np.concatenate([rows.X, more]), np.concatenate([targets, teachers(more, line)]), every


_Trained: TypeAlias = tuple[Network, History | None]


def _best(members: Sequence[Member]) -> _Trained:
    """Return the network of the fold with the lowest loss, and the record of its training."""
    best = min(members, key=lambda one: min(one.history.val_loss))
    return best.network, best.history


def _nearest(X: Array, targets: Array, trained: Sequence[_Trained]) -> _Trained:
    """Return the network whose answers are nearest to what was to be learned."""
    return min(trained, key=lambda one: float(np.square(one[0](X) - targets).mean()))
