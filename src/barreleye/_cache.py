"""A folder for machine code, which can be made again: it is used when whole and nobody else's, and never missed.

The folder is ``machine-code`` in ``BARRELEYE_CACHE_DIR`` if that is set, otherwise in what the system intends for
caches. It is made for this user alone. What others may have written is not read: it would be run. Nothing here
raises: a folder that cannot be read or written is the same as an empty one, but for one warning.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

from ._private import make_private, read_private, why_not_private, write_private

log = logging.getLogger(__name__)

MOST = 256 * 2**20
"""Bytes that all files may take together; those that were not used for the longest time go first."""

_LARGEST = 16 * 2**20  # bytes of one file
_DAY = 86_400.0  # seconds: a file that was used since is not marked again
_DIGEST = hashlib.sha256().digest_size
_warned: set[str] = set()  # what was warned of


def folder() -> Path:
    """Return where machine code lies; it need not exist."""
    named = os.environ.get("BARRELEYE_CACHE_DIR")
    base = Path(named).absolute() if named else _intended()
    if base is None:
        base = _temporary(os.getpid())
    return base / "machine-code"


def read(name: str) -> bytes | None:
    """Return what :func:`keep` wrote under that name; None if it is absent, damaged, or may be somebody else's."""
    where = folder()
    if _doubts(where):
        return None
    stored = read_private(where / name, _LARGEST)
    if stored is None or stored[:_DIGEST] != _digest(name, stored[_DIGEST:]):
        return None
    with suppress(OSError):  # a folder that only root can write has no last uses
        if time.time() - (where / name).stat().st_mtime > _DAY:
            os.utime(where / name)
    return stored[_DIGEST:]


def keep(name: str, content: bytes) -> None:
    """Write ``content`` under that name, whole or not at all; where that is impossible, say so once."""
    where = folder()
    if len(content) > _LARGEST - _DIGEST or where.is_relative_to(os.devnull):  # that was told
        return
    doubts = _doubts(where)
    if doubts:
        _tell(where, doubts)
        return
    try:
        make_private(where)
        write_private(where / name, _digest(name, content) + content)
    except OSError as error:
        _tell(where, error.strerror or str(error))
        return
    _make_room(where)


def _digest(name: str, content: bytes) -> bytes:
    """Return one digest over name and content: what was written under another name is not found under this one."""
    return hashlib.sha256(f"{name}\n".encode() + content).digest()


def _intended() -> Path | None:
    """Return this library's folder in what the system intends for caches; None if this user has no home."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home() raises where there is no home
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        base = Path(local) if local else home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        named = Path(os.environ.get("XDG_CACHE_HOME") or "~")
        if named.is_absolute():
            return named / "barreleye"
        base = home / ".cache"
    return base / "barreleye" if home.is_absolute() and home.is_dir() else None


@cache
def _temporary(process: int) -> Path:
    """Return a folder that goes when this process ends: for users without a home, as in containers.

    Where no folder can be made, it is one that nobody can make: machine code is then compiled anew each time.
    """
    try:
        made = Path(tempfile.mkdtemp(prefix="barreleye-"))
    except OSError as error:
        nowhere = Path(os.devnull)
        _tell(
            nowhere,
            f"this user has no home directory, and no temporary files can be made: {error.strerror}",
        )
        return nowhere

    def remove() -> None:
        if os.getpid() == process:
            shutil.rmtree(made, ignore_errors=True)

    atexit.register(remove)
    _tell(made, "this user has no home directory")
    return made


def _doubts(where: Path) -> str:
    """Return why what is in a folder may be somebody else's, or nothing."""
    try:
        return why_not_private(where)
    except OSError as error:
        return error.strerror or str(error)


def _tell(where: Path, why: str) -> None:
    if why not in _warned:
        _warned.add(why)
        log.warning(
            "machine code cannot be kept in %s: every process compiles it again, which takes some seconds. Set"
            " BARRELEYE_CACHE_DIR to a folder of your own that nobody else can write (%s)",
            where,
            why,
        )


def _make_room(where: Path) -> None:
    """Remove the files that were not used for the longest time, until the rest is small enough."""
    with suppress(OSError), os.scandir(where) as entries:  # another process may be doing it too
        files = [(file.stat(follow_symlinks=False), Path(file.path)) for file in entries]
        total = sum(found.st_size for found, _ in files)
        for found, path in sorted(files, key=lambda one: one[0].st_mtime):
            if total <= MOST:
                return
            with suppress(OSError):
                path.unlink()
            total -= found.st_size
