"""Where the table stands in a CSV file: its text, dialect, header, and the lines of its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..._text import counted
from ...errors import DataError, OptionError
from ._content import Content
from ._csv_dialect import Dialect, find_dialect
from ._decoded import Decoded, decode
from ._header import Header, find_header
from ._records import Records, parse_slowly, records_of_lines

_SAMPLE, _SAMPLE_ROWS, _BEGINNING = 65_536, 30, 1 << 20
_WRAPPED = re.compile(rb'^"([^"\n]*)"(?=\r?$)', re.MULTILINE)


@dataclass(frozen=True)
class Layout:
    """A CSV file, taken apart but not read.

    Attributes
    ----------
    content : Content
    decoded : Decoded
    lines : bytes
        The decoded text as it is parsed, each byte in its place: a line feed ends each line, and there are no null
        characters.
    wrapped : bool
        Whether lines stand in quotes as a whole, the first one among them; ``lines`` has blanks in their place.
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
    lines: bytes
    wrapped: bool
    dialect: Dialect
    header: Header
    head: int
    body: int
    notes: tuple[str, ...]

    @cached_property
    def text(self) -> bytes:
        """The text of the rows as it is parsed: with one tab where blanks separate."""
        text = self.lines[self.body :]
        return self.dialect.in_tabs(text) if self.dialect.blanks else text

    @cached_property
    def is_plain(self) -> bool:
        """Whether the rows can be parsed where they stand, behind some lines without quotes."""
        return not (self.dialect.blanks or b'"' in self.lines[: self.body])

    @property
    def head_line(self) -> bytes:
        """The header as it stands in :attr:`text` if it stands there again; empty if it is one name, or none."""
        if self.head < 0 or self.header.width < 2 or not self.header.sure:
            return b""
        line = self.lines[: self.head].rpartition(b"\n")[2].rstrip(b"\r")
        return self.dialect.in_tabs(line) if self.dialect.blanks else line

    @property
    def lines_above(self) -> int:
        """How many lines stand above the first row."""
        return self.lines.count(b"\n", 0, self.body)


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
    without_nulls = decoded.text.replace(b"\0", b" ")
    text, wrapped = _unwrapped(_as_lines(without_nulls))
    if not text[:_SAMPLE].strip() and not text.strip():
        raise DataError(f"{file} is empty")
    if separator is not None and (
        len(separator) != 1 or separator in '"\n\r' or not separator.isascii()
    ):
        raise OptionError(f"the separator is one character, such as ';', got {separator!r}")
    start, notes = 0, list(decoded.notes)
    if skip_rows:
        start = _after_lines(text, skip_rows, file)
    first = text[start : start + 16].partition(b"\n")[0]
    if (
        first.rstrip(b"\r")[:4] == b"sep=" and len(first.rstrip(b"\r")) == 5
    ):  # what spreadsheets are told
        separator = separator or first[4:5].decode()
        start += len(first) + 1
    dialect = find_dialect(text[start : start + _BEGINNING], separator)
    records, rows, odd = _first_rows(text, start, dialect)
    header = find_header(rows, skipped=skip_rows is not None)
    if not header.names:
        raise DataError(f"{file} is empty: there is no line but blank ones and comments")
    body = int(records.starts[header.first]) + start if header.first < len(records) else len(text)
    head = int(records.ends[header.row]) + start if header.row >= 0 else -1
    if without_nulls is not decoded.text:  # bytes without one are returned as they are
        notes.append(f"{counted(decoded.text.count(0), 'null character')} taken as blanks")
    if header.row in odd:
        notes.append(
            "the header has a quote that begins a name and does not end it: it is taken as a character"
        )
    return Layout(content, decoded, text, wrapped, dialect, header, head, body, (*notes, *header.notes))


def _as_lines(text: bytes) -> bytes:
    """Return a text without null characters, of the same length, with a line feed at the end of each line."""
    if _ends_in_carriages(text):
        text = text.replace(b"\r\n", b"\0\n").replace(b"\r", b"\n").replace(b"\0", b"\r")
    kept = text.rstrip(b"\x1a")  # the end of file of DOS
    return text if len(kept) == len(text) else kept + b"\n" * (len(text) - len(kept))


def _ends_in_carriages(text: bytes) -> bool:
    """Say whether lines end with carriage returns, as on old Macs: the first one does, and most others."""
    feed = text.find(b"\n")
    at = text.find(b"\r", 0, feed if feed >= 0 else len(text))
    if at < 0 or at + 1 == feed or text.count(b'"', 0, at) % 2:
        return False
    return text.count(b"\r") - text.count(b"\r\n") >= text.count(b"\n")


def _unwrapped(text: bytes) -> tuple[bytes, bool]:
    """Return a text with blanks for the quotes around whole lines, and whether it has such lines.

    It has if the first line is one, with separators in it, and each line has as many of them and no other quotes.
    """
    first = _WRAPPED.match(text, 0, text.find(b"\n") + 1)
    mark = first and re.search(rb"[;\t|]|,(?! )", first[1])
    if not mark:
        return text, False
    bare = _WRAPPED.sub(rb" \1 ", text)
    counts = {line.count(mark[0]) for line in bare[:_SAMPLE].split(b"\n")[:-1] if line.strip()}
    return (bare, True) if len(counts) == 1 and b'"' not in bare else (text, False)


def _after_lines(text: bytes, lines: int, file: str) -> int:
    at = 0
    for _ in range(lines):
        at = text.find(b"\n", at) + 1
        if at == 0:
            raise DataError(f"{file} has fewer than {counted(lines, 'line')}: skip fewer (--skip-rows)")
    return at


def _first_rows(text: bytes, start: int, dialect: Dialect) -> tuple[Records, list[list[str]], list[int]]:
    """Return the first records of a text, their fields, and which of them have a quote that is not closed."""
    long = max(len(line) for line in text[start : start + _SAMPLE].split(b"\n"))
    end = text.find(b"\n", start + max(_SAMPLE, _SAMPLE_ROWS * (long + 1))) + 1 or len(text)
    sample = text[start:end]
    parsed = dialect.in_tabs(sample) if dialect.blanks else sample
    records, rows, odd = parse_slowly(parsed, dialect.separator, dialect.quote, dialect.escape)
    if end < len(text) and odd and odd[-1] > _SAMPLE_ROWS:  # a field in quotes is cut off, as it seems
        rows = rows[: odd[-1]]
    return records_of_lines(sample) if dialect.blanks else records, rows, odd
