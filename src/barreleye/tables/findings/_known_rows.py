"""The rows that a model learns from: where they stand in their table, and how their entries are written there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..._arrays import Integers
from .._table import Table


@dataclass(frozen=True)
class Rows:
    """Rows of a table.

    Attributes
    ----------
    whole : Table
        The table, with the text of its entries.
    at : array of int, shape (rows,)
        The positions of the rows in it.
    place : callable
        Returns where a row of the whole table stands, ``"line 12"`` or ``"row 11"``.
    """

    whole: Table
    at: Integers
    place: Callable[[int], str]

    def where(self, row: int) -> str:
        """Return where a row stands."""
        return self.place(int(self.at[row]))

    def written(self, name: str, row: int, value: str) -> str:
        """Return an entry as it is written; what has a type and no text is its value."""
        text = self.whole[name].text
        entry = None if text is None else text[int(self.at[row])]
        return value if entry is None else entry.strip()
