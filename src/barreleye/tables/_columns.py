"""A table as named columns: numbers, yes/no, dates, words, and what cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import counted, listed, near, quoted
from ..errors import DataError

NUMBER, YES_NO, DATE, WORDS = "numbers", "yes/no", "dates", "words"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    kind : str
        ``"numbers"``, ``"yes/no"``, ``"dates"``, ``"words"`` (text), or ``"unreadable"``: a table may have such a
        column, but using it is an error.
    values : array, shape (rows,)
        float64 with NaN for missing values (yes/no as 1 and 0, dates as days since 1970-01-01); for words an
        object array of str with None for missing values.
    whole : bool
        Whether all numbers are integers.
    note : str
        How the entries were read, where that is not obvious; for an unreadable column, the reason.
    """

    name: str
    kind: str
    values: NDArray[Any]
    whole: bool = False
    note: str = ""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """True where a value is missing, shape (rows,). An unreadable column raises DataError."""
        if self.kind == UNREADABLE:
            raise DataError(f"column {quoted(self.name)} {self.note}, or leave the column out (--drop)")
        if self.kind == WORDS:
            return np.array([value is None for value in self.values], dtype=bool)
        return np.isnan(self.values)

    def take(self, rows: Integers) -> Column:
        """Return the rows at these positions, shape (n,); an unreadable column is returned as it is."""
        if self.kind == UNREADABLE:
            return self
        return Column(self.name, self.kind, self.values[rows], self.whole, self.note)


class Table:
    """Columns of equal length, in order, with different names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._by_name = {column.name: column for column in self.columns}
        if len(self._by_name) < len(self.columns):
            names = [column.name for column in self.columns]
            twice = sorted({name for name in names if names.count(name) > 1})
            raise DataError(f"the table has two columns called {listed(twice)}: rename one")
        lengths = {len(column.values) for column in self.columns if column.kind != UNREADABLE}
        if len(lengths) > 1:
            raise DataError(f"the columns have different lengths: {sorted(lengths)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(self._by_name)

    def __len__(self) -> int:
        return max((len(column.values) for column in self.columns), default=0)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Column:
        if name not in self._by_name:
            hint = near(name, self.names) or f"; there are {listed(self.names) or 'none'}"
            raise DataError(f"the table has no column {quoted(name)}{hint}")
        return self._by_name[name]

    def without(self, *names: str) -> Table:
        """Return the table without these columns."""
        return Table([column for column in self.columns if column.name not in names])

    def take(self, rows: Integers) -> Table:
        """Return the table of the rows at these positions, shape (n,)."""
        return Table([column.take(rows) for column in self.columns])

    def __repr__(self) -> str:
        kinds = ", ".join(f"{column.name}: {column.kind}" for column in self.columns)
        return f"Table({counted(len(self), 'row')}; {kinds})"
