"""Which engine runs the epochs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .. import kernels
from ..errors import NotCompilableError, OptionError
from ._compiled import CompiledEngine
from ._kept import Kept
from ._readable import ReadableEngine
from ._work import Work

log = logging.getLogger(__name__)


class Engine(Protocol):
    """Something that runs epochs of one network on one set of rows."""

    def run_epoch(self, heartbeat: Callable[[int, float], None], /) -> float:
        """Go through all rows once and return their mean loss; ``heartbeat`` hears of it meanwhile."""
        ...


def evaluating_with(name: str) -> AbstractContextManager[None]:
    """Return a context in which activations are evaluated by this engine, or refuse the name.

    ``"auto"`` leaves the choice as it is: that of ``be.engine`` or of the environment.
    """
    return nullcontext() if isinstance(name, str) and name == "auto" else kernels.engine(name)  # pyright: ignore[reportUnnecessaryIsInstance]


def engine_for(work: Work, name: str, threads: int | None = None, *, again: bool = False) -> Engine:
    """Return the compiled engine where it can be had, else the readable one.

    Parameters
    ----------
    work : Work
    name : str
        ``"numpy"`` and ``"compiled"`` insist; ``"auto"`` takes what ``be.engine`` or the environment says.
    threads : int, optional
        At most so many, by default as many as the library may use.
    again : bool
        Take the engine of the last call if only the rows differ, and keep this one for the next.

    Raises
    ------
    OptionError
        ``"compiled"`` was asked for, and a part of the work cannot be compiled.
    """
    if name == "numpy" or not kernels.compiling():
        return ReadableEngine(work)
    most = kernels.thread_count() if threads is None else threads
    optimizer = work.optimizer if work.ours else id(work.optimizer)  # whoever says what equals what
    told = work.loss, optimizer, work.batch_size, most, work.restraint
    before = work.memory.kept
    if again and isinstance(before, Kept) and before.taken(told, work.data):
        return before
    try:
        engine = CompiledEngine(work, most)
    except NotCompilableError as error:
        if name == "compiled":
            raise OptionError(
                f"engine='compiled' cannot train this network: {error}. Take engine='auto'"
            ) from error
        log.info("the readable engine trains this network: %s", error)
        return ReadableEngine(work)
    if not again:
        return engine
    work.memory.kept = Kept(engine, told, work.data)
    return work.memory.kept
