"""Long arrays in pieces, one per thread: machine code does not hold Python's lock.

Every number, or every row, is computed alone: the results have the same bits for any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from ._compiled import Kernel

# Handing a piece to another thread and waiting for it takes 60 to 100 µs, in which one core gets through
# about so many numbers times instructions.
SMALLEST_PIECE = 4_000_000


@cache
def thread_count() -> int:
    """Return how many threads to use: ``BARRELEYE_NUM_THREADS``, or the processors of this process.

    Raises
    ------
    OptionError
        The environment variable holds something that is no whole number of at least 1.
    """
    named = os.environ.get("BARRELEYE_NUM_THREADS", "").strip()
    if named:
        if not named.isdecimal() or int(named) < 1:
            raise OptionError(f"BARRELEYE_NUM_THREADS is a whole number of at least 1, got {named!r}")
        return int(named)
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def split(kernel: Kernel, x: NDArray[Any], out: NDArray[Any] | None = None) -> Any:  # noqa: ANN401  one result or several
    """Return ``kernel(x)``, computed by several threads where that pays."""
    function = kernel.function
    alone = pieces_of(x.size, kernel.weight) < 2
    if alone or not _dense(x) or (out is not None and not _apart(x, out)):
        return function(x) if out is None else function(x, out)
    dtype = x.dtype.newbyteorder("=")
    results = [np.empty_like(x, dtype) for _ in range(function.nout)] if out is None else [out]
    flat = [_flat(array) for array in (x, *results)]

    def run(first: int, last: int) -> None:
        function(*(array[first:last] for array in flat))

    # 16 numbers at a time: two threads hardly ever write to one line of the cache
    in_pieces(run, x.size, kernel.weight, step=16)
    return results[0] if function.nout == 1 else tuple(results)


def pieces_of(length: int, weight: int) -> int:
    """Return in how many pieces to cut so many units with so many instructions each."""
    return max(1, min(length * weight // SMALLEST_PIECE, thread_count()))


def in_pieces(run: Callable[[int, int], None], length: int, weight: int, step: int = 1) -> None:
    """Call ``run(first, last)`` for pieces that make up the length, at the same time where that pays.

    All edges but the last are multiples of ``step``.
    """
    pieces = min(pieces_of(length, weight), max(1, length // step))
    edges = [length * k // pieces // step * step for k in range(pieces)] + [length]
    handed = [_hand_over(run, edges[k], edges[k + 1]) for k in range(1, pieces)]
    try:
        run(edges[0], edges[1])
    finally:
        wait(handed)  # nobody may be writing any more when an exception leaves
    for piece in handed:
        piece.result()


def _hand_over(run: Callable[[int, int], None], first: int, last: int) -> Future[None]:
    """Let another thread run a piece; while the interpreter shuts down, this one."""
    try:
        return _pool().submit(run, first, last)
    except RuntimeError:  # no new work is taken, or no new thread can be had
        done = Future[None]()
        done.set_result(run(first, last))
        return done


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, thread_count() - 1), thread_name_prefix="barreleye")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # threads stay behind in the parent


def _dense(x: NDArray[Any]) -> bool:
    return x.flags.c_contiguous or x.flags.f_contiguous


def _apart(x: NDArray[Any], out: NDArray[Any]) -> bool:
    """Say whether no piece of ``out`` can overwrite what another piece of x has still to be read."""
    if out.strides != x.strides:
        return False
    same = out.__array_interface__["data"][0] == x.__array_interface__["data"][0]
    return same or not np.may_share_memory(x, out)


def _flat(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view of all numbers in the order in which they lie in memory."""
    return array.reshape(-1, order="C" if array.flags.c_contiguous else "F")
