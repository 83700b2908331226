"""A line through a soft gate, z·g(z): gelu, and what approximates it by way of tanh; see _gated for the others."""

from __future__ import annotations

import math

from ..scalars import (
    Number,
    Pair,
    Real,
    absolute,
    clamped,
    fine,
    minimum,
    one_plus_exp,
    pair_exp,
    pair_polynomial,
    pair_product,
    pair_quotient,
    pair_sum,
    polynomial,
    rounded,
)
from ..scalars.narrow import (
    looks_up,
    narrowed,
)
from ._activation_catalogue import elementwise, slope_of
from ._activation_polynomials import GELU_TANH_TURNING_POINT, GELU_TURNING_POINT, MILLS
from ._gate_formulas import gate, gate_slope, gated, gated_slope, near_turning_point
from ._gelu_forms import narrow_gelu, narrow_gelu_slope


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
        "z times the probability that a standard normal variable is below z: the activation of most transformers.",
        "It is not monotone: it has a minimum of -0.17 at z = -0.752.",
        "Several libraries mean gelu_tanh when they say gelu: the two differ by up to 5e-4.",
        "Computed as 1 + erf it loses digits below z = -2, and in float32 it is exactly 0 below -6.",
    ),
)
@narrowed(by=narrow_gelu, needs=looks_up)
def gelu(z: Real) -> Real:
    """The identity times the normal distribution function: z·Φ(z)."""
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
    return gate_slope(z, near_turning_point(w, GELU_TURNING_POINT, far))


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
        "An approximation of GELU without erf; networks that were trained with it need it.",
        "For new networks take gelu, which it approximates.",
        "Computed as 1 + tanh it loses digits below z = -2, and z³ overflows in float32 beyond 7e12.",
    ),
)
def gelu_tanh(z: Real) -> Real:
    """The approximation of GELU with tanh, with which many networks were trained."""
    if not fine(z):
        return gated(z, _exponent(clamped(z, 22.0)).high)
    w = minimum(absolute(z), 22.0)
    d, s = one_plus_exp(_exponent(w))
    return gate(z, w / d * s)


@slope_of(gelu_tanh)
def gelu_tanh_slope(z: Real) -> Real:
    """q·(1 - t + t·q) at -w with q = sigmoid(-2u), t = w·(C + 3D·w²), and 1 minus that at w."""
    if not fine(z):
        w = clamped(z, 22.0)
        rise = w * (_C.high + _D3.high * (w * w))
        return near_turning_point(-w, GELU_TANH_TURNING_POINT, gated_slope(_exponent(w).high, rise))
    w = minimum(absolute(z), 22.0)
    rise = pair_product(w, pair_sum(_C, pair_product(_D3, pair_product(w, w))))
    d, s = one_plus_exp(_exponent(w))
    q = 1.0 / d
    far = q * ((1.0 - rise.high) + (rise.high * (q * s) - rise.low)) * s
    return gate_slope(z, near_turning_point(w, GELU_TANH_TURNING_POINT, far))
