"""The functions of the compiled engine, by address."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

from ...scalars import Routine, features, module
from .._compiled import placed
from ._barrier import barrier_source
from ._batches import batches, gradients, steps
from ._moves import column_sums, picked_labels, picked_rows, turned_over
from ._passes import backward, forward
from ._product import Shape, products
from ._tables import TASK
from ._update import step_source


def shape_of(scalar: str) -> Shape:
    """Return what the registers of this processor hold."""
    if "avx512f" in features():
        return Shape(16 if scalar == "float" else 8, (12, 8, 4, 2, 1))  # 32 registers of 512 bits
    if "avx2" in features():
        return Shape(8 if scalar == "float" else 4, (6, 4, 2, 1))  # 16 registers of 256 bits
    return Shape(4 if scalar == "float" else 2, (8, 4, 2, 1))  # 32 of 128 bits (ARM)


def routines(scalar: str, shape: Shape) -> list[Routine]:
    """Return all that ``batches`` calls, and ``batches``."""
    width = shape.width
    return [
        *products(scalar, shape),
        picked_rows(scalar, width),
        picked_labels(scalar, width),
        column_sums(scalar, width),
        turned_over(scalar, width),
        forward(scalar, width),
        backward(scalar, width),
        gradients(scalar, width),
        steps(scalar, width),
        batches(scalar, width),
    ]


def epoch_source(scalar: str, shape: Shape) -> str:
    """Return the source of ``batches(task, thread, threads)``: the loop over batches of a slice of an epoch.

    The code is made once for float32 and once for float64. What differs from network to network stands in
    tables: widths, where the weights lie, which function of machine code is the activation, the loss, the
    optimizer's step.
    """
    return module(*routines(scalar, shape)) + barrier_source(TASK)


@cache
def epoch_function(scalar: str) -> Callable[[int, int, int], None]:
    """Return ``batches(task, thread, threads)``: see :func:`epoch_source`.

    It releases Python's lock.
    """
    address = placed(epoch_source(scalar, shape_of(scalar)), "batches")
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(address)


@cache
def step_address(body: Callable[..., Any], constants: int, memories: int, scalar: str) -> int:
    """Return the address of an optimizer's step: see :mod:`barreleye.kernels.epoch._update`."""
    source = step_source(body, constants, memories, scalar, shape_of(scalar).width)
    return placed(source, "step")


@cache
def give_way() -> int:
    """Return the address of the system's function by which a thread lets others go first."""
    library = ctypes.WinDLL("kernel32") if sys.platform == "win32" else ctypes.CDLL(None)  # type: ignore[attr-defined]
    function = library.SwitchToThread if os.name == "nt" else library.sched_yield
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)
