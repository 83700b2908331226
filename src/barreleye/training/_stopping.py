"""When to stop, and which weights to keep."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._arrays import whole_number
from ..errors import OptionError
from ._history import EpochRecord


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after ``patience`` epochs without a better loss, and go back to the best weights.

    Parameters
    ----------
    patience : int
        How many epochs in a row may pass without an improvement.
    min_delta : float
        How much smaller the loss must be to count as better.
    monitor : str
        ``"val_loss"`` or ``"loss"``.
    """

    patience: int = 20
    min_delta: float = 0.0
    monitor: str = "val_loss"

    def __post_init__(self) -> None:
        whole_number("patience, the number of epochs to wait,", self.patience)
        if not self.min_delta >= 0.0:
            raise OptionError(f"min_delta is 0 or more, got {self.min_delta!r}")
        if self.monitor not in ("val_loss", "loss"):
            raise OptionError(f"monitor is 'val_loss' or 'loss', got {self.monitor!r}")


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
        self.since = 0

    def consider(self, record: EpochRecord) -> bool:
        """Keep the state if the epoch was better; return whether patience has run out."""
        if self.rule is None:
            self._keep(record.epoch)
            return False
        value = record.val_loss if self.rule.monitor == "val_loss" else record.loss
        assert value is not None  # noqa: S101  fit() refuses val_loss without validation rows
        if value < self.best - self.rule.min_delta:
            self.best = value
            self.since = 0
            self._keep(record.epoch)
            return False
        self.since += 1
        return self.out_of_patience

    def kept(self) -> dict[str, NDArray[Any]]:
        """Return the copies by name, for files; they are the living ones."""
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
        self.epoch = epoch
        for kept, array in zip(self._kept, self._state, strict=True):
            np.copyto(kept, array)
