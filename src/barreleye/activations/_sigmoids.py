"""Curves in the shape of an S: sigmoid, tanh, arctan, softsign, and the logarithm of the sigmoid."""

from __future__ import annotations

import math

from .. import scalars
from ..scalars import (
    Pair,
    Real,
    absolute,
    clamped,
    exp_fraction,
    expit,
    fine,
    log1p_decay,
    maximum,
    minimum,
    one_plus_exp,
    where,
)
from ..scalars.narrow import (
    NARROW_END,
    WithFallback,
    curve_value,
    fused,
    inverse,
    looks_up,
    narrow_exp,
    narrowed,
    one_plus,
    signed_as,
)
from ._activation_catalogue import elementwise, slope_of
from ._curve_tables import TANH_CURVE


def _narrow_sigmoid(z: Real) -> WithFallback:
    """Return 1/(1 + exp(-z)): far below 0 the exponential is large, and so the quotient keeps its digits."""
    b, b_low = one_plus(*narrow_exp(-z))
    y = inverse(b)
    return WithFallback(fused(fused(-y, b_low, fused(-y, b, 1.0)), y, y), absolute(z) > NARROW_END)


@elementwise(
    latex=r"\frac{1}{1 + e^{-z}}",
    truth="1 / (1 + exp(-z))",
    range=(0.0, 1.0),
    limits=(0.0, 1.0),
    increasing=True,
    onnx="Sigmoid",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Sigmoid()",
        "Keras": 'activation="sigmoid"',
        "JAX": "jax.nn.sigmoid",
        "SciPy": "scipy.special.expit",
        "ONNX": "Sigmoid()",
    },
    naive=("1 / (1 + np.exp(-z))", -100.0),
    key_points=(
        "The output of a binary classifier: its value is the probability of class 1.",
        "In hidden layers the slope is at most 1/4, so gradients shrink at every layer they pass.",
        "It saturates: beyond |z| of about 6 the neuron hardly learns.",
        "Its values are never negative, so the next layer sees inputs that are not centred.",
    ),
)
@narrowed(by=_narrow_sigmoid, needs=looks_up)
def sigmoid(z: Real) -> Real:
    """A soft step from 0 to 1, with 1/2 at z = 0."""
    return expit(z)


def _narrow_sigmoid_slope(z: Real) -> WithFallback:
    """Return e/(1 + e)² with e = exp(-z): first e/(1 + e), because the square of a small quotient is 0."""
    e, e_low = narrow_exp(-z)
    b, b_low = one_plus(e, e_low)
    y = inverse(b)
    missing = fused(-y, b_low, fused(-y, b, 1.0))  # to the quotient, as a part of it
    top = e + e_low
    part = top * y
    part_low = fused((e - top) + e_low, y, fused(top, y, -part))
    high = part * y
    low = fused(part_low, y, fused(part, y, -high))
    return WithFallback(high + fused(missing + missing, high, low), absolute(z) > NARROW_END)


@slope_of(sigmoid, aliases=("logistic",))
@narrowed(by=_narrow_sigmoid_slope, needs=looks_up)
def sigmoid_slope(z: Real) -> Real:
    """e/(1+e)² with e = exp(-|z|); a·(1-a) is 0 past z = 37, where the slope is not."""
    if not fine(z):
        a, b = exp_fraction(z)
        return a * b / ((a + b) * (a + b))
    return _fine_slope(z)


def _fine_slope(z: Real) -> Real:
    """Return q - q² with q = sigmoid(-|z|) <= 1/2."""
    d, s = one_plus_exp(Pair(absolute(z), 0.0))
    q = s / d
    return q - q * q


_TANH_IS_1 = 9.02  # where what is missing to 1 is less than half an ulp


def _narrow_tanh(z: Real) -> Real:
    return signed_as(curve_value(TANH_CURVE, minimum(absolute(z), _TANH_IS_1)), z)


@elementwise(
    latex=r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
    truth="tanh(z)",
    range=(-1.0, 1.0),
    limits=(-1.0, 1.0),
    increasing=True,
    onnx="Tanh",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Tanh()",
        "Keras": 'activation="tanh"',
        "JAX": "jnp.tanh",
        "NumPy": "np.tanh",
        "ONNX": "Tanh()",
    },
    naive=("(np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))", 100.0),
    key_points=(
        "It suits hidden layers of small, smooth networks: its values are centred on 0, its slope at 0 is 1.",
        "It saturates at both ends: beyond |z| of about 3 the neuron hardly learns.",
        "It is a scaled and shifted sigmoid: tanh(z) = 2·sigmoid(2z) - 1.",
    ),
)
@narrowed(by=_narrow_tanh, needs=looks_up)
def tanh(z: Real) -> Real:
    """A soft step from -1 to 1 that passes through the origin with slope 1."""
    return scalars.tanh(z)  # the textbook quotient overflows above 710 and loses a small z


@slope_of(tanh)
def tanh_slope(z: Real) -> Real:
    """4e/(1+e)² with e = exp(-2|z|); 1 - a² is 0 past z = 19, where the slope is not."""
    if not fine(z):
        a, b = exp_fraction(2.0 * absolute(z))  # as for the value: in one pass they share it
        return 4.0 * a * b / ((a + b) * (a + b))
    return 4.0 * _fine_slope(2.0 * z)  # tanh(z) = 2·sigmoid(2z) - 1


