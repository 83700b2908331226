"""A row-wise body over real arrays, by the engine of the moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import index
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from .._text import shown
from ..errors import DtypeError, NotCompilableError, OptionError, ShapeError
from ..scalars import reading
from ._choice import compiling
from ._elementwise import new_or_fitting, result_dtype
from ._lazy import Lazy
from ._row_kernel import RowKernel
from ._row_loops import Inputs

_KINDS = (np.dtype(np.float32), np.dtype(np.float64))
_READ = ("C", "A")
Results = tuple[NDArray[Any], ...]


class RowMap:
    """A function of the rows of matrices, and perhaps of a label and other numbers of each row.

    Parameters
    ----------
    body : callable
        In the dialect with the words of rows; returns one result or a tuple.
    matrices : int
        How many matrices it takes.
    labelled : bool
        Whether the label of each row comes next.
    numbers : int
        How many other numbers of each row come after that.
    as_rows : tuple of bool
        For each result, whether it is a row (or one number per row).
    constants : sequence of float, optional
        The body reads them from a table, its last argument. Machine code is the same for all of them.
    """

    def __init__(
        self,
        body: Callable[..., Any],
        matrices: int,
        *,
        labelled: bool = False,
        numbers: int = 0,
        as_rows: tuple[bool, ...] = (True,),
        constants: Sequence[float] | None = None,
    ) -> None:
        self.body = body
        self.inputs = Inputs(matrices, labelled, numbers, constants is not None)
        self.as_rows = as_rows
        self.constants = None if constants is None else np.array([*constants, 0.0])  # never empty

    def __call__(
        self, *arrays: ArrayLike, axis: int = -1, out: NDArray[Any] | None = None
    ) -> NDArray[Any]:
        """Run a body with one result along one axis of arrays that have the same shape.

        float32 goes through float64 registers, whole numbers become float64; the result has the shape of
        the first array and the dtype of :func:`result_dtype`, or is ``out``. The arrays stay unchanged.

        Raises
        ------
        ShapeError
            The arrays are 0-d, differ in shape, or have no such axis.
        """
        if isinstance(out, np.ndarray) and type(out) is not np.ndarray:
            # a subclass may tell another shape than it has
            self(*arrays, axis=axis, out=np.asarray(out))
            return out
        axis = _whole(axis)
        x = arrays[0]
        if len(arrays) == 1 and axis == -1 and _plain(x) and (out is None or _takes(out, x)):
            kernel = self.kernel if compiling() else ""  # the common case, without a detour
            if not isinstance(kernel, str):
                flat = (-1, x.shape[-1])
                if out is None:
                    return kernel(x.reshape(flat))[0].reshape(x.shape)
                kernel(x.reshape(flat), out=out.reshape(flat))
                return out
        sources = [as_numbers(array) for array in arrays]
        first = sources[0]
        _check(sources, axis)
        dtype = result_dtype(first)
        target = new_or_fitting(first, dtype, out)
        if not first.size:
            return target
        moved = [np.moveaxis(source, axis, -1) for source in sources]
        shape = moved[0].shape
        alike = all(array.dtype == dtype for array in (*sources, target))
        wide = dtype if dtype.char in "fdg" and alike else _wide(dtype)
        rows = [contiguous(source, wide).reshape(-1, shape[-1]) for source in moved]
        place = np.moveaxis(target, axis, -1)
        if _direct(place, wide, sources):
            self.results(*rows, out=place.reshape(rows[0].shape))
            return target
        (flat,) = self.results(*rows)
        with np.errstate(all="ignore"):  # a float16 may overflow
            np.copyto(place, flat.reshape(shape), casting="unsafe")
        return target

    def results(self, *arrays: NDArray[Any], out: NDArray[Any] | None = None) -> Results:
        """Return all results of contiguous matrices (rows, n), with one row and column at least.

        Parameters
        ----------
        *arrays : arrays
            Matrices, all float32, all float64 or all longdouble; labels (rows,), int64; other numbers
            (rows,), float64.
        out : array, optional
            Where the first result goes: contiguous, and either a matrix itself or apart from all.

        Returns
        -------
        tuple of arrays
            A row-wise result as (rows, n) in the dtype of the matrices; one number per row as (rows,),
            float64 (longdouble from longdouble matrices).

        Raises
        ------
        ShapeError, DtypeError, OptionError, DataError
            Machine code cannot work on the arrays, or a label is not that of a column.
        """
        kernel = self.kernel if compiling() and arrays[0].dtype.char in "fd" else ""
        if not isinstance(kernel, str):
            return kernel(*arrays, *self._tables(), out=out)
        kind = arrays[0].dtype
        wide = _wide(kind)
        columns = [array[:, None] for array in arrays[self.inputs.matrices :]]
        matrices = [array.astype(wide, copy=False) for array in arrays[: self.inputs.matrices]]
        with np.errstate(all="ignore"), reading(fine=kind.itemsize > 4):
            found: Any = self.body(*matrices, *columns, *self._tables())
            made: tuple[NDArray[Any], ...] = found if len(self.as_rows) > 1 else (found,)
            rows, n = matrices[0].shape
            for one, row in zip(made, self.as_rows, strict=True):
                check_rows(one, (rows, n) if row else (rows, 1))
            results = [
                one.astype(kind, copy=any(one is matrix for matrix in matrices))
                if row
                else np.ascontiguousarray(one[:, 0])
                for one, row in zip(made, self.as_rows, strict=True)
            ]
        if out is not None:
            out[...] = results[0]
            results[0] = out
        return tuple(results)

    def _tables(self) -> list[NDArray[np.float64]]:
        return [] if self.constants is None else [self.constants]

    @Lazy
    def kernel(self) -> RowKernel | str:
        """The compiled function, or the reason why there is none."""
        try:
            return RowKernel(self.body, self.inputs, self.as_rows)
        except NotCompilableError as error:
            return str(error)


def check_rows(found: object, shape: tuple[int, int]) -> None:
    """Refuse what a body of rows returned, which may be anybody's, if it has another shape."""
    got: object = getattr(found, "shape", None) or shown(found)
    if got != shape:
        wanted = "a number for each entry of a row" if shape[1] > 1 else "one number for each row"
        raise OptionError(f"a function of rows gives {wanted}, shape {shape}, and this one gave {got}")


