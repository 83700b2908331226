"""Numbers and dates as people write them: 1.863,32, $1,234.50, 45.2 %, 31/12/2024."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

# Signs that may stand around a number and mean no other number.
_DECORATION = re.compile(r"[€$£¥₹%\s\u00a0\u202f]|(?<![A-Za-z])(EUR|USD|GBP|CHF)(?![A-Za-z])")
# 007 and 01234 are codes: as numbers they would lose their zeros.
_LEADING_ZERO = re.compile(r"[+-]?0\d")
_GROUPED = {
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?"),
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?"),
    "'": re.compile(r"[+-]?[1-9]\d{0,2}('\d{3})+(\.\d*)?"),
}
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def is_code(words: Sequence[str]) -> bool:
    """Say whether any word is a number that begins with a zero it would lose."""
    return any(_LEADING_ZERO.match(word) for word in words)


def as_numbers_written(words: Sequence[str]) -> tuple[list[float | None], str]:
    """Read words as numbers, None where one is none, and say how if it is not plain.

    A mark counts as separating thousands only if it does so wherever it stands in the column.
    """
    plain = [_plain(word) for word in words]
    if None not in plain:
        return plain, ""
    bare = [_DECORATION.sub("", word) for word in words]
    best, how = plain, ""
    for mark in (None, ",", ".", "'"):
        read = [_plain(text) if mark is None else _grouped(text, mark) for text in bare]
        if sum(value is not None for value in read) > sum(value is not None for value in best):
            best = read
            row = next(
                i
                for i, (p, r) in enumerate(zip(plain, read, strict=True))
                if p is None and r is not None
            )
            how = f"{words[row]!r} is read as {read[row]:.15g}"
    return best, how


def as_days(words: Sequence[str]) -> tuple[list[float] | None, str]:
    """Read words such as 12/31/2024 as days since 1970, and say whether the month came first."""
    parts = [_SLASHED.fullmatch(word) for word in words]
    if not words or None in parts:
        return None, ""
    first = [int(part[1]) for part in parts if part]
    month_first = max(first) <= 12
    try:
        days = [
            (date(int(p[3]), *((a, b) if month_first else (b, a))) - date(1970, 1, 1)).days
            for p, a, b in ((p, int(p[1]), int(p[2])) for p in parts if p)
        ]
    except ValueError:  # a 13th month either way: words after all
        return None, ""
    return [
        float(d) for d in days
    ], f"{words[0]!r} is read with the {'month' if month_first else 'day'} first"


def _plain(word: str) -> float | None:
    if "_" in word:  # Python reads 1_000; tables do not mean it
        return None
    try:
        return float(word)
    except ValueError:
        return None


def _grouped(text: str, mark: str) -> float | None:
    decimal = "," if mark == "." else "."
    if _GROUPED[mark].fullmatch(text):
        return _plain(text.replace(mark, "").replace(decimal, "."))
    return None if mark in text else _plain(text.replace(decimal, "."))
