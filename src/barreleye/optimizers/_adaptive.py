"""Steps that every parameter scales for itself, by the sizes of its gradients so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from .._arguments import instance
from .._arrays import Array
from ..scalars import Real
from ..schedules import Schedule, as_schedule
from ._optimizer import CompiledOptimizer, columns, fraction, not_negative, positive


@dataclass(frozen=True)
class Adam(CompiledOptimizer):
    """Adam (Kingma and Ba, 2015): steps scaled by running means of the gradient and of its square.

    ``beta1`` and ``beta2`` are the decay rates of the two means. ``epsilon`` stands outside the square root
    and after the bias correction, as in PyTorch. With ``epsilon_hat`` it stands before the correction of v, as the
    ε̂ at the end of section 2 of the paper, and in Keras and scikit-learn. :meth:`body` has the formulas.
    """

    learning_rate: float | Schedule = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    epsilon_hat: bool = field(default=False, kw_only=True)
    n_slots = 2

    @staticmethod
    def body(
        theta: Real,
        g: Real,
        m: Real,
        v: Real,
        beta1: Real,
        rest1: Real,
        beta2: Real,
        rest2: Real,
        epsilon: Real,
        rate: Real,
        scale: Real,
    ) -> tuple[Real, ...]:
        """Adam, with epsilon outside the square root and after the bias correction.

        The formulas are::

            m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²
            θ ← θ - rate/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)

        The argument ``rest1`` is 1-β₁, ``rest2`` is 1-β₂, ``rate`` is rate/(1-β₁ᵗ), and ``scale`` is 1/√(1-β₂ᵗ).
        """
        m = m * beta1 + g * rest1
        v = v * beta2 + (g * g) * rest2
        return theta - m / (np.sqrt(v) * scale + epsilon) * rate, m, v

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        fraction("beta1", self.beta1)
        fraction("beta2", self.beta2)
        positive("epsilon", self.epsilon)
        instance("epsilon_hat", self.epsilon_hat, bool, "True or False")

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (β₁, 1-β₁, β₂, 1-β₂, ε, rate/(1-β₁ᵗ), 1/√(1-β₂ᵗ)) for every step; ε̂ is ε/√(1-β₂ᵗ) there."""
        return columns(t, *_decays(self, t), rate / (1.0 - self.beta1**t), _scale(self.beta2, t))


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019).

    Every step first multiplies θ, biases included, by 1 - rate·weight_decay, as in PyTorch.
    """

    weight_decay: float = 0.01

    @staticmethod
    def body(  # pyright: ignore[reportIncompatibleMethodOverride]  with constants of its own
        theta: Real,
        g: Real,
        m: Real,
        v: Real,
        keep: Real,
        beta1: Real,
        rest1: Real,
        beta2: Real,
        rest2: Real,
        epsilon: Real,
        rate: Real,
        scale: Real,
    ) -> tuple[Real, ...]:
        """Adam after θ ← keep·θ, with keep = 1 - rate·weight_decay."""
        m = m * beta1 + g * rest1
        v = v * beta2 + (g * g) * rest2
        return theta * keep - m / (np.sqrt(v) * scale + epsilon) * rate, m, v

    def __post_init__(self) -> None:
        super().__post_init__()
        not_negative("weight_decay", self.weight_decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return 1 - rate·weight_decay, and what Adam has, for every step."""
        return columns(t, 1.0 - rate * self.weight_decay, *super().constants(t, rate).T)


