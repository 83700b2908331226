"""An exponential, a bell and a wave: exponential, gaussian, sine."""

from __future__ import annotations

import math

from ..scalars import (
    Pair,
    Real,
    clamped,
    cos,
    exp,
    pair_exp,
    pair_product,
    sin,
    times_exp_of_small,
)
from ._activation_catalogue import elementwise, slope_of


@elementwise(
    latex=r"e^{z}",
    truth="exp(z)",
    range=(0.0, math.inf),
    limits=(0.0, math.inf),
    increasing=True,
    onnx="Exp",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.exp",
        "Keras": 'activation="exponential"',
        "JAX": "jnp.exp",
        "NumPy": "np.exp",
        "ONNX": "Exp()",
    },
    key_points=(
        "It suits outputs that are rates or mean counts: they are positive, with the loss half_poisson_deviance.",
        "Where z grows by 1, the output is multiplied by e: what the last layer adds up are factors.",
        "It is for outputs and not for hidden layers: its slope is as large as its value and has no bound.",
        "It overflows to infinity above z = 709.78, in float32 above 88.72.",
    ),
)
def exponential(z: Real) -> Real:
    """The exponential of z, for positive outputs such as rates and mean counts."""
    return exp(z)


@slope_of(exponential, aliases=("exp",))
def exponential_slope(z: Real) -> Real:
    """The function itself."""
    return exp(z)


@elementwise(
    latex=r"e^{-z^2}",
    truth="exp(-z**2)",
    range=(0.0, 1.0),
    limits=(0.0, 0.0),
    turning_points=(0.0,),
    onnx=None,
    init="lecun_normal",
    equivalents={
        "PyTorch": "torch.exp(-(z**2))",
        "Keras": "keras.ops.exp(-(z**2))",
        "JAX": "jnp.exp(-(z**2))",
        "ONNX": "Exp(Neg(Mul(z, z)))",
    },
    naive=("np.exp(-(z**2))", 9.1),
    key_points=(
        "Its output is large near one place only: it is the activation of radial basis function networks.",
        "It suits functions with bumps. It does not extrapolate: far from the data its output is 0.",
        "Its slope tends to 0 on both sides, so that a neuron far from all data does not learn.",
    ),
)
def gaussian(z: Real) -> Real:
    """A bell around 0, of height 1."""
    w = clamped(z, 40.0)
    square = pair_product(w, w)
    return times_exp_of_small(exp(-square.high), -square.low)


@slope_of(gaussian)
def gaussian_slope(z: Real) -> Real:
    """-2z·exp(-z²)."""
    w = clamped(z, 40.0)
    square = pair_product(w, w)
    e, s = pair_exp(Pair(-square.high, -square.low))
    return -2.0 * w * e.high * s


@elementwise(
    latex=r"\sin z",
    truth="sin(z)",
    range=(-1.0, 1.0),
    limits=(math.nan, math.nan),
    turning_points=(-math.pi / 2.0, math.pi / 2.0),
    onnx="Sin",
    init="lecun_normal",
    equivalents={
        "PyTorch": "torch.sin",
        "Keras": "keras.ops.sin",
        "JAX": "jnp.sin",
        "NumPy": "np.sin",
        "ONNX": "Sin()",
    },
    key_points=(
        "It suits periodic data and images (SIREN networks).",
        "The loss of such a network has many local minima; the initial weights decide which is found.",
        "It has maxima and minima at π/2 + kπ; of these the facts name the two nearest to 0.",
        "It has no limit at infinity, so an infinite input gives NaN.",
    ),
)
def sine(z: Real) -> Real:
    """The sine of z, for periodic data."""
    return sin(z)


@slope_of(sine, aliases=("sin",))
def sine_slope(z: Real) -> Real:
    """The cosine."""
    return cos(z)
