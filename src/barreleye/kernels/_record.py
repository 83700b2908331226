"""Names for the words of a table that machine code reads."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scalars import WHOLE, Place, Whole


class Record:
    """So many words of 64 bits, each with a name: whole numbers and places in memory.

    Python writes them with :meth:`packed`; machine code reads them with :meth:`whole` and :meth:`place`.
    """

    def __init__(self, *names: str) -> None:
        self._index = {name: k for k, name in enumerate(names)}

    @property
    def words(self) -> int:
        """How many words a record has."""
        return len(self._index)

    def packed(self, **values: int | NDArray[np.generic] | None) -> list[int]:
        """Return the words in their order; an array stands for the place of its first number, None for 0."""
        missing = set(self._index) ^ set(values)
        if missing:
            raise TypeError(f"these words are missing or unknown: {', '.join(sorted(missing))}")
        return [word(values[name]) for name in self._index]

    def word(self, record: Place, name: str) -> Place:
        """Return the place of a word in a record."""
        return record.of(WHOLE).at(self._index[name])

    def whole(self, record: Place, name: str) -> Whole:
        """Read a whole number."""
        return self.word(record, name).whole()

    def place(self, record: Place, name: str, kind: str) -> Place:
        """Read a place of values of some kind."""
        return self.word(record, name).place(kind)

    def index(self, name: str) -> int:
        """Return the position of a word."""
        return self._index[name]


def word(value: int | NDArray[np.generic] | None) -> int:
    """Return a value as one word: an array stands for the place of its first number, None for 0."""
    if value is None:
        return 0
    return value if isinstance(value, int) else _place(value)


def _place(array: NDArray[Any]) -> int:
    """Return where an array begins: the first word after Python's own in what NumPy's headers call PyArrayObject.

    A tenth of the time that ``__array_interface__`` takes to tell the same.
    """
    return ctypes.c_void_p.from_address(id(array) + object.__basicsize__).value or 0


def _asked(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


if sys.implementation.name != "cpython" or _place(_array := np.zeros(1)) != _asked(_array):
    _place = _asked  # an identity is not an address there
