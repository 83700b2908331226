"""Several networks that answer together, with a share of a linear model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..._arrays import Array
from ...training import Network
from ._members import Member
from ._out_of_fold import OutOfFold, blended, shares, shares_of_linear
from ._settings import Rows


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Networks whose answers are averaged: numbers, or logarithms of probabilities.

    Attributes
    ----------
    networks : tuple of Network
    linear : Network
        A network without hidden layers.
    share : float
        The share of the linear model in the answers, from 0 to 1.
    classes : bool
        Whether the answers are probabilities.
    """

    networks: tuple[Network, ...]
    linear: Network
    share: float
    classes: bool

    def __call__(self, X: Array, L: Array) -> Array:
        """Return the answers to rows as networks and as linear models take them, shape (rows, outputs)."""
        own = blended([one(X) for one in self.networks], None, classes=self.classes)
        if self.share == 0.0:
            return own
        return blended((own, self.linear(L)), (1.0 - self.share, self.share), classes=self.classes)


def ensemble_of(
    members: Sequence[Member], linear: Sequence[Member], share: float, rows: Rows
) -> Ensemble:
    """Return the ensemble of the networks of folds; the mean of linear models is a linear model."""
    straight = linear[0].network.copy()
    straight.parameters.vector[...] = np.mean([one.network.parameters.vector for one in linear], axis=0)
    return Ensemble(tuple(one.network for one in members), straight, share, bool(rows.classes))


def together(kinds: Sequence[OutOfFold], rows: Rows) -> OutOfFold:
    """Return the mean of what several networks of each fold answer for the same rows."""
    mean = blended([one.answers for one in kinds], None, classes=bool(rows.classes))
    return replace(kinds[0], answers=mean)


def with_linear(rows: Rows, own: OutOfFold, linear: OutOfFold) -> tuple[OutOfFold, float]:
    """Return the answers with the best share of the linear models, chosen for each part by the others.

    The second result is the share that is best for all parts.
    """

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
