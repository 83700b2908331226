"""How one column is encoded: numbers scaled, text one-hot, missing values filled and flagged."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from .._text import counted, quoted, short
from .._tree import Tree
from ._columns import Column
from ._kinds import DATE, NOT_READ, NUMBER, WORDS, YES_NO
from .formats._declared import ColumnFormat

# More different words than this, and the rarer ones share one column.
_MOST_WORDS = 50
# Days are told to NumPy as whole numbers; beyond these a float64 skips some.
_MOST_DAYS = 2**53
# A column of words counts as names of the rows when more than this share of them is different.
_NEARLY_ALL = 0.9
_NAMES_OF_ROWS = {"id", "ids", "uid", "uuid", "guid", "identifier", "index", "rownumber"}
_ROW_NUMBERS = {
    "",
    "id",
    "index",
    "row",
    "rowid",
    "row_id",
    "row_number",
    "rownames",
    "unnamed: 0",
    "column_1",
}


@dataclass(frozen=True)
class ColumnPlan:
    """How one column is encoded; learned from the training rows, and part of the model file.

    Attributes
    ----------
    name, kind : str
        As in :class:`Column`.
    dropped : str
        Why the column is left out; empty if it is used.
    center, scale : float
        Numbers become (value - center) / scale.
    fill : float
        The value that replaces missing ones: the median.
    flag : bool
        Whether a further input is 1 where the value is missing, and 0 elsewhere.
    low, high : float
        The range of the numbers in the training rows.
    words : tuple of str
        The categories that have an input of their own, most frequent first (one-hot encoding).
    other : bool
        Whether a further input is 1 for all other categories.
    format : ColumnFormat, or None
        How the entries were written; None in model files that were written before formats were kept.
    """

    name: str
    kind: str
    dropped: str = ""
    center: float = 0.0
    scale: float = 1.0
    fill: float = 0.0
    flag: bool = False
    low: float = 0.0
    high: float = 0.0
    words: tuple[str, ...] = ()
    other: bool = False
    format: ColumnFormat | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the network inputs that the column becomes."""
        return tuple(self.names())

    def names(self) -> Iterator[str]:
        """Yield the names of the inputs, one by one, which takes less memory than a tuple of all."""
        if self.dropped:
            return
        if self.kind != WORDS:
            yield self.name
        else:
            yield from (f"{self.name} = {word}" for word in self.words)
            if self.other:
                yield f"{self.name} = other"
        if self.flag:
            yield f"{self.name} is missing"

    @property
    def became(self) -> str:
        """How the column is encoded, as text."""
        if self.dropped:
            return f"left out: {self.dropped}"
        missing = ", missing values flagged" if self.flag else ""
        if self.kind == WORDS:
            other = " and one for the others" if self.other else ""
            return f"{counted(len(self.words), 'input')}, one per word{other}{missing}"
        fill = _shown(self.fill, self.kind, short(self.fill))
        filled = f", missing values filled with {fill} and flagged" if self.flag else ""
        what = "days, scaled" if self.kind == DATE else "0 or 1" if self.kind == YES_NO else "scaled"
        return f"1 input, {what}{filled}"

    def encode(self, column: Column, rows: slice, inputs: NDArray[np.floating]) -> None:
        """Write rows of the column into inputs, shape (rows, len(self.inputs))."""
        data = column.data[rows]
        if self.kind == WORDS:
            codes = self._positions(column)[data]
            for i in range(len(self.words) + self.other):
                inputs[:, i] = codes == i
            missing = codes < 0
        else:
            missing = np.isnan(data) if column.extent[2] else False
            known = np.where(missing, self.fill, data) if column.extent[2] else data
            np.divide(known - self.center, self.scale, out=inputs[:, 0], casting="same_kind")
        if self.flag:
            inputs[:, -1] = missing

    def unknown(self, column: Column) -> list[str]:
        """Return the categories of a column that have no input, in order of appearance."""
        if self.kind != WORDS or self.dropped or self.other:
            return []
        return [word for word in column.categories if word not in self.words]

    def count_outside_range(self, column: Column) -> int:
        """Return the number of rows outside the training range by more than half its width."""
        if self.kind not in {NUMBER, DATE} or self.dropped:
            return 0
        slack = 0.5 * (self.high - self.low)
        low, high = self.low - slack, self.high + slack
        least, most, _ = column.extent
        return (
            int(((column.data < low) | (column.data > high)).sum()) if least < low or most > high else 0
        )

    def distance(self, column: Column) -> float:
        """Return how far the most distant row lies from the training data, in standard deviations."""
        if self.kind == WORDS:
            return 0.0
        least, most, _ = column.extent
        return max(0.0, abs(least - self.center) / self.scale, abs(most - self.center) / self.scale)

    def _positions(self, column: Column) -> NDArray[np.int64]:
        """Return which input each category has, len(words) if none of its own; and at the end -1, for missing."""
        known = {word: i for i, word in enumerate(self.words)}
        other = len(self.words)
        return np.array([*(known.get(word, other) for word in column.categories), -1])


