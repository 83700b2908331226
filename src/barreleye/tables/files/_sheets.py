"""Sheets of workbooks: their cells as text, which is then read as that of CSV files is."""

from __future__ import annotations

from typing import Any

from ..._text import counted, listed
from ...errors import DataError, OptionError
from .._extras import fastexcel, polars
from .._undecided import Source
from ._content import Content
from ._header import find_header
from ._sheet_cells import exact, of_cells

_FIRST = 300


def sheet_of(
    content: Content, sheet: str | int | None, skip_rows: int | None, *, as_text: bool = False
) -> Source:
    """Return a sheet of a workbook, the first one if none is named; as text alone if that is asked for.

    Raises
    ------
    DataError
        The workbook is damaged, or nothing stands in the sheet.
    OptionError
        There is no such sheet.
    """
    pl, excel = polars(), fastexcel()
    try:
        book = excel.read_excel(content.data)
        names: list[str] = book.sheet_names
        if not names:
            raise DataError(f"{content.path} has no sheets")
        chosen = _chosen(names, sheet, content)
        cells = book.load_sheet(
            chosen, header_row=None, skip_rows=skip_rows or 0, dtypes="string"
        ).to_polars()
    except excel.FastExcelError as error:
        raise DataError(f"cannot read {content.path}: {str(error).strip().splitlines()[0]}") from error
    rows = [[cell or "" for cell in row] for row in cells.head(_FIRST).rows()]
    top = [row[:1] if not any(row[1:]) else row for row in rows]  # as titles stand in files of text
    header = find_header(top, skipped=skip_rows is not None)
    if not header.names:
        others = listed((name for name in names if name != chosen), "or", most=10)
        remedy = f"name another (--sheet {others})" if others else "it has no other"
        raise DataError(f"{content.path} has nothing in its sheet {chosen!r}: {remedy}")
    body = cells.slice(header.first).with_row_index(
        "row of the sheet", offset=header.first + (skip_rows or 0) + 1
    )
    cell = pl.nth(range(1, body.width))
    filled = ~body.select(pl.all_horizontal(cell.is_null())).to_series()
    repeated = _repeats(
        body.drop(body.columns[0]), rows[header.row] if header.row >= 0 and header.sure else []
    )
    filled = filled & ~repeated if (filled & ~repeated).any() else filled
    body = body.filter(filled)
    places = body.to_series()
    typed = _typed(book, chosen, skip=(skip_rows or 0) + header.first, like=cells.slice(header.first))
    notes = list(header.notes)
    if (repeated & ~filled).any():
        first = header.first + (skip_rows or 0) + 1 + repeated.arg_true()[0]
        again = counted(int(repeated.sum()), "row")
        notes.append(f"{again} with the header again left out (row {first} of the sheet)")
    if sheet is None and len(names) > 1:
        notes.append(f"{chosen!r} is the first of {len(names)} sheets (--sheet names another)")
    texts = dict(zip(header.names, body.get_columns()[1:], strict=True))
    typed = None if typed is None else typed.filter(filled)
    columns, numbers = (exact(texts, typed), {}) if as_text else of_cells(texts, typed)
    return Source(
        columns,
        notes=tuple(notes),
        place=lambda row: f"row {places[row]} of the sheet",
        numbers=numbers,
    )


def _repeats(cells: Any, head: list[str]) -> Any:  # noqa: ANN401  a polars frame, a series
    """Return which rows of a sheet are its header again, if that has several names."""
    pl = polars()
    if sum(map(bool, head)) < 2:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(cells))
    same = (pl.nth(i).fill_null("") == name for i, name in enumerate(head))
    return cells.select(pl.all_horizontal(same)).to_series()


def _typed(book: Any, sheet: str, skip: int, like: Any) -> Any:  # noqa: ANN401  a workbook, polars frames
    """Return the cells below the header with their types; None where a column mixes types that cannot be read."""
    try:
        cells = book.load_sheet(sheet, header_row=None, skip_rows=skip, schema_sample_rows=None)
    except fastexcel().FastExcelError:
        return None
    return cells.to_polars() if cells.to_polars().shape == like.shape else None


def _chosen(names: list[str], sheet: str | int | None, content: Content) -> str:
    if sheet is None:
        return names[0]
    if isinstance(sheet, int):
        if not 0 <= sheet < len(names):
            raise OptionError(
                f"{content.path} has {len(names)} sheets, counted from 0; there is no sheet {sheet}"
            )
        return names[sheet]
    if sheet not in names:
        raise OptionError(f"{content.path} has no sheet {sheet!r}: it has {listed(names)}")
    return sheet
