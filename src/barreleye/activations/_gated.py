"""A line through a soft gate, z·g(z): silu and mish; see _gelus for the others.

Where all digits of a float64 are asked for, both halves of silu and of the gelus follow from what the gate
leaves of |z| on the far side, because g(z) + g(-z) = 1: ``gate`` and ``gate_slope``. A float32 takes the
textbook's form of silu, gelu_tanh and mish, which its registers have room for. Each slope passes through
0 once, where the curve turns, and would lose its digits there: ``near_turning_point`` puts a polynomial around it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..scalars import (
    Pair,
    Real,
    absolute,
    clamped,
    exp_fraction,
    exp_parts,
    fine,
    maximum,
    minimum,
    one_plus_exp,
    pair_exp,
    pair_product,
    pair_quotient,
    pair_sum,
    rounded,
    where,
)
from ..scalars.narrow import (
    NARROW_END,
    WithFallback,
    fused,
    inverse,
    looks_up,
    narrow_exp,
    narrowed,
    one_plus,
    signed_as,
)
from ._activation_catalogue import elementwise, slope_of
from ._activation_polynomials import MISH_TURNING_POINT, SILU_TURNING_POINT
from ._gate_formulas import gate, gate_slope, gated, gated_slope, near_turning_point


def _narrow_silu(z: Real) -> WithFallback:
    """Return z/(1 + exp(-z))."""
    b, b_low = one_plus(*narrow_exp(-z))
    y = inverse(b)
    q = z * y
    value = fused(fused(-q, b_low, fused(-q, b, z)), y, q)
    return WithFallback(signed_as(value, z), absolute(z) > NARROW_END)  # that of a zero, too


@elementwise(
    latex=r"\frac{z}{1 + e^{-z}}",
    truth="z / (1 + exp(-z))",
    range=(-0.2784645427610738, math.inf),
    limits=(0.0, math.inf),
    turning_points=(-1.2784645427610737,),
    onnx="Swish",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.SiLU()",
        "Keras": 'activation="silu"',
        "JAX": "jax.nn.silu",
        "SciPy": "z * scipy.special.expit(z)",
        "ONNX": "Mul(z, Sigmoid(z))  # from opset 24 on also Swish(alpha=1.0)",
    },
    naive=("z / (1 + np.exp(-z))", -90.0),
    key_points=(
        "A smooth ReLU with a minimum below 0, and a common choice in deep networks.",
        "It is not monotone: it has a minimum of -0.278 at z = -1.278 and tends to 0 below.",
        "Its slope is at most 1.1, near z = 2.4, and 0 only at the minimum.",
        "Also called swish (with beta = 1).",
    ),
)
@narrowed(by=_narrow_silu, needs=looks_up)
def silu(z: Real) -> Real:
    """The identity times a sigmoid: z·sigmoid(z)."""
    if not fine(z):
        return gated(z, z)
    w = minimum(absolute(z), 780.0)  # infinity over infinity is NaN
    d, s = one_plus_exp(Pair(w, 0.0))
    return gate(z, w / d * s)


@slope_of(silu, aliases=("swish",))
def silu_slope(z: Real) -> Real:
    """q·(1 - w + w·q) at -w with q = sigmoid(-w), and 1 minus that at w."""
    if not fine(z):
        w = clamped(z, 800.0)
        return near_turning_point(-w, SILU_TURNING_POINT, gated_slope(w, w))
    w = minimum(absolute(z), 780.0)  # infinity times 0 is NaN
    d, s = one_plus_exp(Pair(w, 0.0))
    q = 1.0 / d
    far = q * ((1.0 - w) + w * (q * s)) * s
    return gate_slope(z, near_turning_point(w, SILU_TURNING_POINT, far))


@elementwise(
    latex=r"z \cdot \tanh\!\left(\ln(1 + e^{z})\right)",
    truth="z * (exp(2 * z) + 2 * exp(z)) / (exp(2 * z) + 2 * exp(z) + 2)",
    range=(-0.30884341301725043, math.inf),
    limits=(0.0, math.inf),
    turning_points=(-1.1924312145154952,),
    onnx="Mish",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.Mish()",
        "Keras": 'activation="mish"',
        "JAX": "jax.nn.mish",
        "ONNX": "Mish()",
    },
    naive=("z * np.tanh(np.log(1 + np.exp(z)))", -20.0),
    key_points=(
        "A smooth ReLU with a minimum of -0.309 at z = -1.192, a little lower than that of SiLU.",
        "The formula has tanh, log and exp; this library computes it with one exponential.",
        "In practice it is close to SiLU in results and in cost.",
    ),
)
def mish(z: Real) -> Real:
    """The identity times tanh(softplus(z)), computed with one exponential."""
    if not fine(z):
        a, b = exp_fraction(z)
        n = a * (a + 2.0 * b)
        return maximum(z, -800.0) * n / (n + 2.0 * b * b)
    w = maximum(z, -780.0)
    r, u, k = exp_parts(-w, 0.0, 128)  # of f = exp(-z); nobody takes what comes of z > 600
    s = 2.0**-128
    c, p, low = k + s, r * k, u * k
    f = k + (p + low)
    # n/(n + 2) = 1/(1 + f - f·v) with v = 1/(1 + 2f): f·v is small, and the rest is rounded once
    d = c + (p + (low + ((s - (c - k)) - f * (s / (s + 2.0 * f)))))
    return where(z > 100.0, z, w / d * s)


@slope_of(mish)
def mish_slope(z: Real) -> Real:
    """The two halves by the quotient rule, each in powers of e = exp(-|z|).

    Above: ((1 + 2e)·D + 4z·e²·(1 + e))/D² with D = 1 + 2e + 2e²;
    below: e·((e + 2)·D + 4z·(1 + e))/D² with D = 2 + 2e + e².
    """
    if not fine(z):
        return _mish_slope_for_float32(clamped(z, 150.0))
    w = maximum(minimum(z, 800.0), -800.0)
    e, s = pair_exp(Pair(-absolute(w), 0.0))
    q = Pair(e.high * s, e.low * s)
    up = z >= 0.0
    one = pair_sum(1.0, q)
    square = pair_product(q, q)
    twice = Pair(2.0 * q.high, 2.0 * q.low)
    upper = pair_sum(pair_sum(1.0, twice), Pair(2.0 * square.high, 2.0 * square.low))
    lower = pair_sum(pair_sum(2.0, twice), square)
    D = _either(up, upper, lower)
    lead = _either(up, pair_sum(1.0, twice), pair_sum(2.0, q))
    weight = _either(up, square, Pair(where(up, 0.0, 1.0), 0.0))
    tail = pair_product(pair_product(4.0 * w, weight), pair_quotient(one, D))
    slope = rounded(pair_quotient(pair_sum(lead, tail), D))
    far = near_turning_point(-w, MISH_TURNING_POINT, rounded(pair_product(e, slope)) * s)
    return where(up, slope, far)


def _mish_slope_for_float32(z: Real) -> Real:
    """Return (n·d + 4z·y(y + 1))/d² with y = exp(z), n = y(y + 2) and d = n + 2."""
    a, b = exp_fraction(z)
    square = b * b
    n = a * (a + 2.0 * b)
    d = n + 2.0 * square
    slope = (n * d + 4.0 * z * (a * (a + b) * square)) / (d * d)
    return near_turning_point(-z, MISH_TURNING_POINT, slope)


def _either(mask: NDArray[np.bool_], a: Pair, b: Pair) -> Pair:
    return Pair(where(mask, a.high, b.high), where(mask, a.low, b.low))
