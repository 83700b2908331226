"""Compile ahead: everything that predicting and training may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from .. import activations, losses, optimizers
from ..activations import Activation, Elementwise, Rowwise
from ..kernels import RowKernel, RowMap, engine, epoch, shuffled_rows, team
from ..losses import Loss
from ..optimizers import LBFGS, CompiledOptimizer, constants_of
from ._objective import GradientAccumulator

Part = tuple[str, Callable[[], object]]


def parts() -> Iterator[Part]:
    """Yield what there is to compile: a name, and a function that compiles it or finds it in the cache.

    The engine, every activation with its slope, every loss, and every optimizer, for float32 and float64.
    Functions of one's own and other parameters than the usual ones are no part of it: parameters do not
    change the code.
    """
    yield "threads", team.prepare
    yield "orders", lambda: shuffled_rows(2, [0])
    for scalar in ("float", "double"):
        yield f"engine, {scalar}", lambda scalar=scalar: epoch.epoch_address(scalar)
        yield f"predictions, {scalar}", lambda scalar=scalar: epoch.outputs_address(scalar)
    for name in activations.names():
        yield name, lambda name=name: _activation(activations.get(name))
    for name in losses.names():
        yield name, lambda name=name: _loss(losses.get(name))
    for name in optimizers.names():
        yield name, lambda name=name: _optimizer(optimizers.get(name))


def warm(tell: Callable[[str, int, int], None] | None = None) -> int:
    """Compile ahead and return how many parts there were; ``tell(name, done, all)`` hears of each.

    Raises
    ------
    MissingExtraError
        llvmlite is not installed (extra ``fast``).
    """
    with engine("compiled"):
        everything = list(parts())
        for done, (name, compile_it) in enumerate(everything, start=1):
            compile_it()
            if tell is not None:
                tell(name, done, len(everything))
    return len(everything)


def _activation(activation: Activation) -> None:
    if isinstance(activation, Elementwise):
        x = np.zeros(1)
        activation(x)
        activation.derivative(x)
        activation.value_and_derivative(x)
    elif isinstance(activation, Rowwise):
        x = np.zeros((1, 2))
        activation(x)
        activation.vjp(x, x)
        for rows in (activation.rows, activation.product):
            _shared(rows)


def _loss(loss: Loss) -> None:
    for labels in (False, True) if loss.labels else (False,):
        _shared(loss.joint(labels=labels))


def _shared(rows: RowMap) -> None:
    if isinstance(rows.kernel, RowKernel):
        rows.kernel.prepare()


def _optimizer(optimizer: object) -> None:
    if isinstance(optimizer, LBFGS):
        optimizer = GradientAccumulator(1, 1)
    if isinstance(optimizer, CompiledOptimizer):
        constants = constants_of(optimizer, np.ones(1), np.ones(1)).shape[1]
        for scalar in ("float", "double"):
            epoch.step_address(type(optimizer).body, constants, optimizer.n_slots, scalar)
