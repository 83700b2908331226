"""Which of the formats that fit the dates of a column are meant, as the column and its table show."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ..._text import quoted, typed
from .._extras import polars
from .._undecided import Hints
from ..formats._declared import (
    FORMATS,
    MONTH_POINT,
    MONTH_SHORT_YEAR,
    MONTH_YEAR,
    YEAR_MONTH,
    ColumnFormat,
)
from ..formats._written_dates import FIRST_YEAR
from ._centuries import choose_century
from ._date_order import ORDERED, choose_order
from ._evidence import Evidence

# Of days there are more different ones, and months of many years fill so much of years times months.
_DAYS, _MONTHS, _NEARLY_ALL = 28, 7, 0.8
_SEASON = r"^(?<year>\d{4})[-/](?<next>\d{2})$"
# Numbers that are a day and a month, or a month: a leading zero shows it, or so many months to October or later.
DAY_MONTH, _DAY_MONTH = "day.month", r"^(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$"
_DIFFERENT = {MONTH_POINT: 4, DAY_MONTH: math.inf}
_FROM_TO = {MONTH_POINT: (1.19, 12.21), DAY_MONTH: (1.01, 31.13)}
_LEAST, _MOST = min(low for low, _ in _FROM_TO.values()), max(high for _, high in _FROM_TO.values())
AS_WORDS = "taken as words"


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
    first_year : int
        Of the hundred years in which those of two digits are.
    """

    names: list[str]
    notes: list[str] = field(default_factory=list[str])
    as_words: str = ""
    first_year: int = FIRST_YEAR

    @property
    def how(self) -> ColumnFormat:
        """The format of the column."""
        return ColumnFormat(tuple(self.names), first_year=self.first_year)

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
    if ORDERED & set(names):
        first, doubt = choose_order(seen, hints, order)
        choice.names = [name for name in choice.names if name not in ORDERED or name == first]
        choice.notes.append(doubt)
    if YEAR_MONTH in names:
        _leave_seasons(seen, choice)
    if MONTH_YEAR in names:
        _leave_fractions(seen, choice)
    if MONTH_SHORT_YEAR in names:
        _judge_months(seen, choice)
    choice.first_year, note = choose_century(seen, choice.names)
    choice.notes.append(note)
    return choice


def pointed(seen: Evidence) -> str:
    """Return what all plain numbers of a column are, months as 07.2022 or days as 28.07: empty if neither."""
    in_reach = all(_LEAST <= number < _MOST for number in seen.some_numbers())
    if seen.decimal != "." or not in_reach or seen.plain.null_count() == len(seen.plain):
        return ""
    least, most = seen.plain.min(), seen.plain.max()
    for name, pattern in ((MONTH_POINT, FORMATS[MONTH_POINT].pattern), (DAY_MONTH, _DAY_MONTH)):
        low, high = _FROM_TO[name]
        if low <= least and most < high:
            text = seen.text.filter(seen.plain.is_not_nan())
            if text.head(1).str.contains(pattern)[0] and text.str.contains(pattern).all():
                months = seen.plain.drop_nulls().floor()
                shown = months.max() >= 10 and months.n_unique() >= _DIFFERENT[name]
                return name if shown or text.str.starts_with("0").any() else ""
    return ""


def month_note(seen: Evidence) -> str:
    """Return the note of months such as 07.2022."""
    entry = seen.text.filter(seen.plain.is_not_nan())[0]
    return f"{quoted(entry)} is read as the first day of the month (--decimal '.' if it is a number)"


def _leave_seasons(seen: Evidence, choice: DateChoice) -> None:
    """Leave out months where each is the number of the next year, as in 2003/04 and 2004/05."""
    found = seen.odd.filter(seen.odd["text"].str.contains(_SEASON))
    years = found["text"].str.extract_groups(_SEASON).struct.unnest().cast(polars().Int32)
    if len(found) > 1 and ((years["year"] + 1) % 100 == years["next"]).all():
        entry = found["text"][0]
        why = f"{quoted(entry)} and all others like it are a year and the next one"
        choice.drop(YEAR_MONTH, why, int(found["n"].sum()), int(seen.odd["n"].sum()))


def _leave_fractions(seen: Evidence, choice: DateChoice) -> None:
    """Leave out months where each is the same and has one digit, as in 1/1900 and 1/2000."""
    found = seen.odd.filter(seen.odd["text"].str.contains(r"^\d{1,2}/(?:19|20)\d{2}$"))
    same = found["text"].str.extract(r"^(\d+)/").n_unique() == 1 < len(found)
    if same and found["text"].str.contains(r"^\d/").any():
        why = f"nothing shows whether {quoted(found['text'][0])} is a month"
        choice.drop(MONTH_YEAR, why, int(found["n"].sum()), int(seen.odd["n"].sum()))


def _judge_months(seen: Evidence, choice: DateChoice) -> None:
    """Leave out a month with two digits, unless the entries show that these are the year."""
    pl = polars()
    found = seen.odd.with_columns(
        date=seen.read(ColumnFormat((MONTH_SHORT_YEAR,))).cast(pl.Int32).cast(pl.Date)
    ).drop_nulls("date")
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
        choice.notes.append(
            f"{quoted(entry)} is read as {month} (--words {typed(seen.name)} if it is no month)"
        )
    else:
        why = f"nothing shows whether {quoted(entry)} is {month}"
        choice.drop(MONTH_SHORT_YEAR, why, int(found["n"].sum()), int(seen.odd["n"].sum()))
