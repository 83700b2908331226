"""Write a table beside the one it came from, whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._files import write_whole
from ..errors import DataError
from ._read import dialect_of, read_frame


def write_table(
    path: str | os.PathLike[str], source: str | os.PathLike[str], added: Mapping[str, Any]
) -> None:
    """Write the columns of the source file and the added ones; Parquet if ``path`` says so, else CSV.

    Raises
    ------
    DataError
        The folder cannot be written to.
    """
    import polars as pl  # noqa: PLC0415  an extra: only tables need it

    frame = read_frame(source, as_written=True)  # a copy changes nothing: 007 stays 007
    taken = set(frame.columns)
    columns: list[Any] = []
    for name, values in added.items():
        free = name
        while free in taken:
            free += "_"
        taken.add(free)
        columns.append(pl.Series(free, list(values)))
    buffer = io.BytesIO()
    try:
        _render(frame.with_columns(columns), buffer, Path(path), source)
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"cannot write {path}: {str(error).splitlines()[0]}; name a .parquet file"
        ) from error
    write_whole(path, buffer.getvalue())


def _render(frame: Any, buffer: io.BytesIO, path: Path, source: str | os.PathLike[str]) -> None:  # noqa: ANN401
    if path.suffix == ".parquet":
        frame.write_parquet(buffer)
    else:
        frame.write_csv(buffer, **dialect_of(source))
