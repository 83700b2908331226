"""Read a CSV or Parquet file into a data frame, whatever its separator and encoding."""

from __future__ import annotations

import csv
import io
import logging
import os
import re
from pathlib import Path
from typing import Any

from .._files import as_path, open_to_read
from .._text import counted, listed
from ..errors import DataError, MissingExtraError

log = logging.getLogger(__name__)

_MISSING = ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "?", "-", "#N/A"]
_SEPARATORS = ",;\t|"
_SAMPLE = 65536


def read_frame(path: str | os.PathLike[str], *, as_written: bool = False) -> Any:  # noqa: ANN401
    """Read a table file into a polars data frame.

    Parameters
    ----------
    path : path
        A CSV (separator ``,`` ``;`` tab or ``|``; UTF-8, UTF-16 or Windows-1252; decimal comma understood
        where ``;`` separates) or a Parquet file, told apart by their content.
    as_written : bool
        Leave the fields of a CSV as the text they are.

    Raises
    ------
    DataError
        The file is absent, unreadable, of another kind or ragged; one sentence says so.
    """
    try:
        import polars as pl  # noqa: PLC0415  an extra: only tables need it
    except ImportError as error:
        raise MissingExtraError("reading tables needs polars: pip install 'barreleye[data]'") from error
    source = as_path(path)
    content = _content(source)
    if not content:
        raise DataError(f"{source} is empty")
    try:
        if content.startswith(b"PAR1"):
            return _read_parquet(pl, source, content)
        return _read_csv(pl, source, content, as_written=as_written)
    except (pl.exceptions.PolarsError, csv.Error) as error:
        first = str(error).strip().splitlines()[0]
        raise DataError(f"cannot read {source}: {first}") from error


def _content(source: Path) -> bytes:
    """Return what a regular file holds; it is read more than once, which a pipe cannot be."""
    if os.path.isdir(source):  # noqa: PTH112  Path.is_dir raises where a name is too long
        raise DataError(f"{source} is a folder: name a CSV or Parquet file")
    with open_to_read(source) as file:
        try:
            return file.read()
        except OSError as error:
            raise DataError(f"cannot read {source}: {error.strerror}") from error


def _read_parquet(pl: Any, source: Path, content: bytes) -> Any:  # noqa: ANN401
    try:
        return pl.read_parquet(io.BytesIO(content))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how polars meets some damaged files; no Exception
            raise
        raise DataError(f"cannot read {source}: the Parquet file is damaged") from error


def _read_csv(pl: Any, source: Path, content: bytes, *, as_written: bool) -> Any:  # noqa: ANN401
    text = _decode(source, content)
    if text.lstrip().startswith(("{", "[{", "[[")):
        raise DataError(f"{source} looks like JSON: save the table as CSV or Parquet")
    if not text.strip():
        raise DataError(f"{source} is empty")
    sample = text[:_SAMPLE]
    separator = _separator(sample)
    header: list[str] = next(csv.reader(io.StringIO(text), delimiter=separator), list[str]())
    _check_header(source, header)
    data = text.encode()
    ragged = _ragged(text, separator, len(header), source)
    if ragged:
        raise DataError(ragged)

    def parse(**how: Any) -> Any:  # noqa: ANN401
        frame = pl.read_csv(io.BytesIO(data), separator=separator, **how)
        return frame.rename({name: name.strip() for name in frame.columns})

    try:
        fields = parse(infer_schema=False)
        if as_written:
            return fields
        typed = parse(
            null_values=_MISSING,
            infer_schema_length=None,
            try_parse_dates=True,
            decimal_comma=_decimal_comma(sample, separator),
        )
    except pl.exceptions.PolarsError as error:
        raise DataError(f"cannot read {source}: {str(error).strip().splitlines()[0]}") from error
    codes = [name for name in typed.columns if typed[name].dtype.is_integer() and _is_code(fields[name])]
    return typed.with_columns(fields[name].str.strip_chars() for name in codes)


def _is_code(fields: Any) -> bool:  # noqa: ANN401  a polars series of text
    """Say whether whole numbers are written with leading zeros, which numbers would lose."""
    return bool(fields.str.contains(r"^\s*[+-]?0\d").any())


def _check_header(source: Path, header: list[str]) -> None:
    names = [name.strip() for name in header]
    if names.count("") > 1:
        raise DataError(f"{source} has {names.count('')} columns without a name: name them")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{source} has two columns called {listed(twice)}: rename one")


def _ragged(text: str, separator: str, width: int, source: Path) -> str:
    """Name the first row with more or fewer fields than the header, or return an empty text."""
    if '"' not in text and {line.count(separator) for line in text.splitlines() if line} == {width - 1}:
        return ""  # nothing is quoted, so counting is enough, and ten times faster
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    for number, row in enumerate(rows):
        if row and len(row) != width:
            return (
                f"cannot read {source}: row {number} has {counted(len(row), 'field')}, the header has {width}"
                f" (separator {separator!r}; is a quote left open?)"
            )
    return ""


def _decode(source: Path, content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in content[:_SAMPLE] and not wide:
        kind = "a ZIP archive (an Excel workbook?)" if content.startswith(b"PK") else "a binary file"
        raise DataError(f"{source} is {kind}: save the table as CSV or Parquet")
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        log.warning("%s is not UTF-8; read as Windows-1252", source)
        text = content.decode("cp1252", errors="replace")
    return text if "\n" in text else text.replace("\r", "\n")  # line ends of old Macs


def dialect_of(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return how a CSV file is written, as polars' ``write_csv`` takes it; nothing for other files."""
    source = as_path(path)
    content = _content(source)
    if content.startswith(b"PAR1"):
        return {}
    sample = _decode(source, content)[:_SAMPLE]
    separator = _separator(sample)
    return {"separator": separator, "decimal_comma": _decimal_comma(sample, separator)}


def _decimal_comma(sample: str, separator: str) -> bool:
    return separator == ";" and re.search(r"(^|;)-?\d+,\d+(;|$)", sample, re.MULTILINE) is not None


def _separator(sample: str) -> str:
    """Return the separator that splits the first lines most often, and equally."""
    lines = sample.splitlines()[:20]

    def fields(separator: str) -> int:
        widths = {len(row) for row in csv.reader(lines[: max(1, len(lines) - 1)], delimiter=separator)}
        return widths.pop() if len(widths) == 1 else 1

    best = max(_SEPARATORS, key=fields)
    if fields(best) > 1:
        return best
    return max(_SEPARATORS, key=lines[0].count)  # a ragged file: the header decides
