"""Cheap stand-ins made of straight pieces: hard_sigmoid, hard_tanh, relu6, hard_swish."""

from __future__ import annotations

import math

from ..scalars import (
    Real,
    clamped,
    maximum,
    minimum,
    where,
)
from ..scalars.narrow import (
    fused,
    narrowed,
)
from ._activation_catalogue import elementwise, slope_of


def _sixth(high: Real, low: Real) -> tuple[Real, Real]:
    """Return (high + low)/6 as high and low part: what the rounded quotient leaves is divided again."""
    share = high * (1.0 / 6.0)
    return share, (fused(-6.0, share, high) + low) * (1.0 / 6.0)


def _narrow_hard_sigmoid(z: Real) -> Real:
    line = z + 3.0
    share, rest = _sixth(line, z - (line - 3.0))
    return where(z <= -3.0, 0.0, where(z >= 3.0, 1.0, share + rest))


@elementwise(
    latex=r"\frac{\min(\max(z + 3, 0), 6)}{6}",
    truth="Piecewise((0, z <= -3), (1, z >= 3), ((z + 3) / 6, True))",
    range=(0.0, 1.0),
    limits=(0.0, 1.0),
    kinks=(-3.0, 3.0),
    increasing=True,
    piecewise_linear=True,
    onnx="HardSigmoid",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Hardsigmoid()",
        "Keras": 'activation="hard_sigmoid"  # Keras 3; Keras 2 had slope 0.2',
        "JAX": "jax.nn.hard_sigmoid",
        "ONNX": "HardSigmoid(alpha=1/6, beta=0.5)  # the operator's own default is alpha=0.2",
    },
    naive=("np.clip(z / 6 + 0.5, 0, 1)", -2.9999998),
    key_points=(
        "A sigmoid for small processors: it has two comparisons and no exponential.",
        "Beyond ±3 the slope is exactly 0: a neuron does not learn there.",
        "Libraries differ in the slope of the middle piece: 1/6 here, 0.2 in Keras 2 and as ONNX default.",
    ),
)
@narrowed(by=_narrow_hard_sigmoid)
def hard_sigmoid(z: Real) -> Real:
    """A sigmoid of three straight pieces: 0, (z + 3)/6, 1."""
    return minimum(maximum(z + 3.0, 0.0), 6.0) / 6.0


@slope_of(hard_sigmoid)
@narrowed()
def hard_sigmoid_slope(z: Real) -> Real:
    """1/6 between -3 and 3; 0 outside, and at both."""
    return where((z > -3.0) & (z < 3.0), 1.0 / 6.0, where(z == z, 0.0, z))


@elementwise(
    latex=r"\min(\max(z, -1), 1)",
    truth="Piecewise((-1, z <= -1), (1, z >= 1), (z, True))",
    range=(-1.0, 1.0),
    limits=(-1.0, 1.0),
    kinks=(-1.0, 1.0),
    increasing=True,
    selecting=True,
    piecewise_linear=True,
    onnx="Clip",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Hardtanh(min_val=-1.0, max_val=1.0)",
        "Keras": 'activation="hard_tanh"',
        "JAX": "jax.nn.hard_tanh",
        "NumPy": "np.clip(z, -1, 1)",
        "ONNX": "Clip(min=-1, max=1)",
    },
    naive=("(np.abs(z + 1) - np.abs(z - 1)) / 2", 1e-8),
    key_points=(
        "The line a = z, cut off at ±1: outputs are bounded without an exponential.",
        "Between -1 and 1 it is linear; outside, the slope is exactly 0 and a neuron does not learn.",
    ),
)
def hard_tanh(z: Real) -> Real:
    """A tanh of three straight pieces: -1, z, 1."""
    return clamped(z, 1.0)


@slope_of(hard_tanh)
def hard_tanh_slope(z: Real) -> Real:
    """1 between -1 and 1; 0 outside, and at both."""
    return where((z > -1.0) & (z < 1.0), 1.0, where(z == z, 0.0, z))


@elementwise(
    latex=r"\min(\max(z, 0), 6)",
    truth="Piecewise((0, z <= 0), (6, z >= 6), (z, True))",
    range=(0.0, 6.0),
    limits=(0.0, 6.0),
    kinks=(0.0, 6.0),
    increasing=True,
    selecting=True,
    piecewise_linear=True,
    onnx="Clip",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.ReLU6()",
        "Keras": 'activation="relu6"',
        "JAX": "jax.nn.relu6",
        "NumPy": "np.clip(z, 0, 6)",
        "ONNX": "Clip(min=0, max=6)",
    },
    naive=("z * (z > 0) - (z - 6) * (z > 6)", math.inf),
    key_points=(
        "A ReLU with the maximum 6, made for arithmetic with few bits.",
        "Below 0 and above 6 the slope is 0, so that a neuron does not learn there.",
    ),
)
def relu6(z: Real) -> Real:
    """A ReLU with the maximum 6."""
    return minimum(maximum(z, 0.0) + 0.0, 6.0)  # adding 0 turns -0 into 0


@slope_of(relu6)
def relu6_slope(z: Real) -> Real:
    """1 between 0 and 6; 0 outside, and at both."""
    return where((z > 0.0) & (z < 6.0), 1.0, where(z == z, 0.0, z))


def _narrow_hard_swish(z: Real) -> Real:
    line = z + 3.0
    share, rest = _sixth(line, z - (line - 3.0))
    return where(z <= -3.0, -0.0, where(z >= 3.0, z, fused(z, share, z * rest)))


def _narrow_hard_swish_slope(z: Real) -> Real:
    twice = 2.0 * z
    line = twice + 3.0
    back = line - twice
    share, rest = _sixth(line, (twice - (line - back)) + (3.0 - back))
    return where(z <= -3.0, 0.0, where(z >= 3.0, 1.0, share + rest))


@elementwise(
    latex=r"z \cdot \frac{\min(\max(z + 3, 0), 6)}{6}",
    truth="Piecewise((0, z <= -3), (z, z >= 3), (z * (z + 3) / 6, True))",
    range=(-0.375, math.inf),
    limits=(0.0, math.inf),
    kinks=(-3.0, 3.0),
    turning_points=(-1.5,),
    onnx="HardSwish",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.Hardswish()",
        "Keras": 'activation="hard_silu"',
        "JAX": "jax.nn.hard_swish",
        "ONNX": "HardSwish()",
    },
    naive=("z * np.clip(z + 3, 0, 6) / 6", -math.inf),
    key_points=(
        "A SiLU for small processors: z·hard_sigmoid(z).",
        "Below -3 it is exactly 0, with slope 0: it can die there.",
        "Its minimum is -3/8 at z = -3/2, where its slope is 0.",
        "At the corners the slope is 0 at -3 and 1 at 3.",
    ),
)
@narrowed(by=_narrow_hard_swish)
def hard_swish(z: Real) -> Real:
    """A piecewise SiLU: 0, a parabola, and z."""
    return where(z <= -3.0, -0.0, where(z >= 3.0, z, z * (z + 3.0) / 6.0))


@slope_of(hard_swish)
@narrowed(by=_narrow_hard_swish_slope)
def hard_swish_slope(z: Real) -> Real:
    """(2z + 3)/6 in between; 0 up to -3, 1 from 3."""
    return where(z <= -3.0, 0.0, where(z >= 3.0, 1.0, (2.0 * z + 3.0) / 6.0))
