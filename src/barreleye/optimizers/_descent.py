"""Descent along the gradient, plain or with a memory of where it went."""

from __future__ import annotations

from dataclasses import dataclass

from .._arrays import Array
from ..scalars import Real
from ..schedules import Schedule, as_schedule
from ._optimizer import CompiledOptimizer, columns, fraction


@dataclass(frozen=True)
class SGD(CompiledOptimizer):
    """Stochastic gradient descent: θ ← θ - rate·g after every batch."""

    learning_rate: float | Schedule = 0.01

    @staticmethod
    def body(theta: Real, g: Real, rate: Real) -> tuple[Real, ...]:
        """Gradient descent: θ ← θ - rate·g."""
        return (theta - g * rate,)

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)

    def constants(self, t: Array, rate: Array) -> Array:  # noqa: ARG002  the same in every step
        """Return (rate,) for every step."""
        return rate[:, None]


@dataclass(frozen=True)
class Momentum(CompiledOptimizer):
    """Gradient descent with momentum (Polyak, 1964): v ← decay·v + g;  θ ← θ - rate·v.

    The form of PyTorch's ``SGD(momentum=decay)``.
    """

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
        """Momentum: v ← decay·v + g;  θ ← θ - rate·v."""
        v = v * decay + g
        return theta - v * rate, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        fraction("decay", self.decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (rate, decay) for every step."""
        return columns(t, rate, self.decay)


@dataclass(frozen=True)
class Nesterov(CompiledOptimizer):
    """Nesterov's momentum (1983; Sutskever et al., 2013): v ← decay·v + g;  θ ← θ - rate·(g + decay·v).

    The form of PyTorch's ``SGD(momentum=decay, nesterov=True)``.
    """

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
        """Nesterov's momentum: v ← decay·v + g;  θ ← θ - rate·(g + decay·v)."""
        v = v * decay + g
        return theta - (g + v * decay) * rate, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        fraction("decay", self.decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (rate, decay) for every step."""
        return columns(t, rate, self.decay)
