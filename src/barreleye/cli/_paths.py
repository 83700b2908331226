"""Paths and widths as they are given on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import DataError, OptionError
from ._standard_streams import STANDARD


def check_input(path: Path) -> None:
    """Refuse a path that is no file, before names are made from it; standard input may be one."""
    if path == STANDARD:
        return
    if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises on a name that is too long
        raise DataError(f"{path} is a folder: name a file")
    if not os.path.exists(path):  # noqa: PTH110  as above
        raise DataError(f"cannot read {path}: there is no such file")


def check_outputs(paths: dict[str, Path]) -> None:
    """Refuse, before any work, outputs that would overwrite each other or the input, or have no folder."""
    seen: dict[str, str] = {}
    for what, path in paths.items():
        real = os.path.realpath(path)
        if real in seen:
            raise OptionError(f"{what} would overwrite {seen[real]} ({path}): name another file")
        seen[real] = what
        if what.startswith("--") and not os.path.isdir(path.parent):  # noqa: PTH112  as in check_input
            raise OptionError(f"{what}: the folder {path.parent} does not exist")


def widths(text: str) -> list[int]:
    """Read ``64,64`` as widths of layers; an empty text is no hidden layer."""
    try:
        return [int(part) for part in text.replace(" ", "").split(",") if part]
    except ValueError:
        raise OptionError(f"--hidden takes widths such as 64,64, got '{text}'") from None
