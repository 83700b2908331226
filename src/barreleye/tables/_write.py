"""Write a table beside the one it came from, whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._arguments import shown
from .._files import as_path, write_whole
from .._output_streams import in_encoding
from .._text import counted, quoted
from ..errors import DataError, OptionError
from ._read import dialect_of, read_frame
from ._table_arguments import column_name, entries


def write_table(
    path: str | os.PathLike[str], source: str | os.PathLike[str], added: Mapping[str, Any]
) -> None:
    """Write a copy of a table file with further columns.

    Parameters
    ----------
    path : path
        The new file; Parquet if its name ends in ``.parquet``, else CSV.
    source : path
        The CSV or Parquet file to copy.
    added : mapping of str to array_like, each shape (rows,)
        The further columns by name. A name that is taken gets a ``_`` at its end.

    Raises
    ------
    DataError, OptionError
        A file cannot be read or written, or a column does not fit the table.
    """
    if not isinstance(added, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(f"columns are added as a mapping of names to entries, got {shown(added)}")
    import polars as pl  # noqa: PLC0415  an extra: only tables need it

    frame = read_frame(source, as_written=True)  # a copy changes nothing: 007 stays 007
    taken = set(frame.columns)
    columns: list[Any] = []
    for name, values in added.items():
        free = writable(column_name("the name of an added column", name))
        while free in taken:
            free += "_"
        taken.add(free)
        cells = [writable(value) if isinstance(value, str) else value for value in entries(name, values)]
        if len(cells) != frame.height:
            raise DataError(
                f"column {quoted(name)} has {counted(len(cells), 'entry', 'entries')}, and {source}"
                f" {counted(frame.height, 'row')}"
            )
        if any(getattr(cell, "ndim", 0) for cell in cells):  # of some, polars makes a panic
            raise DataError(
                f"column {quoted(name)} holds arrays: give one number, word or date for each row"
            )
        try:
            columns.append(pl.Series(free, cells))
        except (
            AttributeError,
            TypeError,
            ValueError,
            OverflowError,
            pl.exceptions.PolarsError,
        ) as error:
            raise DataError(
                f"column {quoted(name)} holds entries of different kinds, or of one that a table cannot hold:"
                " give numbers, words or dates"
            ) from error
    buffer = io.BytesIO()
    try:
        _render(frame.with_columns(columns), buffer, as_path(path), source)
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"cannot write {path}: {str(error).splitlines()[0]}; name a .parquet file"
        ) from error
    write_whole(path, buffer.getvalue())


def writable(text: str) -> str:
    """Return text as a file can hold it: halves of characters, as in names that are no UTF-8, are replaced."""
    return in_encoding(text, "utf-8")


def _render(frame: Any, buffer: io.BytesIO, path: Path, source: str | os.PathLike[str]) -> None:  # noqa: ANN401
    if path.suffix == ".parquet":
        frame.write_parquet(buffer)
    else:
        frame.write_csv(buffer, **dialect_of(source))
