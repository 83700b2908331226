"""A training as machine code knows it: tables of whole numbers and places, and one call for many batches."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import kernels
from .._arrays import Array
from ..activations import Rowwise
from ..kernels import epoch
from ..kernels.epoch import LAYER, TASK
from ..network import Machine, Parameters
from ._data import TrainingData
from ._step_constants import StepConstants
from ._work import Work

_FIRST, _LAST, _ORDER, _CONSTANTS = map(TASK.index, ("first", "last", "order", "constants"))
_X, _Y = map(TASK.index, ("X", "Y"))
_WIDE = 1.0  # weights for each number that passes through them, above which threads share columns


class Task:
    """The tables of one :class:`Work`, and the memory that its batches need.

    Parameters
    ----------
    work : Work
    threads : int
        How many may come.

    Attributes
    ----------
    losses : array, shape (rows,)
        The loss of every row, in the order of the epoch, not yet multiplied by what the row counts.
    weights : array, shape (rows,), or None
        What the rows count, in the order of the epoch.
    """

    def __init__(self, work: Work, threads: int) -> None:
        self._work, self._machine = work, Machine(work.net.parameters, learns=True)
        self._constants = StepConstants(work)
        self._function = epoch.epoch_address(self._machine.scalar)
        self._kept = min(work.batch, epoch.STRETCH)  # rows whose outputs have room
        keep, sizes = self._machine.keep, np.full(work.batches, work.batch)
        sizes[-1] = work.rows - (work.batches - 1) * work.batch
        self._equal_shares = np.repeat(1.0 / sizes, sizes)
        self._shares = keep(self._equal_shares.copy())
        self._failed = keep(np.zeros(2, np.int64))
        self.losses = keep(np.zeros(work.rows))
        self.weights: NDArray[np.float64] | None = None
        self._order: NDArray[np.int64] | None = None
        self._truth: NDArray[Any] = self._as_truth(work.data)
        self._words = np.array(self._task_words(threads), dtype=np.int64)
        self._place = epoch.word(self._words)

    def take(self, data: TrainingData) -> None:
        """Take other rows, as many as those before and of their kinds."""
        self._truth = self._as_truth(data)
        self._words[_X], self._words[_Y] = epoch.word(data.X), epoch.word(self._truth)

    def let_go(self) -> None:
        """Forget the rows: they are as large as they are, and their owner's."""
        self._truth, self.weights, self._order = np.empty(0), None, None
        self._words[[_X, _Y, _ORDER]] = 0

    def begin(self, order: NDArray[np.int64] | None) -> None:
        """Begin an epoch in which the rows come in this order; None: as they lie."""
        self._order = order  # alive as long as its place is known
        self._words[_ORDER] = epoch.word(order)
        weights = self._work.data.weights
        if weights is not None:
            self.weights = weights if order is None else weights[order]
            np.multiply(self.weights, self._equal_shares, out=self._shares)
        for i, rate in enumerate(self._work.net.dropout):
            if rate:
                self._table[i * LAYER.words + LAYER.index("drop_key")] = self._work.drop_key(i)

    def run(self, first: int, last: int, threads: int) -> int:
        """Take the steps of batches ``first`` to before ``last`` in one call; return how many threads came."""
        work, memory = self._work, self._work.memory
        rates = work.rates(first, last)
        constants = self._constants.of(rates)  # alive until the call is over
        self._words[_FIRST], self._words[_LAST] = first * work.batch, min(last * work.batch, work.rows)
        self._words[_CONSTANTS] = epoch.word(constants)
        self._failed[:] = 0
        threads = kernels.team.run(self._function, self._place, threads)
        memory.counts[0] += last - first
        memory.rate = float(rates[-1])
        return threads

    @property
    def failed(self) -> int | None:
        """The batch after which a parameter was no longer finite, if there was one in the last call."""
        return int(self._failed[1]) if self._failed[0] else None

    def counted(self, rows: slice) -> Array:
        """Return losses times what their rows count; a row of weight 0 has none, whatever it is."""
        losses = self.losses[rows]
        if self.weights is None:
            return losses
        weights = self.weights[rows]
        with np.errstate(invalid="ignore"):
            return np.where(weights == 0.0, 0.0, losses * weights)

    def mean_loss(self, met: int) -> float:
        """Return the mean over the rows that were met first."""
        return float(self.counted(slice(0, met)).sum()) / met

    def _as_truth(self, data: TrainingData) -> NDArray[Any]:
        kind = np.int64 if data.Y.ndim == 1 else self._work.net.dtype
        return np.ascontiguousarray(data.Y, kind)

    def _task_words(self, threads: int) -> list[int]:
        work, machine, truth, rule = self._work, self._machine, self._truth, self._work.rule
        net, data, batch = work.net, work.data, work.batch
        kept = self._kept
        tile, wide = machine.tile(batch), self._by_columns(kept)
        gradients = work.memory.gradients
        vectors = [net.parameters.vector, gradients.vector, *work.memory.vectors]
        addresses = machine.keep(np.array([epoch.word(vector) for vector in vectors], np.int64))
        labels = data.Y.ndim == 1
        y_step = 1 if labels else truth.shape[1]
        joint = work.loss.joint(labels=labels)
        loss = machine.row_function(joint, net.outputs)
        self._table = machine.keep(np.array(self._layer_words(gradients), np.int64))
        constants = self._constants.columns
        return TASK.packed(
            layers=len(net.descriptions), table=self._table,
            own=machine.own(threads, kept if wide else tile),
            first=0, last=0, batch=batch,
            X=data.X, inputs=net.inputs, order=None,
            Y=truth, y_step=y_step, labels=int(labels),
            X_batch=machine.empty(kept, net.inputs),
            Y_batch=machine.keep(np.empty(kept * y_step, truth.dtype)),
            shares=self._shares, losses=self.losses, loss=loss, loss_constants=joint.constants,
            step=epoch.step_address(type(rule).body, constants, rule.memories, machine.scalar),
            vectors=addresses, constants=None, constants_step=constants,
            failed=self._failed, barrier=machine.keep(np.zeros(16, np.int64)),
            give_way=kernels.give_way(), tile=tile, wide=int(wide), **self._restraint_words(),
        )  # fmt: skip

    def _by_columns(self, rows: int) -> bool:
        """Say whether threads share the columns of every product, and not the rows of a batch.

        Then each reads a part of the weights only, but all that passes through them: worth it where that is less.
        """
        net = self._work.net
        if any(isinstance(layer.activation, Rowwise) for layer in net.descriptions[:-1]):
            return False  # their gradients by the outputs stand where one thread alone finds them
        passing = rows * (net.inputs + sum(block.shape[1] for block in net.parameters.blocks))
        return net.parameters.vector.size > _WIDE * passing

    def _layer_words(self, gradients: Parameters) -> list[int]:
        work, net, machine = self._work, self._work.net, self._machine
        last = len(net.descriptions) - 1
        words: list[int] = []
        for i, layer in enumerate(net.descriptions):
            inside = i == last and work.loss.on_logits  # the loss includes the activation
            words += machine.layer(
                i, None if inside else layer.activation, self._kept, net.dropout[i],
                gradient=gradients[i].weights, bias_gradient=gradients[i].biases,
            )  # fmt: skip
        return words

    def _restraint_words(self) -> dict[str, Any]:
        restraint, net, keep = self._work.restraint, self._work.net, self._machine.keep
        clip, squares = restraint.clip_norm, self._machine.squares_before(len(net.descriptions))
        l1, l2 = (keep(np.array([value], net.dtype)) for value in (restraint.l1, restraint.l2))
        return {
            "l1": l1 if restraint.penalises else None,
            "l2": l2,
            "clip": None if clip is None else keep(np.array([clip], np.float64)),
            "squares": keep(np.zeros(squares)),
            "squares_count": squares,
        }
