"""Options and arguments that several commands have, and how each is declared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ._completions import model_files
from ._standard_streams import path_of

ROWS, TRAINING, INPUT, OUTPUT = "Rows and columns", "Training", "Input", "Output"
"""The groups of options in the help."""


def option(what: str, metavar: str = "", *names: str, group: str | None = None, **more: Any) -> Any:  # noqa: ANN401  as typer has it
    """Return an option for :data:`typing.Annotated`; its default is only shown if ``show_default`` is true."""
    more = {"show_default": False, "metavar": metavar or None, "rich_help_panel": group, **more}
    return typer.Option(*names, help=what, **more)


def argument(what: str, metavar: str, **more: Any) -> Any:  # noqa: ANN401  as typer has it
    """Return an argument for :data:`typing.Annotated`."""
    return typer.Argument(help=what, metavar=metavar, show_default=False, **more)


def output_file(what: str, *names: str, **more: Any) -> Any:  # noqa: ANN401  as typer has it
    """Return the option that names a file to write: ``--output``, if no names are given."""
    names = names or ("--output", "-o")
    return option(what, "FILE", *names, group=OUTPUT, parser=path_of, **more)


TableToRead = Annotated[
    Path, argument("A CSV, Parquet or Excel file ...; - reads standard input.", "TABLE", parser=path_of)
]
AnsweredTable = Annotated[
    Path,
    argument("A table in which the answers stand; - reads standard input.", "TABLE", parser=path_of),
]
TableModelFile = Annotated[
    Path,
    argument("A model file of `barreleye fit`.", "MODEL", parser=path_of, autocompletion=model_files),
]
Target = Annotated[str, option("The column to predict.", "COLUMN", "--target", "-t")]
Drop = Annotated[
    list[str] | None, option("A column to leave out; may be repeated.", "COLUMN", group=ROWS)
]
IgnoreExtra = Annotated[
    bool, option("Ignore columns that training did not have.", "", "--ignore-extra", group=INPUT)
]
Seed = Annotated[
    int,
    option(
        "What random numbers begin with: the same seed gives the same result.",
        "N",
        min=0,
        show_default=True,
    ),
]
