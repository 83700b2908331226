"""What a column to predict shows before anything is learned: its known entries, and the task that fits them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from .._text import counted, quoted
from ..errors import DataError
from ._columns import Column
from ._kinds import DATE, WORDS, YES_NO

CLASSIFICATION, REGRESSION = "classification", "regression"

# Fewer rows than this cannot be split into something to learn from and something to check on.
FEWEST_ROWS = 10
# Whole numbers with at most this many different values are taken for classes.
_FEW = 10


def known_entries(column: Column) -> NDArray[Any]:
    """Return the entries that are there, if there are enough of them and they can be predicted."""
    known = column.data[~column.missing]
    if known.size == 0:
        raise DataError(f"the target {quoted(column.name)} is missing in every row")
    if known.size < FEWEST_ROWS:
        raise DataError(
            f"{counted(known.size, 'row')} with a known {quoted(column.name)}: at least {FEWEST_ROWS} are needed"
            " for training and validation"
        )
    if column.kind == DATE:
        raise DataError(
            f"the target {quoted(column.name)} holds dates: give a number to predict, such as days until then, or"
            f" say that its entries are classes (--words {column.name})"
        )
    return known


def words_for_missing(column: Column) -> str:
    """Say which word was taken as missing most often, if one was: `` ('NA' is taken as missing in 3 rows)``."""
    if column.text is None or not column.missing.any():
        return ""
    words = column.text.filter(column.missing).str.strip_chars().drop_nulls()
    words = words.filter(words != "").value_counts(sort=True, name="n")
    if not len(words):
        return ""
    word, many = words.row(0)
    return f" ({quoted(word)} is taken as missing in {counted(many, 'row')})"


def guessed_task(column: Column, distinct: int) -> tuple[str, str]:
    if column.kind in (WORDS, YES_NO):
        return CLASSIFICATION, f"because it holds {column.kind}"
    if column.whole and distinct <= _FEW:
        return (
            CLASSIFICATION,
            f"because it holds {counted(distinct, 'different whole number')} only",
        )
    return REGRESSION, f"because it holds {counted(distinct, 'different number')}"
