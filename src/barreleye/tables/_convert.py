"""Files, data frames and lists to a Table: which kind each column is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import is_whole
from .._text import counted, cut
from ..errors import DataError, MissingExtraError
from ._columns import DATE, NUMBER, UNREADABLE, WORDS, YES_NO, Column, Table
from ._numerals import as_days, as_numbers_written, is_code
from ._read import read_frame
from ._table_arguments import entries

# A column of text counts as numbers when at least this share of its entries reads as one.
_MOSTLY = 0.95
# Squares and sums of numbers up to here stay finite in float64.
_LARGEST = 1e150
# Whole numbers up to here are exact in float64; larger ones are codes, not quantities.
_EXACT = 2**53
_NO_DAY, _NEVER = np.datetime64("NaT", "us"), np.timedelta64("NaT", "us")
_SECONDS_PER_DAY = 86_400e6  # in microseconds


def as_table(data: Any) -> Table:  # noqa: ANN401  any data frame, mapping, path or Table
    """Return a Table from a CSV or Parquet file, a mapping of names to lists, or a data frame.

    A data frame is one of polars, pandas, pyarrow or another library that narwhals supports. A column that cannot
    be used (lists, infinity, numbers beyond 1e150) becomes an unreadable column: it is an error to use it, but it
    can be left out.

    Raises
    ------
    DataError
        The data is of another kind, or the file cannot be read.
    MissingExtraError
        polars or narwhals is not installed: ``pip install 'barreleye[data]'``.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, str | os.PathLike):
        return _from_frame(read_frame(data))  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(data, Mapping):
        columns: list[tuple[Any, Any]] = list(data.items())  # pyright: ignore[reportUnknownArgumentType]
        return Table([_from_list(str(name), entries(str(name), values)) for name, values in columns])
    return _from_frame(data)


def read_table(path: str | os.PathLike[str]) -> Table:
    """Return the table of a CSV or Parquet file; its content decides which of the two it is.

    A CSV file is separated by ``,`` ``;`` tab or ``|``, in UTF-8, UTF-16 or Windows-1252. Where ``;`` separates,
    a decimal comma is understood.

    Raises
    ------
    DataError
        There is no such file, it cannot be read, is of another kind, has rows of unequal length, or no rows.
    MissingExtraError
        polars is not installed: ``pip install 'barreleye[data]'``.
    """
    frame = read_frame(path)
    if frame.width == 0 or frame.height == 0:
        raise DataError(f"{path} has 0 rows of data: there is nothing below the header")
    return _from_frame(frame)


def _from_frame(frame: Any) -> Table:  # noqa: ANN401
    try:
        import narwhals.stable.v2 as nw  # noqa: PLC0415  an extra: only tables need it
    except ImportError as error:
        raise MissingExtraError("data frames need narwhals: pip install 'barreleye[data]'") from error
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
    return Table([_from_series(nw, str(series.name), series) for series in wrapped.iter_columns()])


def _from_series(nw: Any, name: str, series: Any) -> Column:  # noqa: ANN401  a module, a series
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):
        if getattr(dtype, "time_zone", None) is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return _days(name, series.cast(nw.Datetime("us")).to_numpy().astype("datetime64[us]"))
    if dtype == nw.Duration:
        return _spans(name, series.to_numpy().astype("timedelta64[us]"))
    if dtype.is_numeric() and not (dtype.is_integer() and _beyond_exact(series)):
        return _number_column(name, series.cast(nw.Float64).to_numpy())
    if dtype.is_nested() or dtype in (nw.Binary, nw.Time):
        return _unreadable(name, f"holds {dtype}, neither numbers, words nor dates: convert it")
    return _from_list(name, series.to_list())


def _beyond_exact(series: Any) -> bool:  # noqa: ANN401  a series of whole numbers
    known = series.drop_nulls()
    return len(known) > 0 and max(abs(int(known.min())), abs(int(known.max()))) > _EXACT


def _from_list(name: str, values: list[Any]) -> Column:
    known = [value for value in values if not _is_missing(value)]
    if known and all(isinstance(value, bool | np.bool_) for value in known):
        return Column(name, YES_NO, _floats(values), whole=True)
    if known and all(isinstance(value, timedelta | np.timedelta64) for value in known):
        return _spans(
            name, np.array([_NEVER if _is_missing(v) else v for v in values], "timedelta64[us]")
        )
    if all(_is_number(value) for value in known):
        return _numbers(name, values)
    if all(isinstance(value, date | np.datetime64) for value in known):  # a datetime is a date
        moments = [_NO_DAY if _is_missing(value) else _in_utc(value) for value in values]
        return _days(name, np.array(moments, dtype="datetime64[us]"))
    odd = [value for value in known if not (isinstance(value, str) or _is_number(value))]
    if odd:
        kind = type(odd[0]).__name__
        return _unreadable(name, f"holds a {kind}, neither a number nor a word: convert it")
    words = [None if _is_missing(value) else str(value).strip() or None for value in values]
    return _read_words(name, words) or Column(name, WORDS, np.array(words, dtype=object))


