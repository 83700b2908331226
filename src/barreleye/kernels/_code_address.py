"""Machine code from a source: by address, or as a function that Python calls."""

from __future__ import annotations

import ctypes
from hashlib import sha256
from typing import Any

from ..scalars import INT64, POINTER, address_of

_KINDS: dict[str, Any] = {"void": None, INT64: ctypes.c_int64, POINTER: ctypes.c_void_p}


def code_address(source: str, name: str) -> int:
    """Return the address of the function that a source defines as ``@name``.

    One memory holds all code of the process, so that every symbol gets a name of its own.
    """
    symbol = f"barreleye_{sha256(source.encode()).hexdigest()[:16]}"
    return address_of(source.replace(f"@{name}(", f"@{symbol}("), symbol)


def function(address: int, arguments: str, result: str = "void") -> Any:  # noqa: ANN401  a ctypes function
    """Return machine code as a function of whole numbers and addresses; it releases Python's lock.

    ``arguments`` and ``result`` are spelled as for a :class:`FunctionBuilder`.
    """
    kinds = [_KINDS[one.split()[0]] for one in arguments.split(", ")]
    return ctypes.CFUNCTYPE(_KINDS[result], *kinds)(address)