def contiguous(x: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    """Return the numbers as a kernel reads them: one after the other, aligned, of that dtype."""
    flags = x.flags
    return x if x.dtype is kind and flags.c_contiguous and flags.aligned else np.require(x, kind, _READ)


def _whole(axis: int) -> int:
    try:
        return index(axis)
    except TypeError:
        raise DtypeError(f"axis is a whole number, got {shown(axis)}") from None


def _plain(x: ArrayLike) -> TypeGuard[NDArray[Any]]:
    """Say whether a kernel can read an array as it is, rows along its last axis."""
    if type(x) is not np.ndarray:
        return False
    return bool(x.dtype in _KINDS and x.flags.c_contiguous and x.flags.aligned and x.size and x.ndim)


def _takes(out: NDArray[Any], x: NDArray[Any]) -> bool:
    return type(out) is np.ndarray and out.shape == x.shape and _direct(out, x.dtype, [x])


def _direct(place: NDArray[Any], kind: np.dtype[Any], sources: Sequence[NDArray[Any]]) -> bool:
    """Say whether a kernel may write there: its own numbers in its own order, over an input or apart from all."""
    flags = place.flags
    fits = flags.c_contiguous and flags.aligned and flags.writeable and place.dtype == kind
    return fits and all(place is one or not np.may_share_memory(place, one) for one in sources)


def _check(sources: list[NDArray[Any]], axis: int) -> None:
    first = sources[0]
    if first.ndim == 0:
        raise ShapeError("a row-wise function needs at least one axis, got a 0-d number")
    if not -first.ndim <= axis < first.ndim:
        raise ShapeError(
            f"axis {shown(axis)} is not one of the {first.ndim} axes of shape {first.shape}"
        )
    for other in sources[1:]:
        if other.shape != first.shape:
            raise ShapeError(f"shapes differ: {first.shape} and {other.shape}")


def _wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(np.longdouble if dtype == np.longdouble else np.float64)
