"""A learning rate that falls when the loss does not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .._arguments import one_of, real, whole_number
from .._text import shown
from ..errors import OptionError
from ._schedules import last_rate, positive


@dataclass(frozen=True)
class ReduceOnPlateau:
    """Multiply the rate by ``factor`` whenever the loss has not become smaller for ``patience`` epochs.

    Parameters
    ----------
    rate : float
        The first learning rate.
    factor : float
        Above 0 and below 1.
    patience : int
        How many epochs in a row may pass without an improvement before the rate falls.
    min_delta : float
        How much smaller than the best so far the loss must be to count as better.
    cooldown : int
        How many epochs after a reduction do not count.
    last : float
        The rate does not fall below this (``min_lr`` in PyTorch and Keras).
    monitor : str
        ``"val_loss"`` or ``"loss"``.

    Raises
    ------
    OptionError
        A constant is out of its range.

    Notes
    -----
    The rule is that of Keras' ``ReduceLROnPlateau``: with ``patience=10`` the tenth epoch without an
    improvement is the last at the old rate. PyTorch's ``ReduceLROnPlateau`` waits one epoch longer, and its
    threshold is a fraction of the loss by default.
    """

    rate: float
    factor: float = 0.1
    patience: int = 10
    min_delta: float = 0.0
    cooldown: int = 0
    last: float = 0.0
    monitor: str = "val_loss"

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        if not 0.0 < real(self.factor) < 1.0:
            raise OptionError(f"factor lies above 0 and below 1, got {shown(self.factor)}")
        whole_number("patience, the number of epochs to wait,", self.patience)
        if not real(self.min_delta) >= 0.0:
            raise OptionError(f"min_delta is 0 or more, got {shown(self.min_delta)}")
        whole_number("cooldown, the epochs after a reduction that do not count,", self.cooldown, least=0)
        last_rate(self.last, self.rate)
        one_of("monitor", self.monitor, ("val_loss", "loss"))

    def __call__(self, epochs: float) -> float:  # noqa: ARG002  the losses decide
        """Return the first rate; :class:`Plateau` computes the later ones from the losses."""
        return self.rate


class Plateau:
    """The state of a :class:`ReduceOnPlateau` during one fit.

    Attributes
    ----------
    rule : ReduceOnPlateau
    rate : float
        The learning rate of the next epoch.
    """

    def __init__(self, rule: ReduceOnPlateau) -> None:
        self.rule = rule
        self.begin()

    def begin(self) -> None:
        """Go back to the first rate and forget all losses."""
        self.rate = self.rule.rate
        self._best = math.inf
        self._since = 0
        self._resting = 0

    def observe(self, loss: float) -> None:
        """Take the loss of an epoch, and update ``rate``."""
        rule = self.rule
        if self._resting:
            self._resting -= 1
            self._since = 0
        if loss < self._best - rule.min_delta:
            self._best, self._since = loss, 0
        elif not self._resting:
            self._since += 1
            if self._since >= rule.patience:
                self.rate = max(rule.last, self.rate * rule.factor)
                self._resting, self._since = rule.cooldown, 0