@elementwise(
    latex=r"\ln \frac{1}{1 + e^{-z}}",
    truth="-log(1 + exp(-z))",
    range=(-math.inf, 0.0),
    limits=(-math.inf, 0.0),
    increasing=True,
    onnx=None,
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.LogSigmoid()",
        "Keras": 'activation="log_sigmoid"',
        "JAX": "jax.nn.log_sigmoid",
        "SciPy": "scipy.special.log_expit",
        "ONNX": "Neg(Softplus(Neg(z)))",
    },
    naive=("np.log(1 / (1 + np.exp(-z)))", 20.0),
    key_points=(
        "The log-probability of class 1: the logistic loss is -log_sigmoid(z) for class 1, else -log_sigmoid(-z).",
        "It is finite where the probability underflows to 0, and not 0 where the probability rounds to 1.",
        "It is for outputs and not for hidden layers: all its values are negative.",
    ),
)
def log_sigmoid(z: Real) -> Real:
    """The logarithm of the sigmoid: z far below 0, almost 0 far above."""
    return minimum(z, 0.0) - log1p_decay(z)


@slope_of(log_sigmoid)
def log_sigmoid_slope(z: Real) -> Real:
    """The sigmoid of -z; 1 - sigmoid(z) is 0 past z = 37, where the slope is not."""
    return expit(-z)


@elementwise(
    latex=r"\arctan z",
    truth="atan(z)",
    range=(-math.pi / 2.0, math.pi / 2.0),
    limits=(-math.pi / 2.0, math.pi / 2.0),
    increasing=True,
    onnx="Atan",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.atan",
        "JAX": "jnp.arctan",
        "NumPy": "np.arctan",
        "ONNX": "Atan()",
    },
    naive=("np.arcsin(z / np.sqrt(1 + z * z))", 1e20),
    key_points=(
        "Its slope falls like 1/z² for large |z|, that of tanh like exp(-2|z|).",
        "So a neuron with large |z| still learns, slowly.",
        "Its values lie between -π/2 and π/2, not between -1 and 1.",
    ),
)
def arctan(z: Real) -> Real:
    """The angle whose tangent is z: an S-shaped curve that saturates slowly, between -π/2 and π/2."""
    return scalars.arctan(z)


def _above_one(a: Real) -> tuple[Real, Real]:
    """Return 1 + a as high and low part, for a >= 0."""
    large, small = maximum(a, 1.0), minimum(a, 1.0)
    high = large + small
    return high, small - (high - large)


def _narrow_arctan_slope(z: Real) -> WithFallback:
    square = z * z
    d, low = _above_one(square)
    low = low + fused(z, z, -square)
    r = 1.0 / d
    rest = fused(-low, r, fused(-d, r, 1.0))  # what r lacks, relative to it
    return WithFallback(fused(rest, r, r), square > 2.0**100)


@slope_of(arctan, aliases=("atan",))
@narrowed(by=_narrow_arctan_slope)
def arctan_slope(z: Real) -> Real:
    """1/(1 + z²); far out as (1/z)², because z² would overflow first."""
    if not fine(z):
        return 1.0 / (1.0 + z * z)  # a float32 squared is no news to float64
    r = 1.0 / z
    return where(absolute(z) < 1e100, 1.0 / (1.0 + z * z), r * r)


def _narrow_softsign(z: Real) -> Real:
    size = minimum(absolute(z), 2.0**60)  # 1 long before, and infinity over infinity is NaN
    d, low = _above_one(size)
    r = 1.0 / d
    q = size * r
    rest = fused(-low, q, fused(-d, q, size))  # what q lacks, times d
    return signed_as(fused(rest, r, q), z)


@elementwise(
    latex=r"\frac{z}{1 + |z|}",
    truth="z / (1 + Abs(z))",
    range=(-1.0, 1.0),
    limits=(-1.0, 1.0),
    kinks=(0.0,),
    increasing=True,
    onnx="Softsign",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Softsign()",
        "Keras": 'activation="softsign"',
        "JAX": "jax.nn.soft_sign",
        "NumPy": "z / (1 + np.abs(z))",
        "ONNX": "Softsign()",
    },
    naive=("z / (1 + np.abs(z))", math.inf),
    key_points=(
        "An S-shaped curve that needs no exponential, only one absolute value and one division.",
        "It saturates more slowly than tanh, with a slope that falls like 1/z².",
        "Its slope is continuous at 0, its curvature is not.",
    ),
)
@narrowed(by=_narrow_softsign)
def softsign(z: Real) -> Real:
    """An S-shaped curve from one division, between -1 and 1."""
    c = clamped(z, 1e300)  # infinity over infinity is NaN
    return c / (1.0 + absolute(c))


def _narrow_softsign_slope(z: Real) -> WithFallback:
    size = absolute(z)
    d, low = _above_one(size)
    r = 1.0 / d
    rest = fused(-low, r, fused(-d, r, 1.0))  # what r lacks, relative to it
    square = r * r
    return WithFallback(square + fused(2.0 * square, rest, fused(r, r, -square)), size > 2.0**50)


@slope_of(softsign)
@narrowed(by=_narrow_softsign_slope)
def softsign_slope(z: Real) -> Real:
    """1/(1 + |z|)², squared last: (1 + |z|)² would overflow first."""
    r = 1.0 / (1.0 + absolute(z))
    return r * r
