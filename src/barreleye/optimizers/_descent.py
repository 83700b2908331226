"""Descent along the gradient, plain or with a memory of where it went."""

from __future__ import annotations

from dataclasses import dataclass

from .._arguments import instance
from .._arrays import Array
from ..scalars import Real
from ..schedules import Schedule, as_schedule
from ._optimizer import CompiledOptimizer, columns, share


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

    The form of PyTorch's ``SGD(momentum=decay)``. With ``rate_inside`` the rate is a factor of g and not of v, as
    in Keras and scikit-learn: a later rate then does not change what earlier steps have left in v.
    """

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    rate_inside: bool = False
    n_slots = 1

    @staticmethod
    def body(
        theta: Real, g: Real, v: Real, inside: Real, outside: Real, decay: Real
    ) -> tuple[Real, ...]:
        """Momentum: v ← decay·v + inside·g;  θ ← θ - outside·v, one of the factors being the rate, the other 1."""
        v = v * decay + g * inside
        return theta - v * outside, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        share("decay", self.decay)
        instance("rate_inside", self.rate_inside, bool, "True or False")

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (inside, outside, decay) for every step."""
        inside, outside = (rate, 1.0) if self.rate_inside else (1.0, rate)
        return columns(t, inside, outside, self.decay)


@dataclass(frozen=True)
class Nesterov(CompiledOptimizer):
    """Nesterov's momentum (1983; Sutskever et al., 2013): v ← decay·v + g;  θ ← θ - rate·(g + decay·v).

    The form of PyTorch's ``SGD(momentum=decay, nesterov=True)``. With ``rate_inside`` the rate is a factor of g,
    and not of what is remembered, as in Keras and scikit-learn.
    """

    learning_rate: float | Schedule = 0.01
    decay: float = 0.9
    rate_inside: bool = False
    n_slots = 1

    @staticmethod
    def body(
        theta: Real, g: Real, v: Real, inside: Real, outside: Real, decay: Real
    ) -> tuple[Real, ...]:
        """Nesterov's momentum: v ← decay·v + inside·g;  θ ← θ - outside·(inside·g + decay·v), as in Momentum."""
        g = g * inside
        v = v * decay + g
        return theta - (g + v * decay) * outside, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        share("decay", self.decay)
        instance("rate_inside", self.rate_inside, bool, "True or False")

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (inside, outside, decay) for every step."""
        inside, outside = (rate, 1.0) if self.rate_inside else (1.0, rate)
        return columns(t, inside, outside, self.decay)
