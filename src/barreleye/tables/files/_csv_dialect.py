"""How a CSV text is written: what separates and what quotes its fields, found by the evidence of many lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_SEPARATORS = ",;\t|"
_SAMPLE = 65_536
_MOST_CELLS = 4_000
# A dialect without quotes, or with apostrophes, has to be better than the usual one by this factor.
_UNUSUAL = 0.97
_NUMBER = re.compile(
    r"(?=.*\d)[^\w\s]{0,3}\s?(?:\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d*)(?:[.,]\d*)?"
    r"(?:[eE][-+]?\d+)?\s?[^\d,;|\t]{0,6}"
)
# A comma within text is followed by a blank, and everything else that separates is rare there.
_APOSTROPHES = re.compile(r"'.*'")
_DOUBLED = re.compile(r'[^\\,;|\t"]""')
_UNIT_SEPARATOR = "\x1f"
_UNCLEAN = re.compile(r"[;\t|]|,(?! )")


@dataclass(frozen=True)
class Dialect:
    """How the fields of a text are told apart.

    Attributes
    ----------
    separator : str
        One character. A text of one column has one that does not occur in it.
    quote : str
        The character around fields that hold separators; empty if there is none.
    escape : str
        The character before quotes within quoted fields; empty if they are doubled.
    blanks : bool
        Whether any number of blanks separates.
    """

    separator: str = ","
    quote: str = '"'
    escape: str = ""
    blanks: bool = False

    @property
    def alone(self) -> bool:
        """Whether there is one column, with no separator."""
        return self.separator == _UNIT_SEPARATOR

    def rows(self, lines: Sequence[str]) -> list[list[str]]:
        """Return the fields of lines."""
        if self.blanks:
            return [line.split() for line in lines]
        return list(
            csv.reader(
                lines,
                delimiter=self.separator,
                quotechar=self.quote or None,
                quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
                escapechar=self.escape or None,
                doublequote=not self.escape,
                skipinitialspace=True,
            )
        )


def find_dialect(text: bytes, separator: str | None = None) -> Dialect:
    """Return the dialect of a text; the user may have said what separates its fields (a blank: blanks do)."""
    lines = sample_lines(text)
    if not lines:
        return Dialect(separator or ",")
    if separator == " ":
        return Dialect("\t", "", blanks=True)
    escape = (
        "\\"
        if any('\\"' in line for line in lines) and not any(_DOUBLED.search(line) for line in lines)
        else ""
    )
    if separator is not None:
        separators = [separator]
    else:
        separators = [mark for mark in _SEPARATORS if any(mark in line for line in lines)] or [","]
    candidates = [
        Dialect(one, quote, escape if quote else "") for one in separators for quote in _quotes(lines)
    ]
    scores = {candidate: _score(candidate, lines) for candidate in candidates}
    best = max(candidates, key=lambda candidate: scores[candidate])
    if separator is not None or scores[best] > _score_of_one_column(lines):
        return best
    if _in_columns(lines):
        return Dialect("\t", "", blanks=True)
    return Dialect(_UNIT_SEPARATOR, '"' if any(line.startswith('"') for line in lines) else "")


def sample_lines(text: bytes) -> list[str]:
    """Return lines from the beginning of a text, without blank ones, comments, and a last one that is cut off."""
    lines = text[:_SAMPLE].decode("utf-8", "replace").split("\n")
    if len(text) > _SAMPLE and len(lines) > 1:
        lines.pop()
    filled = [line.rstrip("\r").replace("\r", " ") for line in lines if line.strip()]
    return [line for line in filled if not line.startswith("#")] or filled


def _quotes(lines: Sequence[str]) -> tuple[str, ...]:
    if any('"' in line for line in lines):
        return '"', ""
    return ('"', "'") if any("'" in line for line in lines) else ('"',)


def _score(dialect: Dialect, lines: Sequence[str]) -> tuple[float, int]:
    """Return how well a dialect explains lines, and the number of columns that it gives.

    A good one gives most lines the same number of fields, and fields without the marks of another dialect.
    """
    rows = dialect.rows(lines)
    counts = Counter(len(row) for row in rows)
    width, same = max(counts.items(), key=lambda one: (one[1] * (one[0] > 1), one[0]))
    if width == 1:
        return 0.0, 1
    if width == 2 and len(rows[0]) == 1 and all(_NUMBER.fullmatch(",".join(row)) for row in rows[1:]):
        return 0.0, 1  # decimal commas below the name of a single column
    cells = [cell for row in rows if len(row) == width for cell in row][:_MOST_CELLS]
    clean = sum(_is_clean(cell, dialect) for cell in cells) / len(cells)
    usual = 1.0 if dialect.quote == '"' else _UNUSUAL
    return round(usual * clean * same / len(rows), 3), width


def _score_of_one_column(lines: Sequence[str]) -> tuple[float, int]:
    lines = lines[:_MOST_CELLS]
    return sum(_is_clean(line, Dialect(_UNIT_SEPARATOR)) for line in lines) / max(1, len(lines)), 1


def _is_clean(cell: str, dialect: Dialect) -> bool:
    """Say whether a field looks like one, and not like several of another dialect."""
    cell = cell.strip()
    if not cell or _NUMBER.fullmatch(cell):
        return True
    if (
        "\n" in cell
        or (dialect.quote != '"' and '"' in cell[:1])
        or (dialect.quote != "'" and _APOSTROPHES.fullmatch(cell))
    ):
        return False
    return not _UNCLEAN.search(cell)


def _in_columns(lines: Sequence[str]) -> bool:
    """Say whether blanks separate columns: as many on each line, one of them of numbers below a name."""
    rows = [line.split() for line in lines]
    width, first = len(rows[-1]), len(rows[0])
    if len(rows) < 3 or width < 2 or not (first == width or first == width - 1 > 1):
        return False
    if sum(len(row) == width for row in rows[1:]) < 0.95 * (len(rows) - 1):
        return False
    full = [row for row in rows if len(row) == width]
    return any(
        not _NUMBER.fullmatch(full[0][i])
        and sum(bool(_NUMBER.fullmatch(row[i])) for row in full[1:]) > 0.9 * (len(full) - 1)
        for i in range(width)
    )
