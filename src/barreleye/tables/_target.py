"""The column to predict: what kind of answer it is, and how it is encoded and read back."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._text import counted, cut, listed, quoted, shown
from .._tree import Tree
from ..errors import DataError, OptionError
from ._as_learned import as_learned
from ._class_labels import classes_of, mostly_numbers
from ._column_plan import ColumnPlan
from ._columns import Column
from ._kinds import NUMBER, WORDS, YES_NO
from ._plan_of import spread
from ._task import CLASSIFICATION, REGRESSION, guessed_task, known_entries, words_for_missing
from ._undecided import Source
from .encodings import scaled, unscaled
from .formats import ColumnFormat
from .formats._declared import CHOICE
from .formats._known_words import YES

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
    counts : tuple of int
        For classification: how many training rows each class had; empty in older model files.
    format : ColumnFormat, or None
        How the entries were written; None in older model files.
    low, high : float, or None
        For regression: the lowest and the highest answer of the training rows; None in older model files.
    """

    name: str
    task: str
    why: str
    classes: tuple[Any, ...] = ()
    center: float = 0.0
    scale: float = 1.0
    counts: tuple[int, ...] = ()
    format: ColumnFormat | None = None
    low: float | None = None
    high: float | None = None

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
        known = known_entries(column)
        labels, _ = classes_of(column)
        if len(labels) == 1:
            those = " that has one" if column.missing.any() else ""
            raise DataError(
                f"the target {quoted(column.name)} is {cut(repr(labels[0]), 60)} in every row{those}"
                f"{words_for_missing(column)}: there is nothing to predict"
            )
        guess, why = guessed_task(column, len(labels)) if task is None else (task, "as you said")
        if guess == REGRESSION:
            if column.kind == WORDS:
                raise DataError(
                    f"the target {quoted(column.name)} holds words: regression needs numbers"
                )
            return cls(column.name, REGRESSION, why, format=column.format)
        if task is None and (odd := mostly_numbers(column)):
            raise DataError(
                f"the target {quoted(column.name)} holds numbers mostly, but {odd}: correct such entries, or say"
                " that the task is classification"
            )
        if len(labels) > _MOST_CLASSES:
            raise DataError(
                f"the target {quoted(column.name)} has {len(labels)} different entries in {known.size} rows:"
                " too many to be classes"
            )
        return cls(column.name, CLASSIFICATION, why, classes=labels, format=column.format)

    @classmethod
    def from_description(cls, description: Tree) -> Target:
        """Return the target of a model file."""
        description.only(_FIELDS)
        counts, written = description.get("counts"), description.get("format")
        target = cls(
            name=description["name"].words(),
            task=description["task"].one_of((CLASSIFICATION, REGRESSION)),
            why=description["why"].words(),
            classes=tuple(label.label() for label in description["classes"]),
            center=description["center"].number(),
            scale=description["scale"].number(),
            counts=tuple(count.whole() for count in counts or ()),
            format=None
            if written is None or written.value is None
            else ColumnFormat.from_description(written),
            low=_number(description, "low"),
            high=_number(description, "high"),
        )
        if len(target.counts) not in (0, len(target.classes)):
            description["counts"].wrong("a count for each class")
        if target.scale <= 0.0:
            description["scale"].wrong("a number above 0")
        if target.low is not None and target.high is not None and target.low > target.high:
            description["high"].wrong(f"a number of {target.low:g} or more")
        return target

    def learned(self, encoded: NDArray[Any], weights: NDArray[np.float64] | None = None) -> Target:
        """Return the target with what training rows say, (rows,) as :meth:`encode` returns them.

        That is how often each class occurs, or the mean, the standard deviation and the ends of the numbers, as
        the rows count.
        """
        if self.task == CLASSIFICATION:
            counts = np.bincount(encoded, minlength=len(self.classes))
            return replace(self, counts=tuple(int(count) for count in counts))
        center, scale = float(encoded.mean()), spread(encoded)
        if weights is not None:
            center = float(np.average(encoded, weights=weights))
            encoded = encoded[weights > 0.0]
            deviation = float(
                np.sqrt(np.average((encoded - center) ** 2, weights=weights[weights > 0.0]))
            )
            scale = deviation or spread(encoded)
        return replace(
            self,
            center=center,
            scale=scale,
            low=float(encoded.min()),
            high=float(encoded.max()),
        )

    def scaled(self, y: NDArray[Any]) -> NDArray[Any]:
        """Return class indices as they are, and numbers (rows,) in the units of the table scaled."""
        return y if self.task == CLASSIFICATION else scaled(y, self.center, self.scale)

    def encode(self, column: Column) -> NDArray[Any]:
        """Return class indices (rows,), -1 where missing, or scaled numbers (rows,), NaN where missing."""
        if self.task == REGRESSION:
            return self.scaled(column.data)
        labels, codes = classes_of(column)
        position = {label: i for i, label in enumerate(self.classes)}
        unknown = [label for label in labels if label not in position]
        if unknown:
            raise DataError(
                f"the target {quoted(self.name)} holds {cut(repr(unknown[0]), 60)}, not one of"
                f" {listed(self.classes)}"
            )
        return np.array([*(position[label] for label in labels), -1], dtype=np.int64)[codes]

    def read(self, source: Source) -> tuple[NDArray[Any], str]:
        """Return the target of a table, encoded, and a note on entries that the model does not know.

        Class indices (rows,), -1 where the entry is missing or no class; or scaled numbers (rows,), NaN likewise.
        """
        if self.task == REGRESSION:
            column = as_learned(ColumnPlan(self.name, NUMBER, format=self.format), source)
            return self.encode(column), column.note
        kind = self._kind_of_classes()
        if kind == WORDS and self.format is not None and CHOICE in self.format.names:
            return self._read_choices(source)
        words = self.classes if kind == WORDS else ()
        column = as_learned(ColumnPlan(self.name, kind, words=words, format=self.format), source)
        labels, codes = classes_of(replace(column, text=None))
        position = {label: i for i, label in enumerate(self.classes)}
        odd = [label for label in labels if label not in position]
        known = np.array([*(position.get(label, -1) for label in labels), -1], dtype=np.int64)[codes]
        if not odd:
            return known, column.note
        many = int(((known < 0) & (codes >= 0)).sum())
        return (
            known,
            f"{counted(many, 'row')} with classes that training did not have ({listed(odd, most=3)})",
        )

    def _read_choices(self, source: Source) -> tuple[NDArray[Any], str]:
        """Return the target where the classes are words for yes and no, of which others may stand here."""
        column = as_learned(ColumnPlan(self.name, YES_NO, format=self.format), source)
        meant = {YES[label.lower()]: i for i, label in enumerate(self.classes)}
        known = [meant.get(value, -1) for value in (0.0, 1.0)]
        return np.array([*known, -1])[
            np.where(column.missing, -1, column.data).astype(np.intp)
        ], column.note

    def _kind_of_classes(self) -> str:
        if all(isinstance(label, str) for label in self.classes):
            return WORDS
        return YES_NO if all(isinstance(label, bool) for label in self.classes) else NUMBER

    def decode(self, outputs: NDArray[Any], *, limited: bool = True) -> NDArray[Any]:
        """Return labels (rows,) for outputs (rows, classes), or numbers (rows,) in the units of the table.

        Numbers stay between the lowest and the highest of the training rows, if they are ``limited``.
        """
        if self.task == REGRESSION:
            numbers = unscaled(outputs[:, 0].astype(np.float64), self.center, self.scale)
            known = limited and (self.low is not None or self.high is not None)
            return np.clip(numbers, self.low, self.high) if known else numbers
        return self._labels()[outputs.argmax(axis=1)]

    def values(self, encoded: NDArray[Any]) -> NDArray[Any]:
        """Return labels, or numbers in the units of the table, (rows,) for what :meth:`encode` returns."""
        if self.task == REGRESSION:
            return unscaled(encoded, self.center, self.scale)
        return self._labels()[encoded]

    def _labels(self) -> NDArray[Any]:
        labels = np.empty(len(self.classes), dtype=object)
        labels[:] = self.classes
        return labels


_FIELDS = tuple(one.name for one in fields(Target))


def _number(description: Tree, name: str) -> float | None:
    found = description.get(name)
    return None if found is None or found.value is None else found.number()
