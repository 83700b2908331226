"""In which century the years of two digits of a column are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._text import quoted
from .._extras import polars
from ..formats._declared import ColumnFormat
from ..formats._written_dates import FIRST_YEAR
from ._evidence import Evidence

_CENTURY, _YEAR = 100, 366
# Years beyond these need a word; and no column begins before the first of these or ends behind the last.
_USUAL, _FIRST, _LAST = (2000, 2029), 1900, 2049
# If its last year is later, years to come are meant as well, for which the usual place may be too early.
_LATE = 2019
# So many of the years that a column does not have are later ones, at most; what comes in is mostly newer.
_AHEAD = 40


def choose_century(seen: Evidence, names: list[str]) -> tuple[int, str]:
    """Return the first of the hundred years in which years of two digits are, and what is to be said about them.

    The years of a column lie together: dates to come in 28, 29, 30 and 31, and births from 47 to 20.
    """
    found = _short_years(seen, ColumnFormat(tuple(names)))
    if not len(found):
        return FIRST_YEAR, ""
    century = polars().col("year") % _CENTURY
    counts = found.group_by(century).agg(n=polars().col("n").sum()).sort("year")
    first = _first_year(counts["year"].to_numpy().astype(np.int64), counts["n"].to_numpy())
    found = found.with_columns(year=first + (polars().col("year") - first) % _CENTURY)
    least, most = _USUAL
    usual = found["year"].min() >= least and found["year"].max() <= most
    return first, "" if usual else _told(found)


def outside_of_learned(seen: Evidence, how: ColumnFormat, low: float, high: float) -> str:
    """Say in which century years of two digits are, if some lie outside of those that were learned.

    Parameters
    ----------
    seen : Evidence
    how : ColumnFormat
    low, high : float
        The first and the last day that was learned.
    """
    found = _short_years(seen, how)
    beyond = found.filter(~found["day"].is_between(low - _YEAR, high + _YEAR))
    return _told(beyond) if len(beyond) else ""


def _short_years(seen: Evidence, how: ColumnFormat) -> Any:  # noqa: ANN401  a polars frame
    """Return entries with a year of two digits: ``text``, how often each is, ``n``, its ``day`` and ``year``."""
    pl = polars()
    short = seen.odd.with_columns(day=seen.read(how)).filter(~pl.col("text").str.contains(r"\d{4}"))
    year = pl.col("day").floor().cast(pl.Int32).cast(pl.Date).dt.year()
    return short.select("text", "n", "day", year=year).drop_nulls()


def _told(found: Any) -> str:  # noqa: ANN401  a polars frame
    """Say in which years the first and the last of some entries are."""
    found = found.sort("year")
    ends = dict(found.select("text", "year")[[0, -1]].rows())
    return "years of two digits: " + " and ".join(
        f"{quoted(entry)} is in {year}" for entry, year in ends.items()
    )


def _first_year(years: NDArray[np.int64], counts: NDArray[np.generic]) -> int:
    """Return where to begin the hundred years, if not at the usual place: among those that are absent.

    Parameters
    ----------
    years : array, shape (n,)
        Different years without their century, in order.
    counts : array, shape (n,)
        How many entries are in each.
    """
    after = np.roll(years, -1)
    gaps = (after - years - 1) % _CENTURY + 1
    usual, largest = int(np.searchsorted(years, FIRST_YEAR % _CENTURY)) - 1, int(gaps.argmax())
    early = bool(
        counts[years < FIRST_YEAR % _CENTURY].sum() < counts[years >= FIRST_YEAR % _CENTURY].sum()
    )
    for at in (largest, usual) if 2 * gaps[usual] <= gaps[largest] else (usual,):
        first, gap = FIRST_YEAR + (int(after[at]) - FIRST_YEAR) % _CENTURY, int(gaps[at])
        last = first + _CENTURY - gap
        if last > _LAST and early:
            first, last = first - _CENTURY, last - _CENTURY
        if first >= _FIRST and last <= _LAST:
            return (
                last + min(3 * gap // 4, _AHEAD) - _CENTURY + 1
                if at != usual or last > _LATE
                else FIRST_YEAR
            )
    return FIRST_YEAR
