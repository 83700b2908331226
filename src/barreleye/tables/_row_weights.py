"""How much each row counts in training: by a column, by its class, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arguments import real
from .._text import counted, listed, quoted, shown
from ..errors import DataError, OptionError
from ..losses import row_weights
from ._columns import Column
from ._kinds import NUMBER, YES_NO
from ._target import CLASSIFICATION, Target

BALANCED = "balanced"


def weights_of(
    goal: Target, y: NDArray[Any], column: Column | None, class_weight: str | Mapping[Any, float] | None
) -> NDArray[np.float64] | None:
    """Return the weight of each row, with mean 1, shape (rows,); None if all rows count alike.

    Parameters
    ----------
    goal : Target
    y : array, shape (rows,)
        The target, encoded.
    column : Column, or None
        The weights of the same rows.
    class_weight : "balanced", mapping of labels to weights, or None
        Balanced classes have the same weight together. A class without a weight has 1.
    """
    weights = np.ones(len(y))
    if column is not None:
        weights = weights * _of_column(column)
    if class_weight is not None:
        weights = weights * _of_classes(goal, y, class_weight)[y]
    if column is None and class_weight is None:
        return None
    return row_weights(weights, len(y))


def _of_column(column: Column) -> NDArray[np.float64]:
    if column.kind not in {NUMBER, YES_NO}:
        raise DataError(
            f"the weights {quoted(column.name)} are {column.kind}: rows need numbers of 0 or more"
        )
    if many := int(column.missing.sum()):
        raise DataError(
            f"{quoted(column.name)} has {counted(many, 'missing entry', 'missing entries')}: every row needs a"
            " weight, so fill them in or leave these rows out"
        )
    if column.data.min() < 0.0 or not column.data.any():
        raise DataError(
            f"the weights {quoted(column.name)} run from {column.data.min():g} to {column.data.max():g}: they are"
            " 0 or more, and one at least is above 0"
        )
    return column.data


def _of_classes(goal: Target, y: NDArray[Any], given: str | Mapping[Any, float]) -> NDArray[np.float64]:
    if goal.task != CLASSIFICATION:
        raise OptionError(f"class_weight needs classes, and {quoted(goal.name)} is a number to predict")
    if isinstance(given, str):
        if given != BALANCED:
            raise OptionError(
                f"class_weight is '{BALANCED}', or a mapping of labels to weights, got {shown(given)}"
            )
        counts = np.bincount(y, minlength=len(goal.classes))
        return np.where(counts > 0, len(y) / np.maximum(counts, 1), 0.0)
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(
            f"class_weight is '{BALANCED}', or a mapping of labels to weights, got {shown(given)}"
        )
    if unknown := [label for label in given if label not in goal.classes]:
        raise OptionError(
            f"class_weight has {shown(unknown[0])}, which is none of the classes {listed(goal.classes)}"
        )
    for label, weight in given.items():
        if not 0.0 <= real(weight) < np.inf:
            raise OptionError(
                f"the weight of a class is a number of 0 or more, got {shown(weight)} for {shown(label)}"
            )
    return np.array([float(given.get(label, 1.0)) for label in goal.classes])
