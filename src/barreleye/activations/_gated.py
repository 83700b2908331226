"""A line through a soft gate, z·g(z): silu, gelu, gelu_tanh, mish.

Where all digits of a float64 are asked for, both halves of the first three follow from what the gate
leaves of |z| on the far side, because g(z) + g(-z) = 1: ``gate`` and ``gate_slope``. A float32 takes the
textbook's form of silu, gelu_tanh and mish, which its registers have room for. Each slope passes through
0 once, where the curve turns, and would lose its digits there: ``turning`` puts a polynomial around it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..scalars import (
    Number,
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
    pair_polynomial,
    pair_product,
    pair_quotient,
    pair_sum,
    polynomial,
    rounded,
    where,
)
from ..scalars.narrow import (
    NARROW_END,
    Unless,
    fused,
    inverse,
    looks_up,
    narrowed,
    one_more,
    power,
    signed_as,
)
from ._activation_catalogue import elementwise, slope_of
from ._gate_formulas import gate, gate_slope, turning
from ._gate_polynomials import GELU_TANH_TURN, GELU_TURN, MILLS, MISH_TURN, SILU_TURN
from ._gelu_forms import narrow_gelu, narrow_gelu_slope


def _gated(z: Real, x: Real) -> Real:
    """Return z·sigmoid(x) to the bits of a float32."""
    a, b = exp_fraction(x)
    return maximum(z, -800.0) * a / (a + b)  # unbounded, -infinity would stay -infinity


def _gated_slope(x: Real, rise: Real) -> Real:
    """Return the slope of z·sigmoid(x) from ``rise`` = z·x', to the bits of a float32."""
    a, b = exp_fraction(x)
    return a * ((a + b) + rise * b) / ((a + b) * (a + b))


def _narrow_silu(z: Real) -> Unless:
    """Return z/(1 + exp(-z))."""
    b, b_low = one_more(*power(-z))
    y = inverse(b)
    q = z * y
    value = fused(fused(-q, b_low, fused(-q, b, z)), y, q)
    return Unless(signed_as(value, z), absolute(z) > NARROW_END)  # that of a zero, too


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
        "ONNX": "Swish(alpha=1.0)  # opset 24; before: Mul(z, Sigmoid(z))",
    },
    naive=("z / (1 + np.exp(-z))", -90.0),
    key_points=(
        "A smooth ReLU that dips below 0 before it rises: the usual choice in deep networks of today.",
        "Not monotone: it falls to -0.278 at z = -1.278 and comes back to 0.",
        "Its slope reaches 1.1 near z = 2.4 and is never exactly 0 but at the dip.",
        "Also called swish (with beta = 1).",
    ),
)
@narrowed(by=_narrow_silu, needs=looks_up)
def silu(z: Real) -> Real:
    """A line through a sigmoid: z·sigmoid(z)."""
    if not fine(z):
        return _gated(z, z)
    w = minimum(absolute(z), 780.0)  # infinity over infinity is NaN
    d, s = one_plus_exp(Pair(w, 0.0))
    return gate(z, w / d * s)


@slope_of(silu, aliases=("swish",))
def silu_slope(z: Real) -> Real:
    """q·(1 - w + w·q) at -w with q = sigmoid(-w), and 1 minus that at w."""
    if not fine(z):
        w = clamped(z, 800.0)
        return turning(-w, SILU_TURN, _gated_slope(w, w))
    w = minimum(absolute(z), 780.0)  # infinity times 0 is NaN
    d, s = one_plus_exp(Pair(w, 0.0))
    q = 1.0 / d
    far = q * ((1.0 - w) + w * (q * s)) * s
    return gate_slope(z, turning(w, SILU_TURN, far))


def _normal_tail(w: Real) -> tuple[Pair, Pair, Number]:
    """Return (e, m, s) for 0 <= w <= 39.5 (or 15 where float32 is enough).

    The normal density is e·s/√(2π), its tail Φ(-w) is e·m·s.

    e·s = exp(-w²/2), with w² in two parts: rounding it would cost w²/2 ulp. m is Mills' ratio over
    √(2π), a smooth function: 0.5 at 0, 0.4/w far out.
    """
    square = pair_product(w, w)
    e, s = pair_exp(Pair(-0.5 * square.high, -0.5 * square.low))
    if not fine(w):
        r = 1.0 / (w + 4.0)
        return e, Pair(polynomial((w - 4.0) * r, MILLS) * r, 0.0), s
    shifted = pair_sum(w, 4.0)
    t = pair_quotient(pair_sum(w, -4.0), shifted)
    return e, pair_quotient(pair_polynomial(t, MILLS), shifted), s


@elementwise(
    latex=r"z \cdot \Phi(z) = \frac{z}{2} \operatorname{erfc}\!\left(-\frac{z}{\sqrt 2}\right)",
    truth="z * erfc(-z / sqrt(2)) / 2",
    range=(-0.16997120747990366, math.inf),
    limits=(0.0, math.inf),
    turning_points=(-0.7517915246935645,),
    onnx="Gelu",
    init="he_normal",
    equivalents={
        "PyTorch": 'torch.nn.GELU(approximate="none")',
        "Keras": "keras.activations.gelu(z, approximate=False)",
        "JAX": "jax.nn.gelu(z, approximate=False)",
        "SciPy": "z * scipy.special.ndtr(z)",
        "ONNX": 'Gelu(approximate="none")',
    },
    naive=("0.5 * z * (1 + erf(z / 2**0.5))", -6.0),
    key_points=(
        "z times the chance that a normal number is below z: the activation of most transformers.",
        "Not monotone: it falls to -0.17 at z = -0.752.",
        "Several libraries mean gelu_tanh when they say gelu: the two differ by up to 5e-4.",
        "1 + erf cancels below z = -2, and in float32 that form gives exactly 0 beyond -6.",
    ),
)
@narrowed(by=narrow_gelu, needs=looks_up)
def gelu(z: Real) -> Real:
    """A line through the normal distribution: z·Φ(z)."""
    w = minimum(absolute(z), 39.5 if fine(z) else 15.0)
    e, m, s = _normal_tail(w)
    return gate(z, rounded(pair_product(pair_product(w, e), m)) * s)


