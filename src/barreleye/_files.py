"""Files that are read and written: regular ones only, and written whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any

from ._text import shown as quoted
from .errors import DataError, OptionError

_OLD = 3600.0  # seconds


def as_path(path: Any) -> Path:  # noqa: ANN401  callers may be untyped
    """Return what somebody named a file with, if a file can have that name.

    Bytes, and words with lone surrogates, are names that are not UTF-8.
    """
    try:
        name = os.fsdecode(path)
        os.fsencode(name)
    except TypeError as error:
        raise OptionError(f"a file is named by a string or a path, got {quoted(path)}") from error
    except UnicodeEncodeError as error:
        raise DataError(f"no file can be called {path!r}: the system cannot write that name") from error
    if "\0" in name:
        raise DataError(f"no file can be called {name!r}: a name cannot contain a null character")
    return Path(name)


def shown(path: Path) -> str:
    """Return a path as messages show it: whatever is not UTF-8 stands as an escape."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def open_to_read(path: Path) -> BufferedReader:
    """Open a regular file; whatever else has a name (a folder, a pipe, a device) is refused.

    A pipe that nobody writes into would be waited for, and a device may be without an end.

    Raises
    ------
    DataError
        There is no such file, it is not a regular one, or it cannot be read.
    """
    try:
        file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115  the caller closes it
    except OSError as error:
        raise DataError(f"cannot read {shown(path)}: {error.strerror or error}") from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise DataError(f"cannot read {shown(path)}: it is a pipe or a device: write it to a file first")
    return file


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write ``content`` beside ``path``, then rename: readers see the old file or the whole new one.

    Raises
    ------
    DataError
        The folder does not exist, is full, or cannot be written; or the name is that of a folder or a device.
    """
    # behind a link, the file it points to is replaced, not the link
    target = Path(os.path.realpath(as_path(path)))
    # a name of its own for every call: a signal handler may save while its own thread is saving
    beside = target.parent / f".{_beginning(target)}.{os.urandom(8).hex()}.part"
    _remove_left_behind(target)
    try:
        _refuse_other_than_files(target)
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        named = shown(as_path(path)) if path else "an empty path"
        raise DataError(f"cannot write {named}: {error.strerror}") from error
    finally:
        with suppress(OSError):  # gone when all went well, or never made
            beside.unlink()


def _beginning(target: Path) -> str:
    """Return so much of a name that what is added does not make it too long: 4 bytes a letter, of 255."""
    return target.name[:50]


def _refuse_other_than_files(target: Path) -> None:
    """Refuse to put a file in the place of a folder or a device."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")


def _remove_left_behind(target: Path) -> None:
    """Remove what writers that were killed left beside a file: older than any writing takes."""
    with suppress(OSError):  # somebody else may be removing it too
        for left in target.parent.glob(f".{glob.escape(_beginning(target))}.*.part"):
            if time.time() - left.stat().st_mtime > _OLD:
                left.unlink()


def refuse_unwritable(path: str | os.PathLike[str]) -> None:
    """Make sure, before long work, that a file can be written: something is made beside it, and removed.

    Raises
    ------
    DataError
        It cannot.
    """
    target = Path(os.path.realpath(as_path(path)))
    try:
        _refuse_other_than_files(target)
        with suppress(FileNotFoundError):
            target.stat()  # fails where the name is too long
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise DataError(f"cannot write {shown(target)}: {error.strerror}") from error