@dataclass(frozen=True)
class NAdam(Adam):
    """Adam with Nesterov's momentum (Dozat, 2016), in the form of PyTorch.

    The momentum of step t is μₜ = β₁·(1 - 0.96^(t·momentum_decay)/2).
    """

    learning_rate: float | Schedule = 2e-3
    momentum_decay: float = 4e-3

    @staticmethod
    def body(  # pyright: ignore[reportIncompatibleMethodOverride]  with constants of its own
        theta: Real,
        g: Real,
        m: Real,
        v: Real,
        beta1: Real,
        rest1: Real,
        beta2: Real,
        rest2: Real,
        epsilon: Real,
        now: Real,
        ahead: Real,
        scale: Real,
    ) -> tuple[Real, ...]:
        """Adam with Nesterov's momentum.

        The formulas are::

            m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²
            θ ← θ - (now·g + ahead·m) / (√v/√(1-β₂ᵗ) + ε)

        ``now`` is rate·(1-μₜ)/(1-Πμ), ``ahead`` is rate·μₜ₊₁/(1-Πμ·μₜ₊₁), ``scale`` is 1/√(1-β₂ᵗ).
        """
        m = m * beta1 + g * rest1
        v = v * beta2 + (g * g) * rest2
        return theta - (g * now + m * ahead) / (np.sqrt(v) * scale + epsilon), m, v

    def __post_init__(self) -> None:
        super().__post_init__()
        not_negative("momentum_decay", self.momentum_decay)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (β₁, 1-β₁, β₂, 1-β₂, ε, now, ahead, 1/√(1-β₂ᵗ)) for every step; see the body."""
        mu = momenta(self.beta1, self.momentum_decay, t)
        following = momenta(self.beta1, self.momentum_decay, t + 1.0)
        product = _products(self.beta1, self.momentum_decay)
        so_far = product[np.minimum(t.astype(np.int64), len(product) - 1)]
        now = rate * (1.0 - mu) / (1.0 - so_far)
        ahead = rate * following / (1.0 - so_far * following)
        return columns(t, *_decays(self, t), now, ahead, _scale(self.beta2, t))


@dataclass(frozen=True)
class RMSprop(CompiledOptimizer):
    """RMSprop (Tieleman and Hinton, 2012): the gradient over the root of the running mean of its square.

    ``decay`` is the decay rate of the mean (``alpha`` in PyTorch). ``epsilon`` stands outside the square root,
    as in PyTorch.
    """

    learning_rate: float | Schedule = 1e-3
    decay: float = 0.99
    epsilon: float = 1e-8
    n_slots = 1

    @staticmethod
    def body(
        theta: Real, g: Real, s: Real, decay: Real, rest: Real, epsilon: Real, rate: Real
    ) -> tuple[Real, ...]:
        """RMSprop: s ← decay·s + (1-decay)·g²;  θ ← θ - rate·g/(√s + ε).

        ``rest`` is 1-decay.
        """
        s = s * decay + (g * g) * rest
        return theta - g / (np.sqrt(s) + epsilon) * rate, s

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        fraction("decay", self.decay)
        positive("epsilon", self.epsilon)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (decay, 1-decay, ε, rate) for every step."""
        return columns(t, self.decay, 1.0 - self.decay, self.epsilon, rate)


@dataclass(frozen=True)
class Adagrad(CompiledOptimizer):
    """Adagrad (Duchi et al., 2011): the gradient over the root of the sum of all its squares so far.

    The sum only grows, so that steps become smaller.
    """

    learning_rate: float | Schedule = 0.01
    epsilon: float = 1e-10
    n_slots = 1

    @staticmethod
    def body(theta: Real, g: Real, s: Real, epsilon: Real, rate: Real) -> tuple[Real, ...]:
        """Adagrad: s ← s + g²;  θ ← θ - rate·g/(√s + ε)."""
        s = s + g * g
        return theta - g / (np.sqrt(s) + epsilon) * rate, s

    def __post_init__(self) -> None:
        as_schedule(self.learning_rate)
        positive("epsilon", self.epsilon)

    def constants(self, t: Array, rate: Array) -> Array:
        """Return (ε, rate) for every step."""
        return columns(t, self.epsilon, rate)


def momenta(beta1: float, decay: float, t: Array) -> Array:
    """Return the momentum of NAdam in steps t: it grows from β₁/2 to β₁."""
    return beta1 * (1.0 - 0.5 * 0.96 ** (t * decay))


@cache
def _products(beta1: float, decay: float) -> Array:
    """Return the product of the momenta of steps 1 to t, at t = 0, 1 ... until it is nothing beside 1."""
    steps = 2 if beta1 == 0.0 else 2 + math.ceil(-40.0 / math.log(beta1))
    mu = momenta(beta1, decay, np.arange(1.0, min(steps, 10_000_000)))
    return np.concatenate([[1.0], np.cumprod(mu)])


def _decays(optimizer: Adam, t: Array) -> tuple[float | Array, ...]:
    scale = _scale(optimizer.beta2, t) if optimizer.epsilon_hat else 1.0
    return (
        optimizer.beta1,
        1.0 - optimizer.beta1,
        optimizer.beta2,
        1.0 - optimizer.beta2,
        optimizer.epsilon * scale,
    )


def _scale(beta2: float, t: Array) -> Array:
    return 1.0 / np.sqrt(1.0 - beta2**t)
