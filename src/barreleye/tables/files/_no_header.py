"""Whether the first row of a table is its header, or a row of data above which there is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ..._text import listed
from ..formats._known_words import MISSING, PERHAPS_MISSING
from ._header_rows import BLANK, MISSING_WORD, NO_VALUES, WORD, kind_of

_NO_NAMES = MISSING | PERHAPS_MISSING
# What an entry looks like above its column: a value above values, a word that recurs where most words do, or where
# few do, a word that does not recur, or no entry of the column.
_VALUE, _RECURRING, _AMONG_OTHERS, _WORD, _NAME = (
    "value",
    "recurs",
    "recurs among others",
    "word",
    "name",
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_DIGITS = re.compile(r"\d+")
# So many numbers that go up from one to the next are hardly ever a row of data; beside names of rows, fewer are.
_MANY_IN_ORDER, _SOME_IN_ORDER = 5, 3


def is_data(head: Sequence[str], below: Sequence[Sequence[str]]) -> tuple[bool, str]:
    """Return whether the first row of a table is one of data, and a note if it may be one and is taken for names.

    Each of its entries has to be of its column's own kind: a value (number, date or time) above such values alone,
    or a word that recurs. Words that do not recur, such as names of rows, show nothing; if there are some, only
    values that are no whole numbers, or equal ones, or a word that does recur show data. Numbers in an order that
    rows of data hardly have, such as years or 1, 2, 3, are names.

    Parameters
    ----------
    head : sequence of str
    below : sequence of sequences of str
        The rows below it, all equally wide.
    """
    if len(below) < 2:
        return False, ""
    columns = [[row[i].strip() for row in below] for i in range(min(len(head), len(below[0])))]
    looks: list[str] = []
    for entry, column in zip(head, columns, strict=False):
        looks.append(_look(entry, column))
        if looks[-1] == _NAME:
            return False, ""
    places = [i for i, look in enumerate(looks) if look == _VALUE]
    recurs = _RECURRING in looks or _AMONG_OTHERS in looks
    if not places:
        return _RECURRING in looks and {*looks} <= {_RECURRING, ""}, ""
    values = [head[i] for i in places]
    beside_names = _WORD in looks and not recurs
    fewest = _SOME_IN_ORDER if beside_names else _MANY_IN_ORDER
    rows = [[columns[i][j] for i in places] for j in range(len(below))]
    ordered = _are_years(values, rows) or (not recurs and _are_in_order(values, rows, fewest))
    shown = not beside_names or len({*values}) < len(values) or not "".join(values).isdigit()
    if shown and not ordered:
        return True, ""
    if ordered and (beside_names or len(values) >= _SOME_IN_ORDER):
        return False, ""
    few = listed(values, most=3)
    return False, f"the header with {few} may be a row of data: if it is, put a line of names above it"


def _look(entry: str, column: Sequence[str]) -> str:
    """Return what an entry looks like above the entries of its column."""
    kinds = Counter(map(kind_of, column))
    del kinds[BLANK], kinds[MISSING_WORD]
    if not kinds or entry in _NO_NAMES:
        return ""
    kind, words = kind_of(entry), kinds[WORD]
    if kind not in NO_VALUES:
        return _NAME if not kinds[kind] else "" if words else _VALUE
    if 2 * words < kinds.total():
        return _WORD if words else _NAME
    given = [cell for cell in column if cell not in _NO_NAMES]
    if not _is_one_of(entry, given):
        return _WORD
    return _RECURRING if 2 * len({entry, *given}) <= len(given) + 1 else _AMONG_OTHERS


def _is_one_of(entry: str, column: Sequence[str]) -> bool:
    """Say whether an entry stands in a column as well, or differs from each of its entries in digits alone."""
    if entry in column:
        return True
    form = _DIGITS.sub("0", entry)
    return any(map(str.isdigit, entry)) and all(_DIGITS.sub("0", cell) == form for cell in column)


def _are_years(values: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether values are years, and some below are not."""
    return all(map(_YEAR.fullmatch, values)) and not all(
        _YEAR.fullmatch(cell) for row in below for cell in row if cell
    )


def _are_in_order(values: Sequence[str], below: Sequence[Sequence[str]], fewest: int) -> bool:
    """Say whether values count up, or go up where the rows below hardly do."""
    counted = len(values) > 1 and all(value.isascii() and value.isdigit() for value in values)
    if counted and all(int(b) - int(a) == 1 for a, b in pairwise(values)):
        return True
    return len(values) >= fewest and _go_up(values) and 2 * sum(map(_go_up, below)) < len(below)


def _go_up(values: Sequence[str]) -> bool:
    try:
        numbers = [float(value) for value in values]
    except ValueError:
        return False
    return all(a < b for a, b in pairwise(numbers))
