"""Which words of a column mean a missing value, and which are words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from ..._text import counted, quoted, typed
from .._columns import Column
from .._extras import polars
from .._kinds import NUMBER
from ..formats._known_words import ERRORS, MISSING_AMONG_NUMBERS, PERHAPS_MISSING

# A column may have this share of entries that cannot be read, or one.
_FEW = 0.05
# A word that nobody declared is taken as missing if it is repeated, and there are no more than so many such words.
_MOST_MARKS, _FEWEST_TIMES, _LARGEST_SHARE = 2, 3, 1 / 3
# As often as other words: at least this part of the rarest of a few, or of the median of many, and at most so many
# times the most frequent.
_AS_OFTEN = 0.5, 3.0
_A_FEW = 5


def missing_among_numbers(
    unread: Any,  # noqa: ANN401  a polars frame
    known: int,
    different: int,
    besides: int = 0,
) -> tuple[str, ...] | None:
    """Return the words that mean a missing value in a column of numbers or dates; None if it is no such column.

    Parameters
    ----------
    unread : polars frame
        The different entries that cannot be read, ``text``, and how often they occur, ``n``.
    known : int
        How many entries there are in all.
    different : int
        How many different entries can be read.
    besides : int
        How many further entries cannot be read: numbers among dates.
    """
    if not len(unread) and not besides:
        return ()
    pl = polars()
    lower = pl.col("text").str.to_lowercase()
    declared = lower.is_in(list(MISSING_AMONG_NUMBERS))
    marks, others = unread.filter(declared), unread.filter(~declared)
    words = marks["text"].to_list()
    bad = int(others["n"].sum()) + besides
    if bad > max(_FEW * known, 1 if known > 5 else 0):
        repeated = not besides and int(others["n"].min()) >= _FEWEST_TIMES and len(others) <= _MOST_MARKS
        if not repeated or bad > _LARGEST_SHARE * known or different < 10 * len(others):
            return None
        words += others["text"].to_list()
    elif 2 * bad > known:
        return None
    doubtful = [word for word in words if word not in PERHAPS_MISSING | ERRORS]
    return tuple(words) if different >= 3 * len(doubtful) else None


def mostly_numbers(unread: Any, known: int) -> str:  # noqa: ANN401  a polars frame
    """Say so, and which entries are none, if most entries of a column of words are numbers.

    Parameters
    ----------
    unread : polars frame
        The different entries that are no numbers, ``text``, and how often they occur, ``n``.
    known : int
        How many entries are.
    """
    bad = int(unread["n"].sum())
    if known < 2 * bad or not bad:
        return ""
    some = ", ".join(
        f"{quoted(word)} ({counted(times, 'time')})" for word, times in unread.head(3).iter_rows()
    )
    marks = unread["text"].filter(~unread["text"].str.contains(r"\d"))
    how = f" (--missing {typed(marks[0])} if that means a missing value)" if len(marks) else ""
    return (
        f"{counted(known, 'entry', 'entries')} could be numbers, but {bad:,} could not, such as {some}: all are"
        f" words{how}"
    )


def without(text: Any, words: tuple[str, ...]) -> Any:  # noqa: ANN401  polars series of strings
    """Return text in which these words are missing values; a number is one however it is written: -999, -999,0."""
    if not words:
        return text
    pl, entries = polars(), text.str.strip_chars()
    gone = entries.is_in(list(words))
    if numbers := _numbers_of(words):
        values = entries.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        gone |= values.is_in(numbers).fill_null(value=False)
    return text.set(gone.fill_null(value=False), None)


def without_numbers(column: Column, words: tuple[str, ...]) -> Column:
    """Return a column of numbers in which the numbers among these words are missing values."""
    numbers = _numbers_of(words)
    if column.kind != NUMBER or not numbers:
        return column
    gone = np.isin(column.data, numbers)
    missing = (*column.format.missing, *words)
    return replace(
        column,
        stored=np.where(gone, np.nan, column.data),
        format=replace(column.format, missing=missing),
    )


def _numbers_of(words: tuple[str, ...]) -> list[float]:
    """Return the numbers among words."""
    numbers: list[float] = []
    for word in words:
        with suppress(ValueError):
            numbers.append(float(word.replace(",", ".")))
    return numbers


def stands_as_a_word(word: str, counts: dict[str, int]) -> bool:
    """Say whether a word that may mean a missing value is one word of the column among the others.

    Parameters
    ----------
    word : str
    counts : dict
        How often each word of the column occurs.
    """
    others = [n for other, n in counts.items() if other != word]
    if counts[word] < _FEWEST_TIMES:
        return False
    if set(counts) == {"+", "-"}:
        return True
    if len(others) < (1 if word.isalpha() else 2):
        return False
    least, most = _AS_OFTEN
    usual = min(others) if len(others) <= _A_FEW else median(others)
    if not least * usual <= counts[word] <= most * max(others):
        return False
    if word == "NA":  # a code of two letters among such codes: Namibia, North America
        return all(len(other) == 2 and other.isupper() for other in counts)
    return True
