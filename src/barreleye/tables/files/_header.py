"""Where a table begins in its file: the lines above it, its header, and the names of its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..._text import counted, listed

_COMMENT = ("#", "%", "//", "--")
_NUMBER = re.compile(r"[-+−(]?[€$£]?\s?\d[\d.,' ]*(?:[eE][-+]?\d+)?\s?%?\)?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
# Columns are looked at in so many rows below the header.
_ROWS = 200


@dataclass(frozen=True)
class Header:
    """The names of the columns of a table, and where its rows begin.

    Attributes
    ----------
    names : tuple of str
        Different names, none of them empty.
    row : int
        Which of the rows is the header; -1 if the table has none.
    first : int
        Which of the rows is the first one of the table.
    width : int
        How many fields a row has.
    notes : tuple of str
    """

    names: tuple[str, ...]
    row: int
    first: int
    width: int
    notes: tuple[str, ...] = ()


def find_header(rows: Sequence[Sequence[str]], *, skipped: bool = False) -> Header:
    """Return the header of a table, given the first rows of its file, blank ones included.

    Lines of another width above the header are titles or comments. A first row that looks like the rows below it
    is no header: the columns are then called ``column_1`` and so on.

    Parameters
    ----------
    rows : sequence of sequences of str
    skipped : bool
        Whether the user has said which line the header is: the first that is not blank.
    """
    filled = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        return Header((), -1, len(rows), 0)
    widths = Counter(len(rows[i]) for i in filled if not is_comment(rows[i]))
    width = max(widths.items(), key=lambda one: (one[1], one[0]))[0] if widths else len(rows[filled[0]])
    at = 0 if skipped else _position(rows, filled, width)
    above = filled[:at]
    head = [cell.strip() for cell in rows[filled[at]]]
    below = [rows[i] for i in filled[at + 1 : at + 1 + _ROWS] if len(rows[i]) == width]
    notes = [f"{counted(len(above), 'line')} above the header left out"] if above else []
    if len(head) == width - 1 and below and not any(row[-1].strip() for row in below):
        width = len(head)  # each row ends with a separator
        below = [row[:width] for row in below]
    elif len(head) == width - 1 and below and width > 2:
        notes.append(
            "the header has one name fewer than the rows have fields: the first field is taken as the row's name"
        )
        head = ["row", *head]
    width = max(width, len(head)) if len(head) != width else width
    if not skipped and _looks_like_data(head, below):
        names = tuple(f"column_{i + 1}" for i in range(width))
        notes.append(
            f"the file has no header: its columns are called {listed(dict.fromkeys((names[0], names[-1])), 'to')}"
        )
        return Header(names, -1, filled[at], width, tuple(notes))
    names, note = _different(head + [""] * (width - len(head)))
    return Header(names, filled[at], filled[at] + 1, width, (*notes, *note))


def is_comment(row: Sequence[str]) -> bool:
    """Say whether a row is a comment: a few signs say so at its beginning."""
    return bool(row) and row[0].lstrip().startswith(_COMMENT[:1])


def _position(rows: Sequence[Sequence[str]], filled: Sequence[int], width: int) -> int:
    """Return which of the filled rows is the header: the first one that is as wide as the table."""
    for at, i in enumerate(filled):
        row = rows[i]
        if len(row) == width and not (is_comment(row) and _is_above(rows, filled, at)):
            if not _is_title(rows, filled, at, width):
                return at
        elif (
            len(row) == width - 1
            and width > 2
            and not is_comment(row)
            and _all_wide(rows, filled, at, width)
        ):
            return at
    return 0


def _is_above(rows: Sequence[Sequence[str]], filled: Sequence[int], at: int) -> bool:
    """Say whether a comment as wide as the table stands above a row of names; alone it is the header."""
    after = [rows[i] for i in filled[at + 1 : at + 2]]
    return bool(after) and len(after[0]) == len(rows[filled[at]]) and _is_names(after[0])


def _is_title(rows: Sequence[Sequence[str]], filled: Sequence[int], at: int, width: int) -> bool:
    """Say whether only the first field of a row is filled, and a row of names follows."""
    if width < 3 or sum(bool(cell.strip()) for cell in rows[filled[at]]) > 1:
        return False
    after = [rows[i] for i in filled[at + 1 : at + 3]]
    return any(len(row) == width and _is_names(row) for row in after)


def _is_names(row: Sequence[str]) -> bool:
    return all(cell.strip() and not _NUMBER.fullmatch(cell.strip()) for cell in row)


def _all_wide(rows: Sequence[Sequence[str]], filled: Sequence[int], at: int, width: int) -> bool:
    below = filled[at + 1 :]
    return len(below) > 0 and all(len(rows[i]) == width for i in below)


def _looks_like_data(head: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row is one of data: numbers where numbers stand, and no names of years."""
    if len(below) < 2:
        return False
    numbers: list[str] = []
    words: list[int] = []
    for i in range(min(len(head), len(below[0]))):
        column = [cell for row in below if (cell := row[i].strip())]
        if not column or not all(_is_value(cell) for cell in column):
            words.append(i)
        elif not _is_value(head[i]):
            return False
        else:
            numbers.append(head[i])
    if not numbers:
        return False
    recurs = any(head[i] and any(head[i] == row[i].strip() for row in below) for i in words)
    doubled = len(set(head)) < len(head)
    broken = any(not cell.isdigit() for cell in numbers)
    years = all(_YEAR.fullmatch(cell) for cell in numbers)
    counted_up = not broken and all(int(b) - int(a) == 1 for a, b in pairwise(numbers))
    return (
        not years
        and not (counted_up and len(numbers) > 1)
        and (recurs or doubled or broken or not words)
    )


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _different(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names of which none is empty and no two are equal, and what was changed."""
    notes: list[str] = []
    nameless = [i + 1 for i, name in enumerate(names) if not name]
    if nameless and nameless != [1]:  # data frames are often saved with an index that has no name
        notes.append(
            f"{counted(len(nameless), 'column')} without a name called {listed(f'column_{i}' for i in nameless)}"
        )
    taken = {name for name in names if name}
    free: list[str] = []
    for i, name in enumerate(names):
        wanted = name or f"column_{i + 1}"
        if wanted in free or (not name and wanted in taken):
            number = 2
            while f"{wanted}_{number}" in taken or f"{wanted}_{number}" in free:
                number += 1
            if name:
                notes.append(f"a second column {wanted!r} is called '{wanted}_{number}'")
            wanted = f"{wanted}_{number}"
        free.append(wanted)
    return tuple(free), tuple(notes)