_FIELDS = tuple(one.name for one in fields(ColumnPlan))


def plan_from(plan: Tree) -> ColumnPlan:
    """Return the plan that a model file holds."""
    plan.only(_FIELDS)
    found = plan.get("format")
    found = None if found is None or found.value is None else found
    restored = ColumnPlan(
        name=plan["name"].words(),
        kind=plan["kind"].one_of((NUMBER, YES_NO, DATE, WORDS, NOT_READ)),
        dropped=plan["dropped"].words(),
        center=plan["center"].number(),
        scale=plan["scale"].number(),
        fill=plan["fill"].number(),
        flag=plan["flag"].flag(),
        low=plan["low"].number(),
        high=plan["high"].number(),
        words=tuple(word.words() for word in plan["words"]),
        other=plan["other"].flag(),
        format=None if found is None else ColumnFormat.from_description(found),
    )
    if restored.scale <= 0.0:
        plan["scale"].wrong("a number above 0")
    if restored.kind == DATE and abs(restored.fill) > _MOST_DAYS:
        plan["fill"].wrong("a number of days that can be counted")
    return restored


def plan_of(column: Column) -> ColumnPlan:
    """Return how a column of training rows is encoded; one that says nothing is left out for a reason."""
    return replace(_unformatted(column), format=column.format)


def _unformatted(column: Column) -> ColumnPlan:
    missing = column.missing
    if missing.all():
        return ColumnPlan(column.name, column.kind, dropped="every entry is missing")
    flag = bool(missing.any())
    if column.kind == WORDS:
        return _plan_words(column, flag=flag)
    known = column.data[~missing]
    if known.min() == known.max() and not flag:
        return ColumnPlan(
            column.name,
            column.kind,
            dropped=f"it is always {_shown(known[0], column.kind, f'{known[0]:g}')}",
        )
    if _numbers_rows(column, known):
        return ColumnPlan(column.name, column.kind, dropped="it numbers the rows")
    if column.kind == YES_NO:
        return ColumnPlan(column.name, column.kind, fill=float(np.median(known)), flag=flag)
    return ColumnPlan(
        column.name,
        column.kind,
        center=float(known.mean()),
        scale=spread(known),
        fill=float(np.median(known)),
        flag=flag,
        low=float(known.min()),
        high=float(known.max()),
    )


def _shown(value: float, kind: str, number: str) -> str:
    """Return a value as text, the day of a date and else the number."""
    return str(np.datetime64(math.floor(value), "D")) if kind == DATE else number


def spread(known: NDArray[np.float64]) -> float:
    """Return the standard deviation, or 1 where it is 0 or drowns in rounding."""
    deviation = float(known.std())
    return deviation if deviation > 8 * np.finfo(np.float64).eps * float(np.abs(known).max()) else 1.0


def _plan_words(column: Column, *, flag: bool) -> ColumnPlan:
    counts = np.bincount(column.data[column.data >= 0], minlength=len(column.categories))
    present = (i for i in range(len(counts)) if counts[i])
    order = sorted(present, key=lambda i: (-counts[i], column.categories[i]))
    if len(order) == 1 and not flag:
        return ColumnPlan(
            column.name, WORDS, dropped=f"it is always {quoted(column.categories[order[0]])}"
        )
    if len(order) > 20 and len(order) > _NEARLY_ALL * counts.sum():
        return ColumnPlan(column.name, WORDS, dropped="nearly every row has a word of its own")
    words = tuple(column.categories[i] for i in order[:_MOST_WORDS])
    return ColumnPlan(column.name, WORDS, flag=flag, words=words, other=len(order) > len(words))


def _numbers_rows(column: Column, known: NDArray[np.float64]) -> bool:
    """Say whether a column only names the rows: its own name says so, and every whole number is new."""
    words = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", column.name.strip())
    named = column.name.strip().lower() in _ROW_NUMBERS or words[-1].lower() in _NAMES_OF_ROWS
    return named and column.whole and len(known) > 2 and len(np.unique(known)) == len(known)
