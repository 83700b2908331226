"""A folder for things that can be made again: they are used when whole, and never missed when gone.

The folder is ``BARRELEYE_CACHE_DIR`` if that is set, otherwise what the system intends for caches.
Nothing here raises: a folder that cannot be read or written is the same as an empty one, but for one warning.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path

from ._files import write_whole
from ._version import __version__
from .errors import DataError

log = logging.getLogger(__name__)

_TOLD: set[Path] = set()  # folders that could not be written
_DIGEST = hashlib.sha256().digest_size


def folder() -> Path:
    """Return where cached files of this version lie; it need not exist."""
    named = os.environ.get("BARRELEYE_CACHE_DIR")
    if named:
        return Path(named) / __version__
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home() raises where there is no home
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "barreleye" / __version__


def read(name: str) -> bytes | None:
    """Return what :func:`keep` wrote under that name; None if it is absent, cut or damaged."""
    try:
        stored = (folder() / name).read_bytes()
    except OSError:
        return None
    digest, content = stored[:_DIGEST], stored[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def keep(name: str, content: bytes) -> None:
    """Write ``content`` under that name, whole or not at all; where that is impossible, say so once."""
    where = folder()
    try:
        where.mkdir(parents=True, exist_ok=True)
        write_whole(where / name, hashlib.sha256(content).digest() + content)
    except (OSError, DataError) as error:
        if where not in _TOLD:
            _TOLD.add(where)
            log.warning(
                "machine code cannot be kept in %s: every process compiles it again, which takes some seconds. Set"
                " BARRELEYE_CACHE_DIR to a folder that can be written (%s)",
                where,
                error.strerror if isinstance(error, OSError) else error,
            )
