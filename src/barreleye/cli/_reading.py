"""The options of the command line that say how a table is to be read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class DateOrder(StrEnum):
    """What comes first in dates such as 01/02/2024."""

    day_first = "day-first"
    month_first = "month-first"


class DecimalMark(StrEnum):
    """What stands before the decimals of a number."""

    point = "."
    comma = ","


_PANEL = "How the table is read"

Separator = Annotated[
    str | None,
    typer.Option(
        help="What separates the fields of a CSV file, such as ';'; ' ' for blanks.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        help="The encoding of a text file, such as cp1250 or shift_jis.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
SkipRows = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="How many lines stand above the header (0: the first line is one).",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Sheet = Annotated[
    str | None,
    typer.Option(
        help="The sheet of a workbook; by default the first.", show_default=False, rich_help_panel=_PANEL
    ),
]
Decimal = Annotated[
    DecimalMark | None,
    typer.Option(help="The decimal mark of all numbers.", show_default=False, rich_help_panel=_PANEL),
]
Order = Annotated[
    DateOrder | None,
    typer.Option(
        "--date-order", help="What 01/02/2024 means.", show_default=False, rich_help_panel=_PANEL
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        help="A column of words, whatever they look like; the option may be repeated.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Missing = Annotated[
    list[str] | None,
    typer.Option(
        help="A word that means a missing value; the option may be repeated.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
IgnoreExtra = Annotated[
    bool, typer.Option("--ignore-extra", help="Ignore columns that training did not have.")
]
