"""Descent along the gradient, plain or with a memory of where it went."""

from __future__ import annotations

from dataclasses import dataclass

from .._arrays import Array
from ..scalars import Real
from ..schedules import Schedule, as_schedule
from ._optimizer import CompiledOptimizer, columns, fraction


@dataclass(frozen=True)
class SGD(CompiledOptimizer):
    """Plain descent along the gradient of each batch: θ ← θ - rate·g."""

    learning_rate: float | Schedule = 0.01

    @staticmethod
    def body(theta: Real, g: Real, rate: Real) -> tuple[Real, ...]:
        """Plain descent: θ ← θ - rate·g."""
        return (theta - g * rate,)

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)

    def constants(self, t: Array, rate: Array) -> Array:  # noqa: ARG002  the same in every step
        """Return (rate,) for every step."""
        return rate[:, None]


@dataclass(frozen=True)
class Momentum(CompiledOptimizer):
    """Heavy-ball descent: the velocity keeps ``decay`` of itself at every step (Polyak, 1964)."""

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
        """Heavy ball: v ← decay·v + g;  θ ← θ - rate·v."""
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
    """Momentum that takes the gradient's step and the velocity's next one (Nesterov, 1983; Sutskever, 2013).

    The form of PyTorch's ``SGD(nesterov=True)``.
    """

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
        """Momentum that looks ahead: v ← decay·v + g;  θ ← θ - rate·(g + decay·v)."""
        v = v * decay + g
        return theta - (g + v * decay) * rate, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        fraction("decay", self.decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (rate, decay) for every step."""
        return columns(t, rate, self.decay)
