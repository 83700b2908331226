"""Which folders and files nobody but this user (and root) can have written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_LINKS = 40  # followed one after the other; the system gives up there too


def why_not_private(folder: Path) -> str:
    """Return what lets somebody else write into a folder, or put another in its place; else nothing.

    Every folder on the way, and every link, has to belong to this user or to root, and nobody else may write
    there. What is not there yet is nobody's. A folder of all for temporary files (sticky) may be on the way: what
    is in it is its owner's.
    """
    if not hasattr(os, "geteuid"):  # Windows: a profile's folders are its owner's
        return "" if folder.is_dir() or not folder.exists() else f"{folder} is not a folder"
    here, left, links = Path("/"), list(folder.absolute().parts[1:]), 0
    while left:
        name = left.pop(0)
        if name == "..":
            here = here.parent
            continue
        here, parent = here / name, here
        try:
            found = here.lstat()
        except FileNotFoundError:
            break
        fault = _fault(here, found, on_the_way=bool(left))
        if fault or links > _LINKS:
            return fault or f"{folder} leads through too many links"
        if stat.S_ISLNK(found.st_mode):
            links += 1
            target = Path(here.readlink())
            here = Path("/") if target.is_absolute() else parent
            left[:0] = target.parts[1 if target.is_absolute() else 0 :]
    return ""


def _fault(here: Path, found: os.stat_result, *, on_the_way: bool) -> str:
    if found.st_uid not in _trusted():
        return f"{here} belongs to another user"
    if stat.S_ISLNK(found.st_mode):
        return ""
    if not stat.S_ISDIR(found.st_mode):
        return f"{here} is not a folder"
    sticky = on_the_way and found.st_mode & stat.S_ISVTX
    return f"others may write into {here}" if _others_write(found) and not sticky else ""


def make_private(folder: Path) -> None:
    """Make a folder, and what is missing on the way to it, for this user alone.

    Raises
    ------
    OSError
        It cannot be made.
    """
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))


def read_private(path: Path, most: int) -> bytes | None:
    """Return what is in a regular file of at most so many bytes that nobody else can have written; else None."""
    flags = (
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_BINARY", 0)
    )
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        others = hasattr(os, "geteuid") and (found.st_uid not in _trusted() or _others_write(found))
        if others or not stat.S_ISREG(found.st_mode) or found.st_size > most:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(descriptor)


def write_private(path: Path, content: bytes) -> None:
    """Write a file for this user alone, beside its place, and rename it.

    Raises
    ------
    OSError
        It cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _trusted() -> tuple[int, int]:
    return 0, os.geteuid()


def _others_write(found: os.stat_result) -> bool:
    """Say whether others may write there; a group of which nobody else is a member is no other."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _own_group(found.st_gid)


def _own_group(number: int) -> bool:
    """Say whether a group is the one that many systems make for each user, called as the user is."""
    import grp  # noqa: PLC0415  not on Windows
    import pwd  # noqa: PLC0415

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(number)
    except KeyError:  # a number without a name, as in containers
        return False
    return (
        user.pw_gid == number and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
    )
