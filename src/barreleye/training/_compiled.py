"""The compiled engine: an epoch, or a slice of one, in a single call of machine code."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import kernels
from .._arrays import ORDER, Array
from ..activations import Rowwise
from ..errors import NotCompilableError
from ..kernels import epoch
from ..kernels.epoch import LAYER, TASK
from ..losses import Loss
from ..network import FeedForward, Machine, Parameters
from ..optimizers import Optimizer, Rule
from ..schedules import Constant, as_schedule
from ._data import TrainingData
from ._memory import Memory, drop_key, rates_of
from ._pace import pace_of
from ._readable import ReadableEngine
from ._restraint import FREE, Restraint

_FIRST, _LAST, _ORDER, _CONSTANTS = map(TASK.index, ("first", "last", "order", "constants"))
_X, _Y = map(TASK.index, ("X", "Y"))
_NO_ROWS = TrainingData(np.empty((0, 0)), np.empty(0))
_FIRST_SLICE = 16  # batches of the first call, which finds out how long they take
_AHEAD = 1024  # steps of one rate whose constants are computed together
_WORTH_SHARING = 400_000  # fused products in a batch: below it two threads spend their time meeting
_TRIAL = 50_000_000  # fused products in a trial of so many threads, about a millisecond
_WIDE = 1.0  # weights for each number that passes through them, above which threads share columns
_SLICE_SECONDS = 0.1  # how long one call takes at most, about: Ctrl-C and the bar wait for its end


class CompiledEngine:
    """Trains one network on one set of rows; the tables and the working memory for that.

    Parameters
    ----------
    net, data, loss, optimizer, memory
        What is trained, on what, by which rule; all arrays stay where they are.
    batch_size : int
    threads : int
        At most so many work on a batch: one, where a batch is small, or where more were slower. The
        numbers are the same to the last bit.
    restraint : Restraint

    Raises
    ------
    NotCompilableError
        A part of this cannot be compiled; the message says which.
    """

    def __init__(
        self,
        net: FeedForward,
        data: TrainingData,
        loss: Loss,
        optimizer: Optimizer,
        memory: Memory,
        batch_size: int,
        threads: int = 1,
        restraint: Restraint = FREE,
    ) -> None:
        self.net, self.data, self.loss, self.memory = net, data, loss, memory
        self.threads = min(threads, kernels.team.MOST)
        if not isinstance(optimizer, Rule) or type(optimizer).step is not Rule.step:
            raise NotCompilableError(f"{optimizer!r} is not one of the library's optimizers")
        self.optimizer = optimizer
        self._readable = ReadableEngine(net, data, loss, optimizer, memory, batch_size, restraint)
        self._weights: NDArray[np.float64] | None = None
        products = self._readable.batch * 3 * net.parameters.vector.size
        shared = self.threads > 1 and products > _WORTH_SHARING
        work = products, net.parameters.vector.dtype.char, len(net.descriptions)
        self._pace = pace_of((self.threads, 1) if shared else (1,), work)
        self._trial = max(1, min(_FIRST_SLICE, _TRIAL // products))
        self._machine = Machine(net.parameters, learns=True)
        self._function = epoch.epoch_address(self._machine.scalar)
        self._task = np.array(self._task_words(), dtype=np.int64)
        self._place = epoch.word(self._task)
        self._order = np.empty(len(data) if self._readable.batches > 1 else 0, np.int64)
        self._batches_per_slice = _FIRST_SLICE
        state = (net.parameters.vector, *memory.vectors, memory.counts)
        self._before = [np.empty_like(array) for array in state]
        # one rate for all steps, and a rule that is known to take any step: its constants are computed ahead
        ours = type(optimizer).__module__.partition(".")[0] == __name__.partition(".")[0]
        steady = memory.plateau is not None or isinstance(as_schedule(optimizer.learning_rate), Constant)
        self._steady = ours and steady
        self._constants = np.empty((0, 0))
        self._constants_of = 0.0, math.nan  # the step of their first row, and the rate

    def take(self, data: TrainingData | None) -> None:
        """Take other rows, as many as those before and of their kinds; None lets go of them."""
        self.data = self._readable.data = _NO_ROWS if data is None else data
        if data is not None:
            self._truth = self._as_truth(data)
            self._task[_X], self._task[_Y] = epoch.word(data.X), epoch.word(self._truth)

    def _as_truth(self, data: TrainingData) -> NDArray[Any]:
        return np.ascontiguousarray(data.Y, np.int64 if data.Y.ndim == 1 else self.net.dtype)

    def run_epoch(self, heartbeat: Callable[[int, float], None]) -> float:
        """Go through all rows once; see :meth:`ReadableEngine.run_epoch`."""
        readable = self._readable
        order = self._next_order()
        self._weigh(order)
        self._draw()
        done = 0
        while done < readable.batches:
            threads, trial = self._pace.next()
            count = min(self._batches_per_slice, readable.batches - done)
            count = min(count, self._trial) if trial else count
            began = time.perf_counter()
            used = self._slice(done, count, order, threads)
            seconds = time.perf_counter() - began
            self._pace.told(threads, used, seconds / count)
            self._batches_per_slice = _next_slice(count, seconds)
            done += count
            met = min(done * readable.batch, len(self.data))
            if done < readable.batches:
                heartbeat(met, self._mean_loss(met))
        self.memory.counts[1] += 1
        return self._mean_loss(len(self.data))

    def _next_order(self) -> NDArray[np.int64] | None:
        """Return the rows in the order of this epoch, or None where they can stay as they lie."""
        if self._readable.batches == 1:  # dropout writes into the inputs, which therefore are copied
            return self._readable.order() if self.net.dropout[0] else None
        filled = kernels.fill_permutation(self._order, ORDER, self.net.seed, self.memory.epochs)
        return self._order if filled else self._readable.order()

    def _slice(self, done: int, count: int, order: NDArray[np.int64] | None, threads: int) -> int:
        """Run some batches of this epoch, and return how many threads took part.

        If something stopped being finite, they are taken back, and looked at more closely.
        """
        state = (self.net.parameters.vector, *self.memory.vectors, self.memory.counts)
        for array, kept in zip(state, self._before, strict=True):
            kept[...] = array
        used = self._call(done, count, order, threads)
        bad = self._first_bad(done, count)
        if bad is None:
            return used
        for array, kept in zip(state, self._before, strict=True):
            array[...] = kept
        self._look_closer(done, bad, count, order)
        return 1

    def _first_bad(self, done: int, count: int) -> int | None:
        """Return the batch in which something stopped being finite, as the readable engine sees it."""
        batch = self._readable.batch
        found = [done + count - 1] if any(not _finite(v) for v in self.memory.vectors) else []
        losses = self._counted(slice(done * batch, (done + count) * batch))
        if not math.isfinite(losses.sum()):
            sums = np.add.reduceat(losses, np.arange(0, len(losses), batch))
            found += [done + int(k) for k in np.flatnonzero(~np.isfinite(sums))[:1]]
        if self._failed[0]:
            found.append(int(self._failed[1]))
        return min(found, default=None)

    def _look_closer(self, done: int, bad: int, count: int, order: NDArray[np.int64] | None) -> None:
        """Go to the batch where it happened, and let the readable engine say what it was.

        Should it find nothing, being right to another last bit, its batches count.
        """
        if bad > done:
            self._call(done, bad - done, order, 1)
        everything = np.arange(len(self.data)) if order is None else order
        for batch in range(bad, done + count):
            self._readable.run_batch(everything, batch)
        self._readable.check_memory()
        rows = slice(bad * self._readable.batch, (done + count) * self._readable.batch)
        self._losses[rows] = self._readable.unweighted(rows, self._weights)

    def _call(self, done: int, count: int, order: NDArray[np.int64] | None, threads: int) -> int:
        """Run some batches in one call; return how many threads took part."""
        memory, rows, batch = self.memory, len(self.data), self._readable.batch
        rates = rates_of(self.optimizer, memory, done, done + count, batch, rows)
        constants = self._constants_for(rates)
        task = self._task
        task[_FIRST], task[_LAST] = done * batch, min((done + count) * batch, rows)
        task[_ORDER], task[_CONSTANTS] = epoch.word(order), epoch.word(constants)
        self._failed[:] = 0
        used = kernels.team.run(self._function, self._place, threads)
        memory.counts[0] += count
        memory.rate = float(rates[-1])
        return used

    def _constants_for(self, rates: Array) -> NDArray[np.float64]:
        """Return the optimizer's constants for the steps to come; those of one rate are computed ahead."""
        step, count, rate = self.memory.steps + 1.0, len(rates), float(rates[0])
        if not self._steady:
            return np.ascontiguousarray(
                self.optimizer.constants(step + np.arange(count), rates), np.float64
            )
        begun, known = self._constants_of
        at = int(step - begun)
        if known != rate or not 0 <= at <= len(self._constants) - count:
            ahead = max(count, min(_AHEAD, 2 * len(self._constants)))  # more, the longer it goes on
            constants = self.optimizer.constants(step + np.arange(ahead), np.full(ahead, rate))
            self._constants = np.ascontiguousarray(constants, np.float64)
            self._constants_of, at = (step, rate), 0
        return self._constants[at : at + count]

    def _weigh(self, order: NDArray[np.int64] | None) -> None:
        """Write what each row counts in the mean of its batch."""
        weights = self.data.weights
        if weights is not None:
            self._weights = weights if order is None else weights[order]
            np.multiply(self._weights, self._equal_shares, out=self._shares)

    def _mean_loss(self, met: int) -> float:
        return float(self._counted(slice(0, met)).sum()) / met

    def _counted(self, rows: slice) -> Array:
        """Return the losses times what their rows count; a row of weight 0 has none, whatever it is."""
        losses = self._losses[rows]
        if self._weights is None:
            return losses
        weights = self._weights[rows]
        with np.errstate(invalid="ignore"):
            return np.where(weights == 0.0, 0.0, losses * weights)

    def _draw(self) -> None:
        """Write the keys of this epoch's dropout."""
        for i, rate in enumerate(self.net.dropout):
            if rate:
                key = drop_key(self.net.seed, self.memory.epochs, i)
                self._table[i * LAYER.words + LAYER.index("drop_key")] = key

    def _task_words(self) -> list[int]:
        net, data, machine, rows = self.net, self.data, self._machine, len(self.data)
        batches, batch = self._readable.batches, self._readable.batch
        kept = min(batch, epoch.STRETCH)
        tile, wide = machine.tile(batch), self._shares_columns(kept)
        self._failed = machine.keep(np.zeros(2, np.int64))
        self._losses = machine.keep(np.zeros(rows))
        sizes = np.full(batches, batch)
        sizes[-1] = rows - (batches - 1) * batch
        self._equal_shares = np.repeat(1.0 / sizes, sizes)
        self._shares = machine.keep(self._equal_shares.copy())
        gradients = self.memory.gradients or net.parameters.like()
        vectors = [net.parameters.vector, gradients.vector, *self.memory.vectors]
        addresses = machine.keep(np.array([epoch.word(vector) for vector in vectors], np.int64))
        labels = data.Y.ndim == 1
        truth = self._truth = self._as_truth(data)
        y_step = 1 if labels else truth.shape[1]
        loss = machine.row_function(self.loss.joint(labels=labels), net.outputs)
        self._table = machine.keep(np.array(self._layer_words(gradients), np.int64))
        constants = np.shape(self.optimizer.constants(np.ones(1), np.ones(1)))[1]
        body, memories = type(self.optimizer).body, self.optimizer.memories
        return TASK.packed(
            layers=len(net.descriptions), table=self._table,
            own=machine.own(self.threads, kept if wide else tile),
            first=0, last=0, batch=batch,
            X=data.X, inputs=net.inputs, order=None,
            Y=truth, y_step=y_step, labels=int(labels),
            X_batch=machine.room(kept, net.inputs),
            Y_batch=machine.keep(np.empty(kept * y_step, truth.dtype)),
            shares=self._shares, losses=self._losses, loss=loss,
            step=epoch.step_address(body, constants, memories, machine.scalar),
            vectors=addresses, constants=None, constants_step=constants,
            failed=self._failed, barrier=machine.keep(np.zeros(16, np.int64)),
            give_way=kernels.give_way(), tile=tile, wide=int(wide), **self._restraint_words(),
        )  # fmt: skip

    def _shares_columns(self, rows: int) -> bool:
        """Say whether threads share the columns of every product, and not the rows of a batch.

        Then each reads a part of the weights only, but all that passes through them.
        """
        layers, vector = self.net.descriptions, self.net.parameters.vector
        if any(isinstance(layer.activation, Rowwise) for layer in layers[:-1]):
            return False  # their gradients by the outputs stand where one thread alone finds them
        passing = rows * (self.net.inputs + sum(block.shape[1] for block in self.net.parameters.blocks))
        return vector.size > _WIDE * passing

    def _restraint_words(self) -> dict[str, Any]:
        restraint, keep = self._readable.restraint, self._machine.keep
        clip, rows = restraint.clip_norm, sum(block.shape[0] + 1 for block in self.net.parameters.blocks)
        l1, l2 = (keep(np.array([value], self.net.dtype)) for value in (restraint.l1, restraint.l2))
        return {
            "l1": l1 if restraint.penalises else None,
            "l2": l2,
            "clip": None if clip is None else keep(np.array([clip], np.float64)),
            "squares": keep(np.zeros(rows)),
            "squares_count": rows,
        }

    def _layer_words(self, gradients: Parameters) -> list[int]:
        net, machine = self.net, self._machine
        last, kept = len(net.descriptions) - 1, min(self._readable.batch, epoch.STRETCH)
        words: list[int] = []
        for i, layer in enumerate(net.descriptions):
            inside = i == last and self.loss.on_logits  # the loss includes the activation
            words += machine.layer(
                i, None if inside else layer.activation, kept, net.dropout[i],
                gradient=gradients[i].weights, bias_gradient=gradients[i].biases,
            )  # fmt: skip
        return words


def _finite(vector: Array) -> bool:
    """Say whether all numbers are finite: a sum that is finite says so in one pass."""
    return math.isfinite(vector.sum()) or bool(np.isfinite(vector).all())


def _next_slice(count: int, seconds: float) -> int:
    return max(1, min(4 * count, int(count * _SLICE_SECONDS / max(seconds, 1e-6))))
