"""The column to predict: what kind of answer it is, and how it is encoded and read back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import shown
from .._text import counted, cut, listed, quoted
from .._tree import Tree
from ..errors import DataError, OptionError
from ._columns import DATE, WORDS, YES_NO, Column
from ._convert import mostly_numbers, spread

CLASSIFICATION, REGRESSION = "classification", "regression"

# Fewer rows than this cannot be split into something to learn from and something to check on.
FEWEST_ROWS = 10
# Whole numbers with at most this many different values are taken for classes.
_FEW = 10
# More classes than this are more likely numbers, or names of the rows.
_MOST_CLASSES = 100


@dataclass(frozen=True)
class Target:
    """The column that a model predicts.

    Attributes
    ----------
    name : str
        The name of the column.
    task : str
        ``"classification"`` or ``"regression"``.
    why : str
        The reason for the task, as text.
    classes : tuple
        For classification: the labels of the table, in the order of the outputs.
    center, scale : float
        For regression: mean and standard deviation; the network predicts (y - center) / scale.
    """

    name: str
    task: str
    why: str
    classes: tuple[Any, ...] = ()
    center: float = 0.0
    scale: float = 1.0

    @classmethod
    def decide(cls, column: Column, task: str | None = None) -> Target:
        """Return the target of a column. The task is guessed from its known entries unless it is given.

        Raises
        ------
        DataError
            The column has one value only or too many classes, or holds text where the task is regression.
        OptionError
            There is no such task.
        """
        if task is not None and not (isinstance(task, str) and task in {CLASSIFICATION, REGRESSION}):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
            raise OptionError(f"the task is '{CLASSIFICATION}' or '{REGRESSION}', got {shown(task)}")
        known = _known(column)
        distinct = sorted(set(known.tolist()))
        if len(distinct) == 1:
            raise DataError(
                f"the target {quoted(column.name)} is {cut(repr(distinct[0]), 60)} in every row: there is"
                " nothing to predict"
            )
        guess, why = _guess(column, len(distinct)) if task is None else (task, "as you said")
        if guess == REGRESSION:
            if column.kind == WORDS:
                raise DataError(
                    f"the target {quoted(column.name)} holds words: regression needs numbers"
                )
            return cls(column.name, REGRESSION, why)
        if task is None and column.kind == WORDS and (odd := mostly_numbers(column)):
            raise DataError(
                f"the target {quoted(column.name)} holds numbers mostly, but {odd}: correct such entries, or say"
                " that the task is classification"
            )
        if len(distinct) > _MOST_CLASSES:
            raise DataError(
                f"the target {quoted(column.name)} has {len(distinct)} different entries in {known.size} rows:"
                " too many to be classes"
            )
        return cls(column.name, CLASSIFICATION, why, classes=_labels(column, distinct))

    @classmethod
    def from_description(cls, description: Tree) -> Target:
        """Return the target of a model file."""
        description.only(_FIELDS)
        target = cls(
            name=description["name"].words(),
            task=description["task"].one_of((CLASSIFICATION, REGRESSION)),
            why=description["why"].words(),
            classes=tuple(label.label() for label in description["classes"]),
            center=description["center"].number(),
            scale=description["scale"].number(),
        )
        if target.scale <= 0.0:
            description["scale"].wrong("a number above 0")
        return target

    def scaled(self, values: NDArray[np.float64]) -> Target:
        """Return the target with the mean and the standard deviation of these values, shape (rows,)."""
        return Target(self.name, self.task, self.why, self.classes, float(values.mean()), spread(values))

    def encode(self, column: Column) -> NDArray[Any]:
        """Return class indices (rows,), or scaled numbers (rows,)."""
        if self.task == REGRESSION:
            return (column.values - self.center) / self.scale
        position = {label: i for i, label in enumerate(self.classes)}
        values = [bool(v) for v in column.values] if column.kind == YES_NO else column.values.tolist()
        unknown = [value for value in values if value not in position]
        if unknown:
            raise DataError(
                f"the target {quoted(self.name)} holds {cut(repr(unknown[0]), 60)}, not one of"
                f" {listed(self.classes)}"
            )
        return np.array([position[value] for value in values], dtype=np.int64)

    def decode(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return labels (rows,) for outputs (rows, classes), or numbers (rows,) in the units of the table."""
        if self.task == REGRESSION:
            return outputs[:, 0].astype(np.float64) * self.scale + self.center
        labels = np.empty(len(self.classes), dtype=object)
        labels[:] = self.classes
        return labels[outputs.argmax(axis=1)]


_FIELDS = tuple(one.name for one in fields(Target))


def _known(column: Column) -> NDArray[Any]:
    """Return the entries that are there, if there are enough of them and they can be predicted."""
    known = column.values[~column.missing]
    if known.size == 0:
        raise DataError(f"the target {quoted(column.name)} is missing in every row")
    if known.size < FEWEST_ROWS:
        raise DataError(
            f"{counted(known.size, 'row')} with a known {quoted(column.name)}: at least {FEWEST_ROWS} are needed"
            " for training and validation"
        )
    if column.kind == DATE:
        raise DataError(
            f"the target {quoted(column.name)} holds dates: give a number to predict, such as days until then"
        )
    return known


def _labels(column: Column, distinct: list[Any]) -> tuple[Any, ...]:
    if column.kind == YES_NO:
        return tuple(bool(value) for value in distinct)
    return tuple(int(v) for v in distinct) if column.whole else tuple(distinct)


def _guess(column: Column, distinct: int) -> tuple[str, str]:
    if column.kind in (WORDS, YES_NO):
        return CLASSIFICATION, f"because it holds {column.kind}"
    if column.whole and distinct <= _FEW:
        return (
            CLASSIFICATION,
            f"because it holds {counted(distinct, 'different whole number')} only",
        )
    return REGRESSION, f"because it holds {counted(distinct, 'different number')}"
