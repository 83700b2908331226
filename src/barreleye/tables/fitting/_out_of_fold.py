"""What networks answer for rows that they have not learned from, by weights that these rows have not chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array, Integers
from ._finite_log import logarithm
from ._members import Member
from ._settings import Rows

# A linear model has one of so many shares in the answers, from 0 to 1.
_SHARES = 21


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Answers for the rows that were held out.

    Attributes
    ----------
    rows : array
        Positions of the rows, of which none is there twice.
    part : array, shape (rows,)
        The part to which each of them belongs, from 0.
    answers : array, shape (rows, outputs)
        Probabilities, or scaled numbers.
    epochs : tuple of int
        The epoch that answered for each part.
    """

    rows: Integers
    part: Integers
    answers: Array
    epochs: tuple[int, ...]


def by_part(rows: Rows, found: OutOfFold) -> NDArray[np.float64]:
    """Return the mean loss of each part."""
    parts = [np.flatnonzero(found.part == part) for part in range(int(found.part.max()) + 1)]
    return np.array([rows.mean_loss(found.answers[one], found.rows[one]) for one in parts])


def out_of_fold(members: Sequence[Member]) -> OutOfFold:
    """Return the answers of each network for its own part, after the epoch that was best for the other parts."""
    best = [int(curve.argmin()) for member in members for curve in member.curves.T]
    rows: list[Integers] = []
    part: list[Integers] = []
    answers: list[Array] = []
    epochs: list[int] = []
    for member in members:
        at = 0
        for own in member.fold.parts:
            number = len(rows)
            others = best[:number] + best[number + 1 :] or best
            epoch = min(round(float(np.median(others))), len(member.answers) - 1)
            rows.append(own)
            part.append(np.full(len(own), number))
            answers.append(member.answers[epoch, at : at + len(own)])
            epochs.append(epoch)
            at += len(own)
    return OutOfFold(np.concatenate(rows), np.concatenate(part), np.concatenate(answers), tuple(epochs))


def best_epochs(members: Sequence[Member]) -> int:
    """Return how many epochs were best in the median of all parts, 1 at least."""
    return 1 + round(
        float(np.median([curve.argmin() for member in members for curve in member.curves.T]))
    )


def blended(answers: Sequence[Array], weights: Sequence[float] | None, *, classes: bool) -> Array:
    """Return the mean of several answers: of numbers, or of logarithms of probabilities, which then add up to 1.

    Parameters
    ----------
    answers : sequence of array, each of shape (rows, outputs)
    weights : sequence of float, or None
        They add up to 1; None if all are equal.
    classes : bool
        Whether the answers are probabilities.
    """
    weights = [1.0 / len(answers)] * len(answers) if weights is None else weights
    total = np.zeros(answers[0].shape)
    for answer, weight in zip(answers, weights, strict=True):
        total += weight * (logarithm(answer) if classes else answer)
    if not classes:
        return total
    total -= total.max(axis=1, keepdims=True)
    np.exp(total, out=total)
    return total / total.sum(axis=1, keepdims=True)


def shares_of_linear(by_part: Array) -> tuple[float, NDArray[np.float64]]:
    """Return the share with the lowest loss over all rows, and for each part that of all other parts.

    Parameters
    ----------
    by_part : array, shape (shares, parts)
        The loss of each part, added up over its rows, for each of :func:`shares`.
    """
    total = by_part.sum(axis=1, keepdims=True)
    others = (total - by_part).argmin(axis=0) if by_part.shape[1] > 1 else total.argmin(axis=0)
    return float(shares()[total.argmin()]), shares()[others]


def shares() -> NDArray[np.float64]:
    """Return the shares that a linear model can have."""
    return np.linspace(0.0, 1.0, _SHARES)
