"""What comes first in dates of digits: the day, the month, or a year of two digits."""

from __future__ import annotations

from typing import Any

from ..._text import quoted
from .._extras import polars
from .._undecided import Hints
from ..formats._declared import (
    DAY_FIRST,
    FORMATS,
    MONTH_FIRST,
    NO_FORMAT,
    SHORT_YEAR_FIRST,
    ColumnFormat,
)
from ..formats._known_words import WEEKDAYS
from ._evidence import Evidence

# Of these a column has one.
ORDERED = frozenset({DAY_FIRST, MONTH_FIRST, SHORT_YEAR_FIRST})
# Dates with the day first and dates with the month first are typing errors of each other up to this share.
_FEW = 0.05
_CLEARLY = 2  # days have at least so many times as many different values as years, or the reverse


def choose_order(seen: Evidence, hints: Hints, table: str) -> tuple[str, str]:
    """Return the format of dates of digits, empty if it has two, and what is to be said if nothing decides it."""
    if hints.date_order:
        return hints.date_order, ""
    day, month, both = seen.orders
    year_first, certain = year_comes_first(seen)
    doubt = "" if certain else _years_or_days(seen, year_first=year_first)
    if year_first:
        return SHORT_YEAR_FIRST, doubt
    if min(day, month) > _FEW * (day + month + both):
        return "", "some of its dates have the day first, and others the month"
    if day != month:
        first = DAY_FIRST if day > month else MONTH_FIRST
    else:
        points = seen.odd["text"].str.contains(r"(?:^|\s)\d{1,2}\.\s?\d{1,2}\.").any()
        first = DAY_FIRST if points else _by_weekdays(seen.odd["text"]) or table
    if first or not both:
        return first or MONTH_FIRST, doubt
    return (
        MONTH_FIRST,
        "nothing shows whether the day or the month comes first (--date-order day-first if it is the day)",
    )


def _by_weekdays(text: Any) -> str:  # noqa: ANN401  a polars series
    """Return the order of dates in which their days are the weekdays that stand before them, empty if none is."""
    pl = polars()
    text = text.filter(text.str.contains(r"^\p{L}"))
    named = (
        text.str.extract(r"^(\p{L}+)")
        .str.to_lowercase()
        .replace_strict(list(WEEKDAYS), list(WEEKDAYS.values()), default=None, return_dtype=pl.Int32)
    )
    days = {name: FORMATS[name].read(text, NO_FORMAT).floor() for name in (DAY_FIRST, MONTH_FIRST)}
    agree = {name: int(((day + 3) % 7 + 1 == named).sum()) for name, day in days.items()}
    if agree[DAY_FIRST] == agree[MONTH_FIRST]:
        return ""
    return max(agree, key=lambda name: agree[name])


def _years_or_days(seen: Evidence, *, year_first: bool) -> str:
    entry = seen.odd["text"].filter(seen.odd["text"].str.contains(FORMATS[SHORT_YEAR_FIRST].pattern))[0]
    return f"nothing shows whether {quoted(entry)} has the year first or last: it is taken as " + (
        "first (--date-order day-first if the day is)" if year_first else "last"
    )


def year_comes_first(seen: Evidence) -> tuple[bool, bool]:
    """Say whether dates such as 22-01-27 have the year first, and whether that is certain.

    All entries must be dates so. Days have many different values, and years few that lie close together.
    """
    if SHORT_YEAR_FIRST not in seen.formats:
        return False, True
    if not _all_are_dates(seen.sample, FORMATS[SHORT_YEAR_FIRST].read(seen.sample, NO_FORMAT)):
        return False, True  # most columns show it in some of their entries
    text = seen.odd["text"].filter(_look_like_dates(seen.odd["text"]))
    if not _all_are_dates(seen.odd["text"], _in(seen, SHORT_YEAR_FIRST)):
        return False, True
    if not any(_all_are_dates(seen.odd["text"], _in(seen, name)) for name in (DAY_FIRST, MONTH_FIRST)):
        return True, True
    first, last = (text.str.slice(place, 2).cast(polars().Int32) for place in (0, 6))
    (some, span), (more, width) = ((part.n_unique(), part.max() - part.min()) for part in (first, last))
    certain = max(some, more) >= _CLEARLY * min(some, more)
    if not certain and text.str.contains(r"^\d\d\.").any():  # points are for days first
        return False, True
    return (some, span) < (more, width), certain


def _in(seen: Evidence, name: str) -> Any:  # noqa: ANN401  polars series, here and below
    """Return the days of the odd entries in one format, null where an entry is not in it."""
    return seen.read(ColumnFormat((name,)))


def _look_like_dates(text: Any) -> Any:  # noqa: ANN401
    return text.str.contains(FORMATS[DAY_FIRST].pattern)


def _all_are_dates(text: Any, days: Any) -> bool:  # noqa: ANN401
    """Say whether all entries of digits that look like dates are read, and there are some."""
    read = days.filter(_look_like_dates(text))
    return len(read) > read.null_count() == 0
