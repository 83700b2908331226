"""In which century the years of two digits of a column are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..._text import quoted
from .._extras import polars
from ..formats._declared import ColumnFormat
from ..formats._written_dates import FIRST_YEAR
from ._evidence import Evidence

_CENTURY = 100
# Years beyond these need a word; and no column begins before the first of these or ends behind the last.
_USUAL, _FIRST, _LAST = (2000, 2029), 1900, 2049


def choose_century(seen: Evidence, names: list[str]) -> tuple[int, str]:
    """Return the first of the hundred years in which years of two digits are, and what is to be said about them.

    The years of a column lie together: dates to come in 28, 29, 30 and 31, and births from 47 to 20.
    """
    pl, text = polars(), seen.odd["text"]
    short = ~text.str.contains(r"\d{4}")
    if not short.any():
        return FIRST_YEAR, ""
    days = seen.read(ColumnFormat(tuple(names))).floor().cast(pl.Int32).cast(pl.Date)
    found = pl.select(text=text.filter(short), year=days.filter(short).dt.year()).drop_nulls()
    if not len(found):
        return FIRST_YEAR, ""
    first = _first_year((found["year"] % _CENTURY).unique().sort().to_numpy().astype(np.int64))
    found = found.with_columns(year=first + (pl.col("year") - first) % _CENTURY).sort("year")
    ends = dict((found.row(0), found.row(-1)))
    least, most = _USUAL
    if min(ends.values()) >= least and max(ends.values()) <= most:
        return first, ""
    said = " and ".join(f"{quoted(entry)} is in {year}" for entry, year in ends.items())
    return first, f"years of two digits: {said}"


def _first_year(years: NDArray[np.int64]) -> int:
    """Return where to begin the hundred years: in the middle of those that a column has not.

    Parameters
    ----------
    years : array, shape (n,)
        Different years without their century, in order.
    """
    after = np.roll(years, -1)
    gaps = (after - years - 1) % _CENTURY + 1
    usual, largest = int(np.searchsorted(years, FIRST_YEAR % _CENTURY)) - 1, int(gaps.argmax())
    for at in (largest, usual) if 2 * gaps[usual] <= gaps[largest] else (usual,):
        first, gap = FIRST_YEAR + (int(after[at]) - FIRST_YEAR) % _CENTURY, int(gaps[at])
        if first + _CENTURY - gap > _LAST:
            first -= _CENTURY
        if first >= _FIRST:
            return first - gap // 2
    return FIRST_YEAR
