"""The networks of the folds: each learns from a part of the rows, and is checked on the others epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...training import AveragedWeights, EpochRecord, History, Network
from ._folds import Fold
from ._settings import Rows, Settings

# How much of the averaged weights stays in each epoch; and the rate at which training would end.
DECAY, LAST_RATE = 0.9, 1e-4


@dataclass(frozen=True, eq=False)
class Member:
    """A network of a fold, with what it answered for the rows that were held out.

    Attributes
    ----------
    network : Network
        With the averaged weights of the best epoch.
    fold : Fold
    answers : array, shape (epochs, rows held out, outputs)
        After every epoch.
    curves : array, shape (epochs, parts)
        The mean loss of each part of the rows held out.
    history : History
        Its validation losses are those of the averaged weights.
    """

    network: Network
    fold: Fold
    answers: Array
    curves: NDArray[np.float64]
    history: History


def train_member(
    rows: Rows,
    fold: Fold,
    settings: Settings,
    seed: int,
    told: Callable[[float], None],
    stop: Event,
    without: Sequence[slice] = (),
) -> Member | None:
    """Train a network of a fold, and return it with its best weights; None if it was stopped before an epoch.

    Parameters
    ----------
    rows : Rows
    fold : Fold
    settings : Settings
    seed : int
        Of its weights and the order of its rows.
    told : callable
        Is told after every epoch how much is done, from 0 to 1.
    stop : Event
        Ends the training after the present epoch; Ctrl-C sets it.
    without : sequence of slice
        Inputs that the network does not look at: its weights for them are 0.
    """
    net = settings.network(rows, seed)
    for inputs in without:
        net.layers[0].weights[inputs] = 0.0
    train = np.tile(fold.train, settings.passes(len(fold.train)))
    watch = _Watch(rows, fold, net, settings, told, stop)
    X = rows.X[train]
    for inputs in without:
        X[:, inputs] = 0.0  # no gradient then: the weights stay 0
    try:
        net.fit(
            X,
            rows.y[train],
            epochs=settings.epochs,
            batch_size=settings.batch(len(fold.train)),
            optimizer=settings.optimizer_of(settings.epochs, LAST_RATE),
            loss=rows.loss,
            sample_weight=rows.weights_of(train),
            l2=settings.l2,
            callbacks=watch.epoch_done,
            threads=1,
            progress=False,
        )
    except KeyboardInterrupt:  # in turn, and not in threads: the network has its best weights so far
        stop.set()
    return watch.member(net.history, interrupted=stop.is_set())


class _Watch:
    """Looks at the averaged weights of a network after every epoch, and keeps the best of them."""

    def __init__(
        self,
        rows: Rows,
        fold: Fold,
        net: Network,
        settings: Settings,
        told: Callable[[float], None],
        stop: Event,
    ) -> None:
        self._rows, self._fold, self._settings, self._told, self._stop = rows, fold, settings, told, stop
        self._averaged = AveragedWeights(net, DECAY)
        self._held_out = fold.held_out
        self._X = rows.X[self._held_out]
        self._starts = np.cumsum([0, *(len(part) for part in fold.parts[:-1])])
        weights = rows.weights_of(self._held_out)
        self._weight = np.ones(len(self._held_out)) if weights is None else weights
        self._sizes = np.maximum(np.add.reduceat(self._weight, self._starts), np.finfo(float).tiny)
        self._answers: list[Array] = []
        self._curves: list[NDArray[np.float64]] = []
        self._losses: list[float] = []
        self._best = 0
        self._weights: NDArray[Any] | None = None

    def epoch_done(self, record: EpochRecord) -> bool:
        """Take the weights of an epoch, and say whether the training ends."""
        self._averaged.take()
        answers = self._averaged.network(self._X)
        losses = self._weight * self._rows.losses(answers, self._held_out)
        self._answers.append(answers)
        self._curves.append(np.add.reduceat(losses, self._starts) / self._sizes)
        self._losses.append(float(losses.sum() / self._sizes.sum()))
        if self._weights is None or self._losses[-1] < self._losses[self._best]:
            self._best = record.epoch
            self._weights = self._averaged.network.parameters.vector.copy()
        since = record.epoch - self._best
        done = (record.epoch + 1) / self._settings.epochs
        self._told(max(done, since / self._settings.patience))
        return since >= self._settings.patience or self._stop.is_set()

    def member(self, history: History | None, *, interrupted: bool) -> Member | None:
        """Return what was kept."""
        if self._weights is None or history is None:
            return None
        network = self._averaged.network
        network.parameters.vector[...] = self._weights
        history.epochs = [
            replace(record, val_loss=loss)
            for record, loss in zip(history.epochs, self._losses, strict=False)
        ]
        history.best_epoch = self._best
        if history.stopped == "callback":
            history.stopped = "interrupted" if interrupted else "early stopping"
        return Member(network, self._fold, np.stack(self._answers), np.stack(self._curves), history)
