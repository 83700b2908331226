"""Records of a CSV text that are no rows of its table: blank lines, comments, and the header once more."""

from __future__ import annotations

import codecs
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._records import Records

_COMMENT = ord("#")


def blank_records(records: Records, text: bytes) -> NDArray[np.bool_]:
    """Say of each record whether nothing but blanks stands in it, shape (records,)."""
    lengths = records.ends - records.starts
    blank = lengths == 0
    for i in np.flatnonzero((records.fields == 1) & ~blank):
        blank[i] = not text[int(records.starts[i]) : int(records.ends[i])].strip()
    return blank


def marked_records(records: Records, text: bytes) -> NDArray[np.bool_]:
    """Say of each record whether it begins with the sign of comments, shape (records,)."""
    if not text:
        return np.zeros(len(records), dtype=bool)
    first = np.frombuffer(text, np.uint8)[np.minimum(records.starts, len(text) - 1)]
    return first == _COMMENT


def equal_records(records: Records, text: bytes, line: bytes) -> NDArray[np.int64]:
    """Return which records are a certain line, as the header is where files were joined; none if all are."""
    at, found = -1, list[int]()
    while line and (at := text.find(line, at + 1)) >= 0:
        record = int(np.searchsorted(records.starts, at, side="right")) - 1
        whole = text[int(records.starts[record]) : int(records.ends[record])]
        if whole.removeprefix(codecs.BOM_UTF8).strip(b" ") == line:
            found.append(record)
    return np.array(found if len(found) < len(records) else [], dtype=np.int64)


def stands_in(columns: list[Any], line: bytes, separator: str) -> bool:
    """Say whether the first entry of a line stands in its column: where it does not, the line is no row."""
    entries = line.decode(errors="replace").split(separator)
    column = next((i for i, entry in enumerate(entries) if entry), None)
    return column is not None and bool(columns[column].str.contains(entries[column], literal=True).any())
