"""The one place where arrays become addresses for machine code.

Machine code trusts an address blindly. So nothing else in the library turns an array into one (a test over the
source holds that), and whoever asks says what the code will do: read or write so many numbers of some type. An
array of another type, too short, with gaps, not aligned, or not to be written into is refused here.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import DtypeError, OptionError, ShapeError
from ._struct import Struct

_ARRAY = np.ndarray
_READ = 0x101  # NumPy's flags: contiguous in the order of C, and aligned
_WRITTEN = 0x501  # and writeable


class Address(NamedTuple):
    """An address, and the array that it belongs to."""

    address: int
    owner: object


TableEntry: TypeAlias = "int | Address | Table | None"


def read_at(array: NDArray[Any], kind: np.dtype[Any], count: int) -> int:
    """Return where machine code finds so many numbers to read; the caller keeps the array until they are read.

    Raises
    ------
    DtypeError, ShapeError
        The array holds other numbers, fewer, or not one after the other.
    """
    if (
        type(array) is _ARRAY  # the common case, without a detour
        and array.dtype is kind
        and array.size >= count
        and array.flags.num & _READ == _READ
    ):
        return _address(array)
    return _looked_at(array, kind, count, _READ)


def written_at(array: NDArray[Any], kind: np.dtype[Any], count: int) -> int:
    """Return where machine code may write so many numbers; the caller keeps the array until they are written.

    Raises
    ------
    DtypeError, ShapeError
        As :func:`read_at`.
    OptionError
        The array is read-only.
    """
    if (
        type(array) is _ARRAY
        and array.dtype is kind
        and array.size >= count
        and array.flags.num & _WRITTEN == _WRITTEN
    ):
        return _address(array)
    return _looked_at(array, kind, count, _WRITTEN)


def reads(array: NDArray[Any], kind: np.dtype[Any] | None = None, count: int | None = None) -> Address:
    """Lend an array to a table, to be read. One that was not made for this call is asked what it holds today."""
    return Address(read_at(array, *_all(array, kind, count)), array)


def writes(array: NDArray[Any], kind: np.dtype[Any] | None = None, count: int | None = None) -> Address:
    """Lend an array to a table, to be written into; see :func:`reads`."""
    return Address(written_at(array, *_all(array, kind, count)), array)


class Table:
    """Records for machine code, one after the other, and whatever they point at, alive as long as the table.

    Parameters
    ----------
    record : Struct
        The names of the words.
    rows : sequence of mapping of str to TableEntry
        For each record what its words are: whole numbers, arrays that are lent, other tables; None stands for 0.

    Attributes
    ----------
    words : array of int64
        The words themselves: whole numbers, and addresses that hold for the length of one call, are written here.
    address : int
        Where the first word stands.
    """

    def __init__(self, record: Struct, rows: Sequence[Mapping[str, TableEntry]]) -> None:
        self._record = record
        self.words = np.zeros(max(1, len(rows)) * record.words, np.int64)
        self._held: dict[int, object] = {}
        self.address = _address(self.words)
        for number, row in enumerate(rows):
            for k, name in enumerate(record.complete(row)):
                self.put(number * record.words + k, row[name])

    def put(self, position: int, value: TableEntry) -> None:
        """Write a word; what stood there before is let go of."""
        if isinstance(value, int):
            self.words[position] = value
            return
        self._held.pop(position, None)
        if value is None:
            self.words[position] = 0
            return
        self._held[position] = value
        self.words[position] = value.address

    def position(self, name: str, row: int = 0) -> int:
        """Return the position of a word."""
        return row * self._record.words + self._record.index(name)


def _all(
    array: NDArray[Any], kind: np.dtype[Any] | None, count: int | None
) -> tuple[np.dtype[Any], int]:
    return array.dtype if kind is None else kind, array.size if count is None else count


def _looked_at(array: NDArray[Any], kind: np.dtype[Any], count: int, flags: int) -> int:
    """Return the address of an array that is unusual in some way, or say what machine code cannot do with it."""
    if not isinstance(array, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise DtypeError(f"machine code works on arrays, got {type(array).__name__}")
    array = np.asarray(array)  # a subclass may tell another size and shape than it has
    if array.dtype != kind:
        raise DtypeError(
            f"machine code works on {kind} here, got {array.dtype}: convert it, array.astype({kind.name!r})"
        )
    if array.size < count:
        raise ShapeError(
            f"machine code works on {count} numbers here, got {array.size} in shape {array.shape}"
        )
    if array.flags.num & _READ != _READ:
        raise ShapeError(
            f"machine code works on numbers that stand one after the other, aligned, got strides {array.strides}"
            f" for shape {array.shape}: array.copy() makes one of that kind"
        )
    if flags == _WRITTEN and not array.flags.writeable:
        raise OptionError("an array that machine code is to write into is read-only: give a copy of it")
    return _address(array)


def _address(array: NDArray[Any]) -> int:
    """Return where an array begins: the first word after Python's own in what NumPy's headers call PyArrayObject.

    A tenth of the time that ``__array_interface__`` takes to tell the same.
    """
    return ctypes.c_void_p.from_address(id(array) + object.__basicsize__).value or 0


def _asked(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


if sys.implementation.name != "cpython" or _address(_array := np.zeros(1)) != _asked(_array):
    _address = _asked  # an identity is not an address there
