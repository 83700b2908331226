"""The encoding of a table as inputs of a network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import listed, quoted
from .._tree import Tree
from ..errors import DataError
from ._alike import remedy, same
from ._as_learned import as_learned
from ._column_plan import ColumnPlan, plan_from
from ._columns import Column
from ._kinds import NOT_READ, UNREADABLE
from ._plan_of import MOST_WORDS, plan_of
from ._table import Table, undecided
from ._undecided import Source

_ALL = slice(None)
# Bins of all columns together: more of them would take more memory than the rows of wide tables deserve. And words
# of one column, if there are few columns.
_MOST_INPUTS, _WORDS = 2000, 300
# How columns without a name are called, here and by pandas.
_NAMELESS = re.compile(r"column_\d+|Unnamed: \d+")


@dataclass(frozen=True)
class Block:
    """A column that is used, and where its inputs are.

    Attributes
    ----------
    plan : ColumnPlan
    inputs : slice
    """

    plan: ColumnPlan
    inputs: slice


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
    def learn(
        cls, table: Table, left_out: Sequence[str] | Mapping[str, str] = (), bins: int | None = None
    ) -> TableEncoder:
        """Return the encoder of the training rows; DataError if no column is left to learn from.

        The columns ``left_out``, which may have reasons, may be absent already: nothing about them is looked at.
        Numbers are scaled, or with ``bins`` become their place among all rows and at most so many bins, fewer in
        wide tables; more words have inputs of their own then.
        """
        words = MOST_WORDS
        if bins is not None:
            each = _MOST_INPUTS // max(1, len(table.names))
            bins, words = min(bins, each), min(_WORDS, max(words, each))
        plans = [plan_of(column, bins, words) for column in table if column.name not in left_out]
        reasons = left_out if isinstance(left_out, Mapping) else dict.fromkeys(left_out, "as you said")
        unread = [ColumnPlan(name, NOT_READ, dropped=reason) for name, reason in reasons.items()]
        encoder = cls((*plans, *unread))
        if not encoder.inputs:
            reasons = "; ".join(f"{quoted(plan.name)}: {plan.dropped}" for plan in encoder.plans)
            raise DataError(f"no column is left to learn from ({reasons or 'there is only the target'})")
        return encoder

    def blocks(self) -> Iterator[Block]:
        """Yield the columns that are used, in order."""
        at = 0
        for plan in self.plans:
            if not plan.dropped:
                width = len(plan.inputs)
                yield Block(plan, slice(at, at + width))
                at += width

    def leaving_out(self, columns: NDArray[np.bool_], reason: str) -> TableEncoder:
        """Return an encoder that leaves out some of the columns that :meth:`blocks` yields."""
        names = {block.plan.name for block, one in zip(self.blocks(), columns, strict=True) if one}
        return TableEncoder(
            tuple(replace(plan, dropped=reason) if plan.name in names else plan for plan in self.plans)
        )

    @property
    def scaled(self) -> TableEncoder:
        """The encoder of the same columns with one scaled input for each column of numbers."""
        return TableEncoder(tuple(replace(plan, encodings=()) for plan in self.plans))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the network inputs."""
        return tuple(name for plan in self.plans for name in plan.inputs)

    def encode(
        self, table: Table, rows: slice = _ALL, dtype: np.dtype[Any] | None = None
    ) -> NDArray[np.floating]:
        """Return rows of a table that :meth:`read` has returned, shape (rows, len(self.inputs))."""
        count = len(range(*rows.indices(len(table))))
        encoded = np.empty((count, len(self.inputs)), dtype or np.float64)
        for block in self.blocks():
            block.plan.encode(table[block.plan.name], rows, encoded[:, block.inputs])
        return encoded

    def read(self, table: Table, *, ignore: Sequence[str] = (), extra: bool = False) -> Table:
        """Return the columns of a table that are encoded, in the kinds and formats of the training rows.

        Parameters
        ----------
        table : Table
        ignore : sequence of str
            Columns that the table may have besides, such as the target.
        extra : bool
            Whether the table may have any other column.

        Raises
        ------
        DataError
            The table lacks a column, has another one, or has one of another kind.
        """
        used = [plan for plan in self.plans if not plan.dropped]
        known = {plan.name for plan in self.plans} | set(ignore)
        source = undecided(table)
        new = [name for name in table.names if name not in known]
        source = source.renamed(same(known.difference(table.names), new))
        absent = [plan.name for plan in used if plan.name not in source.columns]
        surplus = [] if extra else [name for name in source.columns if name not in known]
        surplus = [name for name in surplus if not _is_nothing(name, source)]
        problems: list[str] = []
        if absent:
            problems.append(f"lacks the {_columns(absent)}")
        if surplus:
            problems.append(f"has the {_columns(surplus)}, which the model has never seen")
        if problems:
            raise DataError(f"the table {' and '.join(problems)}: {remedy(absent, surplus)}")
        return Table([as_learned(plan, source) for plan in used], table.notes)

    def describe(self) -> list[dict[str, Any]]:
        """Return the plans as JSON values."""
        return [
            {**asdict(plan), "encodings": [one.describe() for one in plan.encodings]}
            for plan in self.plans
        ]

    @classmethod
    def from_description(cls, description: Any) -> TableEncoder:  # noqa: ANN401  JSON, or a part of a file
        """Return the encoder of a model file."""
        tree = description if isinstance(description, Tree) else Tree(description, "the description")
        return cls(tuple(plan_from(plan) for plan in tree))


def _columns(names: list[str]) -> str:
    return f"column{'s' if len(names) > 1 else ''} {listed(names)}"


def _is_nothing(name: str, source: Source) -> bool:
    """Say whether a column has neither a name nor an entry, as behind separators at the ends of all lines."""
    if not _NAMELESS.fullmatch(name):
        return False
    column = source.columns[name]
    if isinstance(column, Column):
        return column.kind != UNREADABLE and bool(column.missing.all())
    return not (column.str.strip_chars() != "").any()
