"""Write a table beside the one it came from, whole or not at all."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from .._files import as_path, write_whole
from .._output_streams import in_encoding
from .._text import counted, quoted, shown
from ..errors import DataError, OptionError
from ._extras import polars
from ._table_arguments import column_name, entries
from .files import (
    ARROW,
    JSON,
    PARQUET,
    TEXT,
    Content,
    CsvCopy,
    content_of,
    frame_of,
    json_copy,
    json_entries,
    layout_of,
)

_WRITERS = {".parquet": "write_parquet", ".feather": "write_ipc", ".arrow": "write_ipc"}
_SAME = {PARQUET: "write_parquet", ARROW: "write_ipc"}
_PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def write_table(
    path: str | os.PathLike[str],
    source: str | os.PathLike[str],
    added: Mapping[str, Any],
    *,
    separator: str | None = None,
    encoding: str | None = None,
    skip_rows: int | None = None,
    sheet: str | int | None = None,
) -> None:
    """Write a copy of a table file with further columns.

    A text file is copied as it is, byte for byte, and the new fields are written as its own are: with its
    separator, decimal mark, quotes, line ends and encoding. A workbook is copied as CSV.

    Parameters
    ----------
    path : path
        The new file. Its name decides its kind: ``.parquet``, ``.feather`` (or ``.arrow``), and text otherwise,
        which is packed if the name ends in ``.gz``, ``.bz2`` or ``.xz``.
    source : path
        The file to copy.
    added : mapping of str to array_like, each shape (rows,)
        The further columns by name. A name that is taken gets a ``_`` at its end.
    separator, encoding, skip_rows, sheet
        How the file is read, as for :func:`as_table`.

    Raises
    ------
    DataError, OptionError
        A file cannot be read or written, or a column does not fit the table.
    """
    target = as_path(path)
    refuse_other_kinds(target)
    kind = _WRITERS.get(target.suffix.lower())
    how: dict[str, Any] = {
        "separator": separator,
        "encoding": encoding,
        "skip_rows": skip_rows,
        "sheet": sheet,
    }
    data = _copied(content_of(source), added, kind, how)
    pack = _PACK.get(target.suffix.lower())
    write_whole(target, pack(data) if pack else data)


def table_bytes(
    source: str | os.PathLike[str], added: Mapping[str, Any], **how: str | int | None
) -> bytes:
    """Return what :func:`write_table` would write for a file of the same kind: a workbook becomes CSV.

    Options and errors are those of :func:`write_table`.
    """
    content = content_of(source)
    return _copied(content, added, _SAME.get(content.kind), how)


def _copied(
    content: Content, added: Mapping[str, Any], kind: str | None, how: Mapping[str, Any]
) -> bytes:
    """Return the bytes of a copy: by polars if ``kind`` says how, else as the text that it is, or as CSV."""
    if not isinstance(added, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(f"columns are added as a mapping of names to entries, got {shown(added)}")
    if kind is None and content.kind == TEXT:
        layout = layout_of(content, how["separator"], how["encoding"], how["skip_rows"])
        copy = CsvCopy(layout)
        return copy.with_columns(_columns(added, layout.header.names, copy.rows, content.path))
    if kind is None and content.kind == JSON:
        objects = json_entries(content)
        names = {name for one in objects for name in one}
        return json_copy(content, _columns(added, names, len(objects), content.path))
    return _with_columns(content, added, kind or "write_csv", how)


def refuse_other_kinds(path: Path) -> None:
    """Raise OptionError if the name of a new table asks for a kind of file that is read only."""
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"):
        what = "an archive" if path.suffix.lower() == ".zip" else "a workbook"
        raise OptionError(
            f"{path} is {what}: name a text file, such as {path.stem}.csv, or a .parquet file"
        )


def _columns(
    added: Mapping[str, Any], names: Collection[str], rows: int, source: str | os.PathLike[str]
) -> list[Any]:
    """Return the columns to be added as polars series, under names that are free."""
    taken = set(names)
    columns: list[Any] = []
    for name, values in added.items():
        free = writable(column_name("the name of an added column", name))
        while free in taken:
            free += "_"
        taken.add(free)
        cells = [writable(value) if isinstance(value, str) else value for value in entries(name, values)]
        if len(cells) != rows:
            raise DataError(
                f"column {quoted(name)} has {counted(len(cells), 'entry', 'entries')}, and {source}"
                f" {counted(rows, 'row')}"
            )
        if any(getattr(cell, "ndim", 0) for cell in cells):  # of some, polars makes a panic
            raise DataError(
                f"column {quoted(name)} holds arrays: give one number, word or date for each row"
            )
        columns.append(_series(name, cells).alias(free))
    return columns


def _series(name: str, cells: list[Any]) -> Any:  # noqa: ANN401  a polars series
    pl = polars()
    try:
        column = pl.Series(values=cells)
    except (AttributeError, TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
        raise _unwritable(name) from error
    if column.dtype.is_nested() or column.dtype in (pl.Object, pl.Binary):
        raise _unwritable(name)
    return column


def _unwritable(name: str) -> DataError:
    return DataError(
        f"column {quoted(name)} holds entries of different kinds, or of one that a table cannot hold:"
        " give numbers, words or dates"
    )


def writable(text: str) -> str:
    """Return text as a file can hold it: halves of characters, as in names that are no UTF-8, are replaced."""
    return in_encoding(text, "utf-8")


def _with_columns(
    content: Content, added: Mapping[str, Any], kind: str, how: Mapping[str, Any]
) -> bytes:
    """Return the bytes of a table with further columns, in a kind of file that polars writes."""
    pl = polars()
    frame = frame_of(content, **how)
    buffer = io.BytesIO()
    try:
        frame = frame.with_columns(_columns(added, frame.columns, frame.height, content.path))
        getattr(frame, kind)(buffer)
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{str(error).splitlines()[0]}; name a .parquet file") from error
    return buffer.getvalue()
