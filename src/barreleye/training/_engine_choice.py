"""Which engine runs the epochs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .. import kernels
from ..errors import NotCompilableError, OptionError
from ..network import FeedForward
from ..optimizers import Optimizer
from ._job import TrainingJob
from ._optimizer_state import OptimizerState
from ._plan import Plan
from ._reference import ReferenceEngine
from .compiled import CachedEngine, CompiledEngine, EngineCache

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


def planned_engine(
    net: FeedForward,
    plan: Plan,
    optimizer: Optimizer,
    optimizer_state: OptimizerState,
    batch_size: int,
    cache: EngineCache | None = None,
) -> Engine:
    """Return what goes through the rows of a plan by some optimizer; see :func:`engine_for`."""
    job = TrainingJob(
        net,
        plan.data,
        plan.loss,
        optimizer,
        optimizer_state,
        batch_size,
        plan.regularization,
        plan.shuffle,
    )
    return engine_for(job, plan.engine, plan.threads, cache)


def engine_for(
    job: TrainingJob, name: str, threads: int | None = None, cache: EngineCache | None = None
) -> Engine:
    """Return the compiled engine where it can be had, else the reference.

    Parameters
    ----------
    job : TrainingJob
    name : str
        ``"numpy"`` and ``"compiled"`` insist; ``"auto"`` takes what ``be.engine`` or the environment says.
    threads : int, optional
        At most so many, by default as many as the library may use.
    cache : EngineCache, optional
        Take the engine from there if only the rows differ, and keep it there for the next call.

    Raises
    ------
    OptionError
        ``"compiled"`` was asked for, and a part of the work cannot be compiled.
    """
    if name == "numpy" or not kernels.compiling():
        return ReferenceEngine(job)
    most = kernels.thread_count() if threads is None else threads
    optimizer = (
        job.optimizer if job.optimizer_is_builtin else id(job.optimizer)
    )  # whoever says what equals what
    options = job.loss, optimizer, job.batch_size, most, job.regularization, job.shuffle
    before = None if cache is None else cache.taken(options, job.data)
    if before is not None:
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
    if cache is None:
        return engine
    cache.engine = CachedEngine(engine, options, job.data)
    return cache.engine
