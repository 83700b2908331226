"""A training as machine code knows it: tables of whole numbers and places, and one call for many batches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ... import kernels
from ..._arrays import Array
from ...activations import Rowwise
from ...errors import DataError
from ...kernels import Address, Struct, Table, TableEntry, epoch, read_at, reads, writes, written_at
from ...kernels.epoch import LAYER, TASK
from ...network import NetworkTables, Parameters
from .._data import TrainingData
from .._job import TrainingJob
from .._row_counts import RowCounts
from ._step_constants import StepConstants

_FIRST, _LAST, _ORDER, _CONSTANTS = map(TASK.index, ("first", "last", "order", "constants"))
_X, _Y = map(TASK.index, ("X", "Y"))
_INT64, _FLOAT64 = np.dtype(np.int64), np.dtype(np.float64)
_WIDE = 1.0  # weights for each number that passes through them, above which threads share columns


class CompiledJob:
    """The tables of one :class:`TrainingJob`, and the memory that its batches need.

    Parameters
    ----------
    job : TrainingJob
    threads : int
        How many may come.

    Attributes
    ----------
    losses : array, shape (rows,)
        The loss of every row, in the order of the epoch, not yet multiplied by what the row counts.
    penalties : array, shape (batches,)
        What the weights cost before the step of each batch, if that is a part of what is reported.
    """

    def __init__(self, job: TrainingJob, threads: int) -> None:
        self._job, self._tables = job, NetworkTables(job.net.parameters, learns=True)
        self._constants = StepConstants(job)
        self._function = epoch.epoch_address(self._tables.scalar)
        self._kept = min(job.batch, epoch.ROWS_AT_ONCE)  # rows whose outputs have room
        sizes = np.full(job.batches, job.batch)
        sizes[-1] = job.rows - (job.batches - 1) * job.batch
        self._row_counts = RowCounts(sizes, by_batch=job.regularization.by_batch)
        self.penalties = np.zeros(job.batches)
        self._pulls = np.zeros((2, job.batches), job.net.dtype)
        self._failed = np.zeros(2, np.int64)
        self.losses = np.zeros(job.rows)
        self._order: NDArray[np.int64] | None = None
        self._table = self._filled(threads)

    def take(self, data: TrainingData) -> None:
        """Take other rows, as many as those before and of their kinds."""
        self._table.put(_X, self._rows_of(data))
        self._table.put(_Y, self._targets_of(data))

    def let_go(self) -> None:
        """Release the rows: the caller owns them, and they may be large."""
        self._row_counts.counts = self._order = None
        for position in (_X, _Y, _ORDER):
            self._table.put(position, None)

    def begin(self, order: NDArray[np.int64] | None) -> None:
        """Begin an epoch in which the rows come in this order; None: as they lie.

        Raises
        ------
        OptionError
            Somebody has made the parameters read-only.
        """
        job = self._job
        if not job.net.parameters.vector.flags.writeable:
            job.net.parameters.refuse_altered()
        self._order = order  # alive as long as its address is known
        self._table.words[_ORDER] = 0 if order is None else read_at(order, _INT64, job.rows)
        weights = job.data.weights
        if weights is not None:
            self._row_counts.begin(weights if order is None else weights[order])
        self._pull()
        for i, rate in enumerate(job.net.dropout):
            if rate:
                self._layers.put(self._layers.position("drop_key", i), job.drop_key(i))

    def run(self, first: int, last: int, threads: int) -> int:
        """Take the steps of batches ``first`` to before ``last`` in one call; return how many threads came."""
        job, optimizer_state = self._job, self._job.optimizer_state
        rates = job.rates(first, last)
        constants, words = self._constants.of(rates), self._table.words  # alive until the call is over
        words[_FIRST], words[_LAST] = first * job.batch, min(last * job.batch, job.rows)
        words[_CONSTANTS] = read_at(constants, _FLOAT64, (last - first) * self._constants.columns)
        self._failed[:] = 0
        threads = kernels.team.run(self._function, self._table, threads)
        optimizer_state.counts[0] += last - first
        optimizer_state.rate = float(rates[-1])
        return threads

    @property
    def failed(self) -> int | None:
        """The batch after which a parameter was no longer finite, if there was one in the last call."""
        return int(self._failed[1]) if self._failed[0] else None

    @property
    def weights(self) -> NDArray[np.float64] | None:
        """What the rows count in what is reported, in the order of the epoch."""
        return self._row_counts.counts

    def counted(self, rows: slice) -> Array:
        """Return losses times what their rows count; a row of weight 0 has none, whatever it is."""
        losses = self.losses[rows]
        if self.weights is None:
            return losses
        weights = self.weights[rows]
        with np.errstate(invalid="ignore"):
            return np.where(weights == 0.0, 0.0, losses * weights)

    def mean_loss(self, met: int) -> float:
        """Return the mean over the rows that were met first, with the penalties that are a part of it."""
        batches = -(-met // self._job.batch)
        penalty = self._row_counts.penalty(self.penalties, batches) / met
        self._job.optimizer_state.penalty = penalty
        return float(self.counted(slice(0, met)).sum()) / met + penalty

    def _rows_of(self, data: TrainingData) -> Address:
        net = self._job.net
        return Address(read_at(data.X, net.dtype, self._job.rows * net.inputs), data.X)

    def _targets_of(self, data: TrainingData) -> Address:
        """Lend the answers: a label for every row, which names one of the outputs, or numbers."""
        net, rows, Y = self._job.net, self._job.rows, data.Y
        if Y.ndim > 1:
            y_true = kernels.contiguous(Y, net.dtype)
            return Address(read_at(y_true, net.dtype, rows * net.outputs), y_true)
        labels = np.array(Y, np.int64)  # a copy: nobody changes what was looked at
        if labels.view(np.uint64).max() >= net.outputs:  # below 0 it is huge
            raise DataError(f"labels are 0 to {net.outputs - 1}, got {labels.min()} to {labels.max()}")
        return Address(read_at(labels, _INT64, rows), labels)

    def _filled(self, threads: int) -> Table:
        job, tables, optimizer = self._job, self._tables, self._job.compiled_optimizer
        net, data, batch = job.net, job.data, job.batch
        kept = self._kept
        tile, wide = tables.tile(batch), self._by_columns(kept)
        gradients, parameters = job.optimizer_state.gradients, net.parameters.size
        vectors = [net.parameters.vector, gradients.vector, *job.optimizer_state.vectors]
        places = Table(Struct(*map(str, range(len(vectors)))), [
            {str(k): Address(written_at(one, net.dtype, parameters), one) for k, one in enumerate(vectors)}
        ])  # fmt: skip
        labels = data.Y.ndim == 1
        y_step = 1 if labels else net.outputs
        joint = job.loss.joint(labels=labels)
        loss = tables.row_function(job.loss.name, joint, net.outputs)
        self._layers = Table(LAYER, self._layer_words(gradients))
        constants = self._constants.columns
        return Table(TASK, [dict(
            layers=len(net.descriptions), table=self._layers,
            own=tables.thread_records(threads, kept if wide else tile),
            first=0, last=0, batch=batch,
            X=self._rows_of(data), inputs=net.inputs, order=None,
            Y=self._targets_of(data), y_step=y_step, labels=int(labels),
            X_batch=tables.empty(kept, net.inputs),
            Y_batch=writes(np.empty(kept * y_step, np.int64 if labels else net.dtype)),
            shares=reads(self._row_counts.shares), losses=writes(self.losses),
            loss=loss, loss_constants=None if joint.constants is None else reads(joint.constants),
            step=epoch.step_address(type(optimizer).body, constants, len(vectors) - 2, tables.scalar),
            vectors=places, constants=None, constants_step=constants,
            failed=writes(self._failed), barrier=writes(np.zeros(16, np.int64)),
            yield_thread=kernels.yield_thread(), tile=tile, wide=int(wide), **self._regularization_words(),
        )])  # fmt: skip

    def _by_columns(self, rows: int) -> bool:
        """Say whether threads share the columns of every product, and not the rows of a batch.

        Then each reads a part of the weights only, but all that passes through them: worth it where that is less.
        """
        net = self._job.net
        if any(isinstance(layer.activation, Rowwise) for layer in net.descriptions[:-1]):
            return False  # their gradients by the outputs stand where one thread alone finds them
        passing = rows * (net.inputs + sum(part.shape[1] for part in net.parameters.slices))
        return net.parameters.vector.size > _WIDE * passing

    def _layer_words(self, gradients: Parameters) -> list[dict[str, TableEntry]]:
        job, net, tables = self._job, self._job.net, self._tables
        last = len(net.descriptions) - 1
        words: list[dict[str, TableEntry]] = []
        for i, layer in enumerate(net.descriptions):
            inside = i == last and job.loss.on_logits  # the loss includes the activation
            weights, biases = gradients[i].weights, gradients[i].biases
            words.append(tables.layer(
                i, None if inside else layer.activation, self._kept, net.dropout[i],
                gradient=writes(weights, net.dtype),
                bias_gradient=None if biases is None else writes(biases, net.dtype),
            ))  # fmt: skip
        return words

    def _regularization_words(self) -> dict[str, TableEntry]:
        regularization, net = self._job.regularization, self._job.net
        clip, squares = regularization.clip_norm, self._tables.squares_before(len(net.descriptions))
        penalises, told = regularization.penalises, regularization.by_batch
        return {
            "l1": reads(self._pulls[0]) if penalises else None,
            "l2": reads(self._pulls[1]),
            "prices": reads(np.array([regularization.l1, 0.5 * regularization.l2])),
            "costs": writes(np.zeros(squares)) if penalises and told else None,
            "penalties": writes(self.penalties),
            "clip": None if clip is None else reads(np.array([clip], np.float64)),
            "squares": writes(np.zeros(squares)),
            "squares_count": squares,
        }

    def _pull(self) -> None:
        """Say how strongly the penalty pulls in each batch."""
        regularization, totals = self._job.regularization, self._row_counts.totals
        self._pulls[0], self._pulls[1] = regularization.l1 / totals, regularization.l2 / totals
