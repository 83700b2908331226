"""Which row of a file is the header of its table, by what kinds of entries stand above and below each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..formats._known_words import MISSING, MISSING_AMONG_NUMBERS, MONTHS

BLANK, MISSING_WORD, WORD = "", "missing", "word"
_NUMBER, _DATE, _TIME = "number", "date", "time"
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
NO_VALUES = (BLANK, MISSING_WORD, WORD)
_YEAR_OF_DATE = r"(?:\d{4}|\d{2})"
_PATTERNS = {
    _DATE: re.compile(
        r"(?:[^\W\d]{2,10}\.?,?\s+)?(?:"
        r"\d{1,4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,4}"
        rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.)?[-\s/]?{_MONTH}[-\s/,]+'?{_YEAR_OF_DATE}"
        rf"|{_MONTH}[-\s](?:\d{{1,2}}(?:st|nd|rd|th)?,?[-\s])?\d{{4}}"
        r")(?!\d).*",
        re.IGNORECASE,
    ),
    _TIME: re.compile(r"\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]\.?m\.?)?", re.IGNORECASE),
    _NUMBER: re.compile(r"[-+−(]?[€$£¥]?\s?[.,]?\d[\d.,'’\u00a0\u202f ]*(?:[eE][-+]?\d+)?\s?%?\)?"),
}
_PLAIN, _DIGIT = re.compile(r"-?\d+(?:\.\d+)?"), re.compile(r"\d")
# Lines above a header are looked for in so many rows, and columns are looked at in so many below it.
_ABOVE, ROWS, _WIDE = 20, 200, 200


def is_comment(row: Sequence[str]) -> bool:
    """Say whether a row is a comment: a sign says so at its beginning."""
    return bool(row) and row[0].lstrip().startswith("#")


def kind_of(cell: str) -> str:
    """Return what an entry is: a number, a date, a time, a word for a missing value, another word, or nothing."""
    cell = cell.strip()
    if not cell:
        return BLANK
    if cell in MISSING or cell.lower() in MISSING_AMONG_NUMBERS:
        return MISSING_WORD
    if _PLAIN.fullmatch(cell):  # most numbers, and no date
        return _NUMBER
    if _DIGIT.search(cell):
        for kind, pattern in _PATTERNS.items():
            if pattern.fullmatch(cell):
                return kind
    return WORD


def is_value(cell: str) -> bool:
    """Say whether an entry is a number, a date or a time."""
    return kind_of(cell) not in NO_VALUES


def position(rows: Sequence[Sequence[str]], filled: Sequence[int], width: int) -> int:
    """Return which of the filled rows is the header.

    That is the first one as wide as the table. A row that surely is a header, because its names stand above
    columns of values, comes before it if the lines above are none: they are no names, narrower, or set apart.

    Parameters
    ----------
    rows : sequence of sequences of str
    filled : sequence of int
        The rows that are not blank.
    width : int
        How many fields most of them have.
    """
    first = _first_wide(rows, filled, width)
    if first == 0 and width > _WIDE:
        return first  # lines above a header are never so wide
    for at, values in _sure_headers(rows, filled, width):
        if at <= first:
            return at
        narrow, enough = len(rows[filled[first]]) != width, len(filled) > at + 2
        if (narrow or enough) and _only_lines_above(rows, filled[first : at + 1], width, values):
            return at
    return first


def _first_wide(rows: Sequence[Sequence[str]], filled: Sequence[int], width: int) -> int:
    """Return the first of the filled rows that is as wide as the table, and no title or comment."""
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


def _sure_headers(
    rows: Sequence[Sequence[str]], filled: Sequence[int], width: int
) -> Iterator[tuple[int, list[int]]]:
    """Yield the filled rows of different names above columns of values, and which columns these are.

    Above a column of values stands the last word of the column, or a word below it that may mean a missing value.
    """
    least = width - 1 if width > 2 else width
    looked_at = [
        at
        for at, i in enumerate(filled[: _ABOVE + ROWS])
        if len(rows[i]) >= least and not is_comment(rows[i])
    ]
    above: dict[int, list[int]] = {}
    for column in range(width):
        values = 0
        for at in reversed(looked_at):
            row = rows[filled[at]]
            kind = kind_of(row[column]) if column < len(row) else BLANK
            if values and kind in (WORD, MISSING_WORD):
                above.setdefault(at, []).append(column)
            if kind == WORD:
                break
            values += kind not in NO_VALUES
    for at in sorted(above):
        names = [cell.strip() for cell in rows[filled[at]]]
        if at < _ABOVE and _is_names(names) and len(set(names)) == len(names):
            yield at, above[at]


def _only_lines_above(
    rows: Sequence[Sequence[str]], found: Sequence[int], width: int, values: Sequence[int]
) -> bool:
    """Say whether rows are no part of the table that begins with the last of them, a sure header.

    Parameters
    ----------
    rows : sequence of sequences of str
    found : sequence of int
        The rows from the first that may be the header to the one that surely is one.
    width : int
    values : sequence of int
        The columns that hold values below the sure header.
    """
    above = [rows[i] for i in found[:-1]]
    below = [row for row in rows[found[-1] + 1 :] if len(row) == width][:1]
    if any(_fits(row, values, like) for row in above for like in below if len(row) == width):
        return False
    first = above[0]
    names = _is_names(first[1:]) and not is_value(first[0])  # the name of the rows may be absent
    set_apart = found[-1] - found[-2] > 1
    return (
        not names
        or len(first) != width
        or set_apart
        or (len(values) == width and any(is_value(cell) for row in above for cell in row))
    )


def _fits(row: Sequence[str], values: Sequence[int], like: Sequence[str]) -> bool:
    """Say whether a row has values in columns of values, and none of another kind than a row below the header."""
    kinds = {(kind_of(row[column]), kind_of(like[column])) for column in values}
    known = [pair for pair in kinds if not {BLANK, MISSING_WORD} & {*pair}]
    return bool(known) and all(a == b for a, b in known)


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
    return all(cell.strip() and not is_value(cell) for cell in row)


def _all_wide(rows: Sequence[Sequence[str]], filled: Sequence[int], at: int, width: int) -> bool:
    below = filled[at + 1 :]
    return len(below) > 0 and all(len(rows[i]) == width for i in below)
