"""Text on its way to a terminal, the log included."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from .._output_streams import OutputStream, as_stream
from .._text import cut, printable
from ..errors import OptionError

Verbose = Annotated[
    int,
    typer.Option(
        *("--verbose", "-v"),
        count=True,
        show_default=False,
        metavar="",
        help="Print log messages; -vv prints one for every epoch.",
    ),
]


# A longer sentence would push everything else out of sight; two paths have room in it, as long as they can be.
_MOST = 10_000


def open_streams() -> None:
    """Make standard output and standard error streams that take any text, whatever they are.

    One that is closed gets a file that leads nowhere: no file that is written later can take its number then, and
    with it what some library prints.
    """
    sys.stdout = as_stream(OutputStream(sys.stdout or _null_stream(), required=True))
    sys.stderr = as_stream(OutputStream(sys.stderr or _null_stream()))


def _null_stream() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  it stays open to the end


def plain(text: str, most: int = _MOST) -> str:
    """Return text from a table so that rich shows it as it is, brackets included."""
    return escape(printable(cut(text, most)))


def grid(*titles: str, right: Sequence[str] = ()) -> Table:
    """Return an empty table without lines, whose cells go on in the next line and lose nothing.

    Parameters
    ----------
    titles : str
        Heads of the columns; without any, two columns have none.
    right : sequence of str
        The titles of columns of numbers.
    """
    empty = Table(box=None, pad_edge=False, show_header=bool(titles))
    for title in titles or ("", ""):
        empty.add_column(title, overflow="fold", justify="right" if title in right else "left")
    return empty


def print_message(kind: str, text: str, style: str = "bold red") -> None:
    """Say on standard error what went wrong."""
    message = Text.assemble((f"{kind}:", style), " ", printable(cut(text, _MOST)))
    Console(stderr=True).print(message, soft_wrap=True)


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
