"""The course of a run: epochs, validation, observers, and every way it can end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from ..errors import DivergedError
from ..losses import Loss
from ..network import FeedForward
from ..optimizers import Optimizer
from ._checkpoint import Checkpoints, Run
from ._data import TrainingData
from ._engines import Engine, engine_for
from ._history import EpochRecord, History
from ._memory import Memory
from ._progress import Observer
from ._stopping import EarlyStopping, Keeper

log = logging.getLogger(__name__)

Callback: TypeAlias = Callable[[EpochRecord], "bool | None"]
"""Called after every epoch; True stops the run."""


@dataclass(frozen=True)
class Plan:
    """Everything a run is told beforehand."""

    data: TrainingData
    validation: TrainingData | None
    epochs: int
    batch_size: int
    loss: Loss
    optimizer: Optimizer
    early_stopping: EarlyStopping | None
    callbacks: Sequence[Callback]
    engine: str = "auto"
    threads: int | None = None
    checkpoints: Checkpoints = field(default_factory=Checkpoints)


def run(
    net: FeedForward, plan: Plan, memory: Memory, observer: Observer | None, history: History
) -> None:
    """Train for ``plan.epochs`` epochs, filling ``history``; the network ends on whole, finite weights.

    Ctrl-C, a callback that raises, and divergence leave the best weights so far (without early
    stopping: those of the last whole epoch), close the history, and go on to the caller.
    """
    keeper = Keeper((net.parameters.vector, *memory.vectors, memory.counts), plan.early_stopping)
    history.best_epoch = None
    on_disk = _on_disk(net, plan, memory, keeper, history)
    if on_disk is not None and plan.checkpoints.resume is not None:
        on_disk.go_on(plan.checkpoints.resume)
    engine = engine_for(
        plan.engine, net, plan.data, plan.loss, plan.optimizer, memory, plan.batch_size, plan.threads
    )
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is looked for, and named
            history.stopped = _epochs(net, plan, memory, engine, observer, history, keeper, on_disk)
        if plan.early_stopping is not None:
            _go_back(keeper, history)
    except BaseException as error:
        history.stopped = _reason(error)
        _go_back(keeper, history)
        raise
    log.info("%s", history)


def _epochs(
    net: FeedForward,
    plan: Plan,
    memory: Memory,
    engine: Engine,
    observer: Observer | None,
    history: History,
    keeper: Keeper,
    on_disk: Run | None,
) -> str:
    """Run the epochs and return why they ended; those before a resumption count."""
    path, every = plan.checkpoints.path, plan.checkpoints.every
    before = len(history) if plan.checkpoints.resume is not None else 0
    ended = "early stopping" if keeper.out_of_patience else ""
    for left in reversed(range(0 if ended else plan.epochs - before)):
        record = _epoch(net, plan, memory, engine, observer)
        history.epochs.append(record)
        out_of_patience = keeper.consider(record)
        if observer is not None:
            observer.epoch_done(record)
        log.debug("%s", record)
        answers = [callback(record) for callback in plan.callbacks]  # all are told, whoever says stop
        if any(answer is True or answer is np.True_ for answer in answers):
            ended = "callback"
        elif out_of_patience:
            ended = "early stopping"
        if on_disk is not None and path is not None and (ended or not left or len(history) % every == 0):
            on_disk.write(path)
        if ended:
            break
    return ended or "epochs"


def _on_disk(
    net: FeedForward, plan: Plan, memory: Memory, keeper: Keeper, history: History
) -> Run | None:
    """Return the run as files know it, if it is to be written or read."""
    if plan.checkpoints.path is None and plan.checkpoints.resume is None:
        return None
    return Run(
        net, memory, keeper, history,
        data=(plan.data, plan.validation), loss=plan.loss, optimizer=plan.optimizer,
        batch_size=plan.batch_size, rule=plan.early_stopping,
    )  # fmt: skip


def _epoch(
    net: FeedForward, plan: Plan, memory: Memory, engine: Engine, observer: Observer | None
) -> EpochRecord:
    began = time.perf_counter()
    epoch = memory.epochs

    def heartbeat(rows: int, loss: float) -> None:
        if observer is not None:
            observer.rows_done(epoch, rows, loss)

    loss = engine.run_epoch(heartbeat)
    val_loss = None
    if plan.validation is not None:
        rows = plan.validation
        val_loss = net.mean_loss(rows.X, rows.Y, plan.loss, rows.weights)
    return EpochRecord(
        epoch=epoch,
        loss=loss,
        val_loss=val_loss,
        learning_rate=memory.rate,
        seconds=time.perf_counter() - began,
        rows=len(plan.data),
    )


def _go_back(keeper: Keeper, history: History) -> None:
    keeper.restore()
    history.best_epoch = keeper.epoch


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return "diverged" if isinstance(error, DivergedError) else "error"
