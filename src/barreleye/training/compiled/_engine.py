"""The compiled engine: an epoch, or a slice of one, in a single call of machine code."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ... import kernels
from ..._arrays import Array
from .._data import TrainingData
from .._job import TrainingJob
from .._reference import ReferenceEngine
from ._compiled_job import CompiledJob
from ._rollback import Rollback
from ._thread_tuner import tuner_for

_NO_ROWS = TrainingData(np.empty((0, 0)), np.empty(0))
_FIRST_SLICE = 16  # batches of the first call, which finds out how long they take
_WORTH_SHARING = 400_000  # fused multiply-adds in a batch: below it two threads spend their time meeting
_TRIAL = 50_000_000  # fused multiply-adds in a trial of so many threads, about a millisecond
_SLICE_SECONDS = 0.1  # how long one call takes at most, about: Ctrl-C and the bar wait for its end


class CompiledEngine:
    """Runs epochs in machine code; what goes wrong in one is looked at by the reference engine.

    Parameters
    ----------
    job : TrainingJob
    threads : int
        At most so many work on a batch: one, where a batch is small, or where more were slower. The
        numbers are the same to the last bit.

    Raises
    ------
    NotCompilableError
        A part of this cannot be compiled; the message says which.
    """

    def __init__(self, job: TrainingJob, threads: int) -> None:
        self._job, self._reference = job, ReferenceEngine(job)
        threads, parameters = min(threads, kernels.team.MAX_THREADS), job.net.parameters.vector
        products = job.batch * 3 * parameters.size
        shared = threads > 1 and products > _WORTH_SHARING
        alike = products, parameters.dtype.char, len(job.net.descriptions)
        self._thread_tuner = tuner_for((threads, 1) if shared else (1,), alike)
        self._trial = max(1, min(_FIRST_SLICE, _TRIAL // products))
        self._compiled_job = CompiledJob(job, threads)
        self._order = np.empty(job.rows if job.batches > 1 else 0, np.int64)
        self._batches_per_slice = _FIRST_SLICE
        self._rollback = Rollback(job, self._compiled_job)

    def take(self, data: TrainingData | None) -> None:
        """Take other rows, as many as those before and of their kinds; None lets go of them."""
        self._job.data = _NO_ROWS if data is None else data
        if data is None:
            self._compiled_job.let_go()
        else:
            self._compiled_job.take(data)

    def run_epoch(self, heartbeat: Callable[[int, float], None]) -> float:
        """Go through all rows once; see :meth:`ReadableEngine.run_epoch`."""
        job, compiled_job = self._job, self._compiled_job
        order = self._next_order()
        self._rollback.begin()
        compiled_job.begin(order)
        done = 0
        while done < job.batches:
            threads, trial = self._thread_tuner.next()
            count = min(self._batches_per_slice, job.batches - done)
            count = min(count, self._trial) if trial else count
            began = time.perf_counter()
            used = self._slice(done, done + count, order, threads)
            seconds = time.perf_counter() - began
            if used:
                self._thread_tuner.record(threads, used, seconds / count)
            self._batches_per_slice = _next_slice(count, seconds)
            done += count
            met = min(done * job.batch, job.rows)
            if done < job.batches:
                self._rollback.passed(done)
                heartbeat(met, compiled_job.mean_loss(met))
        job.optimizer_state.counts[1] += 1
        return compiled_job.mean_loss(job.rows)

    def _next_order(self) -> NDArray[np.int64] | None:
        """Return the rows in the order of this epoch, or None where they can stay as they lie."""
        job = self._job
        as_they_lie = job.as_they_lie and not job.net.dropout[0]  # dropout writes into the inputs
        return None if as_they_lie else job.order()

    def _slice(self, first: int, last: int, order: NDArray[np.int64] | None, threads: int) -> int:
        """Run some batches of this epoch, and return how many threads took part.

        If something stopped being finite, they are taken back, and looked at more closely: 0 threads.
        """
        used = self._compiled_job.run(first, last, threads)
        bad = self._first_bad(first, last)
        if bad is None:
            return used
        self._rollback.to(bad, self._batches_per_slice)
        self._look_closer(bad, last, order)
        return 0

    def _first_bad(self, first: int, last: int) -> int | None:
        """Return the batch in which something stopped being finite, as the reference engine sees it."""
        batch, failed = self._job.batch, self._compiled_job.failed
        found = [last - 1] if any(not _finite(v) for v in self._job.optimizer_state.vectors) else []
        losses = self._compiled_job.counted(slice(first * batch, last * batch))
        if not math.isfinite(losses.sum()):
            sums = np.add.reduceat(losses, np.arange(0, len(losses), batch))
            found += [first + int(k) for k in np.flatnonzero(~np.isfinite(sums))[:1]]
        if failed is not None:
            found.append(failed)
        return min(found, default=None)

    def _look_closer(self, bad: int, last: int, order: NDArray[np.int64] | None) -> None:
        """Let the reference engine say what happened in a batch.

        If it finds nothing (the engines differ in last bits), the batches it ran stand.
        """
        compiled_job, batch = self._compiled_job, self._job.batch
        everything = np.arange(self._job.rows) if order is None else order
        for number in range(bad, last):
            self._reference.run_batch(everything, number)
        self._reference.check_memory(last - 1)
        rows = slice(bad * batch, last * batch)
        compiled_job.losses[rows] = self._reference.unweighted(rows, compiled_job.weights)
        compiled_job.penalties[bad:last] = self._reference.penalties[bad:last]
        self._rollback.settle(last)


def _finite(vector: Array) -> bool:
    """Say whether all numbers are finite: a sum that is finite says so in one pass."""
    return math.isfinite(vector.sum()) or bool(np.isfinite(vector).all())


def _next_slice(count: int, seconds: float) -> int:
    return max(1, min(4 * count, int(count * _SLICE_SECONDS / max(seconds, 1e-6))))
