"""Class labels of every kind to class indices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arrays import Integers
from .._text import listed
from ..errors import DataError


def learn_classes(y: ArrayLike) -> tuple[Any, ...]:
    """Return the distinct labels in sorted order, as plain Python values.

    Raises
    ------
    DataError
        Labels of kinds that have no common order, or a missing one.
    """
    labels = np.asarray(y)
    if labels.dtype.kind in "Of":
        for row, label in enumerate(labels.ravel().tolist()):
            if label is None or label != label:  # noqa: PLR0124  NaN, the missing value of pandas
                raise DataError(f"the label in row {row} is missing: drop that row, or fill it")
    if labels.dtype.kind not in "biufUO":
        raise DataError(f"labels are words, whole numbers or booleans, got {labels.dtype}: convert them")
    try:
        return tuple(np.unique(labels).tolist())
    except TypeError:
        kinds = sorted({type(label).__name__ for label in labels.ravel().tolist()})
        raise DataError(
            f"labels of different kinds cannot be classes of one column: {listed(kinds)}"
        ) from None


def class_indices(y: ArrayLike, classes: Sequence[Any]) -> Integers:
    """Return the position of every label in ``classes``, shape (rows,).

    Raises
    ------
    DataError
        A label is not among the classes; the message names it and its row.
    """
    positions = {label: index for index, label in enumerate(classes)}
    labels: NDArray[Any] = np.asarray(y)
    indices = np.empty(len(labels), dtype=np.int64)
    for row, label in enumerate(labels.tolist()):
        index = positions.get(label)
        if index is None:
            some = listed(list(classes)[:10]) + (" ..." if len(classes) > 10 else "")
            raise DataError(f"row {row} has the label {label!r}, which is not one of the classes {some}")
        indices[row] = index
    return indices
