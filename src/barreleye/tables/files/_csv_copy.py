"""A CSV file with columns added: its own bytes, and nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ..._output_streams import in_encoding
from .._extras import polars
from ..decisions import decimal_mark_of
from ._csv_dialect import Dialect
from ._csv_rows import records_of, rows_of
from ._layout import Layout

_SAMPLE = 1 << 20


@dataclass(frozen=True)
class _Style:
    """How a file writes its fields.

    Attributes
    ----------
    separator, quote, escape, encoding : str
    names, words, numbers : bool
        Whether fields are quoted though nothing in them needs it.
    decimal : str
    """

    separator: str
    quote: str
    escape: str
    encoding: str
    names: bool
    words: bool
    numbers: bool
    decimal: str

    def header(self, names: Sequence[str]) -> list[str]:
        """Return names as the header would write them."""
        pl = polars()
        return replace(self, words=self.names).fields(pl.Series(names, dtype=pl.String)).to_list()

    def fields(self, entries: Any) -> Any:  # noqa: ANN401  polars series
        """Return entries as the file would write them, as text."""
        pl = polars()
        number, text = entries.dtype.is_numeric(), entries.cast(pl.String)
        if entries.dtype.is_float():
            text = text.str.replace(".", self.decimal, literal=True).set(entries.is_nan(), None)
        elif not number:
            text = self._writable(text)
        every = self.numbers if number else self.words
        marks = f'[{re.escape(self.separator + self.quote)}"\\r\\n]'
        quoted = text.is_not_null() if every else text.str.contains(marks)
        inner = text.str.replace_all(self.quote, (self.escape or self.quote) + self.quote, literal=True)
        return (
            (self.quote + inner + self.quote).zip_with(quoted.fill_null(value=False), text).fill_null("")
        )

    def _writable(self, text: Any) -> Any:  # noqa: ANN401
        """Return text without the characters that the encoding of the file does not have."""
        if self.encoding.startswith("utf-"):
            return text
        every = text.unique().drop_nulls()
        written = [in_encoding(word, self.encoding) for word in every.to_list()]
        return text.replace_strict(every, written, default=None, return_dtype=polars().String)


class CsvCopy:
    """A copy of a CSV file to which columns are added: its own bytes, and nothing else changes.

    Attributes
    ----------
    rows : int
        How many entries each column needs.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._records, self._kept, self._repeated, self._excess = records_of(layout)
        self.rows = len(self._kept)

    def with_columns(self, added: Sequence[Any]) -> bytes:
        """Return the bytes of the file with further fields at the end of each row, and their names in its header.

        Blank lines, comments and lines above the header stay as they are; a header that stands in the file again
        has the new names as well. A row with fewer fields than the header
        is filled up first, so that the new fields stand below their names.

        Parameters
        ----------
        added : sequence of polars series, each of shape (rows,)
            With names that the file does not have.
        """
        pl = polars()
        layout, text = self._layout, self._layout.decoded.text
        style = _style_of(layout)
        names = style.header([one.name for one in added])
        fields = pl.DataFrame([style.fields(one).alias(str(i)) for i, one in enumerate(added)])
        mark = style.separator
        head = mark + mark.join(names)
        joined = fields.select(pl.lit(mark) + pl.concat_str(pl.all(), separator=mark)).to_series()
        rows: list[str] = joined.to_list()
        kept: list[int] = self._kept.tolist()
        new_fields = [*zip(kept, rows, strict=True)]
        if len(self._repeated):
            repeated: list[int] = self._repeated.tolist()
            new_fields = sorted([*new_fields, *((record, head) for record in repeated)])
        parts: list[bytes] = []
        at = 0
        if layout.head >= 0:
            parts = self._with_fields(0, layout.head, head)
            at = layout.head
        ends: list[int] = (self._records.ends + layout.body).tolist()
        for record, new in new_fields:
            if record in self._excess:
                excess = self._excess[record]
                new = mark * -excess + new if excess < 0 else new[1:]  # noqa: PLW2901  a filled row, or one that ends with a separator
            parts += self._with_fields(at, ends[record], new)
            at = ends[record]
        return layout.decoded.encode(b"".join([*parts, text[at:]]))

    def _with_fields(self, start: int, end: int, new: str) -> list[bytes]:
        """Return a part of the text up to the end of a row, and new fields behind it."""
        text = self._layout.decoded.text
        if self._layout.wrapped and text[end - 1 : end] == b'"':  # within the quotes around the line
            return [text[start : end - 1], new.replace('"', '""').encode(), b'"']
        return [text[start:end], new.encode()]


def _style_of(layout: Layout) -> _Style:
    """Return how the fields of a file are written, as its first lines show."""
    dialect = layout.dialect
    first = layout.text[:_SAMPLE]
    lines = [line.rstrip(b"\r") for line in islice(first.split(b"\n"), 1_000) if line.strip()]
    head = layout.lines[: max(layout.head, 0)].rpartition(b"\n")[2]
    quoted, bare = _quoted(lines, dialect)
    words_bare = any(not field[:1].isdigit() and field[:1] not in (b"-", b"+") for field in bare)
    separator = " " if dialect.blanks else dialect.separator
    if dialect.alone:  # a mark that does not occur in the one column
        separator = next((mark for mark in ",;\t|" if mark.encode() not in layout.text), ";")
    names, others = _quoted([head], dialect)
    return _Style(
        separator,
        dialect.quote or '"',
        dialect.escape,
        layout.decoded.encoding,
        names=bool(names) and not others,
        words=bool(quoted) and not words_bare,
        numbers=bool(quoted) and not bare,
        decimal=_decimal_mark(layout),
    )


def _quoted(lines: Sequence[bytes], dialect: Dialect) -> tuple[list[bytes], list[bytes]]:
    """Return the fields with quotes around them, and those without, as far as separators in quotes allow."""
    if not dialect.quote:
        return [], []
    quote, mark = dialect.quote.encode(), dialect.separator.encode()
    fields = [field.strip() for line in lines for field in line.split(mark) if field.strip()]
    quoted = [field for field in fields if field[:1] == quote == field[-1:]]
    return quoted, [field for field in fields if not field[:1] == quote == field[-1:]]


def _decimal_mark(layout: Layout) -> str:
    """Return the decimal mark of the first rows of a file, else the one that goes with its separator."""
    text = layout.lines
    end = (
        text.rfind(b"\n", 0, layout.body + _SAMPLE) + 1
        if len(text) > layout.body + _SAMPLE
        else len(text)
    )
    first = replace(layout, lines=text[:end])
    return decimal_mark_of(rows_of(first).columns, layout.dialect.separator) or (
        "," if layout.dialect.separator == ";" else "."
    )
