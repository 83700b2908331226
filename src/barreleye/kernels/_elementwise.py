"""Run an element-wise body over any real array: dtype rules, layouts, registers, ``out=``.

float32 goes through float64 registers. A body that is right to a few ulp in float64 is then right
to half an ulp (and a hair) in float32, subnormal results included: rounding happens once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._arguments import as_numbers
from .._arrays import Array
from ..errors import DtypeError, OptionError, ShapeError
from ..scalars import reading

# Elements per slice: input, output and a few temporaries of 64 KiB each stay in the second cache.
_SLICE = 8192


def result_dtype(array: NDArray[Any]) -> np.dtype[Any]:
    """Say the dtype of a result: floats keep theirs; bool and whole numbers become float64.

    The bytes stand in the order of this machine, whatever their order was.
    """
    return np.dtype(np.float64) if array.dtype.kind in "biu" else array.dtype.newbyteorder("=")


def map_body(
    body: Callable[..., Array],
    x: ArrayLike,
    out: NDArray[Any] | None = None,
    *,
    parameters: dict[str, float] | None = None,
    selecting: bool = False,
) -> Any:  # noqa: ANN401  a float for a number, an array for an array, as NumPy's own functions
    """Write ``body(x)`` element by element.

    Parameters
    ----------
    body : callable
        A body in the dialect; called with float64 slices (or longdouble, if that is what x holds).
    x : array_like, any shape and layout
        Real numbers. bool and whole numbers are taken as float64; float16 and bfloat16 are computed
        in float64 and rounded once.
    out : array with the shape of x, optional
        Where to write; may be x itself.
    parameters : dict, optional
        Keyword arguments of the body.
    selecting : bool
        The body only selects among its input and constants that are exact in every float type, so
        float32 needs no wider registers.

    Returns
    -------
    array of the shape of x, or a NumPy float for a 0-d x
        dtype as :func:`result_dtype` says, or that of ``out``.

    Raises
    ------
    DtypeError
        x (or out) does not hold real numbers.
    ShapeError
        out has another shape than x.
    """
    source = as_numbers(x)
    dtype = result_dtype(source)
    target = new_or_fitting(source, dtype, out)
    wide = np.dtype(np.longdouble) if dtype == np.longdouble else np.dtype(np.float64)
    register = dtype if selecting and dtype.kind == "f" else wide
    # 'contig' keeps every slice on NumPy's one contiguous code path: a strided view and its copy
    # then give the same bits.
    # Before NumPy 2.3 the buffer of a 0-d array is read without having been filled: it goes as a row of one.
    slices = np.nditer(  # pyright: ignore[reportCallIssue]  NumPy's stub misspells "contig"
        [np.atleast_1d(source), np.atleast_1d(target)],
        flags=["external_loop", "buffered", "zerosize_ok", "copy_if_overlap"],
        op_flags=[  # pyright: ignore[reportArgumentType]
            ["readonly", "contig", "overlap_assume_elementwise"],
            ["writeonly", "contig", "overlap_assume_elementwise"],
        ],
        op_dtypes=[register, register],
        casting="unsafe",  # the only narrowing is the last rounding; as_numbers has checked the rest
        buffersize=_SLICE,
    )
    keywords = parameters or {}
    # both sides of a select are computed; the one thrown away may overflow or divide by zero
    # (and the last slices are cast when the iterator closes, which must be inside of the silence)
    with np.errstate(all="ignore"), reading(fine=target.dtype.itemsize > 4), slices:
        for z, a in slices:
            a[...] = body(z, **keywords)
    return target[()] if out is None else out


def new_or_fitting(source: NDArray[Any], dtype: np.dtype[Any], out: NDArray[Any] | None) -> NDArray[Any]:
    """Return where to write: a new array in the layout of the source, or ``out`` if it fits."""
    if out is None:
        return np.empty_like(source, dtype=dtype, subok=False)
    return fitting(source, out)


def fitting(source: NDArray[Any], out: NDArray[Any]) -> NDArray[Any]:
    """Return ``out`` if results of ``source`` can be written there, or say why not."""
    if not isinstance(out, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]  callers may be untyped
        raise OptionError(f"out must be an array to write into, got {type(out).__name__}")
    if out.shape != source.shape:
        raise ShapeError(f"out must have the shape of x, got out {out.shape} for x {source.shape}")
    if not out.flags.writeable:
        raise OptionError("out is read-only: give an array that can be written")
    if out.dtype.kind != "f" and out.dtype.name != "bfloat16":
        raise DtypeError(f"out must hold floats, got dtype {out.dtype}")
    return out
