"""Class labels of every kind to class indices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_array, missing
from .._arrays import Integers
from .._text import listed, shown
from ..errors import DataError, OptionError, ShapeError


def learn_classes(y: ArrayLike) -> tuple[Any, ...]:
    """Return the distinct labels in sorted order, as plain Python values.

    Raises
    ------
    DataError
        A label is missing, or labels are of types that cannot be sorted together.
    """
    labels = as_array(y, "y")
    if labels.dtype.kind in "Of":
        for row, label in enumerate(labels.ravel().tolist()):
            _refuse_missing(label, row)
    if labels.dtype.kind not in "biufUO":
        raise DataError(
            f"labels are strings, whole numbers or booleans, got {labels.dtype}: convert them"
        )
    try:
        return tuple(np.unique(labels).tolist())
    except (TypeError, ValueError):
        kinds = sorted({type(label).__name__ for label in labels.ravel().tolist()})
        raise DataError(
            f"labels of different kinds cannot be classes of one column: {listed(kinds)}"
        ) from None


def class_indices(y: ArrayLike, classes: Sequence[Any]) -> Integers:
    """Return the position of every label in ``classes``, shape (rows,).

    Raises
    ------
    DataError
        A label is not one of the classes; the message names it and its row.
    """
    try:
        positions = {label: index for index, label in enumerate(classes)}
    except TypeError as error:
        raise OptionError(
            f"classes are strings, numbers or booleans in a list, got {shown(classes)}"
        ) from error
    labels = as_array(y, "y")
    if labels.ndim != 1:
        raise ShapeError(f"class labels have one axis, got shape {labels.shape}")
    indices = np.empty(len(labels), dtype=np.int64)
    for row, label in enumerate(labels.tolist()):
        try:
            index = positions.get(label)
        except TypeError:  # a list in an array of objects, say, which no class can be
            index = None
        if index is None:
            _refuse_missing(label, row)
            some = listed(list(classes)[:10]) + (" ..." if len(classes) > 10 else "")
            raise DataError(
                f"row {row} has the label {shown(label)}, which is not one of the classes {some}"
            )
        indices[row] = index
    return indices


def _refuse_missing(label: object, row: int) -> None:
    if missing(label):
        raise DataError(f"the label in row {row} is missing: drop that row, or fill it")
