"""How a CSV text is written: what separates and what quotes its fields, found by the evidence of many lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ._records import without_quoted

_SEPARATORS = ",;\t|"
_SAMPLE = 65_536
_MOST_CELLS = 4_000
# A dialect without quotes, or with apostrophes, has to be better than the usual one by this factor. So has one in
# which each row has a quote that is not closed.
_UNUSUAL = 0.97
_NUMBER = re.compile(
    r"(?=.*\d)[^\w\s]{0,3}[^\S\t]?(?:\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+|\d*)(?:\.\d*|,\d+)?"
    r"(?:[eE][-+]?\d+)?[^\S\t]?[^\d,;|\t]{0,6}"
)
_IN_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+")
_BLANK_SEPARATED = re.compile(rb'"(?:[^"\n]|"")*"(?!\S)|\S+')
_UNIT_SEPARATOR = "\x1f"
# A comma within text is followed by a blank, and everything else that separates is rare there.
_ODD = re.compile(r"[;\t|]|,(?! )|^'")
_ODD_WITHOUT_QUOTES = re.compile(rf'{_ODD.pattern}|^"')


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

    def in_tabs(self, text: bytes) -> bytes:
        """Return a text of which blanks separate the fields with one tab between them."""
        find = _BLANK_SEPARATED.findall if self.quote else bytes.split
        return b"\n".join(b"\t".join(find(line)) for line in text.split(b"\n"))


def find_dialect(text: bytes, separator: str | None = None) -> Dialect:
    """Return the dialect of a text; the user may have said what separates its fields (a blank: blanks do)."""
    lines = _sample_lines(text)
    if not lines:
        return Dialect(separator or ",")
    sample, cut = "\n".join(lines), len(text) > _SAMPLE
    pairs = '"' in sample and not any(line.count('"') % 2 for line in lines)
    in_blanks = Dialect("\t", '"' if pairs else "", blanks=True)
    if separator == " ":
        return in_blanks
    separators = [separator] if separator else [mark for mark in _SEPARATORS if mark in sample]
    candidates = [Dialect(one, *way) for one in separators for way in _ways_to_quote(sample)]
    if separator is None:
        few_tabs = 2 * sum("\t" in line for line in lines) < len(lines)
        if few_tabs and _in_columns(in_blanks.in_tabs(sample.encode()).decode()):
            candidates.append(in_blanks)
        candidates.append(Dialect(_UNIT_SEPARATOR, '"' if any(line[0] == '"' for line in lines) else ""))
    scores = {candidate: _score(candidate, sample, cut=cut) for candidate in candidates}
    return max(candidates, key=lambda candidate: scores[candidate])


def _sample_lines(text: bytes) -> list[str]:
    """Return lines from the beginning of a text, without blank ones, comments, and a last one that is cut off."""
    lines = text[:_SAMPLE].decode("utf-8", "replace").split("\n")
    if len(text) > _SAMPLE and len(lines) > 1:
        lines.pop()
    filled = [line.rstrip("\r").replace("\r", " ") for line in lines if line.strip()]
    return [line for line in filled if not line.startswith("#")] or filled


def _ways_to_quote(sample: str) -> list[tuple[str, str]]:
    """Return the quotes that may stand around fields, and what may stand before quotes in them."""
    ways = [('"', "")]
    if '\\"' in sample:
        ways.append(('"', "\\"))
    if '"' in sample:
        ways.append(("", ""))
    if "'" in sample:
        ways += [("'", ""), ("'", "\\")] if "\\'" in sample else [("'", "")]
    return ways


def _score(dialect: Dialect, sample: str, *, cut: bool) -> tuple[float, float, int]:
    """Return how well a dialect explains a text, and the number of columns that it gives.

    A line counts 1 if it is as wide as the table, 1/2 if it is shorter, and 0 if it is wider. The mean is
    multiplied by the share of lines with whole fields, which are quoted or hold no marks of another dialect; the
    header, where such marks are rarest, weighs as much as all rows.
    """
    if dialect.blanks:
        sample = dialect.in_tabs(sample.encode()).decode()
    unusual = dialect.quote == "'" or (dialect.quote == "" and '"' in sample)
    if dialect.quote:
        if cut:
            sample += dialect.quote  # to close a field that goes on behind the sample
        sample = without_quoted(sample, dialect.separator, dialect.quote, dialect.escape)
    lines = [line.split(dialect.separator) for line in sample.split("\n")]
    width = max(Counter(map(len, lines)).items(), key=lambda one: (one[1], one[0]))[0]
    if width == 1 and not dialect.alone:
        return 0.0, 0.0, 1
    fit = sum(1.0 if len(line) == width else 0.5 * (len(line) < width) for line in lines)
    rows = [line for line in lines if len(line) == width][: 1 + _MOST_CELLS // width]
    odd = _ODD if dialect.quote == '"' else _ODD_WITHOUT_QUOTES
    header, *below = [all(_is_clean(cell.strip(), odd) for cell in row) for row in rows]
    whole = (header + sum(below) / len(below)) / 2 if below else float(header)
    if dialect.alone:  # the first line may be a title as well
        whole = min(whole, (header + sum(below)) / len(rows))
    opened = sum(any(cell.lstrip()[:1] == dialect.quote for cell in row) for row in rows) / len(rows)
    return _UNUSUAL ** (unusual + opened) * whole * fit / len(lines), fit, width


def _is_clean(cell: str, odd: re.Pattern[str]) -> bool:
    """Say whether a field looks like one, and not like several of another dialect."""
    return not odd.search(cell) or bool(_NUMBER.fullmatch(cell))


def _in_columns(tabbed: str) -> bool:
    """Say whether blanks may separate columns: as many on each line, and numbers in one of them below a name.

    A text without names is one of numbers alone. Tabs stand for the blanks.
    """
    rows = [line.split("\t") for line in tabbed.split("\n")]
    width, first = len(rows[-1]), len(rows[0])
    if len(rows) == 1 or width == 1 or not (first == width or first == width - 1 > 1):
        return False
    if sum(len(row) == width for row in rows[1:]) < 0.95 * (len(rows) - 1):
        return False
    if all(_IN_GROUPS.fullmatch(" ".join(row)) for row in rows[1:]):
        return False
    numbers = [[bool(_NUMBER.fullmatch(cell)) for cell in row] for row in rows if len(row) == width]
    head, below = numbers[0], numbers[1:]
    if len(rows) == 2 or all(head):
        return (
            all(all(row) for row in below)
            and all(head) == (len(rows) > 2)
            and (all(head) or not any(head))
        )
    return any(not head[i] and sum(row[i] for row in below) > 0.9 * len(below) for i in range(width))
