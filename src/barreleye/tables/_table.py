"""A table: columns of equal length by name, decided when somebody first looks at them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from .._arguments import one_of
from .._arrays import Integers
from .._files import as_path
from .._text import counted, listed, near, quoted, shown
from ..errors import DataError, OptionError
from ._alike import same
from ._columns import Column
from ._frames import of_frame, of_mapping
from ._kinds import UNREADABLE
from ._table_arguments import column_names
from ._undecided import Source
from .decisions._decide import decide
from .files._read import read_source
from .formats._declared import DAY_FIRST, MONTH_FIRST

_SHOWN = 12  # so many columns stand in the text of a table


class Table:
    """Columns of equal length, in order, with different names.

    Attributes
    ----------
    notes : tuple of str
        What was unusual about the file that it was read from.
    """

    def __init__(self, columns: Sequence[Column], notes: tuple[str, ...] = ()) -> None:
        names = [column.name for column in columns]
        twice = (
            sorted({name for name in names if names.count(name) > 1})
            if len(set(names)) < len(names)
            else []
        )
        if twice:
            raise DataError(f"the table has two columns called {listed(twice)}: rename one")
        self.source: Source = Source({column.name: column for column in columns}, notes=notes)
        self.columns = tuple(columns)
        _check_lengths(columns)

    @classmethod
    def of(cls, source: Source) -> Table:
        """Return the table of a source, about which nothing is decided yet."""
        table = cls.__new__(cls)
        table.source = source
        _check_lengths(source.columns.values())
        return table

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order."""
        return tuple(decide(self.source))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was unusual about the file that the table was read from."""
        return self.source.notes

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(self.source.columns)

    def __len__(self) -> int:
        return max(_lengths(self.source.columns.values()), default=0)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __contains__(self, name: str) -> bool:
        return name in self.source.columns

    def __getitem__(self, name: str) -> Column:
        self.require(name)
        return self._by_name[name]

    def require(self, name: str) -> None:
        """Raise DataError if there is no such column."""
        if name not in self:
            if same([name], self.names):
                hint = ", but one that looks the same: Unicode writes its letters otherwise, so copy its name"
            else:
                hint = near(name, self.names) or f"; there are {listed(self.names) or 'none'}"
            raise DataError(f"the table has no column {quoted(name)}{hint}")

    def without(self, *names: str) -> Table:
        """Return the table without these columns."""
        if "columns" in vars(self):
            return Table([column for column in self.columns if column.name not in names], self.notes)
        return Table.of(self.source.of(name for name in self.names if name not in names))

    def take(self, rows: Integers) -> Table:
        """Return the table of the rows at these positions, shape (n,)."""
        return Table([column.take(rows) for column in self.columns], self.notes)

    def __repr__(self) -> str:
        kinds = [f"{column.name}: {column.kind}" for column in self.columns[:_SHOWN]]
        more = len(self.columns) - _SHOWN
        kinds += [f"and {counted(more, 'more column')}"] if more > 0 else []
        return f"Table({counted(len(self), 'row')}; {', '.join(kinds)})"

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def as_table(
    data: Any,  # noqa: ANN401  any data frame, mapping, path or Table
    *,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    skip_rows: int | None = None,
    sheet: str | int | None = None,
    date_order: str | None = None,
    words: Sequence[str] | str = (),
    missing: Sequence[str] | str = (),
) -> Table:
    """Return the table of a file, a mapping of names to lists, or a data frame.

    Text is read with the evidence of the whole table: each column gets one format (decimal mark, unit, order of
    dates, words that mean a missing value), or is words. A data frame is one of polars, pandas, pyarrow or another
    library that narwhals supports, and its types decide where it has some. A column that cannot be used (lists,
    infinity, numbers beyond 1e150) becomes an unreadable column: it is an error to use it, but it can be left out.

    Parameters
    ----------
    data : path, data frame, mapping or Table
        A file is CSV, Parquet, Arrow (Feather), JSON lines, or a workbook (``.xlsx``, ``.xls``, ``.ods``), perhaps
        packed by gzip, bzip2, xz or zip; its content tells which.
    separator : str, optional
        The character between the fields of a CSV file; ``" "`` stands for any number of blanks.
    decimal : str, optional
        The decimal mark of all numbers that are text, ``"."`` or ``","``.
    encoding : str, optional
        The encoding of a text file, as Python calls it. By default UTF-8, UTF-16 or Windows-1252.
    skip_rows : int, optional
        How many lines of the file stand above its header; 0 if the first line is one, whatever it looks like.
    sheet : str or int, optional
        The sheet of a workbook, by name or position; by default the first.
    date_order : str, optional
        ``"day-first"`` or ``"month-first"``: what 01/02/2024 means.
    words : sequence of str, or str
        Columns whose entries are words, whatever they look like.
    missing : sequence of str, or str
        Words that mean a missing value, besides the usual ones.

    Raises
    ------
    DataError
        The data is of another kind, or the file cannot be read.
    OptionError
        An option is of another kind, or does not fit the data.
    MissingExtraError
        polars, narwhals or fastexcel is not installed: ``pip install 'barreleye[data]'``.
    """
    hints: dict[str, Any] = {}
    if decimal is not None:
        one_of("decimal", decimal, (".", ","))
        hints["decimal"] = decimal
    if date_order is not None:
        one_of("date_order", date_order, ("day-first", "month-first"))
        hints["date_order"] = DAY_FIRST if date_order == "day-first" else MONTH_FIRST
    hints["words"], hints["missing"] = (
        tuple(column_names("words", words)),
        tuple(column_names("missing", missing)),
    )
    file = {"separator": separator, "encoding": encoding, "skip_rows": skip_rows, "sheet": sheet}
    source = _source(data, {name: value for name, value in file.items() if value is not None})
    for name in hints["words"]:
        if name not in source.columns:
            raise OptionError(
                f"words names columns of the table, which has no {shown(name)}{near(name, source.columns)}"
            )
    if not any(hints.values()):
        return data if isinstance(data, Table) else Table.of(source)
    return Table.of(source.with_hints(**hints))


def read_table(path: str | os.PathLike[str], **how: Any) -> Table:  # noqa: ANN401
    """Return the table of a file that has rows; options and errors are those of :func:`as_table`."""
    table = as_table(as_path(path), **how)
    if not len(table):
        raise DataError(f"{path} has 0 rows of data: there is nothing below the header")
    return table


def _source(data: Any, file: dict[str, Any]) -> Source:  # noqa: ANN401
    if isinstance(data, str | os.PathLike):
        return read_source(data, **file)  # pyright: ignore[reportUnknownArgumentType]
    if file:
        raise OptionError(
            f"{listed(file)} is about files, and the data is a {type(data).__name__}: leave it out"
        )
    if isinstance(data, Table):
        return undecided(data)
    return of_mapping(data) if isinstance(data, Mapping) else of_frame(data)  # pyright: ignore[reportUnknownArgumentType]


def undecided(table: Table) -> Source:
    """Return the source of a table: the text of its columns where there is some, whatever was decided about it."""
    columns = {c.name: c for c in table.source.columns.values() if isinstance(c, Column)}
    texts = {name: c.text for name, c in columns.items() if c.text is not None}
    return replace(table.source, columns=table.source.columns | texts) if texts else table.source


def _lengths(columns: Iterable[Any]) -> set[int]:
    """Return the lengths of columns, and of text about which nothing is decided; unreadable columns have none."""
    return {
        len(column)
        for column in columns
        if not (isinstance(column, Column) and column.kind == UNREADABLE)
    }


def _check_lengths(columns: Iterable[Any]) -> None:
    lengths = _lengths(columns)
    if len(lengths) > 1:
        raise DataError(f"the columns have different lengths: {sorted(lengths)}")
