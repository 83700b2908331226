"""The columns of a table: numbers, yes/no, dates, words, and what cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import counted, quoted
from ..errors import DataError
from ._kinds import NUMBER, UNREADABLE, WORDS, YES_NO
from .formats._declared import NO_FORMAT, ColumnFormat

# Squares and sums of numbers up to here stay finite in float64.
LARGEST = 1e150
# A column may have this share of such values, or one beside more than a few others.
_FEW, _A_FEW = 0.05, 5
_FIRST = 100
_BLOCK = 32_768


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    kind : str
        ``"numbers"``, ``"yes/no"``, ``"dates"``, ``"words"`` (text), or ``"unreadable"``: a table may have such a
        column, but using it is an error.
    stored : array, shape (rows,), or callable
        What :attr:`data` is, or what returns it when it is needed.
    categories : tuple of str
        The different words, in the order of the alphabet where text was read.
    note : str
        How the entries were read, where that is not obvious; for an unreadable column, the reason.
    format : ColumnFormat
        How the entries are written.
    text : polars series of strings, shape (rows,), or None
        The entries as they were found; None where they had a type, such as numbers of a data frame.
    strings : bool
        Whether the entries are text by their type, as in a data frame, and not for want of types, as in a file.
    """

    name: str
    kind: str
    stored: NDArray[Any] | Callable[[], NDArray[Any]]
    categories: tuple[str, ...] = ()
    note: str = ""
    format: ColumnFormat = NO_FORMAT
    text: Any = field(default=None, repr=False)
    strings: bool = False

    @property
    def data(self) -> NDArray[Any]:
        """The entries as numbers, shape (rows,).

        float64 with NaN for missing values (yes/no as 1 and 0, dates as days since 1970-01-01); for words int32,
        the position of each word in ``categories``, and -1 where it is missing.
        """
        if callable(self.stored):  # what it is made of is needed no more
            object.__setattr__(self, "stored", self.stored())
        return cast("NDArray[Any]", self.stored)

    def __len__(self) -> int:
        return len(self.data) if self.text is None else len(self.text)

    @property
    def values(self) -> NDArray[Any]:
        """The entries, shape (rows,): ``data``, or for words an object array of str, with None for missing."""
        if self.kind != WORDS:
            return self.data
        entries = np.empty(len(self.categories) + 1, dtype=object)  # the last is None, which -1 finds
        entries[:-1] = self.categories
        return entries[self.data]

    @property
    def whole(self) -> bool:
        """Whether all numbers are integers; words and dates are none."""
        if self.kind not in {NUMBER, YES_NO}:
            return False
        return all(_are_whole(part) for part in (self.data[:_FIRST], self.data[_FIRST:]))

    @cached_property
    def extent(self) -> tuple[float, float, bool]:
        """The least and the largest number, NaN if there are none, and whether any is missing."""
        if not self.data.size:
            return np.nan, np.nan, False
        blocks = [self.data[start : start + _BLOCK] for start in range(0, len(self.data), _BLOCK)]
        extents = [
            (block.min(), block.max()) for block in blocks
        ]  # the second finds a block in the cache
        least, most = min(one[0] for one in extents), max(one[1] for one in extents)
        if not np.isnan([one[0] for one in extents]).any():
            return float(least), float(most), False
        return float(np.fmin.reduce(self.data)), float(np.fmax.reduce(self.data)), True

    def readable(self) -> Column:
        """Return the column itself; an unreadable one raises DataError."""
        if self.kind == UNREADABLE:
            raise DataError(f"column {quoted(self.name)} {self.note}, or leave the column out (--drop)")
        return self

    @property
    def missing(self) -> NDArray[np.bool_]:
        """True where a value is missing, shape (rows,). An unreadable column raises DataError."""
        self.readable()
        return self.data < 0 if self.kind == WORDS else np.isnan(self.data)

    def count_missing(self) -> int:
        """Return how many entries are missing."""
        return int(self.missing.sum()) if self.kind == WORDS or self.extent[2] else 0

    def take(self, rows: Integers) -> Column:
        """Return the rows at these positions, shape (n,), without their text; an unreadable column as it is."""
        if self.kind == UNREADABLE:
            return self
        return replace(self, stored=self.data[rows], text=None)


def _are_whole(numbers: NDArray[np.float64]) -> bool:
    return bool((np.isnan(numbers) | (numbers == np.round(numbers))).all())


def number_column(
    name: str,
    kind: str,
    numbers: NDArray[np.float64],
    how: ColumnFormat,
    note: str = "",
    text: Any = None,  # noqa: ANN401  a polars series
    place: Callable[[int], str] | None = None,
) -> Column:
    """Return a column of numbers.

    A few entries beyond what can be computed with, such as infinity, are missing, and the note says so; with more
    of them the column is unreadable.
    """
    column = Column(name, kind, numbers, note=note, format=how, text=text)
    least, most, _ = column.extent
    if not (least < -LARGEST or most > LARGEST):
        return column
    wrong = np.flatnonzero(np.abs(numbers) > LARGEST)
    known = len(numbers) - int(np.isnan(numbers).sum()) - wrong.size
    row = int(wrong[0])
    where = f"{numbers[row]:g} in {place(row) if place else f'row {row + 1}'}"
    many = f" ({counted(wrong.size, 'such value')} in all)" if wrong.size > 1 else ""
    if known <= _A_FEW or wrong.size > max(1, _FEW * known):
        return unreadable(name, f"has {where}{many}: correct it, or leave it empty", text)
    kept = numbers.copy()
    kept[wrong] = np.nan
    said = f"{where}{many} is too large to compute with, and taken as missing"
    return replace(column, stored=kept, note="; ".join(filter(None, (note, said))))


def unreadable(name: str, reason: str, text: Any = None) -> Column:  # noqa: ANN401  a polars series
    """Return a column that cannot be used, and why."""
    return Column(name, UNREADABLE, np.empty(0), note=reason, text=text)
