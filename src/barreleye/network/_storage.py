"""One file for one model: an .npz archive with a JSON description and arrays, nothing executable.

Members: ``description`` (UTF-8 JSON as uint8) and the arrays by name. NumPy alone reads it.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .._files import write_whole
from ..errors import DataError, FileFormatError

FORMAT = "barreleye"
VERSION = 1

# What zipfile, NumPy and json raise when single bytes of an archive are wrong.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def write(
    path: str | os.PathLike[str], description: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write a model file beside ``path`` and rename it: readers see the old file or the whole new one.

    Raises
    ------
    DataError
        The folder does not exist or cannot be written.
    """
    header = {"format": FORMAT, "version": VERSION, **description}
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, indent=1)
    buffer = io.BytesIO()
    header_bytes = np.frombuffer(text.encode(), dtype=np.uint8)
    members: dict[str, Any] = {"description": header_bytes, **arrays}
    np.savez(buffer, **members)
    write_whole(path, buffer.getvalue())


def read(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return the description and the arrays of a model file.

    Raises
    ------
    FileFormatError
        The file is truncated, foreign or of a newer version.
    DataError
        There is no such file, or it cannot be read.
    """
    source = Path(path)
    try:
        archive = np.load(io.BytesIO(source.read_bytes()), allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise FileFormatError(f"{source} is not a Barreleye model: it holds a bare array")
        with archive:
            if "description" not in archive.files:
                raise FileFormatError(f"{source} is not a Barreleye model: it has no description")
            text = archive["description"].tobytes().decode()
            arrays: dict[str, NDArray[Any]] = {
                name: archive[name] for name in archive.files if name != "description"
            }
        description: Any = json.loads(text)
    except OSError as error:
        raise DataError(f"cannot read {source}: {error.strerror or error}") from error
    except _DAMAGE as error:
        if isinstance(error, FileFormatError):
            raise
        raise FileFormatError(
            f"{source} is not a whole Barreleye model file ({_reason(source)})"
        ) from error
    header = cast("dict[str, Any]", description if isinstance(description, dict) else {})
    if header.get("format") != FORMAT:
        raise FileFormatError(f"{source} is not a Barreleye model: its description is of another kind")
    version = header.get("version")
    if not isinstance(version, int):
        raise FileFormatError(f"{source} is not a Barreleye model: it has no version number")
    if version > VERSION:
        raise FileFormatError(
            f"{source} was written by a newer Barreleye (file version {version}, this one"
            f" reads up to {VERSION}): upgrade barreleye"
        )
    return header, arrays


def _reason(source: Path) -> str:
    head = source.read_bytes()[:4]
    if not head:
        return "it is empty"
    if head == b"PK\x03\x04":
        return "it is truncated or damaged: save it again, or restore a copy"
    return "it is another kind of file: name one that fit or save has written"
