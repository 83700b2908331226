"""One step of each optimizer on flat vectors, in place. Each is spelled out; none is another's case.

theta, g and every memory vector have the same shape (n_parameters,) and dtype; t counts steps
from 1.
"""

from __future__ import annotations

import numpy as np

from .._arrays import Array


def sgd(theta: Array, g: Array, *, rate: float) -> None:
    """Plain descent: θ ← θ - rate·g."""
    theta -= rate * g


def momentum(theta: Array, g: Array, v: Array, *, rate: float, decay: float) -> None:
    """Heavy ball: v ← decay·v + g;  θ ← θ - rate·v."""
    v *= decay
    v += g
    theta -= rate * v


def adam(
    theta: Array,
    g: Array,
    m: Array,
    v: Array,
    *,
    t: int,
    rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> None:
    """Adam, with epsilon outside the square root and after the bias correction.

    m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²
    θ ← θ - rate · (m/(1-β₁ᵗ)) / (√(v/(1-β₂ᵗ)) + ε)
    """
    m *= beta1
    m += (1.0 - beta1) * g
    v *= beta2
    v += (1.0 - beta2) * (g * g)
    denominator = np.sqrt(v)
    denominator *= 1.0 / np.sqrt(1.0 - beta2**t)
    denominator += epsilon
    np.divide(m, denominator, out=denominator)
    denominator *= rate / (1.0 - beta1**t)
    theta -= denominator
