"""What a file holds: its bytes, unpacked if they were packed, and which kind of table they are."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..._files import as_path, open_to_read
from ..._text import cut, listed
from ...errors import DataError

TEXT, PARQUET, ARROW, SHEET, JSON = "text", "Parquet", "Arrow", "spreadsheet", "JSON"
_UNPACK: dict[bytes, tuple[str, Callable[[io.BytesIO], Any]]] = {
    b"\x1f\x8b": ("gzip", lambda packed: gzip.GzipFile(fileobj=packed)),
    b"BZh": ("bzip2", bz2.BZ2File),
    b"\xfd7zXZ\0": ("xz", lzma.LZMAFile),
}
# What is larger than both, bytes and times the packed size, is not unpacked: tables never shrink as much.
_MOST_BYTES, _MOST_TIMES = 2**28, 100
_KINDS = {b"PAR1": PARQUET, b"ARROW1": ARROW, b"FEA1": ARROW, b"\xd0\xcf\x11\xe0": SHEET}
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods")
_INSIDE_BOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_KNOWN = {
    b"\x28\xb5\x2f\xfd": "packed by zstd: unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Rar!": "a RAR archive: unpack it first",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array, which has no names of columns",
    b"\x80\x04": "a pickle, which may run anything when it is read",
    b"\x80\x05": "a pickle, which may run anything when it is read",
    b"<?xml": "an XML document",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}


@dataclass(frozen=True)
class TableBytes(os.PathLike[str]):
    """What a table file would hold, in the place of its path: a table that comes from standard input.

    Attributes
    ----------
    name : str
        What messages call it.
    data : bytes
    """

    name: str
    data: bytes

    def __fspath__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Content:
    """The unpacked bytes of a file.

    Attributes
    ----------
    path : Path
    data : bytes
    kind : str
        ``"text"``, ``"Parquet"``, ``"Arrow"``, ``"spreadsheet"`` or ``"JSON"``, told apart by the bytes.
    packed : str
        How it was packed: ``"gzip"``, ``"bzip2"``, ``"xz"``, ``"zip"``; empty if it was not.
    """

    path: Path
    data: bytes
    kind: str
    packed: str = ""


def content_of(path: str | os.PathLike[str]) -> Content:
    """Return what a file holds; its bytes say what it is, not its name.

    Raises
    ------
    DataError
        There is no such file, it is empty, or no table that can be read.
    """
    source = as_path(path)
    data = path.data if isinstance(path, TableBytes) else _bytes_of(source)
    packed = ""
    for beginning, (name, unpack) in _UNPACK.items():
        if data.startswith(beginning):
            packed = name
            try:
                with unpack(io.BytesIO(data)) as stream:
                    data = _within_limits(source, stream, len(data))
            except DataError:
                raise
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise DataError(
                    f"cannot read {source}: it is packed by {name}, and damaged ({error})"
                ) from error
            break
    if data.startswith(b"PK\x03\x04"):
        return _zipped(source, data)
    for beginning, what in _KNOWN.items():
        if data.startswith(beginning):
            remedy = "" if "unpack" in what else ": save the table as CSV or Parquet"
            raise DataError(f"{source} is {what}{remedy}")
    kind = next((kind for beginning, kind in _KINDS.items() if data.startswith(beginning)), TEXT)
    if kind == TEXT and data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"{", b"[{", b"[ {", b"[\n", b"[\r\n")
    ):
        kind = JSON
    if not data:
        raise DataError(f"{source} is empty")
    return Content(source, data, kind, packed)


def _bytes_of(source: Path) -> bytes:
    """Return what a regular file holds."""
    if os.path.isdir(source):  # noqa: PTH112  Path.is_dir raises where a name is too long
        raise DataError(f"{source} is a folder: name a CSV or Parquet file")
    with open_to_read(source) as file:
        try:
            data = file.read()
        except OSError as error:
            raise DataError(f"cannot read {source}: {error.strerror}") from error
    if not data:
        raise DataError(f"{source} is empty")
    return data


def _within_limits(source: Path, stream: IO[bytes], packed: int) -> bytes:
    """Return what a stream unpacks."""
    most = max(_MOST_BYTES, _MOST_TIMES * packed)
    data = stream.read(most + 1)
    if len(data) > most:
        raise DataError(
            f"{source} holds more than {most:,} bytes when it is unpacked, {most // packed:,} times its size:"
            " unpack it first, if it is a table"
        )
    return data


def _zipped(source: Path, data: bytes) -> Content:
    """Return a workbook, or the one file of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _of_archive(source, data, archive)
    except DataError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise DataError(
            f"cannot read {source}: the ZIP archive is damaged or locked ({cut(str(error), 200)})"
        ) from error


def _of_archive(source: Path, data: bytes, archive: zipfile.ZipFile) -> Content:
    names = archive.namelist()
    if source.suffix.lower() in _BOOKS or any(name in names for name in _INSIDE_BOOKS):
        for member in archive.infolist():  # so that the reader of workbooks meets nothing too large
            with archive.open(member) as stream:
                _within_limits(source, stream, len(data))
        return Content(source, data, SHEET)
    files = [name for name in names if not name.endswith("/") and not name.startswith("__MACOSX")]
    if len(files) != 1:
        what = f"{len(files)} files ({listed(files, most=5)})" if files else "no file"
        raise DataError(f"{source} is a ZIP archive with {what}: unpack the table")
    with archive.open(files[0]) as stream:
        return Content(source, _within_limits(source, stream, len(data)), TEXT, "zip")
