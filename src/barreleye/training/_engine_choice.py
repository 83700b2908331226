"""Which engine runs the epochs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .. import kernels
from ..errors import NotCompilableError, OptionError
from ._job import TrainingJob
from ._reference import ReferenceEngine
from .compiled import CachedEngine, CompiledEngine

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


def engine_for(
    job: TrainingJob, name: str, threads: int | None = None, *, again: bool = False
) -> Engine:
    """Return the compiled engine where it can be had, else the reference.

    Parameters
    ----------
    job : TrainingJob
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
        return ReferenceEngine(job)
    most = kernels.thread_count() if threads is None else threads
    optimizer = job.optimizer if job.ours else id(job.optimizer)  # whoever says what equals what
    options = job.loss, optimizer, job.batch_size, most, job.regularization
    before = job.optimizer_state.kept
    if again and isinstance(before, CachedEngine) and before.taken(options, job.data):
        return before
    try:
        engine = CompiledEngine(job, most)
    except NotCompilableError as error:
        if name == "compiled":
            raise OptionError(
                f"engine='compiled' cannot train this network: {error}. Take engine='auto'"
            ) from error
        log.info("the reference engine trains this network: %s", error)
        return ReferenceEngine(job)
    if not again:
        return engine
    job.optimizer_state.kept = CachedEngine(engine, options, job.data)
    return job.optimizer_state.kept