def _is_number(value: object) -> bool:
    return is_whole(value) or isinstance(value, float | np.floating | np.bool_)


def _numbers(name: str, values: list[Any], note: str = "") -> Column:
    if any(is_whole(value) and abs(int(value)) > _EXACT for value in values):
        codes = [None if _is_missing(value) else str(value) for value in values]
        return Column(name, WORDS, np.array(codes, dtype=object))
    return _number_column(name, _floats(values), note)


def _number_column(name: str, numbers: NDArray[np.float64], note: str = "") -> Column:
    wrong = np.flatnonzero(np.abs(numbers) > _LARGEST)
    if wrong.size:
        row = int(wrong[0])
        many = f" ({counted(wrong.size, 'such value')} in all)" if wrong.size > 1 else ""
        return _unreadable(
            name, f"has {numbers[row]:g} in row {row + 1}{many}: correct it, or leave it empty"
        )
    known = numbers[~np.isnan(numbers)]
    return Column(name, NUMBER, numbers, whole=bool((known == np.round(known)).all()), note=note)


def _days(name: str, moments: NDArray[np.datetime64], note: str = "") -> Column:
    days = moments.astype("int64") / _SECONDS_PER_DAY
    return Column(name, DATE, np.where(np.isnat(moments), np.nan, days), note=note)


def _spans(name: str, spans: NDArray[np.timedelta64]) -> Column:
    days = spans.astype("int64") / _SECONDS_PER_DAY
    return Column(name, NUMBER, np.where(np.isnat(spans), np.nan, days))


def _in_utc(moment: Any) -> Any:  # noqa: ANN401  a date, or a datetime of Python or NumPy
    """Return a moment without a time zone, of which NumPy knows none."""
    zone = getattr(moment, "tzinfo", None)
    return moment if zone is None else moment.astimezone(UTC).replace(tzinfo=None)


def _unreadable(name: str, reason: str) -> Column:
    return Column(name, UNREADABLE, np.empty(0), note=reason)


def _floats(values: list[Any]) -> NDArray[np.float64]:
    return np.array(
        [np.nan if _is_missing(value) else float(value) for value in values], dtype=np.float64
    )


def _is_missing(value: object) -> bool:
    if value is None or value is np.ma.masked:
        return True
    if type(value).__name__ == "NAType":  # pandas' NA refuses to be compared
        return True
    nan_like = isinstance(value, float | np.floating | np.datetime64 | np.timedelta64)
    return type(value).__name__ == "NaTType" or (nan_like and bool(value != value))  # noqa: PLR0124  NaN, NaT


def _read_words(name: str, words: list[str | None]) -> Column | None:
    """Read text that is all or nearly all numbers, or dates, as such; codes stay words."""
    rows = [row for row, word in enumerate(words) if word is not None]
    known = [word for word in words if word is not None]
    if not known:
        return _number_column(name, np.full(len(words), np.nan))
    days, how = as_days(known)
    if days is not None:
        return Column(name, DATE, _spread_out(days, rows, len(words)), note=how)
    if is_code(known):
        return None
    numbers, how = as_numbers_written(known)
    odd = [i for i, number in enumerate(numbers) if number is None]
    if len(odd) > (1.0 - _MOSTLY) * len(known):
        return None
    if odd:
        first = f"row {rows[odd[0]] + 1} has {cut(repr(known[odd[0]]), 60)}"
        count = f"{counted(len(odd), 'entry', 'entries')} not a number, taken as missing ({first})"
        how = f"{count}; {how}" if how else count
    filled = [np.nan if number is None else number for number in numbers]
    return _number_column(name, _spread_out(filled, rows, len(words)), how)


def _spread_out(values: list[float], rows: list[int], length: int) -> NDArray[np.float64]:
    column = np.full(length, np.nan)
    column[rows] = values
    return column


def as_words(column: Column) -> Column:
    """Return a column as words, the way its entries would be written."""
    if column.kind == WORDS:
        return column
    texts: list[str | None] = []
    for value in column.values.tolist():
        if value != value:  # noqa: PLR0124  NaN, a missing value
            texts.append(None)
        elif column.kind == YES_NO:
            texts.append("true" if value else "false")
        else:
            texts.append(f"{value:.0f}" if value == round(value) else repr(value))
    return Column(column.name, WORDS, np.array(texts, dtype=object), note=column.note)


def spread(known: NDArray[np.float64]) -> float:
    """Return the standard deviation, or 1 where it is 0 or drowns in rounding."""
    deviation = float(known.std())
    return deviation if deviation > 8 * np.finfo(np.float64).eps * float(np.abs(known).max()) else 1.0


def mostly_numbers(column: Column) -> str:
    """Say where a column of words has its first real word, if most of its entries are numbers."""
    entries: list[str | None] = column.values.tolist()
    words = [(row, word) for row, word in enumerate(entries) if word is not None]
    numbers, _ = as_numbers_written([word for _, word in words])
    odd = [entry for entry, number in zip(words, numbers, strict=True) if number is None]
    if not odd or 2 * len(odd) >= len(words):
        return ""
    return f"row {odd[0][0] + 1} has {cut(repr(odd[0][1]), 60)}"
