"""What a column does to the answers: a curve over its numbers, a bar for each of its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..._arrays import Array
from .._columns import Column
from .._encoding import Block
from .._kinds import WORDS, YES_NO
from ._asked import set_to

# Intervals of a curve, with equally many rows each; and words that have a bar.
_INTERVALS, _MOST_WORDS = 24, 20
# A curve leaves out so small a share of the rows at each end, where hardly any row says what is there.
_ENDS = 0.01


@dataclass(frozen=True, eq=False)
class Effect:
    """How the answer differs from the mean answer over the entries of a column.

    Attributes
    ----------
    name, kind : str
        As in :class:`Column`.
    entries : array, shape (points,)
        Numbers in rising order, or words.
    answers : array, shape (points, outputs)
        Differences from the mean: of the log-odds of each class, or of numbers in the units of the target.
    rows : array, shape (points,)
        How many rows have the word, or lie nearer to this number than to others.
    """

    name: str
    kind: str
    entries: NDArray[np.object_] | NDArray[np.float64]
    answers: NDArray[np.float64]
    rows: NDArray[np.intp]

    @property
    def range(self) -> float:
        """The distance of the highest answer from the lowest one, of the output where it is largest."""
        return float(np.ptp(self.answers, axis=0).max())


def effect(
    answered: Callable[[Array], NDArray[np.float64]], X: Array, column: Column, block: Block
) -> Effect | None:
    """Return the effect of a column; None if it has one entry only among these rows.

    A curve adds up what is answered differently at the two ends of an interval, for the rows that lie in
    it (accumulated local effects): rows are never asked about numbers far from their own, so columns that go
    together do not spoil each other's curves. A bar is the mean answer if all rows had this word.

    Parameters
    ----------
    answered : callable
        Takes rows (rows, inputs), and returns the answers (rows, outputs).
    X : array, shape (rows, inputs)
    column : Column
        The entries of the same rows.
    block : Block
        The plan and the inputs of the column.

    References
    ----------
    Apley and Zhu: Visualizing the effects of predictor variables in black box supervised learning models (2020).
    """
    if column.kind in {WORDS, YES_NO}:
        return _bars(answered, X, column, block)
    known = np.flatnonzero(~column.missing)
    numbers = column.data[known]
    if not len(known):
        return None
    edges = np.unique(np.quantile(numbers, np.linspace(_ENDS, 1.0 - _ENDS, _INTERVALS + 1)))
    if len(edges) < 2:
        return None
    within = (numbers >= edges[0]) & (numbers <= edges[-1])
    known, numbers = known[within], numbers[within]
    inside = np.clip(np.searchsorted(edges, numbers, side="left") - 1, 0, len(edges) - 2)
    at_edges = block.plan.number_inputs(edges).astype(X.dtype)
    low, high = (answered(set_to(X[known], block, at_edges[inside + side])) for side in (0, 1))
    many = np.bincount(inside, minlength=len(edges) - 1)
    steps = np.stack(
        [np.bincount(inside, weights=one, minlength=len(many)) for one in (high - low).T], axis=1
    )
    curve = np.vstack(
        [np.zeros(steps.shape[1]), np.cumsum(steps / np.maximum(many, 1)[:, None], axis=0)]
    )
    middle = 0.5 * (curve[:-1] + curve[1:])
    curve -= (many[:, None] * middle).sum(axis=0) / many.sum()
    nearest = np.bincount(np.abs(numbers[:, None] - edges).argmin(axis=1), minlength=len(edges))
    return Effect(column.name, column.kind, edges, curve, nearest)


def _bars(
    answered: Callable[[Array], NDArray[np.float64]], X: Array, column: Column, block: Block
) -> Effect | None:
    if column.kind == WORDS:
        codes, names = column.data, list(column.categories)
    else:
        codes = np.where(column.missing, -1, column.data).astype(np.intp)
        names = ["no", "yes"]
    many = np.bincount(codes[codes >= 0], minlength=len(names))
    shown = [i for i in np.argsort(-many, kind="stable")[:_MOST_WORDS] if many[i]]
    if len(shown) < 2:
        return None
    first = [int(np.flatnonzero(codes == i)[0]) for i in shown]
    answers = np.stack([answered(set_to(X, block, X[row, block.inputs])).mean(axis=0) for row in first])
    weights = many[shown] / many[shown].sum()
    answers -= weights @ answers
    words = np.empty(len(shown), dtype=object)
    words[:] = [names[i] for i in shown]
    return Effect(column.name, column.kind, words, answers, many[shown])


def log_odds(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(p / (1 - p)), at most 16 in size: float32 knows no more of probabilities near 1."""
    p = np.clip(probabilities, _LEAST, 1.0 - _LEAST)
    return np.log(p / (1.0 - p))


_LEAST = float(np.finfo(np.float32).eps)
