"""Data frames and mappings of lists as columns: their types decide where they say something, else their text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._text import listed
from ..errors import DataError
from ._columns import number_column, unreadable
from ._extras import narwhals
from ._kinds import NUMBER, YES_NO
from ._lists import EXACT, NUMBERS, Mixed, of_categories, of_days, of_list, of_spans
from ._table_arguments import entries
from ._undecided import Hints, Source
from .formats._declared import CHOICE, ColumnFormat

_STRINGS = Hints(strings=True)


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
    return found.text if isinstance(found, Mixed) else found


@dataclass(frozen=True)
class _Rows:
    """Says where a row of a mapping stands."""

    what: str

    def __call__(self, row: int) -> str:
        return f"{self.what} {row + 1}"


def _source(found: dict[str, Any]) -> Source:
    columns = {name: one.text if isinstance(one, Mixed) else one for name, one in found.items()}
    numbers = {name: one.numbers for name, one in found.items() if isinstance(one, Mixed)}
    return Source(columns, _STRINGS, numbers=numbers)


def _of_entries(name: str, values: Any) -> Any:  # noqa: ANN401
    if isinstance(values, np.ndarray):
        array = cast("NDArray[Any]", values)
        if array.ndim == 1 and array.dtype.kind in "fiub":
            return _of_array(name, array)
    nw = narwhals()
    if nw.dependencies.is_into_series(values):
        return _of_series(nw, name, nw.from_native(values, series_only=True))
    return of_list(name, entries(name, values))


def _of_array(name: str, values: NDArray[Any]) -> Any:  # noqa: ANN401
    """Return a column of an array of numbers or truths, which is not copied if it is float64."""
    if isinstance(values, np.ma.MaskedArray) or (values.dtype.kind in "iu" and _are_codes(values)):
        return of_list(name, list(values))
    if values.dtype.kind == "b":
        return number_column(name, YES_NO, values.astype(np.float64), ColumnFormat((CHOICE,)))
    return number_column(name, NUMBER, np.asarray(values, dtype=np.float64), NUMBERS)


def _are_codes(values: NDArray[np.integer]) -> bool:
    return bool(values.size) and max(abs(int(values.min())), abs(int(values.max()))) > EXACT


def _of_series(nw: Any, name: str, series: Any) -> Any:  # noqa: ANN401  a module, a series; a column or text
    dtype = series.dtype
    if dtype in (nw.Date, nw.Datetime):
        if getattr(dtype, "time_zone", None) is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        found = of_days(name, series.cast(nw.Datetime("us")).to_numpy().astype("datetime64[us]"))
    elif dtype == nw.Duration:
        found = of_spans(name, series.to_numpy().astype("timedelta64[us]"))
    elif dtype in (nw.Categorical, nw.Enum):
        found = of_categories(name, series.to_list())
    elif dtype.is_numeric() and not (dtype.is_integer() and _beyond_exact(series)):
        found = number_column(
            name, NUMBER, np.asarray(series.cast(nw.Float64).to_numpy(), dtype=np.float64), NUMBERS
        )
    elif dtype.is_nested() or dtype == nw.Binary:
        found = unreadable(name, f"holds {dtype}, neither numbers, words nor dates: convert it")
    else:
        found = of_list(name, series.to_list())
    return found


def _beyond_exact(series: Any) -> bool:  # noqa: ANN401  a series of whole numbers
    known = series.drop_nulls()
    return len(known) > 0 and max(abs(int(known.min())), abs(int(known.max()))) > EXACT
