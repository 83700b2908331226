"""Make a universal function of NumPy out of machine code.

NumPy then does what it does for its own functions: layouts, ``out=``, overlap, 0-d results. The one
call needed, ``PyUFunc_FromFuncAndData``, belongs to NumPy's stable C interface, which every compiled
extension reaches through the same table.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._memory import read_at

_FROM_FUNC_AND_DATA = 1  # its place in the table, the same since NumPy 1.0
_NO_IDENTITY = -1
_KEPT: list[object] = []  # NumPy keeps pointers into these; nobody hears when a function dies
_TYPE = {"float": 11, "double": 12}  # NPY_FLOAT, NPY_DOUBLE


@cache
def _maker() -> Any:  # noqa: ANN401  a ctypes function
    numpy_core: Any = import_module("numpy._core._multiarray_umath")
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    table = pointer(numpy_core._UFUNC_API, None)  # noqa: SLF001  what NumPy's own headers read
    address = ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))[_FROM_FUNC_AND_DATA]
    prototype = ctypes.PYFUNCTYPE(
        ctypes.py_object,
        *[ctypes.c_void_p] * 3, *[ctypes.c_int] * 4, *[ctypes.c_char_p] * 2, ctypes.c_int,
    )  # fmt: skip
    return prototype(address)


def universal(name: str, loops: Sequence[tuple[str, int, NDArray[Any]]], outputs: int) -> np.ufunc:
    """Return the universal function with one loop per scalar type, tried in this order.

    ``loops`` holds ``"float"`` or ``"double"``, an address, and the data to which the loop receives a pointer.
    """
    count = len(loops)
    functions = (ctypes.c_void_p * count)(*(address for _, address, _ in loops))
    data = (ctypes.c_void_p * count)(
        *[read_at(values, values.dtype, values.size) for _, _, values in loops]
    )
    types = (ctypes.c_char * (count * (1 + outputs)))(
        *bytes(_TYPE[scalar] for scalar, _, _ in loops for _ in range(1 + outputs))
    )
    title = ctypes.create_string_buffer(name.encode())
    _KEPT.append((functions, loops, data, types, title))
    made: np.ufunc = _maker()(
        ctypes.addressof(functions), ctypes.addressof(data), ctypes.addressof(types),
        count, 1, outputs, _NO_IDENTITY, title, None, 0,
    )  # fmt: skip
    return made
