"""The one network that is kept: it learns from all rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from ...losses import cross_entropy, squared_error
from ...training import AveragedWeights, EpochRecord, Network, Observer
from ._members import DECAY, LAST_RATE
from ._settings import Rows, Settings

# How much of the truth is among the targets, beside what the networks of the folds answer.
_TRUTH = 0.1
# It takes all its epochs, and its rate falls to nearly 0.
_LAST_RATE = 1e-5
# Statistics of layers are recorded of up to so many rows: of more they would take a fifth of the time.
_RECORDED = 5_000


def distil(
    net: Network,
    X: Array,
    targets: Array,
    at: NDArray[np.intp],
    rows: Rows,
    settings: Settings,
    told: Callable[[float], None],
    observer: Observer | None,
) -> None:
    """Teach a network what others answer (knowledge distillation).

    Their answers are smoother than the truth, and those of several networks together are nearer to it than those
    of one.

    Parameters
    ----------
    net : Network
    X : array, shape (rows, inputs)
        The rows of the table, and perhaps more.
    targets : array, shape (rows, outputs)
        What it is to answer.
    at : array, shape (rows,)
        Which row of the table each row of X was made from.
    rows : Rows
        Those of the table.
    settings : Settings
    told : callable
        Is told after every epoch how much is done, from 0 to 1.
    observer : Observer, or None

    References
    ----------
    Hinton, Vinyals and Dean: Distilling the knowledge in a neural network (2015).
    """
    _ = net.fit(
        X,
        targets / targets.sum(axis=1, keepdims=True) if rows.classes else targets,
        epochs=settings.epochs,
        batch_size=settings.batch(len(X)),
        optimizer=settings.optimizer_of(settings.epochs, _LAST_RATE),
        loss=cross_entropy if rows.classes else squared_error,
        sample_weight=rows.weights_of(at),
        l2=settings.l2,
        callbacks=_telling(told, settings.epochs),
        progress=observer or False,
        record=_record(rows),
    )


def with_truth(rows: Rows, answers: Array, own: float) -> Array:
    """Return answers of others with a little of the truth, shape (rows, outputs).

    Parameters
    ----------
    rows : Rows
    answers : array, shape (rows, outputs)
        What the others answer.
    own : float
        How much of it is by networks, and not by a linear model: only they learn the rows so closely that the
        truth has something to add.
    """
    usual = cross_entropy if rows.classes else squared_error
    truth = (
        _TRUTH * own if rows.loss == usual else 0.0
    )  # the mean of a truth and a quantile is none of the two
    return (1.0 - truth) * answers + truth * rows.targets


def refit(
    net: Network,
    rows: Rows,
    epochs: int,
    settings: Settings,
    told: Callable[[float], None],
    observer: Observer | None,
) -> None:
    """Teach a network all rows as those of the folds learned theirs, for so many epochs."""
    averaged = AveragedWeights(net, DECAY)

    def take(_: EpochRecord) -> None:
        averaged.take()

    try:
        _ = net.fit(
            rows.X,
            rows.y,
            epochs=epochs,
            batch_size=settings.batch(len(rows)),
            optimizer=settings.optimizer_of(settings.epochs, LAST_RATE),
            loss=rows.loss,
            sample_weight=rows.weights,
            l2=settings.l2,
            callbacks=(take, _telling(told, epochs)),
            progress=observer or False,
            record=_record(rows),
        )
    finally:
        net.parameters.vector[...] = averaged.network.parameters.vector


def _telling(told: Callable[[float], None], epochs: int) -> Callable[[EpochRecord], None]:
    return lambda record: told((record.epoch + 1) / epochs)


def _record(rows: Rows) -> str | None:
    return "epoch" if len(rows) <= _RECORDED else None
