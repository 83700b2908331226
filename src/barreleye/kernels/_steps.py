"""One step of each optimizer, number by number. Each is spelled out; none is another's case.

The bodies are in the dialect: NumPy reads them with slices of the flat vectors, the compiler with vectors of
the processor, both in the precision of the parameters, so that both get the same bits. A body takes a
parameter theta, its gradient g, what the optimizer remembers of it, and the constants of the step; it
returns the new theta and the new slots.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from .._arguments import shown
from .._arrays import Array
from ..errors import OptionError
from ..scalars import Real

# Numbers per slice: those of all vectors and a few temporaries stay in the second cache.
_SLICE = 16384


def sgd(theta: Real, g: Real, rate: Real) -> tuple[Real, ...]:
    """Plain descent: θ ← θ - rate·g."""
    return (theta - g * rate,)


def momentum(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
    """Heavy ball: v ← decay·v + g;  θ ← θ - rate·v."""
    v = v * decay + g
    return theta - v * rate, v


def nesterov(theta: Real, g: Real, v: Real, rate: Real, decay: Real) -> tuple[Real, ...]:
    """Momentum that looks ahead: v ← decay·v + g;  θ ← θ - rate·(g + decay·v)."""
    v = v * decay + g
    return theta - (g + v * decay) * rate, v


def rmsprop(
    theta: Real, g: Real, s: Real, decay: Real, rest: Real, epsilon: Real, rate: Real
) -> tuple[Real, ...]:
    """Steps over a running mean of squares: s ← decay·s + (1-decay)·g²;  θ ← θ - rate·g/(√s + ε).

    ``rest`` is 1-decay.
    """
    s = s * decay + (g * g) * rest
    return theta - g / (np.sqrt(s) + epsilon) * rate, s


def adagrad(theta: Real, g: Real, s: Real, epsilon: Real, rate: Real) -> tuple[Real, ...]:
    """Steps over the sum of all squares: s ← s + g²;  θ ← θ - rate·g/(√s + ε)."""
    s = s + g * g
    return theta - g / (np.sqrt(s) + epsilon) * rate, s


def adam(
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

    m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²
    θ ← θ - rate/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε)

    ``rest`` is 1-β, ``rate`` is rate/(1-β₁ᵗ), ``scale`` is 1/√(1-β₂ᵗ).
    """
    m = m * beta1 + g * rest1
    v = v * beta2 + (g * g) * rest2
    return theta - m / (np.sqrt(v) * scale + epsilon) * rate, m, v


def adamw(
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
    """Adam on parameters that first shrink a little: θ ← keep·θ, with keep = 1 - rate·decay."""
    m = m * beta1 + g * rest1
    v = v * beta2 + (g * g) * rest2
    return theta * keep - m / (np.sqrt(v) * scale + epsilon) * rate, m, v


def nadam(
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
    """Adam that looks ahead, as Nesterov's momentum does.

    m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²
    θ ← θ - (now·g + ahead·m) / (√v/√(1-β₂ᵗ) + ε)

    ``now`` is rate·(1-μₜ)/(1-Πμ), ``ahead`` is rate·μₜ₊₁/(1-Πμ·μₜ₊₁), ``scale`` is 1/√(1-β₂ᵗ).
    """
    m = m * beta1 + g * rest1
    v = v * beta2 + (g * g) * rest2
    return theta - (g * now + m * ahead) / (np.sqrt(v) * scale + epsilon), m, v


def apply_step(
    body: Callable[..., tuple[Any, ...]], vectors: Sequence[Array], g: Array, constants: Array
) -> None:
    """Change theta and the slots, ``vectors``, in place, by NumPy's reading of a body.

    All vectors have one shape (n,) and one dtype; the constants are rounded to it first.
    """
    theta = vectors[0]
    numbers = [theta.dtype.type(constant) for constant in constants]
    for start in range(0, len(theta), _SLICE):
        part = slice(start, start + _SLICE)
        made = body(theta[part], g[part], *(one[part] for one in vectors[1:]), *numbers)
        for vector, value in zip(vectors, checked(made, len(vectors)), strict=True):
            if (
                np.shape(value) not in ((), vector[part].shape)
                or np.asarray(value).dtype.kind not in "biuf"
            ):
                raise OptionError(
                    "the body of an optimizer computes one number for each that it is given, got"
                    f" {shown(value)}"
                )
            vector[part] = value


def checked(made: object, count: int) -> tuple[Any, ...]:
    """Return what a body gave, if it is theta and every slot.

    Raises
    ------
    OptionError
        The body returned something else, or another number of them.
    """
    if not isinstance(made, tuple) or len(cast("tuple[Any, ...]", made)) != count:
        got = f"one of {len(cast('tuple[Any, ...]', made))}" if isinstance(made, tuple) else "no tuple"
        raise OptionError(
            f"the body of an optimizer returns a tuple of {count}, the new theta and"
            f" {count - 1} new slots, got {got}"
        )
    return cast("tuple[Any, ...]", made)
