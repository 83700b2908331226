"""One file for one model: an .npz archive with a JSON description and arrays, nothing executable.

Members: ``description`` (UTF-8 JSON as uint8) and the arrays by name. NumPy alone reads it.
"""

from __future__ import annotations

import io
import json
import os
import zipfile  # pyright: ignore[reportUnusedImport]  # noqa: F401  NumPy loads it in its first savez, where a signal handler that saves would find half of it
from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._files import as_path, open_to_read, shown, write_whole
from .._json import parsed, text_of
from .._tree import Tree, in_short
from ..errors import DataError, FileFormatError
from ._archive import Archive

FORMAT = "barreleye"
# The newest version that is read. Files say the oldest one that can hold them: networks 1, models of tables 2.
VERSION = 2


def write(
    path: str | os.PathLike[str], description: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a model file beside ``path`` and rename it: readers see the old file or the whole new one.

    Letters beyond ASCII are escaped, so that every string can be written: those that are not UTF-8 too.

    Raises
    ------
    DataError
        The folder does not exist or cannot be written.
    """
    text = header_text(description)
    buffer = io.BytesIO()
    header_bytes = np.frombuffer(text.encode(), dtype=np.uint8)
    members: dict[str, Any] = {"description": header_bytes, **arrays}
    try:
        np.savez(buffer, **members)
    except ValueError as error:  # a zip that is closed in the middle hides what came: Ctrl-C, a signal
        if error.__context__ is None:
            raise
        raise error.__context__ from None
    write_whole(path, buffer.getvalue())


def header_text(description: Mapping[str, Any]) -> str:
    """Return the JSON that a model file begins with."""
    return json.dumps({"format": FORMAT, "version": 1, **description}, allow_nan=False, indent=1)


def read(
    path: str | os.PathLike[str], names: Iterable[str] = ("parameters",)
) -> tuple[Tree, dict[str, NDArray[Any]]]:
    """Return the description of a model file, and those of the named arrays that it has.

    Raises
    ------
    FileFormatError
        The file is truncated, foreign or of a newer version.
    DataError
        There is no such file, or it cannot be read.
    """
    source = as_path(path)
    where = shown(source)
    with open_to_read(source) as file:
        try:
            archive = Archive(file, where)
            description = parsed(_text(archive), where)
            _check_version(description)
            return description, {name: archive.array(name) for name in names if name in archive}
        except OSError as error:
            raise DataError(f"cannot read {where}: {error.strerror or error}") from error
        except MemoryError as error:
            raise DataError(f"cannot read {where}: there is not enough memory for it") from error


def _text(archive: Archive) -> str:
    content = archive.array("description")
    if content.dtype != np.uint8:
        raise FileFormatError(f"{archive.name} is not a Barreleye model: its description is not text")
    return text_of(content, archive.name, archive.size)


def _check_version(description: Tree) -> None:
    header, where = description.value, description.file
    if not isinstance(header, dict) or cast("dict[str, Any]", header).get("format") != FORMAT:
        raise FileFormatError(f"{where} is not a Barreleye model: its description is of another kind")
    version = description["version"].whole(1)
    if version > VERSION:
        raise FileFormatError(
            f"{where} was written by a newer Barreleye (file version {in_short(version)}, this one"
            f" reads up to {VERSION}): upgrade barreleye"
        )
