"""Lists of Python objects as columns: the type of their entries decides if it says something, else the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import is_whole
from .._output_streams import in_encoding
from ._columns import Column, number_column, unreadable
from ._extras import polars
from ._kinds import DATE, NUMBER, WORDS, YES_NO
from .formats._declared import CHOICE, ISO, PLAIN, ColumnFormat

# Whole numbers up to here are exact in float64; larger ones are told apart by their text.
EXACT = 2**53
NUMBERS = ColumnFormat((PLAIN,))
_NO_DAY, _NEVER = np.datetime64("NaT", "us"), np.timedelta64("NaT", "us")
_SECOND, _HOUR, _DAY = 1e6, 3_600e6, 86_400e6  # in microseconds
_NUMBER = float | np.floating | np.bool_ | bool | Decimal


@dataclass(frozen=True)
class Mixed:
    """Text and numbers in one column: all of it as text, and the numbers, null elsewhere."""

    text: Any
    numbers: Any


def of_list(name: str, values: list[Any]) -> Any:  # noqa: ANN401
    """Return a column by the type of its entries, text if they are strings, or strings and others."""
    pl = polars()
    try:
        return pl.Series(values=values, dtype=pl.String, strict=True)
    except UnicodeEncodeError:  # halves of characters, as in names that are no UTF-8
        return of_list(name, [in_encoding(v, "utf-8") if isinstance(v, str) else v for v in values])
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
        pass  # not all of them are strings
    known = [value for value in values if not _is_missing(value)]
    for types, column in _TYPED:
        if (known or types is _NUMBER) and all(
            isinstance(value, types) or (types is _NUMBER and is_whole(value)) for value in known
        ):
            return column(name, values)
    odd = [
        value for value in known if not isinstance(value, str | date | _NUMBER) and not is_whole(value)
    ]
    if odd:
        return unreadable(
            name, f"holds a {type(odd[0]).__name__}, neither a number nor a word: convert it"
        )
    numbers = [float(v) if _is_number(v) else None for v in values]
    return Mixed(_text(values), pl.Series(values=numbers, dtype=pl.Float64))


def _is_number(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, bool | np.bool_) or _is_missing(value):
        return False
    return abs(int(value)) <= EXACT if is_whole(value) else isinstance(value, _NUMBER)


def _text(values: list[Any]) -> Any:  # noqa: ANN401
    pl = polars()
    return pl.Series(values=[None if _is_missing(v) else str(v) for v in values], dtype=pl.String)


def _choices(name: str, values: list[Any]) -> Column:
    return number_column(name, YES_NO, _floats(values), ColumnFormat((CHOICE,)))


def _numbers(name: str, values: list[Any]) -> Any:  # noqa: ANN401
    if any(is_whole(value) and abs(int(value)) > EXACT for value in values):
        return _text(values)
    return number_column(name, NUMBER, _floats(values), NUMBERS)


def _dates(name: str, values: list[Any]) -> Column:
    moments = [_NO_DAY if _is_missing(value) else _in_utc(value) for value in values]
    return of_days(name, np.array(moments, dtype="datetime64[us]"))


def _durations(name: str, values: list[Any]) -> Column:
    spans = [_NEVER if _is_missing(value) else value for value in values]
    return of_spans(name, np.array(spans, "timedelta64[us]"))


def of_categories(name: str, values: list[Any]) -> Column:
    """Return a column that is words by its type, whatever they look like."""
    known = [None if _is_missing(value) else str(value) for value in values]
    words = list(dict.fromkeys(word for word in known if word is not None))
    position = {word: i for i, word in enumerate(words)} | {None: -1}
    return Column(
        name, WORDS, np.array([position[word] for word in known], dtype=np.int32), tuple(words)
    )


def of_days(name: str, moments: NDArray[np.datetime64]) -> Column:
    days = moments.astype("int64") / _DAY
    return number_column(name, DATE, np.where(np.isnat(moments), np.nan, days), ColumnFormat((ISO,)))


def of_spans(name: str, spans: NDArray[np.timedelta64]) -> Column:
    numbers = np.where(np.isnat(spans), np.nan, spans.astype("int64") / _DAY)
    return number_column(name, NUMBER, numbers, ColumnFormat((PLAIN,), units=("days",)))


def _times(name: str, values: list[Any]) -> Column:
    hours = [
        np.nan
        if _is_missing(value)
        else (
            (value.hour * 60 + value.minute) * 60 * _SECOND + value.second * _SECOND + value.microsecond
        )
        / _HOUR
        for value in values
    ]
    return number_column(name, NUMBER, np.array(hours, dtype=np.float64), ColumnFormat(("time of day",)))


def _in_utc(moment: Any) -> Any:  # noqa: ANN401  a date, or a datetime of Python or NumPy
    """Return a moment without a time zone, of which NumPy knows none."""
    zone = getattr(moment, "tzinfo", None)
    return moment if zone is None else moment.astimezone(UTC).replace(tzinfo=None)


def _floats(values: list[Any]) -> NDArray[np.float64]:
    return np.array(
        [np.nan if _is_missing(value) else float(value) for value in values], dtype=np.float64
    )


def _is_missing(value: object) -> bool:
    if value is None or value is np.ma.masked:
        return True
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas' NA refuses to be compared
        return True
    nan_like = isinstance(value, float | np.floating | np.datetime64 | np.timedelta64 | Decimal)
    return nan_like and bool(value != value)  # noqa: PLR0124  NaN, NaT


# In this order: True is a number to Python as well, and so a moment is a date.
_TYPED: tuple[tuple[Any, Any], ...] = (
    (bool | np.bool_, _choices),
    (timedelta | np.timedelta64, _durations),
    (time, _times),
    (_NUMBER, _numbers),
    (date | np.datetime64, _dates),
)
