"""Rows of a CSV text that are not all alike: records as wide as the header, and notes on those that were not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..._text import counted
from ...errors import DataError
from .._extras import polars
from ._csv_parsed import Rows, parsed, readable
from ._layout import Layout
from ._no_rows import blank_records, equal_records, marked_records
from ._records import find_records, parse_slowly

# Rows with too many fields are left empty up to this share of a table; beyond, the separator is in doubt.
_MOST_LONG = 0.01
_NAMED = 3
_Places = NDArray[np.int64]


class IrregularRows:
    """Rows of which some are no rows, are too short or too long, or have quotes in odd places.

    Attributes
    ----------
    records : Records
    fields : list of lists of str
        The fields of each record where polars cannot tell them apart, else none.
    open_quotes : list of int
        The records with a quote that is not closed.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout, self.text = layout, layout.text
        dialect = layout.dialect
        usual = not dialect.escape and dialect.quote != "'"
        found = find_records(self.text, dialect.separator, dialect.quote) if usual else None
        self.fields: list[list[str]] = []
        self.open_quotes: list[int] = []
        if found is None:
            self._parse_slowly()
        else:
            self.records = found

    def rows(self) -> Rows:
        """Return the rows, each as wide as the header, and notes on those that were not."""
        if not self.fields:
            columns = parsed(self._repaired(), self.layout)
            if columns is not None and len(columns[0]) == len(self.kept):
                return Rows(columns, self.kept, self._notes(), self._line_of_row)
            self._parse_slowly()
        return Rows(self._columns(), self.kept, self._notes(), self._line_of_row)

    @cached_property
    def kept(self) -> NDArray[np.int64]:
        """The records that are rows: neither blank lines nor comments nor the header, shape (rows,)."""
        return np.flatnonzero(self._is_row)

    @cached_property
    def repeated(self) -> NDArray[np.int64]:
        """The records that repeat the header, shape (n,)."""
        return equal_records(self.records, self.text, self.layout.head_line)

    @cached_property
    def _is_row(self) -> NDArray[np.bool_]:
        is_row = ~self._blank & ~self._comments
        is_row[self.repeated] = False
        return is_row

    @cached_property
    def excess(self) -> dict[int, int]:
        """By how many fields a record is wider than the header, for those that are rows of another width."""
        excess = self.records.fields[self.kept] - self.layout.header.width
        return {int(self.kept[i]): int(excess[i]) for i in np.flatnonzero(excess)}

    @cached_property
    def unclear(self) -> list[int]:
        """The records with more fields than the header of which nobody knows which belongs to which column."""
        mark = self.layout.dialect.separator.encode()
        long = [
            record
            for record, excess in self.excess.items()
            if excess > 0 and not self._record(record).rstrip(b" ").endswith(mark * excess)
        ]
        if len(long) > _MOST_LONG * len(self.kept):
            fields = counted(int(self.records.fields[long[0]]), "field")
            columns = counted(self.layout.header.width, "column")
            raise DataError(
                f"cannot read {self.layout.content.path}: line {self._line(long[0])} has {fields}, the table has"
                f" {columns} (separator {self.layout.dialect.separator!r}; is a quote left open?"
                " --separator names another)"
            )
        return long

    @cached_property
    def _blank(self) -> NDArray[np.bool_]:
        return blank_records(self.records, self.text)

    @cached_property
    def _comments(self) -> NDArray[np.bool_]:
        marked = marked_records(self.records, self.text) & ~self._blank
        if self.layout.dialect.blanks:  # a comment may have as many words as the table has columns
            return marked
        return marked & (self.records.fields != self.layout.header.width)

    def _parse_slowly(self) -> None:
        dialect = self.layout.dialect
        self.records, self.fields, self.open_quotes = parse_slowly(
            self.text, dialect.separator, dialect.quote, dialect.escape
        )
        for name in ("kept", "excess", "unclear", "repeated", "_is_row", "_blank", "_comments"):
            vars(self).pop(name, None)

    def _notes(self) -> tuple[str, ...]:
        notes: list[str] = []
        if self._comments.any():
            first = self._line(int(np.flatnonzero(self._comments)[0]))
            notes.append(f"{counted(int(self._comments.sum()), 'comment')} left out (line {first})")
        if len(self.repeated):
            again = counted(len(self.repeated), "line")
            notes.append(
                f"{again} with the header again left out ({self._lines(self.repeated.tolist())})"
            )
        short = [record for record, excess in self.excess.items() if excess < 0]
        for records, width, rest in (
            (short, "fewer", "the rest is missing"),
            (self.unclear, "more", "all of them are taken as missing"),
        ):
            if records:
                verb = "has" if len(records) == 1 else "have"
                rows = f"{counted(len(records), 'row')} {verb} {width} fields than the header"
                notes.append(f"{rows}: {rest} ({self._lines(records)})")
        if self.open_quotes:
            verb = "has" if len(self.open_quotes) == 1 else "have"
            notes.append(
                f"{counted(len(self.open_quotes), 'row')} {verb} a quote that begins a field and does not end it:"
                f" it is taken as a character ({self._lines(self.open_quotes)})"
            )
        return tuple(notes)

    def _lines(self, records: Sequence[int]) -> str:
        some = ", ".join(str(self._line(record)) for record in records[:_NAMED])
        return f"line{'s' if len(records) > 1 else ''} {some}{' ...' if len(records) > _NAMED else ''}"

    def _line(self, record: int) -> int:
        return self.layout.lines_above + self.records.line(self.text, record)

    def _line_of_row(self, row: int) -> int:
        return self._line(int(self.kept[row]))

    def _record(self, record: int) -> bytes:
        return self.text[int(self.records.starts[record]) : int(self.records.ends[record])]

    def _repaired(self) -> bytes:
        """Return the text of the rows alone, each as wide as the header."""
        behind = np.append(self.records.starts[1:], len(self.text))
        unclear = set(self.unclear)
        parts: list[bytes] = []
        at = 0
        for record in sorted({*np.flatnonzero(~self._is_row).tolist(), *self.excess}):
            parts.append(self.text[at : int(self.records.starts[record])])
            if self._is_row[record]:
                parts.append(self._fitted(record, record in unclear) + b"\n")
            at = int(behind[record])
        return b"".join([*parts, self.text[at:]])

    def _fitted(self, record: int, unclear: bool) -> bytes:
        mark = self.layout.dialect.separator.encode()
        if unclear:
            return mark * (self.layout.header.width - 1)
        excess = self.excess[record]
        row = self._record(record)
        return row + mark * -excess if excess < 0 else row.rstrip(b" ")[:-excess]

    def _columns(self) -> list[Any]:
        """Return columns of text from the fields of the records."""
        pl, width, unclear = polars(), self.layout.header.width, set(self.unclear)
        rows: list[list[str]] = []
        for record in map(int, self.kept):
            fields = list[str]() if record in unclear else self.fields[record]
            rows.append((fields + [""] * (width - len(fields)))[:width])
        if not self.layout.decoded.valid:
            rows = [[readable(field) for field in row] for row in rows]
        return [
            pl.Series(values=[row[i] or None for row in rows], dtype=pl.String) for i in range(width)
        ]
