"""The plan of a column, as its training rows show it: what is scaled, what words become, what is left out."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .._text import quoted
from ._column_plan import ColumnPlan, value_text
from ._columns import Column
from ._kinds import DATE, NUMBER, WORDS, YES_NO
from .encodings import encodings_of

# More different words than this, and the rarer ones share one column.
MOST_WORDS = 50
# A column of words counts as names of the rows when more than this share of them is different.
_NEARLY_ALL = 0.9
_NAMES_OF_ROWS = {"id", "ids", "uid", "uuid", "guid", "identifier", "index", "rownumber"}
_ROW_NUMBERS = {
    "",
    "id",
    "index",
    "row",
    "rowid",
    "row_id",
    "row_number",
    "rownames",
    "unnamed: 0",
    "column_1",
}


def plan_of(column: Column, bins: int | None = None, words: int = MOST_WORDS) -> ColumnPlan:
    """Return how a column of training rows is encoded; one that says nothing is left out for a reason.

    Numbers are scaled, or with ``bins`` become their place among all rows and at most so many bins. At most so
    many ``words`` have an input of their own.
    """
    plan = replace(_unformatted(column, words), format=column.format)
    if bins is None or plan.dropped or plan.kind not in {NUMBER, DATE}:
        return plan
    known = column.data[~column.missing]
    return replace(plan, encodings=encodings_of(known, plan.kind, bins, whole=plan.whole))


def _unformatted(column: Column, most_words: int) -> ColumnPlan:
    missing = column.missing
    if missing.all():
        return ColumnPlan(column.name, column.kind, dropped="every entry is missing")
    flag = bool(missing.any())
    if column.kind == WORDS:
        return _plan_words(column, most_words, flag=flag)
    known = column.data[~missing]
    if known.min() == known.max() and not flag:
        return ColumnPlan(
            column.name,
            column.kind,
            dropped=f"it is always {value_text(known[0], column.kind, f'{known[0]:g}')}",
        )
    if _numbers_rows(column, known):
        return ColumnPlan(column.name, column.kind, dropped="it numbers the rows")
    if column.kind == YES_NO:
        return ColumnPlan(column.name, column.kind, fill=float(np.median(known)), flag=flag)
    return ColumnPlan(
        column.name,
        column.kind,
        center=float(known.mean()),
        scale=spread(known),
        fill=float(np.median(known)),
        flag=flag,
        low=float(known.min()),
        high=float(known.max()),
        whole=column.whole,
    )


def spread(known: NDArray[np.float64]) -> float:
    """Return the standard deviation, or 1 where it is 0 or drowns in rounding."""
    deviation = float(known.std())
    return deviation if deviation > 8 * np.finfo(np.float64).eps * float(np.abs(known).max()) else 1.0


def _plan_words(column: Column, most: int, *, flag: bool) -> ColumnPlan:
    counts = np.bincount(column.data[column.data >= 0], minlength=len(column.categories))
    present = (i for i in range(len(counts)) if counts[i])
    order = sorted(present, key=lambda i: (-counts[i], column.categories[i]))
    if len(order) == 1 and not flag:
        return ColumnPlan(
            column.name, WORDS, dropped=f"it is always {quoted(column.categories[order[0]])}"
        )
    if len(order) > 20 and len(order) > _NEARLY_ALL * counts.sum():
        return ColumnPlan(column.name, WORDS, dropped="nearly every row has a word of its own")
    words = tuple(column.categories[i] for i in order[:most])
    return ColumnPlan(column.name, WORDS, flag=flag, words=words, other=len(order) > len(words))


def _numbers_rows(column: Column, known: NDArray[np.float64]) -> bool:
    """Say whether a column only names the rows: its own name says so, and every whole number is new."""
    words = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", column.name.strip())
    named = column.name.strip().lower() in _ROW_NUMBERS or words[-1].lower() in _NAMES_OF_ROWS
    return named and column.whole and len(known) > 2 and len(np.unique(known)) == len(known)
