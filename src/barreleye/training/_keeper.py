"""Which weights to go back to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._history import EpochRecord
from ._stopping import EarlyStopping


class Keeper:
    """Keeps a copy of the state to go back to: of the best epoch, or of the last whole one.

    The state is the weights and what the optimizer remembers of them: going back with one and not the
    other would train on with momentum from somewhere else. Without early stopping every finished epoch
    counts as better, so that Ctrl-C and divergence return to the last one.
    """

    def __init__(self, state: Sequence[NDArray[Any]], rule: EarlyStopping | None) -> None:
        self.rule = rule
        self.epoch: int | None = None
        self.best = math.inf
        self._state = tuple(state)
        self._kept = tuple(array.copy() for array in self._state)
        self._spare = tuple(np.empty_like(array) for array in self._state)
        self.since = 0

    def consider(self, record: EpochRecord) -> bool:
        """Keep the state if the epoch was better; return whether patience has run out."""
        if self.rule is None:
            self._keep(record.epoch)
            return False
        value = self.rule.badness(record)
        if value < self.best - self.rule.min_delta:
            self.best = value
            self.since = 0
            self._keep(record.epoch)
            return False
        if self.best == math.inf:  # nothing was better than nothing: the last weights are as good as any
            self._keep(record.epoch)
        self.since += 1
        return self.out_of_patience

    def kept(self) -> dict[str, NDArray[Any]]:
        """Return the copies by name, for files; the living ones."""
        return {f"kept{k}": array for k, array in enumerate(self._kept)}

    @property
    def out_of_patience(self) -> bool:
        """Whether enough epochs have passed without a better one."""
        return self.rule is not None and self.since >= self.rule.patience

    def restore(self) -> None:
        """Write the kept state back."""
        for array, kept in zip(self._state, self._kept, strict=True):
            array[...] = kept

    def _keep(self, epoch: int) -> None:
        for spare, array in zip(self._spare, self._state, strict=True):
            np.copyto(spare, array)
        self._kept, self._spare, self.epoch = self._spare, self._kept, epoch  # all of it, or nothing