_DENSITY = Pair(0.3989422804014327, -2.49232720227773e-17)  # pyright: ignore[reportArgumentType]  1/√(2π)


@slope_of(gelu)
@narrowed(by=narrow_gelu_slope, needs=looks_up)
def gelu_slope(z: Real) -> Real:
    """Φ(-w) - w·φ(w) at -w, and 1 minus that at w."""
    w = minimum(absolute(z), 39.5 if fine(z) else 15.0)
    e, m, s = _normal_tail(w)
    t = pair_product(w, _DENSITY)
    far = e.high * rounded(Pair(m.high - t.high, m.low - t.low)) * s
    return gate_slope(z, turning(w, GELU_TURN, far))


# 2u = z·(C + D·z²) with C = 2·√(2/π), D = 0.044715·C
_C = Pair(1.5957691216057308, -9.96930880911092e-17)  # pyright: ignore[reportArgumentType]  numbers serve
_D = Pair(0.07135481627260025, -6.175149918155315e-19)  # pyright: ignore[reportArgumentType]
_D3 = Pair(0.21406444881780073, 1.2025242832367862e-17)  # pyright: ignore[reportArgumentType]


def _exponent(w: Real) -> Pair:
    """Return w·(C + D·w²), in two parts: the exponential multiplies its error by 700."""
    return pair_product(w, pair_sum(_C, pair_product(_D, pair_product(w, w))))


@elementwise(
    latex=r"\frac{z}{2} \left(1 + \tanh\!\left(\sqrt{\tfrac{2}{\pi}}\,(z + 0.044715\, z^3)\right)\right)",
    truth="z / (1 + exp(-2 * sqrt(2 / pi) * (z + 44715 * z**3 / 1000000)))",
    range=(-0.17004075057125406, math.inf),
    limits=(0.0, math.inf),
    turning_points=(-0.7524614220710163,),
    onnx="Gelu",
    init="he_normal",
    equivalents={
        "PyTorch": 'torch.nn.GELU(approximate="tanh")',
        "Keras": "keras.activations.gelu(z, approximate=True)",
        "JAX": "jax.nn.gelu(z)  # approximate=True is its default",
        "ONNX": 'Gelu(approximate="tanh")',
    },
    naive=("0.5 * z * (1 + np.tanh((2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)))", -6.0),
    key_points=(
        "The approximation of GELU from the days when erf was slow; networks trained with it need it.",
        "For new networks take gelu, which is what it approximates.",
        "1 + tanh cancels below z = -2, and z³ overflows in float32 beyond 7e12.",
    ),
)
def gelu_tanh(z: Real) -> Real:
    """GELU by way of tanh: the approximation many networks were trained with."""
    if not fine(z):
        return _gated(z, _exponent(clamped(z, 22.0)).high)
    w = minimum(absolute(z), 22.0)
    d, s = one_plus_exp(_exponent(w))
    return gate(z, w / d * s)


@slope_of(gelu_tanh)
def gelu_tanh_slope(z: Real) -> Real:
    """q·(1 - t + t·q) at -w with q = sigmoid(-2u), t = w·(C + 3D·w²), and 1 minus that at w."""
    if not fine(z):
        w = clamped(z, 22.0)
        rise = w * (_C.high + _D3.high * (w * w))
        return turning(-w, GELU_TANH_TURN, _gated_slope(_exponent(w).high, rise))
    w = minimum(absolute(z), 22.0)
    rise = pair_product(w, pair_sum(_C, pair_product(_D3, pair_product(w, w))))
    d, s = one_plus_exp(_exponent(w))
    q = 1.0 / d
    far = q * ((1.0 - rise.high) + (rise.high * (q * s) - rise.low)) * s
    return gate_slope(z, turning(w, GELU_TANH_TURN, far))


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
        "A smooth ReLU with a dip of -0.309 at z = -1.192, a little deeper than that of SiLU.",
        "Written with tanh, log and exp it needs three of them; algebra leaves one.",
        "In practice close to SiLU, at a similar price.",
    ),
)
def mish(z: Real) -> Real:
    """A line through tanh(softplus(z)), with one exponential instead of three functions."""
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
    far = turning(-w, MISH_TURN, rounded(pair_product(e, slope)) * s)
    return where(up, slope, far)


def _mish_slope_for_float32(z: Real) -> Real:
    """Return (n·d + 4z·y(y + 1))/d² with y = exp(z), n = y(y + 2) and d = n + 2."""
    a, b = exp_fraction(z)
    square = b * b
    n = a * (a + 2.0 * b)
    d = n + 2.0 * square
    slope = (n * d + 4.0 * z * (a * (a + b) * square)) / (d * d)
    return turning(-z, MISH_TURN, slope)


def _either(mask: NDArray[np.bool_], a: Pair, b: Pair) -> Pair:
    return Pair(where(mask, a.high, b.high), where(mask, a.low, b.low))
