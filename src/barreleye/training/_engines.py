"""Which engine runs the epochs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .. import kernels
from ..errors import NotCompilableError, OptionError
from ..losses import Loss
from ..network import FeedForward
from ..optimizers import Optimizer
from ._compiled import CompiledEngine
from ._data import TrainingData
from ._kept import Kept
from ._memory import Memory
from ._readable import ReadableEngine
from ._restraint import FREE, Restraint

log = logging.getLogger(__name__)


class Engine(Protocol):
    """Something that runs epochs of one network on one set of rows."""

    def run_epoch(self, heartbeat: Callable[[int, float], None], /) -> float:
        """Go through all rows once and return their mean loss; ``heartbeat`` hears of it meanwhile."""
        ...


def reader(name: str) -> AbstractContextManager[None]:
    """Return what evaluates activations with this engine, or refuse the name.

    ``"auto"`` leaves the choice as it is: that of ``be.engine`` or of the environment.
    """
    return nullcontext() if name == "auto" else kernels.engine(name)


def engine_for(
    name: str,
    net: FeedForward,
    data: TrainingData,
    loss: Loss,
    optimizer: Optimizer,
    memory: Memory,
    batch_size: int,
    threads: int | None = None,
    restraint: Restraint = FREE,
    *,
    again: bool = False,
) -> Engine:
    """Return the compiled engine where it can be had, else the readable one.

    ``again``: the one that ran the epoch before, if it suits, and one that can be had again.

    Raises
    ------
    OptionError
        ``"compiled"`` was asked for, and a part of the work cannot be compiled.
    """
    if kernels.compiling():
        most = kernels.thread_count() if threads is None else threads
        told = loss, optimizer, batch_size, most, restraint
        if again and isinstance(memory.kept, Kept) and memory.kept.suits(told, data):
            return memory.kept.with_rows(data)
        try:
            engine = CompiledEngine(net, data, loss, optimizer, memory, batch_size, most, restraint)
        except NotCompilableError as error:
            if name == "compiled":
                raise OptionError(
                    f"engine='compiled' cannot train this network: {error}. Take engine='auto'"
                ) from error
            log.info("the readable engine trains this network: %s", error)
        else:
            if not again:
                return engine
            memory.kept = Kept(engine, told, data)
            return memory.kept
    return ReadableEngine(net, data, loss, optimizer, memory, batch_size, restraint)
