"""Many classes as a few: the ones that the rows hold most often, and all others together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._arrays import Integers


def fewer_classes(
    confusion: Integers, classes: Sequence[object], most: int
) -> tuple[Integers, tuple[object, ...]]:
    """Return a confusion matrix with at most so many classes, and their labels.

    Parameters
    ----------
    confusion : array, shape (classes, classes)
        Rows by true class, columns by answer.
    classes : sequence
        The labels.
    most : int
        More classes than this: the rarest are added up in a last row and column, so that no count is lost.
    """
    if len(classes) <= most:
        return confusion, tuple(classes)
    frequent = np.sort(np.argsort(-confusion.sum(axis=1), kind="stable")[: most - 1])
    place = np.full(len(classes), most - 1)
    place[frequent] = np.arange(most - 1)
    summed = np.zeros((most, most), dtype=confusion.dtype)
    np.add.at(summed, (place[:, None], place[None, :]), confusion)
    others = f"{len(classes) - most + 1} others"
    return summed, (*(classes[int(i)] for i in frequent), others)
