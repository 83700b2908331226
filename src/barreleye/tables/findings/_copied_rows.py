"""Rows that occur more than once, where that is no coincidence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ..._text import counted
from .._columns import Column
from ._known_rows import Rows

# Fewer copies than this share of the rows change no score that one can see; more than the other are the few cases
# that a table of few words has.
_MANY_COPIES, _FEW_CASES = 0.05, 0.75
# Copies are a coincidence if this part of them is to be expected, or so many more rows differ in one entry only.
_BY_CHANCE = 0.1
# Odd numbers with as many ones as zeros, by which bits are spread; the products are taken modulo 2**64.
_ODD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
_BITS = 2**64 - 1


def copied_rows(columns: list[Column], y: NDArray[np.generic], rows: Rows) -> Iterator[str]:
    """Say if many rows occur more than once that hold too much to be alike by chance."""
    data = [*(column.data for column in columns), y]
    whole = _sum_of_hashes(data)
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    copies = len(y) - len(first)
    if not _MANY_COPIES * len(y) < copies <= _FEW_CASES * len(y):
        return
    if _are_chance([one[first] for one in data], len(y)):
        return
    copy = int(np.flatnonzero(first[which] != np.arange(len(y)))[0])
    yield (
        f"{counted(copies, 'row')} are copies of others (the first, {rows.where(copy)}, of"
        f" {rows.where(int(first[which[copy]]))}): what was learned is asked again in validation, and the scores"
        " flatter; remove them if each stands for the same case"
    )


def _are_chance(different: list[NDArray[np.generic]], rows: int) -> bool:
    """Say whether so many rows are expected to hold copies, given the columns of the different ones.

    Columns that know nothing of each other give pairs of equal rows as often as the product of their own pairs of
    equal entries says. Where they do, equal rows by chance come with many more that differ in one coarse column.
    """
    count = len(different[0])
    expected = 0.5 * rows * (rows - 1.0)
    copies = rows - count
    coarse: list[int] = []
    for i, column in enumerate(different):
        _, times = np.unique(column, return_counts=True)
        expected *= float((times * (times - 1.0)).sum()) / max(1.0, count * (count - 1.0))
        if len(times) <= 0.5 * count:
            coarse.append(i)
    if expected >= _BY_CHANCE * copies:
        return True
    whole = _sum_of_hashes(different)
    return any(
        count - len(np.unique(whole - _sum_of_hashes(different, only=i))) >= _BY_CHANCE * copies
        for i in coarse
    )


def _sum_of_hashes(columns: list[NDArray[np.generic]], only: int | None = None) -> NDArray[np.uint64]:
    """Return for each row the sum of the hashes of its entries, or the hash of one of them."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for i, column in enumerate(columns):
        if only in (None, i):
            bits = (np.nan_to_num(column.astype(np.float64), nan=-0.5) + 0.0).view(np.uint64)
            bits = (bits ^ (bits >> np.uint64(29))) * np.uint64(_ODD[0] * (2 * i + 1) & _BITS)
            total += (bits ^ (bits >> np.uint64(32))) * np.uint64(_ODD[1])
    return total
