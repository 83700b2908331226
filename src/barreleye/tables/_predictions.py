"""Predictions for the rows of a table, and what may make them less reliable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import Integers
from .._text import counted, listed, quoted, short
from ..errors import DataError
from ._column_plan import value_text
from ._encoding import TableEncoder
from ._table import Table
from .findings._alike_words import alike
from .findings._gathered import gathered


@dataclass(frozen=True, eq=False, repr=False)
class Predictions:
    """Predictions for the rows of a table.

    Attributes
    ----------
    values : array, shape (rows,)
        Class labels, or numbers in the units of the table.
    probabilities : array, shape (rows, classes), or None
        The probability of every class; None for regression.
    notes : list of str
        What may make predictions less reliable, such as values that training did not have.
    low, high : array, shape (rows,), or None
        The ends of intervals, if they were asked for.
    """

    values: NDArray[Any]
    probabilities: NDArray[Any] | None
    notes: list[str]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None

    def __repr__(self) -> str:
        first = ", ".join(str(value) for value in self.values[:5])
        more = " ..." if len(self.values) > 5 else ""
        return (
            f"Predictions({len(self.values):,} rows: {first}{more}; {counted(len(self.notes), 'note')})"
        )


# How a note counts the entries that were taken as missing.
_TAKEN = re.compile(r"(?:^|[ (])([\d,]+) entr(?:y|ies)\b")
# Names are given where a header has none, in the same way as in training.
_NAMELESS = "without a name called"
# Scaled inputs further out than this overflow somewhere inside a float32 network.
LARGEST_INPUT = 1e15


def refuse_huge(encoder: TableEncoder, table: Table, place: Callable[[int], str]) -> None:
    """Raise DataError if an entry lies so far out that a network means nothing by its answer.

    ``place`` returns where a row stands, ``"line 12"`` or ``"row 11"``.
    """
    for plan in encoder.plans:
        if plan.dropped or plan.distance(table[plan.name]) < LARGEST_INPUT:
            continue
        scaled = (table[plan.name].data - plan.center) / plan.scale
        row = int(np.flatnonzero(np.abs(scaled) >= LARGEST_INPUT)[0])
        raise DataError(
            f"{quoted(plan.name)} in {place(row)} lies {scaled[row]:.3g} standard deviations from the training"
            " data, where a prediction means nothing: correct it, or leave the row out"
        )


def notes_on(encoder: TableEncoder, table: Table, place: Callable[[int], str]) -> list[str]:
    """Return what may make predictions of a table less reliable; ``place`` returns where a row stands."""
    notes = [note for note in table.notes if _NAMELESS not in note]
    return [*notes, *gathered(_notes(encoder, table, place))]


def _notes(
    encoder: TableEncoder, table: Table, place: Callable[[int], str]
) -> Iterator[tuple[str, str]]:
    """Yield names of columns, and what is to be said of each."""
    for plan in encoder.plans:
        if plan.dropped:
            continue
        column = table[plan.name]
        missing = 0 if plan.flag else column.count_missing()
        told = sum(int(many.replace(",", "")) for many in _TAKEN.findall(column.note))
        if column.note:
            yield plan.name, column.note + (", and training had none" if 0 < missing == told else "")
        if unknown := plan.unknown(column):
            odd = np.array([word in unknown for word in column.categories] + [False])[column.data]
            yield plan.name, _about_unknown(plan.words, unknown, np.flatnonzero(odd), place)
        if far := plan.count_outside_range(column):
            trained = " to ".join(
                value_text(end, plan.kind, short(end)) for end in (plan.low, plan.high)
            )
            furthest = place(int(np.nanargmax(np.abs(column.data - plan.center))))
            yield (
                plan.name,
                f"{counted(far, 'row')} far outside of the training range ({trained}; the furthest is {furthest})",
            )
        if missing > told:
            yield plan.name, f"{counted(missing, 'missing value')}, and training had none"


def _about_unknown(
    known: Sequence[str], unknown: list[str], rows: Integers, place: Callable[[int], str]
) -> str:
    """Say which words training did not have, and which of them it had in another case."""
    some = listed(unknown[:3]) + (" ..." if len(unknown) > 3 else "")
    note = f"{counted(len(rows), 'row')} with words not seen in training ({some}; first in {place(int(rows[0]))})"
    pairs = alike([*known, *unknown], shortest=1)
    found = [(word, pair[0]) for pair in pairs if len(pair) == 2 for word in pair[1:] if word in unknown]
    if found:
        word, learned = found[0]
        note += f"; {quoted(word)} differs from {quoted(learned)} only in case or blanks: write it as in training"
    return note
