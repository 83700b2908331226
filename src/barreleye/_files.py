"""Write files whole or not at all."""

from __future__ import annotations

import glob
import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

from .errors import DataError

_OLD = 3600.0  # seconds


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write ``content`` beside ``path``, then rename: readers see the old file or the whole new one.

    Raises
    ------
    DataError
        The folder does not exist, is full, or cannot be written.
    """
    target = Path(
        os.path.realpath(path)
    )  # behind a link, the file it points to is replaced, not the link
    beside = target.parent / (f".{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    _remove_left_behind(target)
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise DataError(f"cannot write {path or 'an empty path'}: {error.strerror}") from error
    finally:
        with suppress(OSError):  # gone when all went well, or never made
            beside.unlink()


def _remove_left_behind(target: Path) -> None:
    """Remove what writers that were killed left beside a file: older than any writing takes."""
    with suppress(OSError):  # somebody else may be removing it too
        for left in target.parent.glob(f".{glob.escape(target.name)}.*.part"):
            if time.time() - left.stat().st_mtime > _OLD:
                left.unlink()
