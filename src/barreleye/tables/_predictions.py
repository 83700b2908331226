"""Predictions for the rows of a table, and what may make them less reliable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted, listed, quoted, short
from ..errors import DataError
from ._encoding import TableEncoder
from ._table import Table


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
    """

    values: NDArray[Any]
    probabilities: NDArray[Any] | None
    notes: list[str]

    def __repr__(self) -> str:
        first = ", ".join(str(value) for value in self.values[:5])
        more = " ..." if len(self.values) > 5 else ""
        return (
            f"Predictions({len(self.values):,} rows: {first}{more}; {counted(len(self.notes), 'note')})"
        )


# Scaled inputs further out than this overflow somewhere inside a float32 network.
_LARGEST_INPUT = 1e15


def refuse_huge(encoder: TableEncoder, table: Table) -> None:
    """Raise DataError if an entry lies so far out that a network means nothing by its answer."""
    for plan in encoder.plans:
        if plan.dropped or plan.distance(table[plan.name]) < _LARGEST_INPUT:
            continue
        scaled = (table[plan.name].data - plan.center) / plan.scale
        row = int(np.flatnonzero(np.abs(scaled) >= _LARGEST_INPUT)[0])
        raise DataError(
            f"{quoted(plan.name)} in row {row + 1} lies {scaled[row]:.3g} standard deviations from the training"
            " data, where a prediction means nothing: correct it, or leave the row out"
        )


def notes_on(encoder: TableEncoder, table: Table) -> list[str]:
    """Return what may make predictions of a table less reliable."""
    notes = list(table.notes)
    for plan in encoder.plans:
        if plan.dropped:
            continue
        column = table[plan.name]
        if column.note:
            notes.append(f"column {quoted(plan.name)}: {column.note}")
        unknown = plan.unknown(column)
        if unknown:
            odd = np.array([word in unknown for word in column.categories] + [False])
            rows = int(odd[column.data].sum())
            some = listed(unknown[:3]) + (" ..." if len(unknown) > 3 else "")
            notes.append(
                f"column {quoted(plan.name)}: {counted(rows, 'row')} with words not seen in training ({some})"
            )
        if far := plan.count_outside_range(column):
            trained = f"{short(plan.low)} to {short(plan.high)}"
            notes.append(
                f"column {quoted(plan.name)}: {counted(far, 'row')} far outside of the training range ({trained})"
            )
        missing = 0 if plan.flag else column.count_missing()
        if missing:
            notes.append(
                f"column {quoted(plan.name)}: {counted(missing, 'missing value')}, and training had none"
            )
    return notes
