"""What stands around the epochs of a run: records, observers, files, and the reasons to end it."""

from __future__ import annotations

import logging
import time

import numpy as np

from .._text import shown
from ..errors import OptionError
from ..network import FeedForward, score_of
from ._best_weights import BestWeights
from ._checkpoint import RunFile
from ._data import TrainingData
from ._history import EpochRecord, History
from ._layer_monitor import LayerMonitor
from ._optimizer_state import OptimizerState
from ._plan import Plan
from ._progress import Observer
from ._stopping import EarlyStopping
from ._weight_recorder import WeightRecorder

log = logging.getLogger(__name__)


class RunState:
    """One run: the network, its plan, and everything that is told of its epochs.

    Attributes
    ----------
    best_weights : BestWeights
        Has the weights of the best epoch, if early stopping asks for them.
    before : int
        Epochs that were run before a resumption.
    ended : str
        Why the run is over before its first epoch; empty if it is not.
    """

    def __init__(
        self, net: FeedForward, plan: Plan, optimizer_state: OptimizerState, history: History
    ) -> None:
        self.net, self.plan, self.optimizer_state, self.history = net, plan, optimizer_state, history
        self.observer: Observer | None = None
        self.best_weights = BestWeights(optimizer_state.state(net), plan.early_stopping)
        history.best_epoch = None
        self._on_disk = self._file()
        self.before = 0
        self.ended = ""
        self._layer_monitor: LayerMonitor | None = None
        self._weight_recorder: WeightRecorder | None = None
        self.began = time.perf_counter()

    def begin(self) -> None:
        """Go on from a checkpoint, if that is planned."""
        plan, history = self.plan, self.history
        if self._on_disk is not None and plan.checkpoints.resume is not None:
            self._on_disk.resume_from(plan.checkpoints.resume)
            self.before = len(history)
            for record in history:
                self._tell_plateau(record)
        if plan.record is not None:
            self._layer_monitor = LayerMonitor(self.net, plan.data.X, self.optimizer_state)
        if plan.record == "weights":
            self._weight_recorder = WeightRecorder(self.net, self.history.weights, self.before)
        self.ended = "early stopping" if self.best_weights.out_of_patience else ""
        self.began = time.perf_counter()

    def heartbeat(self, rows: int, loss: float) -> None:
        """Tell the observer how far the epoch is."""
        if self.observer is not None:
            self.observer.rows_done(self.optimizer_state.epochs, rows, loss)

    def done(self, epoch: int, loss: float, *, last: bool) -> str:
        """Record an epoch that is over, tell everybody, and return why the run is to end, or nothing."""
        record = self._record(epoch, loss)
        if record.metric is not None:
            self._refuse_spoiled_weights(epoch, "the metric")
        self.history.epochs.append(record)
        self._epoch_is_whole()
        if self._weight_recorder is not None:
            self._weight_recorder.take(epoch, last=last)
        self._tell_plateau(record)
        out_of_patience = self.best_weights.consider(record)
        if self.observer is not None:
            self.observer.epoch_done(record)
        log.debug("%s", record)
        # all are told, whoever says stop
        answers = [callback(record) for callback in self.plan.callbacks]
        if answers or self.observer is not None:
            self._refuse_spoiled_weights(epoch, "callbacks")
        stop = any(answer is True or answer is np.True_ for answer in answers)
        ended = "callback" if stop else "early stopping" if out_of_patience else ""
        if ended and self._weight_recorder is not None:
            self._weight_recorder.take(epoch, last=True)
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
                f"after epoch {epoch} the weights of layer {layer} are no longer finite, as they were before {who}"
                " changed them. They are back at the best epoch so far: write finite numbers only"
            )

    def restore_best(self) -> None:
        """Return to the best epoch; without early stopping, or in the first epoch, to the last whole one."""
        optimizer_state, history, best_weights = self.optimizer_state, self.history, self.best_weights
        if best_weights.epoch is None:
            optimizer_state.start.restore(optimizer_state.state(self.net))
        else:
            best_weights.restore()
        before = [record for record in history if record.epoch < optimizer_state.epochs]
        if best_weights.epoch is None:  # Ctrl-C may come between a record and the end of its epoch
            history.epochs[:] = before
            if self._weight_recorder is not None:
                self._weight_recorder.forget_from(optimizer_state.epochs)
        history.best_epoch = before[-1].epoch if before else None
        if self._weight_recorder is not None and before:
            self._weight_recorder.keep(before[-1].epoch)
        if before:
            optimizer_state.rate = before[-1].learning_rate
        if optimizer_state.plateau is not None:
            optimizer_state.plateau.begin()
            for record in before:
                self._tell_plateau(record)

    def _epoch_is_whole(self) -> None:
        """From now on nobody goes back before the end of this epoch; who is told of it might spoil even that."""
        start = self.optimizer_state.start
        if self.plan.callbacks or self.observer is not None:
            start.take(self.optimizer_state.state(self.net))
        else:
            start.forget()

    def _record(self, epoch: int, loss: float) -> EpochRecord:
        net, plan, rows = self.net, self.plan, self.plan.validation
        val_loss = metric = accuracy = val_accuracy = None
        if rows is not None:
            val_loss = net.mean_loss(rows.X, rows.Y, plan.loss, rows.weights)
            metric = _measured(net, rows, plan.early_stopping)
            val_accuracy = _accuracy(net, rows)
        if self._layer_monitor is not None:
            accuracy = _accuracy(net, plan.data)
        return EpochRecord(
            epoch=epoch,
            loss=loss,
            val_loss=val_loss,
            learning_rate=self.optimizer_state.rate,
            seconds=time.perf_counter() - self.began,
            rows=len(plan.data),
            metric=metric,
            layers=None if self._layer_monitor is None else self._layer_monitor.take(),
            accuracy=accuracy,
            val_accuracy=val_accuracy,
            penalty=self.optimizer_state.penalty,
        )

    def _tell_plateau(self, record: EpochRecord) -> None:
        plateau = self.optimizer_state.plateau
        if plateau is not None:
            watched = record.loss if plateau.rule.monitor == "loss" else record.val_loss
            assert watched is not None  # noqa: S101  fit() refuses what it cannot watch
            plateau.observe(watched)

    def _file(self) -> RunFile | None:
        """Return the run as files know it, if it is to be written or read."""
        plan = self.plan
        if plan.checkpoints.path is None and plan.checkpoints.resume is None:
            return None
        return RunFile(
            self.net, self.optimizer_state, self.best_weights, self.history,
            data=(plan.data, plan.validation), loss=plan.loss, optimizer=plan.optimizer,
            batch_size=plan.batch_size, early_stopping=plan.early_stopping, regularization=plan.regularization,
        )  # fmt: skip


def _accuracy(net: FeedForward, rows: TrainingData) -> float | None:
    """Return the share of rows whose class is predicted rightly; None for a network that predicts numbers."""
    kind = net.targets.kind
    return None if kind == "numbers" else score_of(net(rows.X), rows.Y, kind)


def _measured(
    net: FeedForward, rows: TrainingData, early_stopping: EarlyStopping | None
) -> float | None:
    """Return what early stopping watches of the answers to the validation rows."""
    if early_stopping is None or early_stopping.metric is None:
        return None
    answer = early_stopping.metric(net.targets.answers(rows.Y), net.predict(rows.X))
    try:
        return float(answer)
    except (TypeError, ValueError, OverflowError) as error:
        raise OptionError(
            f"the metric {early_stopping.name} returns one number, got {shown(answer)}"
        ) from error
