"""The rows of a table that have an answer, ready to be compared with predictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted, quoted
from ..errors import DataError
from ._encoding import TableEncoder
from ._predictions import refuse_huge
from ._table import Table, as_table, undecided
from ._target import CLASSIFICATION, Target


def answered_rows(
    encoder: TableEncoder,
    target: Target,
    data: Any,  # noqa: ANN401
    *,
    ignore_extra: bool = False,
) -> tuple[Table, NDArray[Any], tuple[str, ...], Callable[[int], str]]:
    """Return the rows that have an answer, the encoded answers, notes on them, and the place of a row.

    Raises
    ------
    DataError
        The table lacks a column or the target, or no row has a known answer.
    """
    whole = as_table(data)
    whole.require(target.name)
    table = encoder.read(whole, ignore=[target.name], extra=ignore_extra)
    y, note = target.read(undecided(whole))
    known = np.flatnonzero(y >= 0 if target.task == CLASSIFICATION else ~np.isnan(y))
    if not len(known):
        raise DataError(f"no row has a known {quoted(target.name)}: there is nothing to compare with")
    table = table.take(known)

    def place(row: int) -> str:
        return whole.source.place(int(known[row]))

    refuse_huge(encoder, table, place)
    lost = len(y) - len(known)
    gone = f"{counted(lost, 'row')} of {len(y):,} left out: no known answer" if lost else ""
    said = "; ".join(filter(None, (note, gone)))
    notes = (f"the target {quoted(target.name)}: {said}",) if said else ()
    return table, y[known], notes, place
