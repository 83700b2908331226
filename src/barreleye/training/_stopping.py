"""When to stop, and which weights to keep."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .._arrays import Array
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
        if self.patience < 1:
            raise OptionError(f"patience is a number of epochs, at least 1, got {self.patience!r}")
        if not self.min_delta >= 0.0:
            raise OptionError(f"min_delta is 0 or more, got {self.min_delta!r}")
        if self.monitor not in ("val_loss", "loss"):
            raise OptionError(f"monitor is 'val_loss' or 'loss', got {self.monitor!r}")


class Keeper:
    """Keeps a copy of the weights to go back to: the best, or those of the last whole epoch.

    Without early stopping every finished epoch counts as better, so that Ctrl-C and divergence
    return to the last one.
    """

    def __init__(self, weights: Array, rule: EarlyStopping | None) -> None:
        self.rule = rule
        self.epoch: int | None = None
        self.best = math.inf
        self._kept = weights.copy()
        self._since = 0

    def consider(self, record: EpochRecord, weights: Array) -> bool:
        """Keep the weights if the epoch was better; return whether patience has run out."""
        if self.rule is None:
            self._keep(record.epoch, weights)
            return False
        value = record.val_loss if self.rule.monitor == "val_loss" else record.loss
        assert value is not None  # noqa: S101  fit() refuses val_loss without validation rows
        if value < self.best - self.rule.min_delta:
            self.best = value
            self._since = 0
            self._keep(record.epoch, weights)
            return False
        self._since += 1
        return self._since >= self.rule.patience

    def restore(self, weights: Array) -> None:
        """Write the kept weights back."""
        weights[...] = self._kept

    def _keep(self, epoch: int, weights: Array) -> None:
        self.epoch = epoch
        np.copyto(self._kept, weights)
