"""Read a CSV or Parquet file into a Table, whatever its separator and encoding."""

from __future__ import annotations

import csv
import io
import logging
import os
import re
from pathlib import Path
from typing import Any

from .._text import listed
from ..errors import DataError, MissingExtraError
from ._columns import Table, as_table

log = logging.getLogger(__name__)

_HOLES = ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "?", "-", "#N/A"]
_SEPARATORS = ",;\t|"
_SAMPLE = 65536


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a table file.

    Parameters
    ----------
    path : path
        ``.csv``, ``.tsv`` or ``.txt`` (separator ``,`` ``;`` tab or ``|``; UTF-8, UTF-16 or
        Windows-1252; decimal comma understood where ``;`` separates), or ``.parquet``.

    Raises
    ------
    DataError
        The file is absent, unreadable, of another kind, ragged, or has no rows; one sentence says so.
    """
    source = Path(path)
    if source.is_dir():
        raise DataError(f"{source} is a folder: name a CSV or Parquet file")
    frame = read_frame(source)
    if frame.width == 0 or frame.height == 0:
        raise DataError(f"{source} has 0 rows of data: there is nothing to read below the header")
    return as_table(frame)


def read_frame(source: Path) -> Any:  # noqa: ANN401  a polars DataFrame
    """Read a table file into a polars data frame, columns untouched."""
    try:
        import polars as pl  # noqa: PLC0415  an extra: only tables need it
    except ImportError as error:
        raise MissingExtraError("reading tables needs polars: pip install 'barreleye[data]'") from error
    try:
        content = source.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read {source}: {error.strerror}") from error
    if not content:
        raise DataError(f"{source} is empty")
    try:
        if content.startswith(b"PAR1"):
            return pl.read_parquet(io.BytesIO(content))
        return _read_csv(pl, source, content)
    except pl.exceptions.PolarsError as error:
        first = str(error).strip().splitlines()[0]
        raise DataError(f"cannot read {source}: {first}") from error


def _read_csv(pl: Any, source: Path, content: bytes) -> Any:  # noqa: ANN401
    text = _decode(source, content)
    sample = text[:_SAMPLE]
    separator = _separator(sample)
    header: list[str] = next(csv.reader(io.StringIO(sample), delimiter=separator), list[str]())
    names = [name.strip() for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{source} has two columns called {listed(twice)}: rename one")
    frame = pl.read_csv(
        io.BytesIO(text.encode()),
        separator=separator,
        null_values=_HOLES,
        infer_schema_length=None,
        try_parse_dates=True,
        decimal_comma=separator == ";"
        and re.search(r"(^|;)-?\d+,\d+(;|\r?$)", sample, re.MULTILINE) is not None,
    )
    return frame.rename({name: name.strip() for name in frame.columns})


def _decode(source: Path, content: bytes) -> str:
    if b"\0" in content[:_SAMPLE] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        kind = "a ZIP archive (an Excel workbook?)" if content.startswith(b"PK") else "a binary file"
        raise DataError(f"{source} is {kind}: save the table as CSV or Parquet")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        log.warning("%s is not UTF-8; read as Windows-1252", source)
        return content.decode("cp1252", errors="replace")


def _separator(sample: str) -> str:
    """Return the separator that splits the first lines most often, and equally."""
    lines = sample.splitlines()[:20]

    def fields(separator: str) -> int:
        widths = {len(row) for row in csv.reader(lines[: max(1, len(lines) - 1)], delimiter=separator)}
        return widths.pop() if len(widths) == 1 else 1

    return max(_SEPARATORS, key=fields)
