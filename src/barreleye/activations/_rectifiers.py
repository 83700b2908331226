"""Rectifiers, bent at 0: relu, leaky_relu, squared_relu."""

from __future__ import annotations

import math

from ..scalars import (
    Real,
    maximum,
    sign,
    where,
)
from ..scalars.narrow import (
    WithFallback,
    fused,
    in_parts,
    narrowed,
    outside,
)
from ._activation_catalogue import elementwise, slope_of


@elementwise(
    latex=r"\max(0, z)",
    truth="Max(0, z)",
    range=(0.0, math.inf),
    limits=(0.0, math.inf),
    kinks=(0.0,),
    increasing=True,
    selecting=True,
    piecewise_linear=True,
    onnx="Relu",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.ReLU()",
        "Keras": 'activation="relu"',
        "JAX": "jax.nn.relu",
        "NumPy": "np.maximum(0, z)",
        "ONNX": "Relu()",
    },
    naive=("z * (z > 0)", -math.inf),
    key_points=(
        "The first choice for hidden layers: cheap, and its slope of 1 does not shrink gradients.",
        "A network of ReLUs is piecewise linear; its knots are where the z of a neuron changes its sign.",
        "It can die: a neuron whose z is negative on every row has slope 0 there and learns no more.",
        "The slope at 0 itself is taken as 0.",
    ),
)
def relu(z: Real) -> Real:
    """The rectifier: z above 0, and 0 below."""
    return maximum(z, 0.0) + 0.0  # the maximum of -0 and 0 may be either; adding 0 makes it 0


@slope_of(relu)
def relu_slope(z: Real) -> Real:
    """1 above 0; 0 below, and at 0."""
    return maximum(sign(z), 0.0)


def _leaky_range(negative_slope: float) -> tuple[float, float]:
    return (-math.inf if negative_slope > 0.0 else 0.0, math.inf)


def _leaky_limits(negative_slope: float) -> tuple[float, float]:
    return (-math.inf if negative_slope > 0.0 else math.inf if negative_slope < 0.0 else 0.0, math.inf)


def _narrow_leaky_relu(z: Real, negative_slope: float) -> WithFallback:
    high, low = in_parts(negative_slope)
    strange = ~((high > 2.0**-40) & (high < 2.0**40))
    below = z < 0.0
    extreme = below & outside(z, -(2.0**-60), -(2.0**60))
    return WithFallback(where(below, fused(z, high, z * low), z), extreme | strange)


@elementwise(
    latex=r"\begin{cases} z & z > 0 \\ \mathrm{negative\_slope} \cdot z & z \le 0 \end{cases}",
    truth="Piecewise((z, z > 0), (negative_slope * z, True))",
    range=_leaky_range,
    limits=_leaky_limits,
    kinks=(0.0,),
    piecewise_linear=True,
    former_parameters={"leak": "negative_slope"},
    onnx="LeakyRelu",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.LeakyReLU(negative_slope=negative_slope)",
        "Keras": "keras.layers.LeakyReLU(negative_slope=negative_slope)  # Keras' own default is 0.3",
        "JAX": "jax.nn.leaky_relu(z, negative_slope=negative_slope)  # slope 1 at 0",
        "ONNX": "LeakyRelu(alpha=negative_slope)",
    },
    naive=("z * (z > 0) + 0.01 * z * (z <= 0)", math.inf),
    key_points=(
        "A ReLU that cannot die: below 0 the slope is small but not 0.",
        "In return no output is exactly 0, so that layers are less sparse than with ReLU.",
        "negative_slope=0.01 by default; 0.1 to 0.3 is common too; 0 is ReLU, and 1 is linear.",
    ),
)
@narrowed(by=_narrow_leaky_relu)
def leaky_relu(z: Real, negative_slope: float = 0.01) -> Real:
    """A ReLU with a small slope below 0."""
    # negative_slope = 0 is selected apart: 0·(-inf) is NaN
    below = where(negative_slope == 0.0, where(z <= 0.0, 0.0, z), negative_slope * z)
    return where(z > 0.0, z, below)


@slope_of(leaky_relu, aliases=("lrelu",))
@narrowed()
def leaky_relu_slope(z: Real, negative_slope: float = 0.01) -> Real:
    """1 above 0; negative_slope below, and at 0."""
    return where(z > 0.0, 1.0, where(z <= 0.0, negative_slope, z))


@elementwise(
    latex=r"\max(0, z)^2",
    truth="Max(0, z)**2",
    range=(0.0, math.inf),
    limits=(0.0, math.inf),
    kinks=(0.0,),
    increasing=True,
    onnx=None,
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.functional.relu(z) ** 2",
        "Keras": "keras.ops.square(keras.ops.relu(z))",
        "JAX": "jax.nn.relu(z) ** 2",
        "ONNX": "Mul(Relu(z), Relu(z))",
    },
    naive=("(z * (z > 0)) ** 2", -math.inf),
    key_points=(
        "A ReLU without a kink: its slope grows from 0 instead of jumping to 1.",
        "Its slope has no bound, so large inputs meet large gradients: scale the inputs.",
        "It can die like ReLU: below 0 its slope is 0.",
    ),
)
@narrowed()
def squared_relu(z: Real) -> Real:
    """The square of ReLU: z² above 0, and 0 below."""
    r = maximum(z, 0.0)
    return r * r


@slope_of(squared_relu)
@narrowed()
def squared_relu_slope(z: Real) -> Real:
    """2z above 0; 0 below, and at 0."""
    return 2.0 * maximum(z, 0.0)
