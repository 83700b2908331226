"""The schedules, each a formula with its constants."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from .._arguments import real
from .._text import shown
from ..errors import OptionError


class Schedule(Protocol):
    """A learning rate as a function of the epochs that have passed."""

    def __call__(self, epochs: float) -> float:
        """Return the learning rate."""
        ...


@dataclass(frozen=True)
class Constant:
    """A constant learning rate."""

    rate: float

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)

    def __call__(self, epochs: float) -> float:  # noqa: ARG002  constant
        """Return the rate."""
        return self.rate


@dataclass(frozen=True)
class Step:
    """Multiply the rate by ``factor`` after every ``every`` epochs."""

    rate: float
    every: float
    factor: float = 0.1

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        positive("every", self.every)
        positive("factor", self.factor)

    def __call__(self, epochs: float) -> float:
        """Return rate · factor^⌊epochs / every⌋."""
        return self.rate * self.factor ** math.floor(epochs / self.every)


@dataclass(frozen=True)
class Exponential:
    """Multiply the rate by ``factor`` per epoch, also within an epoch: rate · factor^epochs."""

    rate: float
    factor: float = 0.99

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        positive("factor", self.factor)

    def __call__(self, epochs: float) -> float:
        """Return rate · factor^epochs."""
        return self.rate * self.factor**epochs


@dataclass(frozen=True)
class Cosine:
    """Rise from 0 to ``rate`` in ``warmup`` epochs, then fall along half a cosine to ``last`` at ``epochs``."""

    rate: float
    epochs: float
    last: float = 0.0
    warmup: float = 0.0

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        positive("epochs", self.epochs)
        last_rate(self.last, self.rate)
        if not 0.0 <= real(self.warmup) < self.epochs:
            raise OptionError(
                f"warmup lies between 0 and the epochs {self.epochs:g}, got {shown(self.warmup)}"
            )

    def __call__(self, epochs: float) -> float:
        """Return the rate; it stays at ``last`` afterwards."""
        if epochs < self.warmup:
            return self.rate * epochs / self.warmup
        part = min(1.0, (epochs - self.warmup) / (self.epochs - self.warmup))
        return self.last + (self.rate - self.last) * 0.5 * (1.0 + math.cos(math.pi * part))


@dataclass(frozen=True)
class InverseScaling:
    """Divide the rate by (1 + t)^power, where t counts whole epochs, or whatever else it is called with."""

    rate: float
    power: float = 0.5

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)
        if not real(self.power) >= 0.0:
            raise OptionError(f"power is a number of 0 or more, got {shown(self.power)}")

    def __call__(self, epochs: float) -> float:
        """Return rate / (1 + ⌊epochs⌋)^power."""
        return self.rate / (1.0 + math.floor(epochs)) ** self.power


@dataclass
class Held:
    """A rate that stays until somebody sets another one between two epochs, by a callback perhaps."""

    rate: float

    def __post_init__(self) -> None:
        positive("the learning rate", self.rate)

    def __call__(self, epochs: float) -> float:  # noqa: ARG002  it does not depend on them
        """Return the rate."""
        return self.rate

    def lower(self, divisor: float = 5.0, smallest: float = 1e-6) -> bool:
        """Divide the rate, unless it is no longer above the smallest; return whether it was divided."""
        positive("divisor", divisor)
        positive("smallest", smallest)
        above = self.rate > smallest
        if above:
            self.rate /= divisor
        return above


def as_schedule(rate: float | Schedule) -> Schedule:
    """Return a schedule; a number becomes :class:`Constant`.

    Raises
    ------
    OptionError
        The rate is neither a positive number nor a schedule.
    """
    if not callable(rate):
        return Constant(rate)
    if isinstance(rate, type):
        raise OptionError(
            f"a schedule is an object, such as Constant(0.1), not a class: got {shown(rate)}"
        )
    return rate


def positive(what: str, value: float) -> None:
    """Refuse a constant that is not a positive number."""
    if not real(value) > 0.0:
        raise OptionError(f"{what} must be a positive number, got {shown(value)}")


def last_rate(last: float, rate: float) -> None:
    """Refuse a rate to end at that does not lie between 0 and the first."""
    if not 0.0 <= real(last) <= rate:
        raise OptionError(f"last lies between 0 and the rate {rate:g}, got {shown(last)}")
