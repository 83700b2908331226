"""The records of a CSV text: where each ends, and how many fields it has."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 18
_LINE_FEED, _CARRIAGE = 10, 13
# Longer fields than this are quotes that nobody closed; Python's own limit is smaller than some texts are.
_LONGEST = 1 << 24
_BLANK_LINE = re.compile(rb"^[^\S\n]*\n|^[^\S\n]+\Z", re.MULTILINE)
# No decoded text has this one of the surrogates.
_OPEN_QUOTE = "\ud800"


@dataclass(frozen=True)
class Records:
    """The records of a text, in order; blank lines are records of one empty field.

    Attributes
    ----------
    ends : array, shape (records,)
        The position behind each record in the text, before its line end.
    starts : array, shape (records,)
        The position of its first byte.
    fields : array, shape (records,)
        How many fields it has.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    fields: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, text: bytes, record: int) -> int:
        """Return the number of the line in which a record begins, counted from 1."""
        return text.count(b"\n", 0, int(self.starts[record])) + 1


def regular_lines(text: bytes, separator: str, quote: str, width: int, start: int = 0) -> int | None:
    """Return how many records a text has, if each line is one and has as many fields, as far as counting tells.

    A line with too few fields may stand in for another with too many: who parses such a text notices the latter.
    None if some line is no record, such as a blank one or a comment, or if quotes may hold separators.
    """
    marked = (quote or '"').encode()
    if width == 1 and _BLANK_LINE.search(text, start):
        return None
    lines = int(len(text) > start and not text.endswith(b"\n"))
    marks = 0
    for at, block in _blocks(text, start):  # one that was looked at is in the cache
        end = at + len(block)
        if text.find(marked, at, end) >= 0:
            return None
        if text.find(b"#", at, end) >= 0 and text.find(b"\n#", max(0, at - 1), end) >= 0:
            return None
        lines += int(np.count_nonzero(block == _LINE_FEED))
        marks += int(np.count_nonzero(block == ord(separator)))
    return lines if marks == lines * (width - 1) else None


def find_records(text: bytes, separator: str, quote: str) -> Records | None:
    """Return the records of a text; None where quotes stand in other places than around fields.

    Quotes are counted: a separator or a line end with an odd number of them before it stands in a quoted field.
    """
    mark, quoted = ord(separator), ord(quote) if quote else -1
    ends: list[NDArray[np.int64]] = []
    fields: list[NDArray[np.int64]] = []
    inside, before = 0, 1  # of the record in which a block begins: within quotes, fields so far
    for start, block in _blocks(text):
        marks = (block == mark) | (block == _LINE_FEED)
        if inside or (quote and quote.encode() in block.tobytes()):
            quotes = block == quoted
            odd = (np.cumsum(quotes, dtype=np.uint8) + np.uint8(inside)) & 1
            if not _well_placed(text, start, np.flatnonzero(quotes), odd, mark, quoted):
                return None
            inside = int(odd[-1])
            marks &= odd == 0
        at = np.flatnonzero(marks)
        lines = np.flatnonzero(block[at] == _LINE_FEED)
        counts = np.diff(lines, prepend=-1)
        if len(lines):
            counts[0] += before - 1
            before = len(at) - int(lines[-1])
        else:
            before += len(at)
        ends.append(at[lines] + start)
        fields.append(counts)
    if inside:
        return None
    if not text.endswith(b"\n"):
        ends.append(np.array([len(text)]))
        fields.append(np.array([before]))
    return _records(text, np.concatenate(ends), np.concatenate(fields))


def records_of_lines(text: bytes) -> Records:
    """Return the records of a text of which each line is one, of one field."""
    feeds = [np.flatnonzero(block == _LINE_FEED) + start for start, block in _blocks(text)]
    if not text.endswith(b"\n"):
        feeds.append(np.array([len(text)]))
    ends = np.concatenate(feeds)
    return _records(text, ends, np.ones(len(ends), dtype=np.int64))


def _blocks(text: bytes, first: int = 0) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    for start in range(first, len(text), _BLOCK):
        yield start, np.frombuffer(text, np.uint8, min(_BLOCK, len(text) - start), start)


