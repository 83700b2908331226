"""Read a table from a file: CSV text, Parquet, Arrow, a sheet of a workbook, or JSON."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Generator
from typing import Any

from ...errors import DataError, OptionError
from .._extras import polars
from .._frames import of_frame
from .._undecided import Hints, Source
from ._content import ARROW, JSON, PARQUET, SHEET, Content, content_of
from ._csv_rows import rows_of
from ._json_lines import json_entries, json_source
from ._layout import layout_of
from ._sheets import sheet_of

_STDERR = 2
_NATIVE = {PARQUET: "read_parquet", ARROW: "read_ipc"}


def read_source(
    path: str | os.PathLike[str],
    *,
    separator: str | None = None,
    encoding: str | None = None,
    skip_rows: int | None = None,
    sheet: str | int | None = None,
) -> Source:
    """Return the table of a file, as text where the file says no types.

    Raises
    ------
    DataError
        The file is absent, damaged, or no table; one sentence says so.
    OptionError
        An option is of another kind, or does not fit the file.
    MissingExtraError
        polars, or fastexcel for a workbook, is not installed.
    """
    return source_of(content_of(path), separator, encoding, skip_rows, sheet)


def source_of(
    content: Content,
    separator: str | None = None,
    encoding: str | None = None,
    skip_rows: int | None = None,
    sheet: str | int | None = None,
) -> Source:
    """Return the table of what a file holds; parameters and errors are those of :func:`read_source`."""
    pl = polars()
    if content.kind != SHEET and sheet is not None:
        raise OptionError(f"{content.path} has no sheets: it is a {content.kind} file")
    try:
        if content.kind in _NATIVE:
            return of_frame(_native(content))
        if content.kind == SHEET:
            return sheet_of(content, sheet, skip_rows)
        if content.kind == JSON:
            return json_source(content)
        return _text(content, separator, encoding, skip_rows)
    except (
        pl.exceptions.PolarsError,
        csv.Error,
        OSError,
    ) as error:  # OSError: what begins like packed text
        raise DataError(f"cannot read {content.path}: {str(error).strip().splitlines()[0]}") from error


def frame_of(content: Content, **how: Any) -> Any:  # noqa: ANN401  options of source_of, a polars frame
    """Return what a file holds as a data frame, with its own types, or as text if it has none."""
    pl = polars()
    if content.kind in _NATIVE:
        return _native(content)
    if content.kind == JSON:
        return pl.DataFrame(json_entries(content), infer_schema_length=None)
    if content.kind == SHEET:
        columns = sheet_of(content, how.get("sheet"), how.get("skip_rows"), as_text=True).columns
    else:
        columns = source_of(content, **how).columns
    return pl.DataFrame([text.alias(name) for name, text in columns.items()])


def _text(
    content: Content, separator: str | None, encoding: str | None, skip_rows: int | None
) -> Source:
    layout = layout_of(content, separator, encoding, skip_rows)
    rows = rows_of(layout)
    return Source(
        dict(zip(layout.header.names, rows.columns, strict=True)),
        Hints(separator=layout.dialect.separator),
        (*layout.notes, *rows.notes),
        lambda row: f"line {rows.line(row)}",
    )


def _native(content: Content) -> Any:  # noqa: ANN401  a polars frame
    try:
        with _without_words():
            return getattr(polars(), _NATIVE[content.kind])(io.BytesIO(content.data))
    except polars().exceptions.PolarsError:
        raise
    except BaseException as error:
        # a panic is how polars meets some damaged files, and no Exception
        if not isinstance(error, OSError) and type(error).__name__ != "PanicException":
            raise
        raise DataError(f"cannot read {content.path}: the {content.kind} file is damaged") from error


@contextlib.contextmanager
def _without_words() -> Generator[None]:
    """Let nobody write to standard error: a panic within polars does, before it becomes an exception."""
    try:
        kept = os.dup(_STDERR)
    except OSError:  # it is closed
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
