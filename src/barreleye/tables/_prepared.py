"""A table made ready to learn from: its target, its rows, and how its columns are encoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ._encoding import TableEncoder
from ._kinds import UNREADABLE
from ._roles import Roles
from ._row_order import groups_of, test_split, times_of
from ._row_weights import weights_of
from ._table import Table
from ._target import CLASSIFICATION, Target
from .findings._column_findings import odd_columns
from .findings._findings import about_columns, before_training
from .findings._how_read import how_read
from .findings._known_rows import Rows
from .findings._reasons import AS_SAID, TOGETHER, WEIGHT, in_plain_words
from .findings._rows_together import rows_together

_BINS = 16


@dataclass(frozen=True, eq=False)
class Prepared:
    """Rows with a known target, and what was found out about them.

    Attributes
    ----------
    goal : Target
        It knows the rows to learn from.
    encoder : TableEncoder
    table, y : Table, and array of shape (rows,)
        The columns and the target, encoded, of the rows to learn from.
    test, y_test : Table, and array; or None
        Those of rows that are held out to test the model.
    groups, times : array, shape (rows,), or None
        The number of the group of each row to learn from, and its time.
    weights : array, shape (rows,), or None
        How much each row to learn from counts, 1 in the mean.
    notes : list of str
    place : callable
        Returns where a row to learn from stands, ``"line 12"`` or ``"row 11"``.
    """

    goal: Target
    encoder: TableEncoder
    table: Table
    y: NDArray[Any]
    test: Table | None
    y_test: NDArray[Any] | None
    groups: NDArray[np.intp] | None
    times: NDArray[np.float64] | None
    weights: NDArray[np.float64] | None
    notes: list[str]
    place: Callable[[int], str]

    @property
    def scaled(self) -> NDArray[Any]:
        """The target of the rows to learn from as networks learn it: class indices, or scaled numbers."""
        return self.goal.scaled(self.y)

    @property
    def labels(self) -> NDArray[Any] | None:
        """The class of every row to learn from, if the target has classes."""
        return self.y if self.goal.task == CLASSIFICATION else None


def prepare(
    table: Table,
    roles: Roles,
    task: str | None,
    class_weight: str | Mapping[Any, float] | None = None,
    *,
    bins: bool,
    test_share: float | None,
    seed: int,
) -> Prepared:
    """Decide about the target and the columns of a table.

    Raises
    ------
    DataError
        There is no such column, or nothing to learn.
    OptionError
        Two roles of columns exclude each other, or a weight does not fit.
    """
    roles.check(table)
    target, group, time, weight = roles.target, roles.group, roles.time, roles.sample_weight
    place = table.source.place
    left_out = dict.fromkeys(roles.drop, AS_SAID)
    if group is not None:
        left_out[group] = TOGETHER
    if weight is not None:
        left_out[weight] = WEIGHT
    groups = None if group is None else groups_of(table[group], place)
    times = None if time is None else times_of(table[time], place)
    weights = None if weight is None else table[weight]
    table = table.without(*(name for name in left_out if name not in (group, weight)))
    column = table[target]
    if column.kind != UNREADABLE and not len(column):
        raise DataError("the table has 0 rows of data: there is nothing to learn from")
    goal = Target.decide(column, task)
    at = np.flatnonzero(~column.missing)
    y = goal.encode(column)[at]
    known = Rows(table, at, place)
    notes = [*table.notes, *how_read(known), *before_training(goal, y, column)]
    inputs = table.without(target, *filter(None, (group, weight))).take(at)
    if groups is not None:
        groups = groups[at]
    if times is not None:
        times = times[at]
    train, test = test_split(test_share, y, goal, groups, times, seed)
    learned = inputs if test is None else inputs.take(train)
    encoder = TableEncoder.learn(learned, left_out, _BINS if bins else None)
    encoder = in_plain_words(encoder, learned, known.whole)
    used = [inputs[plan.name] for plan in encoder.plans if not plan.dropped]
    notes += odd_columns(used, goal, y, known)
    notes += about_columns(encoder, inputs)
    notes += rows_together(inputs, group=group is not None, time=time is not None)
    counted = weights_of(
        goal, y[train], None if weights is None else weights.take(at).take(train), class_weight
    )
    return Prepared(
        goal.learned(y[train], counted),
        encoder,
        learned,
        y[train],
        None if test is None else inputs.take(test),
        None if test is None else y[test],
        None if groups is None else np.unique(groups[train], return_inverse=True)[1],
        None if times is None else times[train],
        counted,
        notes,
        lambda row: known.where(int(train[row])),
    )
