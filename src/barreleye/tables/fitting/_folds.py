"""Which rows a network learns from, and which it is checked on: by chance, by group, or by time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._arrays import SPLIT, Integers, stream
from ..._text import counted
from ...errors import DataError
from ...training import hold_out

# The later half of a table by time is held out in so many blocks.
_BLOCKS = 4


@dataclass(frozen=True)
class Fold:
    """Rows to learn from, and rows to check on, which are in parts.

    Attributes
    ----------
    train : array
        Positions of rows.
    parts : tuple of array
        Positions of rows. Which epoch answers for a part is chosen by other parts.
    """

    train: Integers
    parts: tuple[Integers, ...]

    @property
    def held_out(self) -> Integers:
        """Positions of all rows to check on."""
        return np.concatenate(self.parts)


def one_in_halves(share: float, rows: int, labels: NDArray[Any] | None, seed: int) -> Fold:
    """Return a fold, with a share of the rows held out in two halves, every class in its proportion."""
    train, held_out = hold_out(share, rows, labels, seed)
    if len(held_out) < 2:
        raise DataError(f"{counted(rows, 'row')} are too few to hold out two of them: give more rows")
    mixed = stream(SPLIT, seed, rows, 1).permutation(held_out)
    if labels is not None:
        mixed = mixed[np.argsort(labels[mixed], kind="stable")]
    return Fold(train, (np.sort(mixed[::2]), np.sort(mixed[1::2])))


def joined(folds: Sequence[Fold]) -> Fold:
    """Return one fold of several, which learns from none of the rows that they hold out."""
    train = folds[0].train
    for fold in folds[1:]:
        train = np.intersect1d(train, fold.train)
    return Fold(train, tuple(part for fold in folds for part in fold.parts))


def by_chance(many: int, rows: int, labels: NDArray[Any] | None, seed: int) -> list[Fold]:
    """Return folds with equally many rows, every class in its proportion."""
    mixed = stream(SPLIT, seed, rows, many).permutation(rows)
    if labels is not None:
        mixed = mixed[np.argsort(labels[mixed], kind="stable")]
    fold = np.empty(rows, dtype=np.intp)
    fold[mixed] = np.arange(rows) % many
    return _of_numbers(fold)


def by_group(many: int, groups: NDArray[np.intp], seed: int) -> list[Fold]:
    """Return folds in which the rows of a group are together, the largest groups dealt out first.

    Parameters
    ----------
    many : int
        How many folds; fewer where there are fewer groups.
    groups : array, shape (rows,)
        The number of the group of each row, from 0.
    seed : int
    """
    sizes = np.bincount(groups)
    if len(sizes) < 2:
        raise DataError("all rows are of one group: there is nothing to check on")
    many = min(many, len(sizes))
    order = stream(SPLIT, seed, len(sizes), many).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled, fold_of = np.zeros(many, dtype=np.intp), np.empty(len(sizes), dtype=np.intp)
    for group in order:
        fold_of[group] = filled.argmin()
        filled[fold_of[group]] += sizes[group]
    return _of_numbers(fold_of[groups])


def by_time(times: NDArray[Any], groups: NDArray[np.intp] | None = None) -> list[Fold]:
    """Return folds in which all rows to learn from are earlier than those that are held out.

    The later half of the rows is held out, in blocks one after the other; rows of one time stay together.

    Parameters
    ----------
    times : array, shape (rows,)
        Numbers, or days.
    groups : array, shape (rows,), optional
        The number of the group of each row: nothing is learned from the earlier rows of a group that is held out.
    """
    order = np.argsort(times, kind="stable")
    there = times[order]
    ends = np.round(np.linspace(len(times) / 2, len(times), _BLOCKS + 1)).astype(int)
    cuts = np.unique([*np.searchsorted(there, there[ends[:-1]]), len(times)])
    cuts = cuts[cuts > 0]
    if len(cuts) < 2:
        raise DataError("more than half of the rows have the first time: there is no past to learn from")
    folds = [_of_time(order, start, end) for start, end in pairwise(cuts.tolist())]
    return folds if groups is None else [_without(fold, groups) for fold in folds]


def _of_time(order: NDArray[np.intp], start: int, end: int) -> Fold:
    """Return a fold that holds out rows in two parts, one after the other: each chooses an epoch for the other."""
    middle = (start + end + 1) // 2
    parts = (np.sort(order[start:middle]), np.sort(order[middle:end]))
    return Fold(np.sort(order[:start]), tuple(part for part in parts if len(part)))


def _without(fold: Fold, groups: NDArray[np.intp]) -> Fold:
    """Return a fold that does not learn from the groups that are held out."""
    others = fold.train[~np.isin(groups[fold.train], groups[fold.held_out])]
    if len(others) < 2:
        raise DataError(
            "no earlier rows are of other groups than the later ones: give group or time, not both"
        )
    return Fold(others, fold.parts)


def _of_numbers(fold: NDArray[np.intp]) -> list[Fold]:
    return [
        Fold(np.flatnonzero(fold != k), (np.flatnonzero(fold == k),)) for k in range(int(fold.max()) + 1)
    ]
