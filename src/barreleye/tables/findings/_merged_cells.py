"""Columns that are filled only where they change, as merged cells of a spreadsheet are written."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..._text import counted, quoted
from .._columns import Column
from .._kinds import DATE, WORDS
from .._table import Table

_FEWEST = 8
# Of the entries so many have empty cells below them; and no more than half of the cells are filled.
_MOSTLY, _MOST_FILLED = 0.75, 0.5


def merged_cells(table: Table) -> Iterator[str]:
    """Name columns whose entries seem to stand for the rows below them as well: the first ones of a table."""
    for column in table:
        if not _changes_where_filled(column):
            return
        known = len(column) - column.count_missing()
        yield (
            f"column {quoted(column.name)} is filled in {known:,} of {counted(len(column), 'row')} only, where it"
            " changes as it seems: fill it down if an entry stands for the rows below it, as merged cells do"
        )


def _changes_where_filled(column: Column) -> bool:
    """Say whether the first cell is filled, few others are, and no two entries in a row are equal."""
    filled = np.flatnonzero(~column.missing)
    if column.kind not in {WORDS, DATE} or len(column) < _FEWEST:
        return False
    if len(filled) < 2 or filled[0] or len(filled) > _MOST_FILLED * len(column):
        return False
    entries = column.data[filled]
    alone = np.diff(filled, append=len(column)) < 2
    return bool((entries[1:] != entries[:-1]).all() and (~alone).mean() >= _MOSTLY)
