"""Standard input and standard output in the place of files, where a command line says ``-``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from .._output_streams import OutputStream, is_terminal
from ..errors import DataError, OptionError
from ._console import print_message

if TYPE_CHECKING:
    from ..tables.files import TableBytes

STANDARD = Path("-")


def path_of(text: str) -> Path:
    """Return a path as a command line names it: ``-`` is a standard stream, and ``./-`` a file of that name."""
    named = Path(text)
    return named.absolute() if named == STANDARD and text != "-" else named


path_of.__name__ = "path"  # typer shows it in the help


def given(table: Path) -> Path | TableBytes:
    """Return what a table is read from; standard input is read to its end.

    Raises
    ------
    DataError
        Standard input is closed, or cannot be read.
    """
    if table != STANDARD:
        return table
    stream: TextIO | None = sys.stdin
    if stream is None:
        raise DataError("cannot read standard input: it is closed")
    if is_terminal(stream):
        ending = "Ctrl-Z and Enter end" if os.name == "nt" else "Ctrl-D ends"
        print_message("note", f"waiting for a table from this terminal; {ending} it", "yellow")
    try:
        data = stream.buffer.read()
    except OSError as error:
        raise DataError(f"cannot read standard input: {error.strerror or error}") from error
    from ..tables.files import TableBytes  # noqa: PLC0415  0.3 s, which completions do without

    return TableBytes("standard input", data)


def refuse_standard_input_twice(*tables: Path | None) -> None:
    """Refuse two tables that both are standard input: it can be read once."""
    if tables.count(STANDARD) > 1:
        raise OptionError("standard input can be read once: name a file for one of the tables")


def refuse_standard_output(what: str, output: Path | None) -> None:
    """Refuse ``-`` as the name of a file that does not go to standard output."""
    if output == STANDARD:
        raise OptionError(f"{what} cannot go to standard output: name a file (./- is one called -)")


def write_standard_output(data: bytes) -> None:
    """Write bytes to standard output.

    Raises
    ------
    OutputError
        It is full, or nobody reads on.
    """
    stream = sys.stdout
    (stream if isinstance(stream, OutputStream) else OutputStream(stream, required=True)).write_bytes(
        data
    )
