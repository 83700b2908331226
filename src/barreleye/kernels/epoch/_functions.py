"""The functions of the compiled engine, by address."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ...errors import NotCompilableError
from ...scalars import FunctionBuilder, features, is_arm, module
from .._code_address import code_address
from ._barrier import barrier
from ._batches import batches, gradients, outputs, steps
from ._drops import drops
from ._layer_passes import backward, forward
from ._moves import column_sums, gathered_rows
from ._penalties import costs, factor, regularize, scaled, squares, total_cost
from ._product import products, rows_alone
from ._tiles import Shape
from ._update import step_source


def shape_of(scalar: str) -> Shape:
    """Return what the registers of this processor hold."""
    if "avx512f" in features():
        return Shape(16 if scalar == "float" else 8, (12, 8, 4, 2, 1))  # 32 registers of 512 bits
    if "avx2" in features():
        return Shape(8 if scalar == "float" else 4, (6, 4, 2, 1))  # 16 registers of 256 bits
    # 128 bits: 32 registers on ARM, 16 on x86
    return Shape(4 if scalar == "float" else 2, (8, 4, 2, 1) if is_arm() else (6, 4, 2, 1))


def routines(scalar: str, shape: Shape) -> list[FunctionBuilder]:
    """Return all that ``batches`` calls, and ``batches``."""
    parts = (
        gathered_rows, column_sums, drops, forward, backward, gradients, squares, scaled, costs,
        total_cost, factor, regularize, steps, batches,
    )  # fmt: skip
    return [barrier(), *products(scalar, shape), *(part(scalar, shape.width) for part in parts)]


def outputs_source(scalar: str, shape: Shape) -> str:
    """Return the source of ``outputs(asked, thread, threads)``: rows through all layers, and nothing else."""
    width = shape.width
    parts = [barrier(), drops(scalar, width), forward(scalar, width), outputs(scalar, width)]
    return module(*rows_alone(scalar, shape), *parts)


def epoch_source(scalar: str, shape: Shape) -> str:
    """Return the source of ``batches(task, thread, threads)``: the loop over batches of a slice of an epoch.

    The code is made once for float32 and once for float64. What differs from network to network stands in
    tables: widths, where the weights lie, which function of machine code is the activation, the loss, the
    optimizer's step.
    """
    return module(*routines(scalar, shape))


@cache
def epoch_address(scalar: str) -> int:
    """Return the address of ``batches(task, thread, threads)``: see :func:`epoch_source`."""
    return code_address(epoch_source(scalar, shape_of(scalar)), "batches")


@cache
def outputs_address(scalar: str) -> int:
    """Return the address of ``outputs(asked, thread, threads)``: see :func:`outputs_source`."""
    return code_address(outputs_source(scalar, shape_of(scalar)), "outputs")


@cache
def step_address(body: Callable[..., Any], constants: int, n_slots: int, scalar: str) -> int:
    """Return the address of an optimizer's step: see :mod:`barreleye.kernels.epoch._update`."""
    source = step_source(body, constants, n_slots, scalar, shape_of(scalar).width)
    try:
        return code_address(source, "step")
    except RuntimeError as error:  # words that are for float64 registers alone
        raise NotCompilableError(f"the step is refused by the compiler: {error}") from error
