"""From a row-wise body to machine code that Python can call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError, ShapeError
from ._code_address import code_address, function
from ._memory import read_at, written_at
from ._row_loops import Inputs, row_loop
from ._shares import over_rows, rows_shared, threads_for

_FLOAT64, _INT64 = np.dtype(np.float64), np.dtype(np.int64)


class RowKernel:
    """A row-wise function in machine code, for float32 and for float64.

    Parameters
    ----------
    body : callable
        In the dialect with the words of rows; returns one result or a tuple.
    inputs : Inputs
        What it takes.
    as_rows : tuple of bool
        For each result, whether it is a row (or one number per row).

    Raises
    ------
    NotCompilableError
        The body uses something outside of the dialect.
    """

    def __init__(self, body: Callable[..., Any], inputs: Inputs, as_rows: tuple[bool, ...]) -> None:
        self.as_rows = as_rows
        kinds = {"f": "float", "d": "double"}
        self.loops = {kind: row_loop(body, inputs, as_rows, kinds[kind]) for kind in kinds}
        self.inputs = inputs
        self._arrays = sum(inputs) + len(as_rows)
        self.addresses = {kind: code_address(loop.source, "rows") for kind, loop in self.loops.items()}
        self._functions = {
            kind: function(address, "i64 count, i64 n" + ", ptr place" * (self._arrays + 1))
            for kind, address in self.addresses.items()
        }

    def __call__(
        self, *arrays: NDArray[Any], out: NDArray[Any] | None = None
    ) -> tuple[NDArray[Any], ...]:
        """Return every result: (rows, n) in the dtype of the matrices, or (rows,) in float64.

        The matrices are contiguous, all float32 or all float64, with at least one column; labels are int64, from 0
        to n-1, and other numbers float64, of shape (rows,); constants are float64. ``out`` takes the first result:
        contiguous, and either a matrix itself or apart from all.

        Raises
        ------
        DtypeError, ShapeError, OptionError, DataError
            An array is not what machine code may work on.
        """
        x = arrays[0]
        (rows, n), kind = x.shape, x.dtype
        size, char = rows * n, kind.char
        places = [read_at(x, kind, size)]
        if self._arrays > 1 + len(self.as_rows) or len(arrays) > 1:
            places += self._others(arrays, rows, n)
        results = [np.empty((rows, n), kind) if whole else np.empty(rows) for whole in self.as_rows]
        if out is not None:
            results[0] = out
        for array, whole in zip(results, self.as_rows, strict=True):
            places.append(written_at(array, kind, size) if whole else written_at(array, _FLOAT64, rows))
        loop = self.loops[char]
        kept, weight = loop.scratch(n), n * loop.weight
        threads = threads_for(rows, weight)
        if threads < 2:
            scratch = np.empty(kept) if kept else None
            self._functions[char](
                rows, n, *places, None if scratch is None else written_at(scratch, _FLOAT64, kept)
            )
        else:
            over_rows(self.addresses[char], places, self._steps(n, kind), rows, n, weight, kept, threads)
        return tuple(results)

    def _others(self, arrays: tuple[NDArray[Any], ...], rows: int, n: int) -> list[int]:
        """Return where everything stands that is read, but for the first matrix."""
        matrices, labelled, numbers, tabled = self.inputs
        if len(arrays) != matrices + labelled + numbers + tabled:
            raise ShapeError(f"this function takes {sum(self.inputs)} arrays, got {len(arrays)}")
        places = [read_at(array, arrays[0].dtype, rows * n) for array in arrays[1:matrices]]
        if labelled:
            labels = arrays[matrices]
            places.append(read_at(labels, _INT64, rows))
            # machine code looks for the label in the row, by its number; one below 0 is huge
            if rows and labels.view(np.uint64).max() >= n:
                raise DataError(f"labels are 0 to {n - 1}, got {labels.min()} to {labels.max()}")
        for k in range(matrices + labelled, len(arrays)):
            constants = tabled and k == len(arrays) - 1
            places.append(read_at(arrays[k], _FLOAT64, arrays[k].size if constants else rows))
        return places

    def _steps(self, n: int, kind: np.dtype[Any]) -> list[int]:
        """Return how many bytes lie between two rows of each array."""
        matrices, labelled, numbers, tabled = self.inputs
        steps = [n * kind.itemsize] * matrices + [_FLOAT64.itemsize] * (labelled + numbers)
        steps += [0] * tabled  # all rows have one table of constants
        return steps + [n * kind.itemsize if whole else _FLOAT64.itemsize for whole in self.as_rows]

    def prepare(self) -> None:
        """Compile what it takes to share many rows among threads, ahead of its first use."""
        rows_shared(self._arrays)
