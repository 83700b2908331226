"""A table as named columns of four kinds: numbers, yes/no, dates and words."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import counted, listed, near
from ..errors import DataError, MissingExtraError

NUMBER, YES_NO, DATE, WORDS = "numbers", "yes/no", "dates", "words"

# A column of text counts as numbers when at least this share of its entries reads as one.
_MOSTLY = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    name : str
    kind : str
        ``"numbers"``, ``"yes/no"``, ``"dates"`` or ``"words"``.
    values : array, shape (rows,)
        float64 with NaN for holes (yes/no as 1 and 0, dates as days since 1970); for words an object
        array of str with None for holes.
    whole : bool
        Every number is a whole one.
    note : str
        What was done to read it, if that is worth knowing.
    """

    name: str
    kind: str
    values: NDArray[Any]
    whole: bool = False
    note: str = ""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where the holes are, shape (rows,)."""
        if self.kind == WORDS:
            return np.array([value is None for value in self.values], dtype=bool)
        return np.isnan(self.values)

    def take(self, rows: Integers) -> Column:
        """Return some of the rows."""
        return Column(self.name, self.kind, self.values[rows], self.whole, self.note)


class Table:
    """Columns of equal length, in order, with different names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._by_name = {column.name: column for column in self.columns}
        if len(self._by_name) < len(self.columns):
            names = [column.name for column in self.columns]
            twice = sorted({name for name in names if names.count(name) > 1})
            raise DataError(f"the table has two columns called {listed(twice)}: rename one")
        lengths = {len(column.values) for column in self.columns}
        if len(lengths) > 1:
            raise DataError(f"the columns have different lengths: {sorted(lengths)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(self._by_name)

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Column:
        if name not in self._by_name:
            hint = near(name, self.names) or f"; there are {listed(self.names)}"
            raise DataError(f"the table has no column '{name}'{hint}")
        return self._by_name[name]

    def without(self, *names: str) -> Table:
        """Return the table without these columns."""
        return Table([column for column in self.columns if column.name not in names])

    def take(self, rows: Integers) -> Table:
        """Return some of the rows."""
        return Table([column.take(rows) for column in self.columns])

    def __repr__(self) -> str:
        kinds = ", ".join(f"{column.name}: {column.kind}" for column in self.columns)
        return f"Table({counted(len(self), 'row')}; {kinds})"


def as_table(data: Any) -> Table:  # noqa: ANN401  any data frame, mapping, path or Table
    """Return a Table from a file path, a mapping of columns, or any data frame narwhals knows.

    Raises
    ------
    DataError
        A column is of a kind that cannot be learned from, or holds an infinity; it is named.
    MissingExtraError
        Reading needs polars and narwhals: ``pip install barreleye[data]``.
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, str | os.PathLike):
        from ._read import read_table  # noqa: PLC0415  reading a file ends here again, with a frame

        return read_table(data)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(data, Mapping):
        return Table([_from_list(str(name), list(values)) for name, values in data.items()])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return _from_frame(data)


def _from_frame(frame: Any) -> Table:  # noqa: ANN401
    try:
        import narwhals.stable.v2 as nw  # noqa: PLC0415  an extra: only tables need it
    except ImportError as error:
        raise MissingExtraError("data frames need narwhals: pip install 'barreleye[data]'") from error
    try:
        wrapped = nw.from_native(frame, eager_only=True)
    except TypeError as error:
        raise DataError(
            f"a table is a file, a data frame or a mapping of columns, got {type(frame).__name__}"
        ) from error
    return Table([_from_series(nw, str(name), wrapped[name]) for name in wrapped.columns])


def _from_series(nw: Any, name: str, series: Any) -> Column:  # noqa: ANN401, PLR0911  one line per dtype
    dtype = series.dtype
    if dtype == nw.Boolean:
        return Column(name, YES_NO, _floats(series), whole=True)
    if dtype.is_integer():
        return Column(name, NUMBER, _floats(series), whole=True)
    if dtype.is_numeric():
        return _numbers(name, _floats(series))
    if dtype in (nw.Date, nw.Datetime):
        moments = series.cast(nw.Datetime("us")).to_numpy().astype("datetime64[us]")
        days = moments.astype("int64") / 86_400e6
        return Column(name, DATE, np.where(np.isnat(moments), np.nan, days))
    if dtype == nw.Duration:
        spans = series.to_numpy().astype("timedelta64[us]")
        return Column(name, NUMBER, np.where(np.isnat(spans), np.nan, spans.astype("int64") / 86_400e6))
    if dtype in (nw.String, nw.Categorical, nw.Object) or isinstance(dtype, nw.Enum):
        return _from_list(name, series.to_list())
    if series.null_count() == len(series):
        return Column(name, NUMBER, np.full(len(series), np.nan))
    raise DataError(f"column '{name}' holds {dtype}, which is neither numbers, words nor dates: drop it")


def _floats(series: Any) -> NDArray[np.float64]:  # noqa: ANN401
    values = [np.nan if value is None else float(value) for value in series.to_list()]
    return np.array(values, dtype=np.float64)


def _numbers(name: str, values: NDArray[np.float64], note: str = "") -> Column:
    infinite = np.flatnonzero(np.isinf(values))
    if infinite.size:
        row = int(infinite[0])
        raise DataError(
            f"column '{name}' has {values[row]} in row {row + 1}"
            f" ({counted(infinite.size, 'infinity', 'infinities')} in all): fill it or leave it empty"
        )
    known = values[~np.isnan(values)]
    return Column(name, NUMBER, values, whole=bool((known == np.round(known)).all()), note=note)


def _from_list(name: str, values: list[Any]) -> Column:
    known = [value for value in values if not _is_hole(value)]
    if known and all(isinstance(value, bool | np.bool_) for value in known):
        return Column(name, YES_NO, _from_numbers(values), whole=True)
    if all(isinstance(value, int | float | np.number) for value in known):
        return _numbers(name, _from_numbers(values))
    odd = [value for value in known if not isinstance(value, str | int | float | np.number | bool)]
    if odd:
        raise DataError(
            f"column '{name}' holds {type(odd[0]).__name__}, which is neither numbers nor words: drop it"
        )
    words = [None if _is_hole(value) else str(value).strip() or None for value in values]
    return _read_numbers(name, words) or Column(name, WORDS, np.array(words, dtype=object))


def _from_numbers(values: list[Any]) -> NDArray[np.float64]:
    return np.array([np.nan if _is_hole(value) else float(value) for value in values], dtype=np.float64)


def _is_hole(value: object) -> bool:
    return value is None or value != value  # noqa: PLR0124  NaN, NaT and pandas' NA differ from themselves


def _read_numbers(name: str, words: list[str | None]) -> Column | None:
    """Read text that is nearly all numbers as numbers, with the rest as holes."""
    known = [word for word in words if word is not None]
    odd = next(
        (row for row, word in enumerate(words) if word is not None and _number(word) is None), None
    )
    if odd is None or not known:
        return None  # nothing but numbers written as text: postcodes and codes stay words
    count = sum(_number(word) is None for word in known)
    if count > (1.0 - _MOSTLY) * len(known):
        return None
    values = [np.nan if word is None else _number(word) for word in words]
    note = f"{counted(count, 'entry', 'entries')} not a number, taken as missing (row {odd + 1}: {words[odd]!r})"
    return _numbers(name, np.array([np.nan if v is None else v for v in values]), note)


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
