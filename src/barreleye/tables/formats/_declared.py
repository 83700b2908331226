"""The formats of entries, declared in a table: how each looks, and which number it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..._tree import Tree
from .._extras import polars
from .._kinds import DATE, NUMBER, YES_NO
from . import _written_dates as dates
from ._known_words import YES
from ._written_numbers import NUMBER as NUMBER_PATTERN
from ._written_numbers import scaled, take_apart

# The format of numbers, of columns that are dates by type, and of yes and no; and those that exclude each other.
PLAIN, ISO, CHOICE = "number", "year-month-day", "yes/no"
DAY_FIRST, MONTH_FIRST, SHORT_YEAR_FIRST = "day-month-year", "month-day-year", "yy-month-day"
YEAR_MONTH, MONTH_YEAR, MONTH_SHORT_YEAR, MONTH_POINT = (
    "year-month",
    "month year",
    "month yy",
    "month.year",
)
DIGITS, IN_PARENTHESES = "yyyymmdd", "percent in parentheses"


@dataclass(frozen=True)
class ColumnFormat:
    """How the entries of one column are written; part of the model file.

    Attributes
    ----------
    names : tuple of str
        The formats that occur in the column, as the table of formats calls them; none for words.
    decimal : str
        The decimal mark, ``"."`` or ``","``.
    units : tuple of str
        The units that occur, such as ``"€"`` or ``"%"``; numbers are in the first. ``"1"`` stands for fractions.
        Words that multiply but may be names, such as ``"M"``, follow the first unit, which may be empty.
    missing : tuple of str
        The words that mean a missing value in this column, apart from those that always do.
    first_year : int
        Years of two digits are in the hundred years from here on.
    """

    names: tuple[str, ...] = ()
    decimal: str = "."
    units: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    first_year: int = dates.FIRST_YEAR

    @classmethod
    def from_description(cls, description: Tree) -> ColumnFormat:
        """Return the format that a model file holds."""
        description.only(("names", "decimal", "units", "missing", "first_year"))
        year = description.get("first_year")  # not in the files of early versions
        return cls(
            tuple(name.one_of(tuple(FORMATS)) for name in description["names"]),
            description["decimal"].one_of((".", ",")),
            tuple(unit.words() for unit in description["units"]),
            tuple(word.words() for word in description["missing"]),
            dates.FIRST_YEAR if year is None else year.whole(*dates.FIRST_YEARS),
        )


NO_FORMAT = ColumnFormat()


@dataclass(frozen=True)
class Format:
    """A way to write the entries of a column.

    Attributes
    ----------
    name : str
    kind : str
        What such a column is: numbers, dates, or yes/no.
    pattern : str
        What an entry looks like: a regular expression for the text without blanks around it.
    read : callable
        Takes text, a polars series of shape (rows,), and the format of the column; returns numbers of the same
        shape, null where the text is written otherwise.
    says : str
        For the note of a column: the unit of numbers, or how dates are read; empty where nobody would ask.
    """

    name: str
    kind: str
    pattern: str
    read: Callable[[Any, ColumnFormat], Any]
    says: str = ""


def _numbers(text: Any, how: ColumnFormat) -> Any:  # noqa: ANN401  polars series, here and below
    return scaled(take_apart(text), how.decimal, how.units)


def _percent(text: Any, how: ColumnFormat) -> Any:  # noqa: ANN401
    """Return the numbers of percentages in parentheses, which mean no minus."""
    inside = text.set(~text.str.contains(_PERCENT), None).str.strip_chars("() ")
    return _numbers(inside, replace(how, units=("%",)))


def _groups(pattern: str, value: Callable[[Any], Any]) -> Callable[[Any, ColumnFormat], Any]:
    """Return what reads text by the groups of a pattern."""
    return lambda text, _: value(text.str.extract_groups(pattern).struct.unnest())


def _dates(pattern: str) -> Callable[[Any, ColumnFormat], Any]:
    """Return what reads text as dates of a pattern."""
    return lambda text, how: dates.days(text.str.extract_groups(pattern).struct.unnest(), how.first_year)


def _iso(text: Any, how: ColumnFormat) -> Any:  # noqa: ANN401
    """Return the days of dates with the year first: ten times as fast where they are as computers write them."""
    quick = dates.iso_days(text)
    rest = quick.is_null() & text.is_not_null()
    if rest.any():
        slow = _dates(dates.YEAR_FIRST)(text.filter(rest), how)
        quick = quick.scatter(rest.arg_true(), slow)
    return quick


def _sum(**sizes: float) -> Callable[[Any], Any]:
    """Return what adds up groups, each times its size; null where no group is there."""

    def value(parts: Any) -> Any:  # noqa: ANN401
        numbers = [
            parts[name].cast(polars().Float64, strict=False) * size for name, size in sizes.items()
        ]
        total, known = numbers[0].fill_null(0.0), numbers[0].is_not_null()
        for number in numbers[1:]:
            total, known = total + number.fill_null(0.0), known | number.is_not_null()
        return total.zip_with(known, numbers[0])

    return value


def _choices(text: Any, _: ColumnFormat) -> Any:  # noqa: ANN401
    return text.str.to_lowercase().replace_strict(
        list(YES), list(YES.values()), default=None, return_dtype=polars().Float64
    )


_FEET = (
    r"^(?<feet>\d{1,2})\s?(?:'|′|’|ft\.?|feet)\s?"
    r"(?:(?<inches>\d{1,2}(?:\.\d+)?)\s?(?:\"|″|”|''|in\.?|inches)?)?$"
)
_SPAN = (
    r"^(?:(?<days>\d+)\s?d(?:ays?)?,?\s?)?(?:(?<hours>\d+)\s?h(?:(?:ou)?rs?)?,?\s?)?"
    r"(?:(?<minutes>\d+)\s?m(?:in(?:ute)?s?)?,?\s?)?(?:(?<seconds>\d+)\s?s(?:ec(?:ond)?s?)?)?$"
)
_DAYS_AND_CLOCK = (
    r"^(?:(?<days>-?\d+)\s?d(?:ays?)?,?\s\+?)?"
    r"(?<hours>\d{1,2}):(?<minutes>[0-5]\d):(?<seconds>[0-5]\d(?:\.\d+)?)$"
)
_ISO_SPAN = (
    r"^P(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?"
    r"(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$"
)
_PERCENT = r"^\(\s?\d+(?:[.,]\d+)?\s?%\s?\)$"
_HOURS = {"days": 24, "hours": 1, "minutes": 1 / 60, "seconds": 1 / 3600}

# Each format is declared here and nowhere else. Where several fit a column equally well, the first is taken.
_DECLARED = (
    Format(PLAIN, NUMBER, NUMBER_PATTERN, _numbers),
    Format(IN_PARENTHESES, NUMBER, _PERCENT, _percent, "%"),
    Format("time of day", NUMBER, dates.TIME, _groups(dates.TIME, dates.hours), "hours"),
    *(
        Format(name, NUMBER, pattern, _groups(pattern, _sum(**sizes)), "hours")
        for name, pattern, sizes in (
            ("days, hours and minutes", _SPAN, _HOURS),
            ("days and clock", _DAYS_AND_CLOCK, _HOURS),
            ("ISO 8601 duration", _ISO_SPAN, _HOURS | {"weeks": 168}),
        )
    ),
    Format("feet and inches", NUMBER, _FEET, _groups(_FEET, _sum(feet=12, inches=1)), "inches"),
    Format(ISO, DATE, dates.YEAR_FIRST, _iso),
    *(
        Format(name, DATE, pattern, _dates(pattern), says)
        for name, pattern, says in (
            (DAY_FIRST, dates.DAY_FIRST, "with the day first"),
            (MONTH_FIRST, dates.MONTH_FIRST, "with the month first"),
            (SHORT_YEAR_FIRST, dates.SHORT_YEAR_FIRST, "with the year first"),
            ("day month year", dates.DAY_NAME, ""),
            ("month day, year", dates.NAME_DAY, ""),
            ("year month day", dates.YEAR_NAME, ""),
            ("month day time year", dates.YEAR_LAST, ""),
            (DIGITS, dates.DIGITS, "as a date"),
            ("yyyymmddThhmmss", dates.COMPACT, ""),
            (YEAR_MONTH, dates.YEAR_MONTH, "as the first day of the month"),
            (MONTH_YEAR, dates.MONTH_YEAR, "as the first day of the month"),
            (MONTH_SHORT_YEAR, dates.MONTH_SHORT_YEAR, ""),
            (MONTH_POINT, dates.MONTH_POINT, ""),
            ("quarter", dates.QUARTER, "as the first day of the quarter"),
        )
    ),
    Format(
        "year-week", DATE, dates.WEEK, _groups(dates.WEEK, dates.mondays), "as the Monday of the week"
    ),
    Format(CHOICE, YES_NO, r"^.{1,6}$", _choices),
)
FORMATS = {one.name: one for one in _DECLARED}
