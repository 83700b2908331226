"""Cells of workbooks as columns: numbers, dates, times and truths by their type, and all others as text."""

from __future__ import annotations

from typing import Any

from .._extras import polars
from .._frames import of_series

_FIRST_YEAR = 1899  # workbooks count days from its end, and a time of day is a part of a day


def of_cells(texts: dict[str, Any], typed: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    """Return the columns of a sheet, and the numbers within those of text.

    Parameters
    ----------
    texts : dict of polars series of strings, shape (rows,)
        By the names of the columns, how each cell looks as text.
    typed : polars frame, shape (rows, columns), or None
        The same cells, with the type that all cells of a column have; text where they have several.
    """
    if typed is None:
        return texts, {}
    columns: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    for (name, text), cells in zip(texts.items(), typed.get_columns(), strict=True):
        columns[name] = _of_one_type(name, cells)
        if columns[name] is None:
            columns[name] = text
            if (within := _numbers_within(text)) is not None:
                numbers[name] = within
    return columns, numbers


def exact(texts: dict[str, Any], typed: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the text of cells, with all digits of numbers: the reader of workbooks gives nine decimals."""
    if typed is None:
        return texts
    pl = polars()
    written: dict[str, Any] = {}
    for (name, text), cells in zip(texts.items(), typed.get_columns(), strict=True):
        written[name] = text
        if cells.dtype.is_float():
            short = (text.cast(pl.Float64, strict=False) == cells).fill_null(value=True)
            written[name] = text.zip_with(short, cells.cast(pl.String))
    return written


def _of_one_type(name: str, cells: Any) -> Any:  # noqa: ANN401  a polars series
    """Return a column whose cells have one type that says what they are, else None."""
    pl = polars()
    if cells.dtype == pl.String or cells.null_count() == len(cells):
        return None
    if cells.dtype == pl.Datetime and (cells.dt.year() == _FIRST_YEAR).drop_nulls().all():
        cells = cells.dt.time()
    return of_series(name, cells)


def _numbers_within(text: Any) -> Any:  # noqa: ANN401  polars series
    """Return the numbers among cells of several types, None if there are none.

    Beside text with decimal commas, what looks like a number may be text as well: the reader of workbooks does not
    tell.
    """
    values = text.cast(polars().Float64, strict=False)
    with_commas = text.filter(values.is_null()).str.contains(r"\d,\d").any()
    return None if with_commas or values.is_null().all() else values
