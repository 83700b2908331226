"""The whole of a fit: networks of the folds, what they are worth, and the network that learns from all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event, Lock
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...kernels import thread_count
from ...training import Advance, History, Network, Observer, in_threads, progress_bar
from ._final import distil, refit, with_truth
from ._folds import Fold
from ._members import Member, train_member
from ._more_rows import more_rows
from ._out_of_fold import OutOfFold, best_epochs, blended, out_of_fold, shares, shares_of_linear
from ._settings import Rows, Settings

# The seeds of the networks of the folds follow that of the fit at this distance, so that no two fits share one.
_SEEDS = 1_000
# What the networks take of the bar: a linear one less, and the last one more, as it runs all its epochs.
_OF_LINEAR, _OF_LAST = 0.5, 2.0
# Epochs of fewer rows are over before another thread has got Python's lock: in turn they take less time.
_FEWEST_FOR_THREADS = 1_500


@dataclass(frozen=True, eq=False)
class Learned:
    """A network that learned from all rows, and what its checks said.

    Attributes
    ----------
    network : Network
    history : History
        Of the training of this network.
    members, linear : tuple of Member
        The networks of the folds, and as many linear models.
    answers : OutOfFold
        Of the networks of the folds, with their share of the linear models.
    linear_answers : OutOfFold
        Of the linear models alone, for the same rows.
    share : float
        The share of the linear models in what the network learned.
    interrupted : bool
    """

    network: Network
    history: History
    members: tuple[Member, ...]
    linear: tuple[Member, ...]
    answers: OutOfFold
    linear_answers: OutOfFold
    share: float
    interrupted: bool


def learn(
    rows: Rows,
    scaled: Rows,
    folds: Sequence[Fold],
    settings: Settings,
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
    settings : Settings
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
    many = len(folds)
    with progress_bar(many * (1.0 + _OF_LINEAR) + _OF_LAST, "learning", shown=progress is True) as bar:
        members, linear, interrupted = _of_folds(rows, scaled, folds, settings, bar)
        answers, linear_answers = out_of_fold(members), out_of_fold(linear)
        share = 0.0
        if teach:
            answers, share = _with_linear(rows, answers, linear_answers)
        best = _best(members)
        net = settings.network(rows, settings.seed * _SEEDS)
        told = _Shares(bar).of(_OF_LAST)
        observer = None if isinstance(progress, bool) else progress
        if not interrupted:
            lesson = (
                _lesson(rows, scaled, members, linear, share, settings.seed)
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
        else:
            net, history = best
    assert history is not None  # noqa: S101  every one of these networks was trained
    return Learned(
        net, history, tuple(members), tuple(linear), answers, linear_answers, share, interrupted
    )


def _of_folds(
    rows: Rows, scaled: Rows, folds: Sequence[Fold], settings: Settings, bar: Advance
) -> tuple[list[Member], list[Member], bool]:
    """Return the networks of the folds, those of linear models, and whether Ctrl-C was pressed.

    After Ctrl-C there are as many of the one as of the other, for the same folds.
    """
    stop, told = Event(), _Shares(bar)
    line = settings.of_linear
    seed = settings.seed * _SEEDS + 1
    work: list[Callable[[], Member | None]] = []
    # the linear model of a fold first: at Ctrl-C every network then has one beside it
    for k, fold in enumerate(folds):
        work.append(partial(train_member, scaled, fold, line, seed + k, told.of(_OF_LINEAR), stop))
        work.append(partial(train_member, rows, fold, settings, seed + k, told.of(1.0), stop))
    jobs = thread_count() if len(rows) >= _FEWEST_FOR_THREADS else 1
    found = in_threads(work, stop, jobs=jobs)
    pairs = [
        (network, linear)
        for linear, network in zip(found[::2], found[1::2], strict=True)
        if network is not None and linear is not None
    ]
    if not pairs:
        raise KeyboardInterrupt  # not one epoch was finished: there is nothing to keep
    return [network for network, _ in pairs], [linear for _, linear in pairs], stop.is_set()


def _with_linear(rows: Rows, own: OutOfFold, linear: OutOfFold) -> tuple[OutOfFold, float]:
    """Return the answers with the best share of the linear models, chosen for each part by the others."""

    def mixed(share: float) -> Array:
        pair = own.answers, linear.answers
        return blended(pair, (1.0 - share, share), classes=bool(rows.classes))

    weights = rows.weights_of(own.rows)
    count = np.ones(len(own.rows)) if weights is None else weights
    losses = np.array(
        [np.bincount(own.part, weights=count * rows.losses(mixed(s), own.rows)) for s in shares()],
        dtype=np.float64,
    )
    share, by_part = shares_of_linear(losses)
    answers = np.empty(own.answers.shape)
    for one in np.unique(by_part):
        chosen = (by_part == one)[own.part]
        answers[chosen] = mixed(float(one))[chosen]
    return replace(own, answers=answers), share


def _lesson(
    rows: Rows,
    scaled: Rows,
    members: Sequence[Member],
    linear: Sequence[Member],
    share: float,
    seed: int,
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return rows, what the last network is to answer there, and which rows of the table they were made from."""

    def answers(X: Array, L: Array) -> Array:
        classes = bool(rows.classes)
        found = blended([one.network(X) for one in members], None, classes=classes)
        if share == 0.0:
            return found
        straight = blended([one.network(L) for one in linear], None, classes=classes)
        return blended((found, straight), (1.0 - share, share), classes=classes)

    targets = with_truth(rows, answers(rows.X, scaled.X), 1.0 - share)
    more, line, at = more_rows(rows, scaled, seed)
    every = np.concatenate([np.arange(len(rows)), at])
    if not len(at):
        return rows.X, targets, every
    return np.concatenate([rows.X, more]), np.concatenate([targets, answers(more, line)]), every


_Trained: TypeAlias = tuple[Network, History | None]


def _best(members: Sequence[Member]) -> _Trained:
    """Return the network of the fold with the lowest loss, and the record of its training."""
    best = min(members, key=lambda one: min(one.history.val_loss))
    return best.network, best.history


def _nearest(X: Array, targets: Array, trained: Sequence[_Trained]) -> _Trained:
    """Return the network whose answers are nearest to what was to be learned."""
    return min(trained, key=lambda one: float(np.square(one[0](X) - targets).mean()))


class _Shares:
    """Moves a bar by what several trainings have done, each of which tells how much of it is done."""

    def __init__(self, bar: Advance) -> None:
        self._bar, self._lock = bar, Lock()

    def of(self, size: float) -> Callable[[float], None]:
        """Return what a training of this size tells."""
        done = 0.0

        def told(now: float) -> None:
            nonlocal done
            with self._lock:
                if now > done:
                    self._bar(size * (now - done))
                    done = now

        return told
