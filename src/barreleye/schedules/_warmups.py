"""Schedules that begin low and rise first: one cycle, and a warm-up before any other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .._arguments import one_of, real
from .._text import shown
from ..errors import OptionError
from ._plateau import ReduceOnPlateau
from ._schedules import Schedule, as_schedule, positive


@dataclass(frozen=True)
class OneCycle:
    """Rise to ``rate`` over the first share of the epochs, then fall along half a cosine far below the start.

    With p = (epochs passed) / ``epochs``, first = rate / div_factor and
    last = rate / (div_factor · final_div_factor)::

        p < pct_start:  first + (rate - first) · s(p / pct_start)
        p ≥ pct_start:  rate + (last - rate) · s((p - pct_start) / (1 - pct_start))

    where s(x) = (1 - cos πx) / 2; a linear warm-up has s(x) = x in the first line. After ``epochs`` the
    rate stays at last.

    Parameters
    ----------
    rate : float
        The highest learning rate (``max_lr`` in PyTorch).
    epochs : float
        Length of the cycle in epochs, the warm-up included: as a rule, the epochs of the whole fit.
    pct_start : float
        The share of the epochs in which the rate rises: 0.3 is 30 %. 0 begins at ``rate``.
    div_factor : float
        The first rate is rate / 25.
    final_div_factor : float
        The last rate is the first one / 10,000, as in PyTorch: rate / 250,000.
    warmup_type : str
        ``"cosine"`` or ``"linear"``: how the rate rises. It always falls along a cosine.

    Raises
    ------
    OptionError
        A constant is out of its range, or the last rate would lie above ``rate``, or be 0.

    Notes
    -----
    The cycle is that of Smith and Topin (2017), "Super-convergence: very fast training of neural networks
    using large learning rates" (arXiv:1708.07120); the two cosines and the defaults are those of PyTorch's
    ``OneCycleLR``. The momentum stays what it is: this is ``OneCycleLR(cycle_momentum=False)``.
    """

    rate: float
    epochs: float
    pct_start: float = 0.3
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    warmup_type: str = "cosine"

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        positive("epochs", self.epochs)
        if not 0.0 <= real(self.pct_start) < 1.0:
            raise OptionError(
                "pct_start, the share of the epochs to rise in, lies from 0 to below 1,"
                f" got {shown(self.pct_start)}"
            )
        if not real(self.div_factor) >= 1.0:
            raise OptionError(f"div_factor must be a number of 1 or more, got {shown(self.div_factor)}")
        positive("final_div_factor", self.final_div_factor)
        _, last = self._ends()
        if not 0.0 < last <= self.rate:
            raise OptionError(
                "the last rate, rate / (div_factor · final_div_factor), lies above 0 and not above the rate"
                f" {self.rate:g}, got {last!r}"
            )
        one_of("warmup_type", self.warmup_type, ("cosine", "linear"))

    def __call__(self, epochs: float) -> float:
        """Return the rate; it stays at the last one after ``self.epochs``."""
        first, last = self._ends()
        passed = epochs / self.epochs
        if passed < self.pct_start:
            part = passed / self.pct_start
            share = part if self.warmup_type == "linear" else _half_cosine(part)
            return _between(first, self.rate, share)
        part = min(1.0, (passed - self.pct_start) / (1.0 - self.pct_start))
        return _between(self.rate, last, _half_cosine(part))

    def _ends(self) -> tuple[float, float]:
        first = self.rate / self.div_factor
        return first, first / self.final_div_factor


@dataclass(frozen=True)
class WarmUp:
    """Rise in a straight line for ``epochs`` epochs to where another schedule begins, then follow that one.

    With e epochs passed, w = ``epochs`` and f = ``start_factor``::

        e < w:  schedule(0) · (f + (1 - f) · e / w)
        e ≥ w:  schedule(e - w)

    The other schedule is shifted: its own epoch 0 is the end of the warm-up, so that none of it is missed,
    and the whole takes ``epochs`` more than it alone. A fit of 100 epochs, 5 of them to warm up, has
    ``WarmUp(Cosine(0.1, epochs=95), epochs=5)``. Keras' ``CosineDecay(warmup_steps=...)``, the schedules
    "with warmup" of Hugging Face transformers and PyTorch's ``SequentialLR`` count in the same way.

    Parameters
    ----------
    schedule : float or Schedule
        What follows the warm-up; a number is held constant.
    epochs : float
        Length of the warm-up in epochs; 0 is none.
    start_factor : float
        The first rate is this share of ``schedule(0)``: above 0, up to 1.

    Raises
    ------
    OptionError
        A constant is out of its range, or the schedule does not begin at a positive rate: one that has a
        warm-up from 0 of its own needs no second one.

    Notes
    -----
    The gradual warm-up of Goyal et al. (2017), "Accurate, large minibatch SGD: training ImageNet in 1 hour"
    (arXiv:1706.02677).
    """

    schedule: float | Schedule
    epochs: float
    start_factor: float = 0.01

    def __post_init__(self) -> None:
        schedule = as_schedule(self.schedule)
        if isinstance(schedule, ReduceOnPlateau):
            raise OptionError(
                "ReduceOnPlateau follows the losses from the first epoch on: it takes no warm-up"
            )
        if not real(self.epochs) >= 0.0:
            raise OptionError(
                f"epochs, the length of the warm-up, is a number of 0 or more, got {shown(self.epochs)}"
            )
        if not 0.0 < real(self.start_factor) <= 1.0:
            raise OptionError(f"start_factor lies above 0 and up to 1, got {shown(self.start_factor)}")
        first = schedule(0.0)
        if not real(first) > 0.0:
            raise OptionError(
                f"a warm-up needs a schedule that begins at a positive rate, got {shown(self.schedule)}, which"
                f" begins at {shown(first)}; if it warms up by itself, leave that out"
            )

    def __call__(self, epochs: float) -> float:
        """Return the rate on the straight line, or that of the schedule, ``self.epochs`` earlier."""
        schedule = as_schedule(self.schedule)
        if epochs < self.epochs:
            return schedule(0.0) * (self.start_factor + (1.0 - self.start_factor) * epochs / self.epochs)
        return schedule(epochs - self.epochs)


def _half_cosine(part: float) -> float:
    """From 0 to 1, level at both ends."""
    return 0.5 * (1.0 - math.cos(math.pi * part))


def _between(a: float, b: float, share: float) -> float:
    """From a at share 0 to b at share 1, exactly both: a + share·(b - a) may miss a small b, or fall below 0."""
    return (1.0 - share) * a + share * b
