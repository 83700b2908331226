"""The column to predict: what kind of answer it is, and how it is encoded and read back."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import shown
from .._text import counted, cut, listed, quoted
from .._tree import Tree
from ..errors import DataError, OptionError
from ._column_plan import spread
from ._columns import Column
from ._kinds import DATE, WORDS, YES_NO

CLASSIFICATION, REGRESSION = "classification", "regression"

_NUMBER = re.compile(r"[-+]?\d[\d.,]*(?:[eE][-+]?\d+)?")
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
        labels, _ = _classes_of(column)
        if len(labels) == 1:
            raise DataError(
                f"the target {quoted(column.name)} is {cut(repr(labels[0]), 60)} in every row: there is"
                " nothing to predict"
            )
        guess, why = _guess(column, len(labels)) if task is None else (task, "as you said")
        if guess == REGRESSION:
            if column.kind == WORDS:
                raise DataError(
                    f"the target {quoted(column.name)} holds words: regression needs numbers"
                )
            return cls(column.name, REGRESSION, why)
        if task is None and (odd := _mostly_numbers(column)):
            raise DataError(
                f"the target {quoted(column.name)} holds numbers mostly, but {odd}: correct such entries, or say"
                " that the task is classification"
            )
        if len(labels) > _MOST_CLASSES:
            raise DataError(
                f"the target {quoted(column.name)} has {len(labels)} different entries in {known.size} rows:"
                " too many to be classes"
            )
        return cls(column.name, CLASSIFICATION, why, classes=labels)

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
        """Return class indices (rows,), -1 where missing, or scaled numbers (rows,), NaN where missing."""
        if self.task == REGRESSION:
            return (column.data - self.center) / self.scale
        labels, codes = _classes_of(column)
        position = {label: i for i, label in enumerate(self.classes)}
        unknown = [label for label in labels if label not in position]
        if unknown:
            raise DataError(
                f"the target {quoted(self.name)} holds {cut(repr(unknown[0]), 60)}, not one of"
                f" {listed(self.classes)}"
            )
        return np.array([*(position[label] for label in labels), -1], dtype=np.int64)[codes]

    def decode(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return labels (rows,) for outputs (rows, classes), or numbers (rows,) in the units of the table."""
        if self.task == REGRESSION:
            return outputs[:, 0].astype(np.float64) * self.scale + self.center
        return self._labels()[outputs.argmax(axis=1)]

    def values(self, encoded: NDArray[Any]) -> NDArray[Any]:
        """Return labels, or numbers in the units of the table, (rows,) for what :meth:`encode` returns."""
        return encoded * self.scale + self.center if self.task == REGRESSION else self._labels()[encoded]

    def _labels(self) -> NDArray[Any]:
        labels = np.empty(len(self.classes), dtype=object)
        labels[:] = self.classes
        return labels


_FIELDS = tuple(one.name for one in fields(Target))


def _known(column: Column) -> NDArray[Any]:
    """Return the entries that are there, if there are enough of them and they can be predicted."""
    known = column.data[~column.missing]
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


def _classes_of(column: Column) -> tuple[tuple[Any, ...], NDArray[np.intp]]:
    """Return the different entries in order, as they were given, and which of them each row has, -1 for none."""
    missing = column.missing
    values, inverse = np.unique(column.data[~missing], return_inverse=True)
    labels: list[Any] = values.tolist()
    if column.kind == WORDS:
        labels = [column.categories[i] for i in labels]
    elif column.text is not None and (column.kind == YES_NO or column.strings):
        rows = np.flatnonzero(~missing)
        first = np.full(len(values), len(rows))
        np.minimum.at(first, inverse, np.arange(len(rows)))
        labels = [column.text[int(rows[i])].strip() for i in first]
    elif column.kind == YES_NO:
        labels = [bool(value) for value in labels]
    elif column.whole:
        labels = [int(value) for value in labels]
    order = (
        sorted(range(len(labels)), key=lambda i: labels[i])
        if column.kind == WORDS
        else range(len(labels))
    )
    rank = np.empty(len(labels), dtype=np.intp)
    rank[list(order)] = np.arange(len(labels))
    codes = np.full(len(column.data), -1, dtype=np.intp)
    codes[~missing] = rank[inverse]
    return tuple(labels[i] for i in order), codes


def _mostly_numbers(column: Column) -> str:
    """Say where a column of words has its first real word, if most of its entries are numbers."""
    if column.kind != WORDS or column.text is None:
        return ""
    words = [not _NUMBER.fullmatch(word) for word in column.categories]
    rows = np.flatnonzero(np.array([*words, False])[column.data])
    if not len(rows) or 2 * len(rows) >= np.count_nonzero(column.data >= 0):
        return ""
    return f"row {rows[0] + 1} has {quoted(column.categories[column.data[rows[0]]])}"


def _guess(column: Column, distinct: int) -> tuple[str, str]:
    if column.kind in (WORDS, YES_NO):
        return CLASSIFICATION, f"because it holds {column.kind}"
    if column.whole and distinct <= _FEW:
        return (
            CLASSIFICATION,
            f"because it holds {counted(distinct, 'different whole number')} only",
        )
    return REGRESSION, f"because it holds {counted(distinct, 'different number')}"
