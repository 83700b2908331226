"""Rows at the end of a table that sum up those above."""

from __future__ import annotations

import re

import numpy as np

from ..._text import listed
from .._columns import Column
from .._kinds import NUMBER, WORDS
from ._known_rows import Rows

_FEWEST = 5
_WORDS = {
    *("total", "totals", "grand total", "sum", "sums", "overall", "average", "mean", "subtotal"),
    *("summe", "gesamt", "gesamtsumme", "gesamtergebnis", "insgesamt", "mittelwert", "totale", "totaal"),
    *("eindtotaal", "suma", "somme", "totalt", "total général", "total general", "total geral"),
    *("totale complessivo", "totalsumma", "razem", "suma końcowa", "итого", "всего"),
}  # fmt: skip
# North Total, Total (all): the word begins or ends what others of the column are.
_PART_OF_TOTAL = re.compile(
    r"^(?:grand |sub)?totals?\b|\btotals?$|^summe\b|\bgesamt$|-summe$", re.IGNORECASE
)


def total_row(columns: list[Column], rows: Rows) -> str:
    """Say if the last row sums up the others: a number is their sum, or a word says so and is there once."""
    if not columns or len(columns[0]) < _FEWEST:
        return ""
    last = len(columns[0]) - 1
    sums = [column.name for column in columns if column.kind == NUMBER and _is_sum(column)]
    named = [word for column in columns if column.kind == WORDS and (word := _last_word(column))]
    words = [
        word for word in named if _bare(word) in _WORDS or (sums and _PART_OF_TOTAL.search(_bare(word)))
    ]
    if not sums and not words:
        return ""
    what = f"it has {listed(words)}" if words else f"the sum of the others stands under {listed(sums)}"
    return f"{rows.where(last)} seems to be a total and no case ({what}): delete it, or it is learned as well"


def _is_sum(column: Column) -> bool:
    """Say whether the last number is the sum of the others, up to the rounding of what is written."""
    others = column.data[:-1][~np.isnan(column.data[:-1])]
    if len(others) < _FEWEST - 1 or np.count_nonzero(others) < _FEWEST - 1 or np.isnan(column.data[-1]):
        return False
    size = float(np.abs(others).sum())
    return abs(float(others.sum()) - float(column.data[-1])) <= 1e-9 * size < abs(float(column.data[-1]))


def _last_word(column: Column) -> str:
    """Return the word of the last row if no other row has it; else nothing."""
    code = int(column.data[-1])
    if code < 0 or np.count_nonzero(column.data == code) > 1:
        return ""
    return column.categories[code]


def _bare(word: str) -> str:
    return word.strip(" :.").casefold()
