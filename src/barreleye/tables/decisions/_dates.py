"""Which of the formats that fit the dates of a column are meant, as the column and its table show."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from .._extras import polars
from .._undecided import Hints
from ..formats._declared import (
    DAY_FIRST,
    FORMATS,
    MONTH_FIRST,
    MONTH_POINT,
    MONTH_SHORT_YEAR,
    NO_FORMAT,
    SHORT_YEAR_FIRST,
    YEAR_MONTH,
)
from ..formats._known_words import WEEKDAYS
from ._evidence import Evidence

# Dates with the day first and dates with the month first are typing errors of each other up to this share.
_FEW = 0.05
_CLEARLY = 2  # days have at least so many times as many different values as years, or the reverse
_DAYS, _MONTHS, _NEARLY_ALL = 28, 7, 0.8
_CENTURY = 2000
_SEASON = r"^(?<year>\d{4})[-/](?<next>\d{2})$"
# Numbers that are a day and a month, or a month: a leading zero shows it, or so many different ones.
DAY_MONTH, _DAY_MONTH = "day.month", r"^(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$"
_FROM_TO = {MONTH_POINT: (1.19, 12.21), DAY_MONTH: (1.01, 31.13)}
_DIFFERENT = {MONTH_POINT: 4, DAY_MONTH: math.inf}
AS_WORDS = "taken as words"
_ORDERED = frozenset({DAY_FIRST, MONTH_FIRST, SHORT_YEAR_FIRST})


@dataclass
class DateChoice:
    """The formats of the dates of a column, and what is to be said.

    Attributes
    ----------
    names : list of str
    notes : list of str
        Said if the column is one of dates.
    as_words : str
        Said if it is one of words, because dates that it might have are none.
    """

    names: list[str]
    notes: list[str] = field(default_factory=list[str])
    as_words: str = ""

    def drop(self, name: str, why: str, n: int, of: int) -> None:
        """Leave out a format that the entries look like, and say why if most of them do."""
        self.names.remove(name)
        if 2 * n > of:
            self.as_words = f"{why}: {AS_WORDS}"


def choose_dates(seen: Evidence, names: list[str], hints: Hints, order: str) -> DateChoice:
    """Return which formats of dates a column has.

    Parameters
    ----------
    seen : Evidence
    names : list of str
        Those that occur in it.
    hints : Hints
    order : str
        The format of dates of digits in the table, empty if it does not show one.
    """
    choice = DateChoice(names)
    if _ORDERED & set(names):
        first, doubt = _order(seen, hints, order)
        choice.names = [name for name in choice.names if name not in _ORDERED or name == first]
        choice.notes.append(doubt)
    if YEAR_MONTH in names:
        _leave_seasons(seen, choice)
    if MONTH_SHORT_YEAR in names:
        _judge_months(seen, choice)
    choice.notes.append(_centuries(seen, choice.names))
    return choice


def year_comes_first(seen: Evidence) -> tuple[bool, bool]:
    """Say whether dates such as 22-01-27 have the year first, and whether that is certain.

    All entries must be dates so. Days have many different values, and years few that lie close together.
    """
    if SHORT_YEAR_FIRST not in seen.formats:
        return False, True
    odd = seen.odd["text"]
    others = odd.filter(odd.str.contains(FORMATS[DAY_FIRST].pattern))
    parts = others.str.extract_groups(FORMATS[SHORT_YEAR_FIRST].pattern).struct.unnest()
    if not len(others) or FORMATS[SHORT_YEAR_FIRST].read(others, NO_FORMAT).null_count():
        return False, True
    if all(FORMATS[name].read(others, NO_FORMAT).null_count() for name in (DAY_FIRST, MONTH_FIRST)):
        return True, True
    first, last = (parts[name].cast(polars().Int32) for name in ("year", "day"))
    (some, span), (more, width) = ((part.n_unique(), part.max() - part.min()) for part in (first, last))
    certain = max(some, more) >= _CLEARLY * min(some, more)
    if not certain and others.str.contains(r"^\d\d\.").any():  # points are for days first
        return False, True
    return (some, span) < (more, width), certain


def pointed(seen: Evidence) -> str:
    """Return what all plain numbers of a column are, months as 07.2022 or days as 28.07: empty if neither."""
    numbers = seen.plain.drop_nulls().drop_nans()
    if seen.decimal != "." or not len(numbers):
        return ""
    least, most = numbers.min(), numbers.max()
    for name, pattern in ((MONTH_POINT, FORMATS[MONTH_POINT].pattern), (DAY_MONTH, _DAY_MONTH)):
        low, high = _FROM_TO[name]
        if low <= least and most < high:
            text = seen.text.filter(seen.plain.is_not_nan())
            if text.head(1).str.contains(pattern)[0] and text.str.contains(pattern).all():
                shown = text.str.starts_with("0").any() or text.n_unique() >= _DIFFERENT[name]
                return name if shown else ""
    return ""


def month_note(seen: Evidence) -> str:
    """Return the note of months such as 07.2022."""
    entry = seen.text.filter(seen.plain.is_not_nan())[0]
    return f"{entry!r} is read as the first day of the month (--decimal '.' if it is a number)"


def _order(seen: Evidence, hints: Hints, table: str) -> tuple[str, str]:
    """Return the format of dates of digits, and what is to be said if nothing decides it."""
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
    return f"nothing shows whether {entry!r} has the year first or last: it is taken as " + (
        "first (--date-order day-first if the day is)" if year_first else "last"
    )


def _leave_seasons(seen: Evidence, choice: DateChoice) -> None:
    """Leave out months where each is the number of the next year, as in 2003/04 and 2004/05."""
    found = seen.odd.filter(seen.odd["text"].str.contains(_SEASON))
    years = found["text"].str.extract_groups(_SEASON).struct.unnest().cast(polars().Int32)
    if len(found) > 1 and ((years["year"] + 1) % 100 == years["next"]).all():
        entry = found["text"][0]
        why = f"{entry!r} and all others like it are a year and the next one"
        choice.drop(YEAR_MONTH, why, int(found["n"].sum()), int(seen.odd["n"].sum()))


def _judge_months(seen: Evidence, choice: DateChoice) -> None:
    """Leave out a month with two digits, unless the entries show that these are the year."""
    pl = polars()
    days = FORMATS[MONTH_SHORT_YEAR].read(seen.odd["text"], NO_FORMAT)
    found = seen.odd.with_columns(date=days.cast(pl.Int32).cast(pl.Date)).drop_nulls("date")
    if not len(found):
        return
    entry, date = found["text"][0], found["date"]
    month = date.dt.strftime("%B %Y")[0]
    months, numbers = date.dt.month().n_unique(), (date.dt.year() % 100).unique()
    few = len(numbers) < months
    no_days = (numbers == 0).any() or numbers.max() > 31
    # All months of many years: of days there would be more in each month.
    a_grid = (
        months >= _MONTHS and len(numbers) < _DAYS and len(date) >= _NEARLY_ALL * months * len(numbers)
    )
    if found["text"].str.contains("['’]").any() or (months > 1 and (few or no_days or a_grid)):
        choice.notes.append(f"{entry!r} is read as {month} (--words {seen.name} if it is no month)")
    else:
        why = f"nothing shows whether {entry!r} is {month}"
        choice.drop(MONTH_SHORT_YEAR, why, int(found["n"].sum()), int(seen.odd["n"].sum()))


def _centuries(seen: Evidence, names: list[str]) -> str:
    """Say how years of two digits are read, if some of them are in the last century."""
    pl, text = polars(), seen.odd["text"]
    if text.str.contains(r"\d{4}").all():
        return ""
    for name in names:
        parts = text.str.extract_groups(FORMATS[name].pattern).struct.unnest()
        years = pl.coalesce(pl.col("^year.*$")).str.len_chars()
        days = FORMATS[name].read(text, NO_FORMAT).floor().cast(pl.Int32).cast(pl.Date)
        found = parts.select(text=text, short=years == 2, date=days).filter("short").drop_nulls("date")
        found = found.sort("date").select("text", year=pl.col("date").dt.year())
        if len(found) and found["year"][0] < _CENTURY:
            ends = [found.row(0), *([found.row(-1)] if found["year"][-1] >= _CENTURY else [])]
            read = " and ".join(f"{entry!r} is in {year}" for entry, year in ends)
            return f"years of two digits: {read}"
    return ""
