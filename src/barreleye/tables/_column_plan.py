"""How one column is encoded: numbers scaled, text one-hot, missing values filled and flagged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .._text import counted, short
from .._tree import Tree
from ._columns import Column
from ._kinds import DATE, NOT_READ, NUMBER, WORDS, YES_NO
from .encodings import NumberEncoding, Quantiles, Scaled, encoding_from
from .formats._declared import ColumnFormat

# Days are told to NumPy as whole numbers; beyond these a float64 skips some.
_MOST_DAYS = 2**53


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
    whole : bool
        Whether these numbers are integers.
    words : tuple of str
        The categories that have an input of their own, most frequent first (one-hot encoding).
    other : bool
        Whether a further input is 1 for all other categories.
    format : ColumnFormat, or None
        How the entries were written; None in model files that were written before formats were kept.
    encodings : tuple of NumberEncoding
        How numbers become inputs; if there are none, as (value - center) / scale.
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
    whole: bool = False
    words: tuple[str, ...] = ()
    other: bool = False
    format: ColumnFormat | None = None
    encodings: tuple[NumberEncoding, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the network inputs that the column becomes."""
        return tuple(self.names())

    def names(self) -> Iterator[str]:
        """Yield the names of the inputs, one by one, which takes less memory than a tuple of all."""
        if self.dropped:
            return
        if self.kind != WORDS:
            for encoding in self.applied:
                yield from encoding.names(self.name)
        else:
            yield from (f"{self.name} = {word}" for word in self.words)
            if self.other:
                yield f"{self.name} = other"
        if self.flag:
            yield f"{self.name} is missing"

    @property
    def is_number(self) -> bool:
        """Whether the column is used, and its entries are numbers or days."""
        return not self.dropped and self.kind != WORDS

    @property
    def applied(self) -> tuple[NumberEncoding, ...]:
        """The encodings of numbers, one at least."""
        return self.encodings or (Scaled(self.center, self.scale),)

    @property
    def became(self) -> str:
        """How the column is encoded, as text."""
        if self.dropped:
            return f"left out: {self.dropped}"
        missing = ", missing values flagged" if self.flag else ""
        if self.kind == WORDS:
            other = " and one for the others" if self.other else ""
            return f"{counted(len(self.words), 'input')}, one per word{other}{missing}"
        fill = value_text(self.fill, self.kind, short(self.fill))
        filled = f", missing values filled with {fill} and flagged" if self.flag else ""
        if self.encodings:
            return self._many(missing)
        what = "days, scaled" if self.kind == DATE else "0 or 1" if self.kind == YES_NO else "scaled"
        return f"1 input, {what}{filled}"

    def _many(self, missing: str) -> str:
        """Return in words what the encodings make of numbers."""
        parts = [one.said() for one in self.encodings]
        total = sum(len(tuple(one.names(""))) for one in self.encodings)
        return f"{counted(total, 'input')}: {', '.join(parts)}{missing}"

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
            self._encode_numbers(known, missing, inputs)
        if self.flag:
            inputs[:, -1] = missing

    def number_inputs(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the inputs of numbers, none of them missing, shape (numbers, len(self.inputs))."""
        inputs = np.zeros((len(numbers), len(self.inputs)))
        self._encode_numbers(numbers, False, inputs)
        return inputs

    def places(self, low: float, high: float, most: int) -> NDArray[np.float64]:
        """Return numbers at equal steps, so many at most; whole ones if the column has no others."""
        if not self.whole:
            return np.linspace(low, high, most)
        low, high = round(low), round(high)
        step = max(1, math.ceil((high - low + 1) / most))
        return np.arange(low, high + 1, step, dtype=np.float64)

    def numbers(self, inputs: NDArray[np.floating]) -> NDArray[np.floating]:
        """Return the numbers of rows by their inputs, shape (rows, len(self.inputs))."""
        first = self.applied[0]
        if not isinstance(first, Scaled | Quantiles):
            raise TypeError(
                f"the first inputs of {self.name} are {first.kind}, which numbers cannot be read from"
            )
        return first.decode(inputs[:, 0])

    def _encode_numbers(
        self, known: NDArray[np.float64], missing: NDArray[np.bool_] | bool, inputs: NDArray[np.floating]
    ) -> None:
        at = 0
        for encoding in self.applied:
            width = len(tuple(encoding.names("")))
            own = inputs[:, at : at + width]
            encoding.encode(known, own)
            if encoding.blank and np.any(missing):
                own[missing] = 0.0
            at += width

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
        whole=False
        if (whole := plan.get("whole")) is None
        else whole.flag(),  # early versions have none
        words=tuple(word.words() for word in plan["words"]),
        other=plan["other"].flag(),
        encodings=() if (known := plan.get("encodings")) is None else tuple(map(encoding_from, known)),
        format=None if found is None else ColumnFormat.from_description(found),
    )
    if restored.scale <= 0.0:
        plan["scale"].wrong("a number above 0")
    if restored.kind == DATE and abs(restored.fill) > _MOST_DAYS:
        plan["fill"].wrong("a number of days that can be counted")
    return restored


def value_text(value: float, kind: str, number: str) -> str:
    """Return a value as text, the day of a date and else the number."""
    return str(np.datetime64(math.floor(value), "D")) if kind == DATE else number
