"""Data frames and mappings of lists as columns: their types decide where they say something, else their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, time, timedelta
from decimal import Decimal
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._arguments import is_whole
from .._output_streams import in_encoding
from .._text import listed
from ..errors import DataError
from ._columns import Column, number_column, unreadable
from ._extras import narwhals, polars
from ._kinds import DATE, NUMBER, WORDS, YES_NO
from ._table_arguments import entries
from ._undecided import Hints, Source
from .formats._declared import CHOICE, ISO, PLAIN, ColumnFormat

# Whole numbers up to here are exact in float64; larger ones are told apart by their text.
_EXACT = 2**53
_NO_DAY, _NEVER = np.datetime64("NaT", "us"), np.timedelta64("NaT", "us")
_SECOND, _HOUR, _DAY = 1e6, 3_600e6, 86_400e6  # in microseconds
_STRINGS = Hints(strings=True)
_NUMBERS = ColumnFormat((PLAIN,))
_NUMBER = float | np.floating | np.bool_ | bool | Decimal


def of_frame(frame: Any) -> Source:  # noqa: ANN401
    """Return the columns of a data frame of polars, pandas, pyarrow or another library that narwhals supports.

    Raises
    ------
    DataError
        It is no data frame, or a lazy one.
    """
    nw = narwhals()
    try:
        wrapped = nw.from_native(frame, eager_only=True)
    except TypeError as error:
        raise DataError(
            f"a table has columns with names, got {type(frame).__name__}: give a file, a data frame (collected, if"
            " it is lazy), or a mapping such as {'size': [1, 2], 'price': [3, 4]}, and the target by its name,"
            " 'price'. Arrays without names are learned by net.fit(X, y)"
        ) from error
    except nw.exceptions.NarwhalsError as error:
        raise DataError(f"the data frame cannot be read: {str(error).splitlines()[0]}") from error
    return _source({str(one.name): _of_series(nw, str(one.name), one) for one in wrapped.iter_columns()})


def of_mapping(columns: Mapping[Any, Any], what: str = "row") -> Source:
    """Return the columns of a mapping of names to lists, arrays or series."""
    found = {str(name): _of_entries(str(name), values) for name, values in columns.items()}
    if len(found) < len(columns):
        twice = sorted(name for name in found if sum(str(other) == name for other in columns) > 1)
        raise DataError(f"the table has two columns called {listed(twice)}: rename one")
    return replace(_source(found), place=_Rows(what))


def of_series(name: str, series: Any) -> Any:  # noqa: ANN401
    """Return a series of a data frame as a column, text if its type decides nothing."""
    nw = narwhals()
    found = _of_series(nw, name, nw.from_native(series, series_only=True))
    return found.text if isinstance(found, _Mixed) else found


@dataclass(frozen=True)
class _Rows:
    """Says where a row of a mapping stands."""

    what: str

    def __call__(self, row: int) -> str:
        return f"{self.what} {row + 1}"


@dataclass(frozen=True)
class _Mixed:
    """Text and numbers in one column: all of it as text, and the numbers, null elsewhere."""

    text: Any
    numbers: Any


def _source(found: dict[str, Any]) -> Source:
    columns = {name: one.text if isinstance(one, _Mixed) else one for name, one in found.items()}
    numbers = {name: one.numbers for name, one in found.items() if isinstance(one, _Mixed)}
    return Source(columns, _STRINGS, numbers=numbers)


def _of_entries(name: str, values: Any) -> Any:  # noqa: ANN401
    if isinstance(values, np.ndarray):
        array = cast("NDArray[Any]", values)
        if array.ndim == 1 and array.dtype.kind in "fiub":
            return _of_array(name, array)
    nw = narwhals()
    if nw.dependencies.is_into_series(values):
        return _of_series(nw, name, nw.from_native(values, series_only=True))
    return _of_list(name, entries(name, values))


def _of_array(name: str, values: NDArray[Any]) -> Any:  # noqa: ANN401
    """Return a column of an array of numbers or truths, which is not copied if it is float64."""
    if isinstance(values, np.ma.MaskedArray) or (values.dtype.kind in "iu" and _are_codes(values)):
        return _of_list(name, list(values))
    if values.dtype.kind == "b":
        return number_column(name, YES_NO, values.astype(np.float64), ColumnFormat((CHOICE,)))
    return number_column(name, NUMBER, np.asarray(values, dtype=np.float64), _NUMBERS)


def _are_codes(values: NDArray[np.integer]) -> bool:
    return bool(values.size) and max(abs(int(values.min())), abs(int(values.max()))) > _EXACT


def _of_series(nw: Any, name: str, series: Any) -> Any:  # noqa: ANN401  a module, a series; a column or text
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):
        if getattr(dtype, "time_zone", None) is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        found = _days(name, series.cast(nw.Datetime("us")).to_numpy().astype("datetime64[us]"))
    elif dtype == nw.Duration:
        found = _spans(name, series.to_numpy().astype("timedelta64[us]"))
    elif dtype in (nw.Categorical, nw.Enum):
        found = _words(name, series.to_list())
    elif dtype.is_numeric() and not (dtype.is_integer() and _beyond_exact(series)):
        found = number_column(
            name, NUMBER, np.asarray(series.cast(nw.Float64).to_numpy(), dtype=np.float64), _NUMBERS
        )
    elif dtype.is_nested() or dtype == nw.Binary:
        found = unreadable(name, f"holds {dtype}, neither numbers, words nor dates: convert it")
    else:
        found = _of_list(name, series.to_list())
    return found


def _beyond_exact(series: Any) -> bool:  # noqa: ANN401  a series of whole numbers
    known = series.drop_nulls()
    return len(known) > 0 and max(abs(int(known.min())), abs(int(known.max()))) > _EXACT


def _of_list(name: str, values: list[Any]) -> Any:  # noqa: ANN401
    """Return a column by the type of its entries, text if they are strings, or strings and others."""
    pl = polars()
    try:
        return pl.Series(values=values, dtype=pl.String, strict=True)
    except UnicodeEncodeError:  # halves of characters, as in names that are no UTF-8
        return _of_list(name, [in_encoding(v, "utf-8") if isinstance(v, str) else v for v in values])
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
    return _Mixed(_text(values), pl.Series(values=numbers, dtype=pl.Float64))


def _is_number(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, bool | np.bool_) or _is_missing(value):
        return False
    return abs(int(value)) <= _EXACT if is_whole(value) else isinstance(value, _NUMBER)


def _text(values: list[Any]) -> Any:  # noqa: ANN401
    pl = polars()
    return pl.Series(values=[None if _is_missing(v) else str(v) for v in values], dtype=pl.String)


def _choices(name: str, values: list[Any]) -> Column:
    return number_column(name, YES_NO, _floats(values), ColumnFormat((CHOICE,)))


def _numbers(name: str, values: list[Any]) -> Any:  # noqa: ANN401
    if any(is_whole(value) and abs(int(value)) > _EXACT for value in values):
        return _text(values)
    return number_column(name, NUMBER, _floats(values), _NUMBERS)


def _dates(name: str, values: list[Any]) -> Column:
    moments = [_NO_DAY if _is_missing(value) else _in_utc(value) for value in values]
    return _days(name, np.array(moments, dtype="datetime64[us]"))


def _durations(name: str, values: list[Any]) -> Column:
    spans = [_NEVER if _is_missing(value) else value for value in values]
    return _spans(name, np.array(spans, "timedelta64[us]"))


def _words(name: str, values: list[Any]) -> Column:
    """Return a column that is words by its type, whatever they look like."""
    known = [None if _is_missing(value) else str(value) for value in values]
    words = list(dict.fromkeys(word for word in known if word is not None))
    position = {word: i for i, word in enumerate(words)} | {None: -1}
    return Column(
        name, WORDS, np.array([position[word] for word in known], dtype=np.int32), tuple(words)
    )


def _days(name: str, moments: NDArray[np.datetime64]) -> Column:
    days = moments.astype("int64") / _DAY
    return number_column(name, DATE, np.where(np.isnat(moments), np.nan, days), ColumnFormat((ISO,)))


def _spans(name: str, spans: NDArray[np.timedelta64]) -> Column:
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
