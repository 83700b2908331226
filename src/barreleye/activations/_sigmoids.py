"""Curves in the shape of an S: sigmoid, tanh."""

from __future__ import annotations

from ..scalars import Real, absolute, expit, expit_slope, expm1, where
from ._spec import elementwise, slope_of


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
    },
    key_points=(
        "The output of a yes-or-no network: the value is the probability of yes.",
        "In hidden layers the slope is at most 1/4, so gradients shrink at every layer they pass.",
        "Saturates: beyond |z| of about 6 the neuron hardly learns.",
        "Its values are never negative, so the next layer sees inputs that are not centred.",
    ),
)
def sigmoid(z: Real) -> Real:
    """A soft step from 0 to 1, with 1/2 at z = 0."""
    return expit(z)


@slope_of(sigmoid, aliases=("logistic",))
def sigmoid_slope(z: Real) -> Real:
    """e/(1+e)² with e = exp(-|z|); a·(1-a) is 0 past z = 37, where the slope is not."""
    return expit_slope(z)


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
    },
    key_points=(
        "Hidden layers of small, smooth networks: centred on 0, slope 1 at the origin.",
        "Saturates at both ends: beyond |z| of about 3 the neuron hardly learns.",
        "It is a sigmoid in other units: tanh(z) = 2·sigmoid(2z) - 1.",
    ),
)
def tanh(z: Real) -> Real:
    """A soft step from -1 to 1 that passes through the origin with slope 1."""
    # the textbook quotient overflows above 710 and loses a small z; h is half of exp(2|z|) - 1
    t = expm1(2.0 * absolute(z))
    h = 0.5 * t
    # tanh = h/(1 + h): below 0.55 as h minus a part, above as 1 minus a part; each rounds little
    a = where(absolute(z) < 0.55, h - h * (t / (t + 2.0)), 1.0 - 2.0 / (t + 2.0))
    return where(z > 0.0, a, where(z < 0.0, -a, z))


@slope_of(tanh)
def tanh_slope(z: Real) -> Real:
    """4e/(1+e)² with e = exp(-2|z|); 1 - a² is 0 past z = 19, where the slope is not."""
    return 4.0 * expit_slope(2.0 * z)  # tanh(z) = 2·sigmoid(2z) - 1
