"""From a row-wise body to machine code that Python can call."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._placed import placed
from ._record import word
from ._row_loops import row_loop
from ._row_text import Inputs
from ._shares import over_rows, rows_shared, threads_for


class RowKernel:
    """A row-wise function in machine code, for float32 and for float64.

    Parameters
    ----------
    body : callable
        In the dialect with the words of rows; returns one result or a tuple.
    inputs : Inputs
        What it takes.
    whole : tuple of bool
        For each result, whether it is a row (or one number per row).

    Raises
    ------
    NotCompilableError
        The body uses something outside of the dialect.
    """

    def __init__(self, body: Callable[..., Any], inputs: Inputs, whole: tuple[bool, ...]) -> None:
        self.whole = whole
        self.loops = {
            kind: row_loop(body, inputs, whole, scalar)
            for kind, scalar in (("f", "float"), ("d", "double"))
        }
        count = sum(inputs) + len(whole) + 1
        prototype = ctypes.CFUNCTYPE(
            None, ctypes.c_int64, ctypes.c_int64, *[ctypes.c_void_p] * count
        )  # releases Python's lock
        self.addresses = {kind: placed(loop.source, "rows") for kind, loop in self.loops.items()}
        self._arrays = count - 1
        self._functions = {kind: prototype(address) for kind, address in self.addresses.items()}

    def __call__(
        self, *arrays: NDArray[Any], out: NDArray[Any] | None = None
    ) -> tuple[NDArray[Any], ...]:
        """Return every result: (rows, n) in the dtype of the matrices, or (rows,) in float64.

        The matrices are contiguous, all float32 or all float64, with at least one column; labels are int64
        and other numbers float64, of shape (rows,). ``out`` takes the first result: contiguous, and either
        a matrix itself or apart from all.
        """
        rows, n = arrays[0].shape
        kind = arrays[0].dtype.char
        loop, function = self.loops[kind], self._functions[kind]
        results = [np.empty((rows, n), kind) if whole else np.empty(rows) for whole in self.whole]
        if out is not None:
            results[0] = out
        everything = [*arrays, *results]
        kept, weight = loop.scratch(n), n * loop.weight
        threads = threads_for(rows, weight)
        if threads < 2:
            scratch = np.empty(kept) if kept else None
            function(
                rows,
                n,
                *[word(array) for array in everything],
                None if scratch is None else word(scratch),
            )
        else:
            over_rows(self.addresses[kind], everything, n, weight, kept, threads)
        return tuple(results)

    def prepare(self) -> None:
        """Compile what it takes to share many rows among threads, ahead of its first use."""
        rows_shared(self._arrays)
