"""What is odd about the columns of a table: totals, copies, values far out, and columns that know the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..._text import listed
from .._columns import Column
from .._kinds import WORDS
from .._target import Target
from ._alike_words import alike_classes, alike_words
from ._copied_rows import copied_rows
from ._far_out import far_out
from ._identifiers import identifiers, is_identifier
from ._known_rows import Rows
from ._leaks import leaks
from ._merged_cells import merged_cells
from ._totals import total_row

_FEWEST = 20


def odd_columns(columns: list[Column], goal: Target, y: NDArray[np.generic], rows: Rows) -> list[str]:
    """Return what is odd about the columns that are used and about the target.

    Parameters
    ----------
    columns : list of Column
        With the rows that have a target.
    goal : Target
    y : array, shape (rows,)
        The target as it is encoded.
    rows : Rows
        Where the rows stand in the table.
    """
    target = rows.whole[goal.name].take(rows.at)
    named = [column.take(rows.at) for column in rows.whole if column.kind == WORDS]
    others = [column for column in columns if column.kind != WORDS]
    total = total_row([*named, *others, target], rows)
    cases = np.arange(len(y) - (total != ""))  # what lies far out in a total is told with it
    known = replace(rows, at=rows.at[cases])
    notes = [
        *alike_classes(goal.name, goal.classes),
        *filter(None, [total]),
        *merged_cells(rows.whole),
        *far_out(target.take(cases), known, target=True),
        *identifiers(columns),
        *(note for column in columns for note in far_out(column.take(cases), known)),
        *alike_words(columns),
    ]
    if len(y) >= _FEWEST:
        about = [column for column in columns if not is_identifier(column)]
        notes += [*_copies(columns), *copied_rows(about, y, rows)]
        if len(columns) > 1:
            notes += leaks(about, goal, y)
    return notes


def _copies(columns: list[Column]) -> Iterator[str]:
    """Name columns that hold the same entries."""
    found: dict[tuple[str, bytes], list[str]] = {}
    for column in columns:
        if column.kind != WORDS and (column.extent[2] or column.extent[0] != column.extent[1]):
            found.setdefault(("", np.nan_to_num(column.data, nan=0.5).tobytes()), []).append(column.name)
        elif column.kind == WORDS and len(column.categories) > 1:
            found.setdefault((repr(column.categories), column.data.tobytes()), []).append(column.name)
    for names in found.values():
        if len(names) > 1:
            yield f"columns {listed(names, most=5)} hold the same entries: one of them is enough (--drop)"
