"""Text on its way to a terminal, the log included."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape

from ..errors import OptionError

Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="Tell more; -vv tells of every epoch.")
]


def printable(text: str) -> str:
    """Replace what a terminal would obey instead of showing: escape sequences in somebody's table."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def plain(text: str) -> str:
    """Return text from a table so that rich shows it as it is, brackets included."""
    return escape(printable(text))


def log_to_stderr(verbose: int) -> None:
    """Show the library's log: warnings, more with --verbose or BARRELEYE_LOG=info."""
    named = os.environ.get("BARRELEYE_LOG", "").upper()
    level = {0: "WARNING", 1: "INFO"}.get(verbose, "DEBUG")
    if not verbose and named:
        if named not in logging.getLevelNamesMapping():
            raise OptionError(f"BARRELEYE_LOG is debug, info, warning or error, got '{named.lower()}'")
        level = named
    logger = logging.getLogger("barreleye")
    logger.handlers = [RichHandler(console=Console(stderr=True), show_path=False, show_time=False)]
    logger.setLevel(level)
