"""Where the table stands in a CSV file: its text, dialect, header, and the lines of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..._text import counted
from ...errors import DataError, OptionError
from ._content import Content
from ._csv_dialect import Dialect, find_dialect
from ._decoded import Decoded, decode
from ._header import Header, find_header
from ._records import Records, parse_slowly

_SAMPLE, _SAMPLE_ROWS, _BEGINNING = 65_536, 30, 1 << 20


@dataclass(frozen=True)
class Layout:
    """A CSV file, taken apart but not read.

    Attributes
    ----------
    content : Content
    decoded : Decoded
    dialect : Dialect
    header : Header
    head : int
        The position in the decoded text behind the header; -1 if there is none.
    body : int
        The position at which the rows begin.
    notes : tuple of str
        What was unusual about the file.
    """

    content: Content
    decoded: Decoded
    dialect: Dialect
    header: Header
    head: int
    body: int
    notes: tuple[str, ...]

    @cached_property
    def text(self) -> bytes:
        """The text of the rows as it is parsed: with one separator for blanks, and without null characters."""
        text = self.decoded.text[self.body :]
        if self.is_plain:
            return text
        if b"\n" not in self.decoded.text:
            text = text.replace(b"\r", b"\n")  # line ends of old Macs
        text = text.rstrip(b"\x1a").replace(b"\0", b" ")
        if self.dialect.blanks:
            return b"\n".join(b"\t".join(line.split()) for line in text.split(b"\n"))
        return text

    @cached_property
    def is_plain(self) -> bool:
        """Whether the rows can be parsed where they stand, behind some lines without quotes."""
        text = self.decoded.text
        odd = b"\0" in text or text.endswith(b"\x1a") or b"\n" not in text
        return not (odd or self.dialect.blanks or b'"' in text[: self.body])

    @property
    def lines_above(self) -> int:
        """How many lines stand above the first row."""
        newline = b"\n" if b"\n" in self.decoded.text else b"\r"
        return self.decoded.text.count(newline, 0, self.body)


def layout_of(
    content: Content, separator: str | None, encoding: str | None, skip_rows: int | None
) -> Layout:
    """Return how a file of text is laid out.

    Raises
    ------
    DataError
        The file is no text, or holds nothing.
    OptionError
        There is no such encoding, or the separator is not one character.
    """
    file = str(content.path)
    decoded = decode(content.data, encoding, file)
    text = decoded.text
    if not text[:_SAMPLE].strip() and not text.strip():
        raise DataError(f"{file} is empty")
    if separator is not None and (
        len(separator) != 1 or separator in '"\n\r' or not separator.isascii()
    ):
        raise OptionError(f"the separator is one character, such as ';', got {separator!r}")
    newline = b"\n" if b"\n" in text else b"\r"
    start, notes = 0, list(decoded.notes)
    if skip_rows:
        start = _after_lines(text, skip_rows, newline, file)
    first, _, _ = text[start : start + 16].partition(newline)
    if (
        first.rstrip(b"\r")[:4] == b"sep=" and len(first.rstrip(b"\r")) == 5
    ):  # what spreadsheets are told
        separator = separator or first[4:5].decode()
        start += len(first) + 1
    beginning = text[start : start + _BEGINNING]
    dialect = find_dialect(beginning.replace(b"\r", b"\n") if newline == b"\r" else beginning, separator)
    records, rows = _first_rows(text, start, newline, dialect)
    header = find_header(rows, skipped=skip_rows is not None)
    if not header.names:
        raise DataError(f"{file} is empty: there is no line but blank ones and comments")
    body = int(records.starts[header.first]) + start if header.first < len(records) else len(text)
    head = int(records.ends[header.row]) + start if header.row >= 0 else -1
    if b"\0" in text:
        notes.append(f"{counted(text.count(0), 'null character')} taken as blanks")
    return Layout(content, decoded, dialect, header, head, body, (*notes, *header.notes))


def _after_lines(text: bytes, lines: int, newline: bytes, file: str) -> int:
    at = 0
    for _ in range(lines):
        at = text.find(newline, at) + 1
        if at == 0:
            raise DataError(f"{file} has fewer than {counted(lines, 'line')}: skip fewer (--skip-rows)")
    return at


def _first_rows(
    text: bytes, start: int, newline: bytes, dialect: Dialect
) -> tuple[Records, list[list[str]]]:
    """Return the first records of a text, and their fields."""
    long = max(len(line) for line in text[start : start + _SAMPLE].split(newline))
    end = start + max(_SAMPLE, _SAMPLE_ROWS * (long + 1))
    sample = text[start:end].replace(b"\r", b"\n") if newline == b"\r" else text[start:end]
    if end < len(text):
        sample = sample[: sample.rfind(b"\n") + 1]
    sample = sample.replace(
        b"\0", b" "
    )  # as long as before: the positions of records are those of the file
    if dialect.blanks:
        rows = [line.split() or [""] for line in sample.decode("utf-8", "replace").split("\n")]
        ends = np.cumsum([len(line) + 1 for line in sample.split(b"\n")]) - 1
        starts = np.concatenate([[0], ends[:-1] + 1])
        return Records(starts, ends, np.array([len(row) for row in rows])), rows
    return parse_slowly(sample, dialect.separator, dialect.quote, dialect.escape)
