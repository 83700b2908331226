"""Which rows belong together, which come first, and which are held out to test with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import SPLIT, Integers, stream
from .._text import counted, quoted
from ..errors import DataError
from ..training import hold_out
from ._columns import Column
from ._kinds import WORDS
from ._target import CLASSIFICATION, Target


def groups_of(column: Column, place: Callable[[int], str]) -> NDArray[np.intp]:
    """Return the number of the group of each row, shape (rows,); ``place`` returns where a row stands."""
    _refuse_missing(column, "group", place)
    if column.kind == WORDS:
        return column.data.astype(np.intp)
    return np.unique(column.data, return_inverse=True)[1]


def times_of(column: Column, place: Callable[[int], str]) -> NDArray[np.float64]:
    """Return the time of each row, shape (rows,)."""
    if column.kind == WORDS:
        raise DataError(
            f"the time {quoted(column.name)} holds words: give a column of dates or numbers, which have an order"
        )
    _refuse_missing(column, "time", place)
    return column.data


def _refuse_missing(column: Column, what: str, place: Callable[[int], str]) -> None:
    missing = np.flatnonzero(column.missing)
    if len(missing):
        raise DataError(
            f"{quoted(column.name)} has {counted(len(missing), 'missing entry', 'missing entries')}, the first in"
            f" {place(int(missing[0]))}: every row needs a {what}, so fill them in or leave these rows out"
        )


def test_split(
    share: float | None,
    y: NDArray[Any],
    goal: Target,
    groups: NDArray[np.intp] | None,
    times: NDArray[np.float64] | None,
    seed: int,
) -> tuple[Integers, Integers | None]:
    """Return the positions of rows to learn from, and of those to test with, if a share of them is wanted.

    The latest rows are held out where there are times, else whole groups where there are groups, else rows by
    chance, every class in its proportion.
    """
    labels = y if goal.task == CLASSIFICATION else None
    if labels is not None and np.bincount(labels).max() == 1:
        raise DataError(
            f"every row has a class of its own in {quoted(goal.name)}: nothing can be learned from that"
        )
    if share is None:
        return np.arange(len(y)), None
    if times is not None:
        first = np.sort(times)[min(len(times) - 1, round((1.0 - share) * len(times)))]
        held_out = times >= first
    elif groups is not None:
        held_out = _some_groups(share, groups, seed)
    else:
        return hold_out(share, len(y), labels, seed)
    if held_out.all():
        raise DataError(
            f"a share of {share:g} of the rows to test with leaves none to learn from: they are of one"
            f" {'time' if times is not None else 'group'}"
        )
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def _some_groups(share: float, groups: NDArray[np.intp], seed: int) -> NDArray[np.bool_]:
    """Return which rows are of groups, drawn by chance, that have about a share of all rows together."""
    known, at = np.unique(groups, return_inverse=True)
    order = stream(SPLIT, seed, len(known)).permutation(len(known))
    filled = np.cumsum(np.bincount(at)[order])
    many = 1 + int(np.searchsorted(filled, share * len(groups) - 0.5))
    return np.isin(at, order[:many])
