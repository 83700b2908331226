"""How columns are encoded: numbers scaled, text one-hot, missing values filled and flagged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted, listed, quoted, short
from .._tree import Tree
from ..errors import DataError
from ._columns import DATE, NUMBER, WORDS, YES_NO, Column, Table
from ._convert import as_words, spread

# More different words than this, and the rarer ones share one column.
_MOST_WORDS = 50
# Days are told to NumPy as whole numbers; beyond these a float64 skips some.
_MOST_DAYS = 2**53
# A column of words counts as names of the rows when more than this share of them is different.
_NEARLY_ALL = 0.9
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
        fill = str(np.datetime64(round(self.fill), "D")) if self.kind == DATE else short(self.fill)
        filled = f", missing values filled with {fill} and flagged" if self.flag else ""
        what = "days, scaled" if self.kind == DATE else "0 or 1" if self.kind == YES_NO else "scaled"
        return f"1 input, {what}{filled}"

    def encode(self, column: Column) -> NDArray[np.float64]:
        """Return the inputs of the column, shape (rows, len(self.inputs))."""
        missing = column.missing
        parts = (
            self._words(as_words(column))
            if self.kind == WORDS
            else [self._numbers(column.values, missing)]
        )
        if self.flag:
            parts.append(missing.astype(np.float64))
        return np.column_stack(parts)

    def unknown(self, column: Column) -> list[str]:
        """Return the categories of a column that have no input, in order of appearance."""
        if self.kind != WORDS or self.dropped or self.other:
            return []
        entries: list[str | None] = as_words(column).values.tolist()
        return list(dict.fromkeys(w for w in entries if w is not None and w not in self.words))

    def count_outside_range(self, column: Column) -> int:
        """Return the number of rows outside the training range by more than half its width."""
        if self.kind not in {NUMBER, DATE} or self.dropped:
            return 0
        slack = 0.5 * (self.high - self.low)
        values = column.values
        return int(((values < self.low - slack) | (values > self.high + slack)).sum())

    def _numbers(self, values: NDArray[np.float64], missing: NDArray[np.bool_]) -> NDArray[np.float64]:
        return (np.where(missing, self.fill, values) - self.center) / self.scale

    def _words(self, column: Column) -> list[NDArray[np.float64]]:
        position = {word: i for i, word in enumerate(self.words)}
        codes = np.array([-1 if w is None else position.get(w, -2) for w in column.values])
        parts = [(codes == i).astype(np.float64) for i in range(len(self.words))]
        if self.other:
            parts.append((codes == -2).astype(np.float64))
        return parts


@dataclass(frozen=True)
class TableEncoder:
    """The encoding of the columns of a table as inputs of a network.

    Attributes
    ----------
    plans : tuple of ColumnPlan
        In the order of the training table; the order of other tables does not matter.
    """

    plans: tuple[ColumnPlan, ...] = field(default_factory=tuple)

    @classmethod
    def learn(cls, table: Table, left_out: Sequence[str] = ()) -> TableEncoder:
        """Return the encoder of the training rows, without the columns ``left_out``; DataError if none is left."""
        encoder = cls(
            tuple(
                ColumnPlan(column.name, column.kind, dropped="as you said")
                if column.name in left_out
                else _plan(column)
                for column in table
            )
        )
        if not encoder.inputs:
            reasons = "; ".join(f"{quoted(plan.name)}: {plan.dropped}" for plan in encoder.plans)
            raise DataError(f"no column is left to learn from ({reasons or 'there is only the target'})")
        return encoder

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the network inputs."""
        return tuple(name for plan in self.plans for name in plan.inputs)

    def encode(self, table: Table) -> NDArray[np.float64]:
        """Return the rows of a table that :meth:`check` accepts, shape (rows, len(self.inputs))."""
        return np.column_stack([p.encode(table[p.name]) for p in self.plans if not p.dropped])

    def check(self, table: Table, *, ignore: Sequence[str] = (), extra: bool = False) -> None:
        """Raise DataError if a table lacks a column, has another one, or has one of another kind.

        Parameters
        ----------
        table : Table
        ignore : sequence of str
            Columns that the table may have besides, such as the target.
        extra : bool
            Whether the table may have any other column.
        """
        used = [plan for plan in self.plans if not plan.dropped]
        absent = [plan.name for plan in used if plan.name not in table]
        known = {plan.name for plan in self.plans} | set(ignore)
        surplus = [] if extra else [name for name in table.names if name not in known]
        problems: list[str] = []
        if absent:
            problems.append(f"lacks the {_columns(absent)}")
        if surplus:
            problems.append(f"has the {_columns(surplus)}, which the model has never seen")
        if problems:
            fix = (
                "rename it"
                if absent and surplus
                else "add it"
                if absent
                else "drop it, or ignore extra columns"
            )
            raise DataError(f"the table {' and '.join(problems)}: {fix}")
        for plan in used:
            _check_kind(plan, table[plan.name])

    def describe(self) -> list[dict[str, Any]]:
        """Return the plans as JSON values."""
        return [asdict(plan) for plan in self.plans]

    @classmethod
    def from_description(cls, description: Any) -> TableEncoder:  # noqa: ANN401  JSON, or a part of a file
        """Return the encoder of a model file."""
        tree = description if isinstance(description, Tree) else Tree(description, "the description")
        return cls(tuple(_restored(plan) for plan in tree))


