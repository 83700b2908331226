"""Which epoch was the best, and its weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from ._history import EpochRecord
from ._snapshot import Snapshot
from ._stopping import EarlyStopping


class BestWeights:
    """Keeps the state of the best epoch, if somebody says which one is better.

    The state is the weights and what the optimizer remembers of them: going back with one and not the
    other would train on with momentum from somewhere else.

    Attributes
    ----------
    epoch : int or None
        The best one so far.
    best : float
        What was watched of it; less is better.
    since : int
        Epochs since then.
    """

    def __init__(self, state: Sequence[NDArray[Any]], early_stopping: EarlyStopping | None) -> None:
        self.early_stopping = early_stopping
        self.epoch: int | None = None
        self.best = math.inf
        self.since = 0
        self._state, self._kept = tuple(state), Snapshot()

    def consider(self, record: EpochRecord) -> bool:
        """Keep the state if the epoch was better; return whether patience has run out."""
        if self.early_stopping is None:
            return False
        value = self.early_stopping.monitored_value(record)
        if value < self.best - self.early_stopping.min_delta:
            self.best = value
            self.since = 0
            self._keep(record.epoch)
            return False
        if self.best == math.inf:  # no finite score yet: keep the latest weights
            self._keep(record.epoch)
        self.since += 1
        return self.out_of_patience

    def kept(self) -> dict[str, NDArray[Any]]:
        """Return the copies by name, for files; the living ones."""
        copies = () if self.early_stopping is None else self._kept.copies(self._state)
        return {f"kept{k}": array for k, array in enumerate(copies)}

    def resume(self, best: float, epoch: int | None, since: int) -> None:
        """Know what was kept, after a file was read into the copies."""
        self.best, self.epoch, self.since = best, epoch, since
        self._kept.holds = self.early_stopping is not None

    @property
    def out_of_patience(self) -> bool:
        """Whether enough epochs have passed without a better one."""
        return self.early_stopping is not None and self.since >= self.early_stopping.patience

    def restore(self) -> None:
        """Write the kept state back."""
        self._kept.restore(self._state)

    def _keep(self, epoch: int) -> None:
        self._kept.forget()  # until the copy is whole, the state itself is what was best
        self.epoch = epoch
        self._kept.take(self._state)
