"""What is odd about the columns of a table: copies, values far out, and columns that know the answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .._text import counted, listed, quoted, short, typed
from ._columns import Column
from ._kinds import NUMBER, WORDS, YES_NO
from ._table import Table
from ._target import CLASSIFICATION, Target

# Looked at in so many rows, drawn at random from larger tables.
_MOST_ROWS = 20_000
_FOLDS = 5
# A column alone that answers so well knows the answer, if the most frequent answer is wrong much more often.
_ACCURACY, _R2, _FEWER_ERRORS = 0.99, 0.999, 0.2
# Values beyond a gap of so many times the range of the others are far out, if they are few or all the same.
_GAP, _FEW_FAR, _MOST_FAR = 5.0, 0.01, 0.5
_FEWEST = 20
# Rows that occur twice are natural in tables of a few words, and not where numbers are measured.
_MANY_COPIES, _MEASURED = 0.05, 0.1


def odd_columns(table: Table, goal: Target, y: NDArray[np.generic]) -> list[str]:
    """Return what is odd about the columns of the rows that have a target, given it as it is encoded, (rows,)."""
    if len(y) < _FEWEST:
        return []
    columns = [
        column for column in table if column.kind in {NUMBER, YES_NO, WORDS} or column.kind == "dates"
    ]
    notes = [
        f"column {quoted(column.name)} counts up with the rows: leave it out if it only names them (--drop"
        f" {typed(column.name)})"
        for column in columns
        if counts_up(column)
    ]
    notes += [*_copies(columns), *(note for column in columns for note in _far_out(column))]
    rows = np.arange(len(y))
    if len(y) > _MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MOST_ROWS, replace=False))
    if len(columns) > 1:
        notes += [note for column in columns for note in _knows(column.take(rows), goal, y[rows])]
    return [*notes, *_copied_rows(columns, y)]


def counts_up(column: Column) -> bool:
    """Say whether whole numbers go up by the same step from row to row."""
    if column.kind != NUMBER or len(column) < _FEWEST or column.extent[2]:
        return False
    steps = np.diff(column.data)
    return bool(steps[0] != 0 and (steps == steps[0]).all() and column.whole)


def _copies(columns: list[Column]) -> Iterator[str]:
    """Name columns that hold the same entries."""
    found: dict[tuple[str, bytes], list[str]] = {}
    for column in columns:
        if column.kind != WORDS and (column.extent[2] or column.extent[0] != column.extent[1]):
            found.setdefault(("", np.nan_to_num(column.data, nan=0.5).tobytes()), []).append(column.name)
        elif column.kind == WORDS and len(column.categories) > 1:
            found.setdefault((repr(column.categories), column.data.tobytes()), []).append(column.name)
    for names in found.values():
        if len(names) > 1:
            yield f"columns {listed(names, most=5)} hold the same entries: one of them is enough (--drop)"


def _far_out(column: Column) -> Iterator[str]:
    """Name values that lie far from all others."""
    if column.kind != NUMBER:
        return
    known = np.sort(column.data[~np.isnan(column.data)])
    if len(known) < _FEWEST or known[0] == known[-1]:
        return
    for values, sign in ((known, 1.0), (-known[::-1], -1.0)):
        gaps = np.diff(values)
        at = int(gaps.argmax())
        far, rest = values[at + 1 :], values[: at + 1]
        if rest[0] == rest[-1] or gaps[at] < _GAP * (rest[-1] - rest[0]):
            continue
        same = bool((far == far[0]).all())
        if len(far) > (_MOST_FAR if same else _FEW_FAR) * len(known) and len(far) > 1:
            continue
        low, high = sorted((sign * float(rest[0]), sign * float(rest[-1])))
        value = f"{sign * float(far[0]):.15g}"
        what = f"{value} ({counted(len(far), 'time')})" if same else counted(len(far), "value")
        remedy = f"--missing {value} if it means a missing value" if same else "check them"
        yield (
            f"column {quoted(column.name)}: {what} far out, the others lie between {short(low)} and {short(high)}"
            f" ({remedy})"
        )


def _knows(column: Column, goal: Target, y: NDArray[np.generic]) -> Iterator[str]:
    """Name a column that alone answers rows that it has not seen."""
    answers = _answers_alone(column, y, classes=goal.task == CLASSIFICATION)
    if answers is None:
        return
    if goal.task == CLASSIFICATION:
        wrong, usual = (
            float((answers != y).mean()),
            1.0 - float(np.bincount(y.astype(np.int64)).max()) / len(y),
        )
        if wrong <= 1.0 - _ACCURACY and wrong <= _FEWER_ERRORS * usual:
            yield _leak(column, f"answers {1.0 - wrong:.1%} of held-out rows right", goal)
    else:
        inside = ~np.isnan(answers)  # beyond the values of the other rows nothing is known
        truth, answers = y.astype(np.float64)[inside], answers[inside]
        variance = float(truth.var())
        r2 = 1.0 - float(np.mean((truth - answers) ** 2)) / variance if variance else 0.0
        if r2 >= _R2:
            yield _leak(column, f"has an R² of {r2:.4f} on held-out rows", goal)


def _leak(column: Column, how: str, goal: Target) -> str:
    return (
        f"column {quoted(column.name)} alone {how}: if it is known only when {quoted(goal.name)} is, leave it out"
        f" (--drop {typed(column.name)})"
    )


def _answers_alone(
    column: Column, y: NDArray[np.generic], *, classes: bool
) -> NDArray[np.float64] | None:
    """Return for each row what the other parts of the table say of its value alone; None if it says too little."""
    data = column.data.astype(np.float64)
    known = data >= 0 if column.kind == WORDS else ~np.isnan(data)
    if known.sum() < max(_FEWEST, 0.5 * len(data)):
        return None
    folds = np.random.default_rng(0).permutation(len(y)) % _FOLDS
    answers = np.zeros(len(y))
    for fold in range(_FOLDS):
        train, test = known & (folds != fold), folds == fold
        values, inverse = np.unique(data[train], return_inverse=True)
        if len(values) < 2:
            return None
        if classes:
            counts = np.zeros((len(values), int(y.max()) + 1))
            np.add.at(counts, (inverse, y[train].astype(np.int64)), 1)
            nearest = np.abs(np.searchsorted(0.5 * (values[1:] + values[:-1]), data[test]))
            answers[test] = counts.argmax(axis=1)[nearest]
        else:
            means = np.bincount(inverse, y[train].astype(np.float64)) / np.bincount(inverse)
            answers[test] = np.interp(data[test], values, means, np.nan, np.nan)
    return answers


def _copied_rows(columns: list[Column], y: NDArray[np.generic]) -> Iterator[str]:
    """Say if many rows of measured numbers occur more than once."""
    numbers = [column for column in columns if column.kind == NUMBER]
    if not any(len(np.unique(column.data)) > _MEASURED * len(y) for column in numbers):
        return
    whole = np.column_stack([*(column.data for column in columns), y])
    different = len(np.unique(np.nan_to_num(whole, nan=-0.5), axis=0))
    copies = len(y) - different
    if copies > _MANY_COPIES * len(y):
        yield (
            f"{counted(copies, 'row')} are copies of others: what was learned may be asked again in validation,"
            " and the scores flatter"
        )
