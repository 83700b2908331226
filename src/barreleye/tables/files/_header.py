"""Where a table begins in its file: the lines above it, its header, and the names of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..._text import counted, listed, quoted
from ._header_rows import ROWS, is_comment, is_value, position
from ._no_header import is_data

# So many columns with the name of another are named in notes.
_NAMED = 3


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
    sure : bool
        Whether rows with the same entries are the header again, and no data.
    """

    names: tuple[str, ...]
    row: int
    first: int
    width: int
    notes: tuple[str, ...] = ()
    sure: bool = True


def find_header(rows: Sequence[Sequence[str]], *, skipped: bool = False) -> Header:
    """Return the header of a table, given the first rows of its file, blank ones included.

    Lines above it are titles or comments. A first row that looks like the rows below it is no header: the columns
    are then called ``column_1`` and so on.

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
    at = 0 if skipped else position(rows, filled, width)
    above = filled[:at]
    head = [cell.strip() for cell in rows[filled[at]]]
    below = [rows[i] for i in filled[at + 1 : at + 1 + ROWS] if len(rows[i]) == width]
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
    data, note = is_data(head, below)
    if not skipped:
        if data:
            names = tuple(f"column_{i + 1}" for i in range(width))
            some = listed(dict.fromkeys((names[0], names[-1])), "to")
            notes.append(
                f"the file has no header: its columns are called {some} (--skip-rows 0 if it has one)"
            )
            return Header(names, -1, filled[at], width, tuple(notes))
        notes += [note] if note else []
    sure = not data and not all(map(is_value, head))
    names, more = _different(head + [""] * (width - len(head)), below)
    return Header(names, filled[at], filled[at] + 1, width, (*notes, *more), sure)


def _different(
    names: Sequence[str], below: Sequence[Sequence[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names of which none is empty and no two are equal, and what was changed for columns with entries."""
    notes: list[str] = []
    nameless = [
        i + 1
        for i, name in enumerate(names)
        if not name and any(cell.strip() for row in below for cell in row[i : i + 1])
    ]
    if nameless and nameless != [1]:  # data frames are often saved with an index that has no name
        notes.append(
            f"{counted(len(nameless), 'column')} without a name called {listed(f'column_{i}' for i in nameless)}"
        )
    taken = {name for name in names if name}
    different: dict[str, str] = {}  # the names, and what each was before
    next_number: dict[str, int] = {}
    for i, name in enumerate(names):
        wanted = name or f"column_{i + 1}"
        if wanted in different or (not name and wanted in taken):
            number = next_number.get(wanted, 2)
            while f"{wanted}_{number}" in taken or f"{wanted}_{number}" in different:
                number += 1
            next_number[wanted] = number + 1
            wanted = f"{wanted}_{number}"
        different[wanted] = name
    again = [(name, new) for new, name in different.items() if name and name != new]
    notes += [f"a second column {quoted(name)} is called {quoted(new)}" for name, new in again[:_NAMED]]
    if len(again) > _NAMED:
        notes.append(
            f"{counted(len(again) - _NAMED, 'more column')} with the name of another numbered too"
        )
    return tuple(different), tuple(notes)
