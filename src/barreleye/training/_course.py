"""What stands around the epochs of a run: records, observers, files, and the reasons to end it."""

from __future__ import annotations

import logging
import time

import numpy as np

from .._arguments import shown
from ..errors import OptionError
from ..network import FeedForward
from ..optimizers import Optimizer
from ._checkpoint import RunFile
from ._data import TrainingData
from ._engines import Engine, engine_for
from ._history import EpochRecord, History
from ._keeper import Keeper
from ._layers import Watch
from ._memory import Memory
from ._plan import Plan
from ._progress import Observer
from ._stopping import EarlyStopping
from ._work import Work

log = logging.getLogger(__name__)


class Course:
    """One run: the network, its plan, and everything that is told of its epochs.

    Attributes
    ----------
    keeper : Keeper
        Has the weights of the best epoch, if early stopping asks for them.
    before : int
        Epochs that were run before a resumption.
    ended : str
        Why the run is over before its first epoch; empty if it is not.
    """

    def __init__(self, net: FeedForward, plan: Plan, memory: Memory, history: History) -> None:
        self.net, self.plan, self.memory, self.history = net, plan, memory, history
        self.observer: Observer | None = None
        self.keeper = Keeper(memory.state(net), plan.early_stopping)
        history.best_epoch = None
        self._on_disk = self._file()
        self.before = 0
        self.ended = ""
        self._watch: Watch | None = None
        self.began = time.perf_counter()

    def begin(self) -> None:
        """Go on from a checkpoint, if that is planned."""
        plan, history = self.plan, self.history
        if self._on_disk is not None and plan.checkpoints.resume is not None:
            self._on_disk.go_on(plan.checkpoints.resume)
            self.before = len(history)
            for record in history:
                self._tell_plateau(record)
        if plan.record == "epoch":
            self._watch = Watch(self.net, plan.data.X, self.memory)
        self.ended = "early stopping" if self.keeper.out_of_patience else ""
        self.began = time.perf_counter()

    def engine(self, optimizer: Optimizer, memory: Memory, batch_size: int) -> Engine:
        """Return what goes through the rows by some optimizer."""
        plan = self.plan
        work = Work(self.net, plan.data, plan.loss, optimizer, memory, batch_size, plan.restraint)
        return engine_for(work, plan.engine, plan.threads, again=plan.again)

    def heartbeat(self, rows: int, loss: float) -> None:
        """Tell the observer how far the epoch is."""
        if self.observer is not None:
            self.observer.rows_done(self.memory.epochs, rows, loss)

    def done(self, epoch: int, loss: float, *, last: bool) -> str:
        """Record an epoch that is over, tell everybody, and return why the run is to end, or nothing."""
        record = self._record(epoch, loss)
        if record.metric is not None:
            self._refuse_spoiled_weights(epoch, "the metric")
        self.history.epochs.append(record)
        self._epoch_is_whole()
        self._tell_plateau(record)
        out_of_patience = self.keeper.consider(record)
        if self.observer is not None:
            self.observer.epoch_done(record)
        log.debug("%s", record)
        # all are told, whoever says stop
        answers = [callback(record) for callback in self.plan.callbacks]
        if answers or self.observer is not None:
            self._refuse_spoiled_weights(epoch, "callbacks")
        stop = any(answer is True or answer is np.True_ for answer in answers)
        ended = "callback" if stop else "early stopping" if out_of_patience else ""
        path = self.plan.checkpoints.path
        due = ended or last or len(self.history) % self.plan.checkpoints.every == 0
        if self._on_disk is not None and path is not None and due:
            self._on_disk.write(path)
        self.began = time.perf_counter()
        return ended

    def _refuse_spoiled_weights(self, epoch: int, who: str) -> None:
        """Refuse what somebody who was called has left in the weights, if it is not finite: they go back."""
        vector = self.net.parameters.vector
        if not np.isfinite(vector.sum()) and not np.isfinite(vector).all():
            layer = self.net.parameters.where(int(np.argmin(np.isfinite(vector))))
            raise OptionError(
                f"after epoch {epoch} the weights of layer {layer} are no longer finite, and they were before"
                f" {who} could change them. They are back at the best epoch so far: write finite numbers only"
            )

    def go_back(self) -> None:
        """Return to the best epoch; without early stopping, or in the first epoch, to the last whole one."""
        memory, history, keeper = self.memory, self.history, self.keeper
        if keeper.epoch is None:
            memory.start.restore(memory.state(self.net))
        else:
            keeper.restore()
        before = [record for record in history if record.epoch < memory.epochs]
        if keeper.epoch is None:  # Ctrl-C may come between a record and the end of its epoch
            history.epochs[:] = before
        history.best_epoch = before[-1].epoch if before else None
        if before:
            memory.rate = before[-1].learning_rate
        if memory.plateau is not None:
            memory.plateau.begin()
            for record in before:
                self._tell_plateau(record)

    def _epoch_is_whole(self) -> None:
        """From now on nobody goes back before the end of this epoch; who is told of it might spoil even that."""
        start = self.memory.start
        if self.plan.callbacks or self.observer is not None:
            start.take(self.memory.state(self.net))
        else:
            start.forget()

    def _record(self, epoch: int, loss: float) -> EpochRecord:
        net, plan, rows = self.net, self.plan, self.plan.validation
        val_loss = metric = None
        if rows is not None:
            val_loss = net.mean_loss(rows.X, rows.Y, plan.loss, rows.weights)
            metric = _measured(net, rows, plan.early_stopping)
        return EpochRecord(
            epoch=epoch,
            loss=loss,
            val_loss=val_loss,
            learning_rate=self.memory.rate,
            seconds=time.perf_counter() - self.began,
            rows=len(plan.data),
            metric=metric,
            layers=None if self._watch is None else self._watch.take(),
        )

    def _tell_plateau(self, record: EpochRecord) -> None:
        plateau = self.memory.plateau
        if plateau is not None:
            watched = record.loss if plateau.rule.monitor == "loss" else record.val_loss
            assert watched is not None  # noqa: S101  fit() refuses what it cannot watch
            plateau.told(watched)

    def _file(self) -> RunFile | None:
        """Return the run as files know it, if it is to be written or read."""
        plan = self.plan
        if plan.checkpoints.path is None and plan.checkpoints.resume is None:
            return None
        return RunFile(
            self.net, self.memory, self.keeper, self.history,
            data=(plan.data, plan.validation), loss=plan.loss, optimizer=plan.optimizer,
            batch_size=plan.batch_size, rule=plan.early_stopping, restraint=plan.restraint,
        )  # fmt: skip


def _measured(net: FeedForward, rows: TrainingData, rule: EarlyStopping | None) -> float | None:
    """Return what early stopping watches of the answers to the validation rows."""
    if rule is None or rule.metric is None:
        return None
    answer = rule.metric(net.targets.answers(rows.Y), net.predict(rows.X))
    try:
        return float(answer)
    except (TypeError, ValueError, OverflowError) as error:
        raise OptionError(f"the metric {rule.name} returns one number, got {shown(answer)}") from error
