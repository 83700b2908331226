"""The order of the rows in every epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike

from .._arguments import as_array
from .._arrays import ORDER, Integers
from .._text import shown
from ..errors import OptionError
from ..kernels import key_of, shuffled_rows

_AHEAD = 16_384  # numbers that are drawn together, at most: a small epoch is over before NumPy is called thrice

Shuffle: TypeAlias = bool | Callable[[], ArrayLike]
"""Whether rows are shuffled in every epoch; a function is asked for the order of each."""


def checked_order(order: object, rows: int) -> Integers:
    """Return the order of an epoch that somebody gave, shape (rows,).

    Raises
    ------
    OptionError
        It does not hold every row once.
    """
    found = as_array(cast("ArrayLike", order), "the order of the rows")
    if found.shape == (rows,) and found.dtype.kind in "iu":
        places = found.astype(np.int64)
        if places.min() == 0 and places.max() == rows - 1 and (np.bincount(places) == 1).all():
            return places
    raise OptionError(
        f"shuffle as a function returns each of the rows 0 to {rows - 1} once, in their order, got {shown(order)}"
    )


class RowOrders:
    """The orders of the epochs to come; those of short epochs are drawn several at a time.

    An order depends on the seed and the epoch alone.

    Parameters
    ----------
    rows : int
    """

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._known = np.empty((0, rows), np.int64)
        self._known_from = 0, 0  # the seed, and the epoch of the first

    def of(self, seed: int, epoch: int) -> Integers:
        """Return the rows in the order of an epoch; nobody writes into it."""
        begun = self._known_from[1]
        if self._known_from[0] != seed or not begun <= epoch < begun + len(self._known):
            ahead = max(
                1, min(2 * len(self._known), _AHEAD // self._rows)
            )  # more, the longer it goes on
            stem = key_of(ORDER, seed)
            self._known = shuffled_rows(self._rows, [key_of(stem, epoch + k) for k in range(ahead)])
            self._known_from, begun = (seed, epoch), epoch
        return self._known[epoch - begun]