_FIELDS = tuple(one.name for one in fields(ColumnPlan))


def _restored(plan: Tree) -> ColumnPlan:
    plan.only(_FIELDS)
    restored = ColumnPlan(
        name=plan["name"].words(),
        kind=plan["kind"].one_of((NUMBER, YES_NO, DATE, WORDS)),
        dropped=plan["dropped"].words(),
        center=plan["center"].number(),
        scale=plan["scale"].number(),
        fill=plan["fill"].number(),
        flag=plan["flag"].flag(),
        low=plan["low"].number(),
        high=plan["high"].number(),
        words=tuple(word.words() for word in plan["words"]),
        other=plan["other"].flag(),
    )
    if restored.scale <= 0.0:
        plan["scale"].wrong("a number above 0")
    if restored.kind == DATE and abs(restored.fill) > _MOST_DAYS:
        plan["fill"].wrong("a number of days that can be counted")
    return restored


def _columns(names: list[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {listed(names)}"


def _plan(column: Column) -> ColumnPlan:
    missing = column.missing
    if missing.all():
        return ColumnPlan(column.name, column.kind, dropped="every entry is missing")
    flag = bool(missing.any())
    if column.kind == WORDS:
        return _plan_words(column, flag=flag)
    known = column.values[~missing]
    if known.min() == known.max() and not flag:
        return ColumnPlan(column.name, column.kind, dropped=f"it is always {known[0]:g}")
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


def _plan_words(column: Column, *, flag: bool) -> ColumnPlan:
    counts = Counter(word for word in column.values if word is not None)
    if len(counts) == 1 and not flag:
        return ColumnPlan(column.name, WORDS, dropped=f"it is always {quoted(next(iter(counts)))}")
    if len(counts) > 20 and len(counts) > _NEARLY_ALL * counts.total():
        return ColumnPlan(column.name, WORDS, dropped="nearly every row has a word of its own")
    words = tuple(word for word, _ in counts.most_common(_MOST_WORDS))
    return ColumnPlan(column.name, WORDS, flag=flag, words=words, other=len(counts) > len(words))


def _numbers_rows(column: Column, known: NDArray[np.float64]) -> bool:
    """Say whether a column only counts the rows: its name says so, and every whole number is new."""
    named = column.name.strip().lower() in _ROW_NUMBERS
    return named and column.whole and len(known) > 2 and len(np.unique(known)) == len(known)


def _check_kind(plan: ColumnPlan, column: Column) -> None:
    """Refuse a column of another kind; words may look like anything, and yes/no may be written 0 and 1."""
    if plan.kind in {WORDS, column.kind} or column.missing.all():
        return
    if {plan.kind, column.kind} == {NUMBER, YES_NO} and np.isin(
        column.values[~column.missing], (0, 1)
    ).all():
        return
    here = f"it holds {column.kind} here"
    if column.kind == WORDS:
        row, word = next((i, w) for i, w in enumerate(column.values) if w is not None)
        here = f"row {row + 1} has {quoted(word)} here"
    raise DataError(f"column {quoted(plan.name)} held {plan.kind} when the model was made; {here}")
