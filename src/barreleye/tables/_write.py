"""Write a table beside the one it came from, whole or not at all."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._files import write_whole
from ._read import read_frame, separator_of


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
    if Path(path).suffix == ".parquet":
        frame.with_columns(columns).write_parquet(buffer)
    else:
        frame.with_columns(columns).write_csv(buffer, separator=separator_of(source))
    write_whole(path, buffer.getvalue())
