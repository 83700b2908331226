"""What is left when something is taken away: tanh_shrink, soft_shrink, hard_shrink."""

from __future__ import annotations

import math

from ..scalars import (
    Pair,
    Real,
    absolute,
    expm1,
    fine,
    minimum,
    pair_exp,
    pair_polynomial,
    pair_product,
    pair_quotient,
    pair_sum,
    rounded,
    where,
)
from ._activation_catalogue import elementwise, slope_of
from ._activation_polynomials import TANH

_THRESHOLD = {"threshold": (0.0, 2.0**20)}


def _corners(threshold: float) -> tuple[float, ...]:
    return (-threshold, threshold) if threshold else ()


@elementwise(
    latex=r"z - \tanh z",
    truth="z - tanh(z)",
    range=(-math.inf, math.inf),
    limits=(-math.inf, math.inf),
    increasing=True,
    onnx=None,
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Tanhshrink()",
        "Keras": 'activation="tanh_shrink"',
        "JAX": "z - jnp.tanh(z)",
        "ONNX": "Sub(z, Tanh(z))",
    },
    naive=("z - np.tanh(z)", 1e-4),
    key_points=(
        "Around 0 it is nearly 0, and far from 0 nearly z - 1 or z + 1: a smooth form of soft_shrink.",
        "Near 0 it is z³/3, so small signals vanish and their gradients with them.",
        "Near 0 the subtraction loses digits, so that a series is used there.",
    ),
)
def tanh_shrink(z: Real) -> Real:
    """The difference z - tanh(z): small numbers become nearly 0, large ones move 1 towards 0."""
    a = absolute(z)
    c = minimum(a, 1.0)
    square = pair_product(c, c)
    # c³ is scaled where its low part would be subnormal
    tiny = c < 2.0**-100
    w = where(tiny, c * 2.0**200, c)
    cube = pair_product(w, pair_product(w, w))
    near = -rounded(pair_product(cube, pair_polynomial(square, TANH))) * where(tiny, 2.0**-600, 1.0)
    e, s = pair_exp(Pair(-2.0 * a, 0.0))
    q = pair_quotient(e, pair_sum(1.0, Pair(e.high * s, e.low * s)))  # 1 - tanh is twice this
    far = (a - 1.0) + 2.0 * q.high * s
    if fine(z):
        far = far + 2.0 * q.low * s
    r = where(a < 1.0, near, far)
    return where(z < 0.0, -r, where(z > 0.0, r, z))


@slope_of(tanh_shrink)
def tanh_shrink_slope(z: Real) -> Real:
    """tanh²; 1 - (1 - tanh²) cancels near 0."""
    t = expm1(-2.0 * absolute(z))
    r = pair_quotient(t, pair_sum(t, 2.0))
    return rounded(pair_product(r, r))


@elementwise(
    latex=r"\operatorname{sign}(z) \cdot \max(|z| - \mathrm{threshold}, 0)",
    truth="Piecewise((z - threshold, z > threshold), (z + threshold, z < -threshold), (0, True))",
    range=(-math.inf, math.inf),
    limits=(-math.inf, math.inf),
    kinks=_corners,
    bounds=_THRESHOLD,
    increasing=True,
    piecewise_linear=True,
    onnx="Shrink",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Softshrink(lambd=threshold)",
        "Keras": "keras.activations.soft_shrink(z, threshold=threshold)",
        "JAX": "jnp.sign(z) * jnp.maximum(jnp.abs(z) - threshold, 0)",
        "ONNX": "Shrink(lambd=threshold, bias=threshold)",
    },
    key_points=(
        "Numbers within the threshold become 0; all others move towards 0 by the threshold.",
        "It is the step of ISTA, an algorithm for the lasso, and makes outputs sparse.",
    ),
)
def soft_shrink(z: Real, threshold: float = 0.5) -> Real:
    """Every number moves towards 0 by the threshold, but not beyond 0."""
    return where(
        z > threshold, z - threshold, where(z < -threshold, z + threshold, where(z == z, 0.0, z))
    )


@slope_of(soft_shrink)
def soft_shrink_slope(z: Real, threshold: float = 0.5) -> Real:
    """1 outside the threshold; 0 within, and at it."""
    return where(absolute(z) > threshold, 1.0, where(z == z, 0.0, z))


@elementwise(
    latex=r"\begin{cases} z & |z| > \mathrm{threshold} \\ 0 & |z| \le \mathrm{threshold} \end{cases}",
    truth="Piecewise((z, Abs(z) > threshold), (0, True))",
    range=(-math.inf, math.inf),
    limits=(-math.inf, math.inf),
    kinks=_corners,
    bounds=_THRESHOLD,
    increasing=True,
    piecewise_linear=True,
    onnx="Shrink",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Hardshrink(lambd=threshold)",
        "Keras": "keras.activations.hard_shrink(z, threshold=threshold)",
        "JAX": "jnp.where(jnp.abs(z) > threshold, z, 0)",
        "ONNX": "Shrink(lambd=threshold, bias=0)",
    },
    key_points=(
        "Numbers within the threshold become 0; all others stay as they are.",
        "It jumps at ±threshold: a small change of z can change the output by the threshold.",
    ),
)
def hard_shrink(z: Real, threshold: float = 0.5) -> Real:
    """Numbers within the threshold become 0, and others stay as they are."""
    return where(absolute(z) > threshold, z, where(z == z, 0.0, z))


@slope_of(hard_shrink)
def hard_shrink_slope(z: Real, threshold: float = 0.5) -> Real:
    """1 outside the threshold; 0 within, and at it."""
    return where(absolute(z) > threshold, 1.0, where(z == z, 0.0, z))
