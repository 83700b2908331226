"""The options of the command line that say how a table is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import barreleye as be

from ._options import INPUT, option

if TYPE_CHECKING:
    from ..tables import Table
    from ..tables.files import TableBytes


class DateOrder(StrEnum):
    """What comes first in dates such as 01/02/2024."""

    day_first = "day-first"
    month_first = "month-first"


class DecimalMark(StrEnum):
    """What stands before the decimals of a number."""

    point = "."
    comma = ","


@dataclass(frozen=True)
class TableReading:
    """How a table is to be read where its file leaves it open."""

    separator: Annotated[
        str | None,
        option(
            "What separates the fields of a CSV file, such as ';'; ' ' for blanks.", "CHAR", group=INPUT
        ),
    ] = None
    encoding: Annotated[
        str | None,
        option("The encoding of a text file, such as cp1250 or shift_jis.", "NAME", group=INPUT),
    ] = None
    skip_rows: Annotated[
        int | None,
        option(
            "How many lines stand above the header (0: the first line is one).", "N", group=INPUT, min=0
        ),
    ] = None
    sheet: Annotated[
        str | None, option("The sheet of a workbook; by default the first.", "NAME", group=INPUT)
    ] = None
    decimal: Annotated[
        DecimalMark | None, option("The decimal mark of all numbers: . or ,", "MARK", group=INPUT)
    ] = None
    date_order: Annotated[
        DateOrder | None,
        option("What 01/02/2024 means: day-first or month-first.", "ORDER", group=INPUT),
    ] = None

    @property
    def of_file(self) -> dict[str, Any]:
        """The options of :func:`barreleye.tables.write_table`, which copies a file."""
        return {name: vars(self)[name] for name in ("separator", "encoding", "skip_rows", "sheet")}

    def table(self, source: Path | TableBytes) -> Table:
        """Return the table of a file, or of what has come from standard input."""
        return be.tables.as_table(
            source, **{name: one for name, one in vars(self).items() if one is not None}
        )


@dataclass(frozen=True)
class LearnedReading(TableReading):
    """How a table to learn from is to be read: a model keeps what was decided about its columns."""

    words: Annotated[
        list[str] | None,
        option("A column of words, whatever they look like; may be repeated.", "COLUMN", group=INPUT),
    ] = None
    missing: Annotated[
        list[str] | None,
        option("A word that means a missing value; may be repeated.", "WORD", group=INPUT),
    ] = None
