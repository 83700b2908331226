"""How machine code goes back to a batch of its epoch."""

from __future__ import annotations

import time

from .._job import TrainingJob
from .._snapshot import Snapshot
from ._compiled_job import CompiledJob

_WORTH_REPEATING = 2.0  # seconds; where an epoch takes longer, a later state is kept to go back to


class Rollback:
    """The way back to any batch of the epoch: to a state that was kept, and forward again by the same steps.

    The state at the beginning of the epoch is kept anyway, so that an epoch which goes well costs nothing more.

    Parameters
    ----------
    job : TrainingJob
    compiled_job : CompiledJob
    """

    def __init__(self, job: TrainingJob, compiled_job: CompiledJob) -> None:
        self._job, self._compiled_job = job, compiled_job
        self._own = Snapshot()
        self._from, self._batch, self._since = self._own, 0, 0.0

    def begin(self) -> None:
        """Begin an epoch."""
        start = self._job.optimizer_state.start
        start.take(self._job.state)
        self._from, self._batch, self._since = start, 0, time.perf_counter()

    def passed(self, batch: int) -> None:
        """Hear that all is well before this batch; the way back does not become longer than some seconds."""
        if time.perf_counter() - self._since > _WORTH_REPEATING:
            self.settle(batch)

    def settle(self, batch: int) -> None:
        """Keep the state as it is before this batch: nobody goes further back in this epoch."""
        self._own.take(self._job.state)
        self._from, self._batch, self._since = self._own, batch, time.perf_counter()

    def to(self, batch: int, at_once: int) -> None:
        """Go back to where a batch began, with at most so many batches in one call."""
        self._from.restore(self._job.state)
        for first in range(self._batch, batch, at_once):
            self._compiled_job.run(first, min(first + at_once, batch), 1)