def _well_placed(
    text: bytes, start: int, quotes: NDArray[np.intp], odd: NDArray[Any], mark: int, quoted: int
) -> bool:
    """Say whether each quote of a block opens a field, closes one, or is doubled within one."""
    everything = np.frombuffer(text, np.uint8)
    at = quotes + start
    opens = odd[quotes] == 1
    before = np.where(at > 0, everything[at - 1], _LINE_FEED)[opens]
    after = np.where(at + 1 < len(text), everything[np.minimum(at + 1, len(text) - 1)], _LINE_FEED)[
        ~opens
    ]
    return bool(
        np.isin(before, (mark, _LINE_FEED, quoted)).all()
        and np.isin(after, (mark, _LINE_FEED, _CARRIAGE, quoted)).all()
    )


def without_quoted(text: str, separator: str, quote: str, escape: str) -> str:
    """Return a text in which nothing stands in place of each field in quotes."""
    fields = _opening(separator, quote, escape)
    return fields.sub(lambda found: found["before"] if found["rest"] else found[0], "\n" + text)[1:]


def _opening(separator: str, quote: str, escape: str) -> re.Pattern[str]:
    """Return what finds fields that begin with a quote, in a text below a line feed.

    The quote opens the field only if another closes it before a separator or at the end of a line: ``rest``.
    """
    mark, quote, escape = re.escape(separator), re.escape(quote), re.escape(escape)
    inner = f"[^{quote}{escape}]++|{escape}." if escape else f"[^{quote}]++|{quote}{quote}"
    rest = rf"(?:{inner})*+{quote}[ \r]*(?=[{mark}\n]|\Z)"
    return re.compile(rf"(?P<before>[{mark}\n] *){quote}(?P<rest>{rest})?", re.DOTALL)


def parse_slowly(
    text: bytes, separator: str, quote: str, escape: str
) -> tuple[Records, list[list[str]], list[int]]:
    """Return the records of any text, their fields, and which of them have a quote that opens and is not closed.

    Such a quote, and one within a field, is a character of it.
    """
    whole = text.decode("utf-8", "surrogateescape")
    lines = whole.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    sizes = [len(line.encode("utf-8", "surrogateescape")) + 1 for line in lines]
    positions = np.concatenate([[0], np.cumsum(sizes)])
    opened = _without_open_quotes(whole, separator, quote, escape) if quote else whole
    reader = csv.reader(
        (line.rstrip("\r").replace("\r", " ") + "\n" for line in opened.split("\n")[: len(lines)]),
        delimiter=separator,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=escape or None,
        doublequote=not escape,
        skipinitialspace=True,
    )
    csv.field_size_limit(_LONGEST)
    rows: list[list[str]] = []
    ends: list[int] = []
    odd: list[int] = []
    for row in reader:
        if opened is not whole and _OPEN_QUOTE in separator.join(row):
            odd.append(len(rows))
            row = [field.replace(_OPEN_QUOTE, quote) for field in row]  # noqa: PLW2901
        rows.append(row or [""])
        ends.append(int(positions[reader.line_num]) - 1)
    ends_array = np.minimum(np.array(ends, dtype=np.int64), len(text))
    return _records(text, ends_array, np.array([len(row) for row in rows], dtype=np.int64)), rows, odd


def _without_open_quotes(text: str, separator: str, quote: str, escape: str) -> str:
    """Return a text in which another character stands for quotes that open a field and are not closed.

    A text without such quotes is returned itself.
    """
    fields = _opening(separator, quote, escape)
    changed = fields.sub(
        lambda found: found[0] if found["rest"] else found["before"] + _OPEN_QUOTE, "\n" + text
    )[1:]
    return changed if _OPEN_QUOTE in changed else text


def _records(text: bytes, ends: NDArray[np.int64], fields: NDArray[np.int64]) -> Records:
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64) if len(ends) else ends
    if b"\r" in text:
        bytes_ = np.frombuffer(text, np.uint8)
        carriage = (ends > starts) & (bytes_[np.maximum(ends - 1, 0)] == _CARRIAGE)
        ends = ends - carriage
    return Records(starts, ends, fields)
