"""Gates and the straight line: step, sign, linear."""

from __future__ import annotations

import math

from .. import scalars
from ..scalars import Real, where
from ._activation_catalogue import elementwise, slope_of


@elementwise(
    latex=r"\begin{cases} 1 & z > 0 \\ \mathrm{at\_zero} & z = 0 \\ 0 & z < 0 \end{cases}",
    truth="Piecewise((1, z > 0), (at_zero, Eq(z, 0)), (0, True))",
    range=(0.0, 1.0),
    limits=(0.0, 1.0),
    kinks=(0.0,),
    bounds={"at_zero": (0.0, 1.0)},
    increasing=True,
    piecewise_linear=True,
    onnx=None,
    init="lecun_normal",
    equivalents={
        "NumPy": "np.heaviside(z, at_zero)",
        "PyTorch": "torch.heaviside(z, torch.tensor(at_zero))",
    },
    naive=("(z >= 0).astype(z.dtype)", math.nan),
    key_points=(
        "The activation of the perceptron, which is rarely used today.",
        "It cannot be trained by gradients: its slope is 0 on both sides, so weights before it get no gradient.",
        "It does not show how close a decision was: z = 3 and z = 300,000 give the same output.",
        "Books disagree about z = 0: at_zero=1 is the convention z >= 0, at_zero=0 is z > 0.",
    ),
)
def step(z: Real, at_zero: float = 1.0) -> Real:
    """The step function: 1 above 0, 0 below 0."""
    return where(z > 0.0, 1.0, where(z < 0.0, 0.0, where(z == 0.0, at_zero, z)))


@slope_of(step, aliases=("heaviside",))
def step_slope(z: Real, at_zero: float = 1.0) -> Real:  # noqa: ARG001  same parameters as the body
    """0 everywhere, also at the jump: the convention of the field, and why it cannot learn."""
    return where(z == z, 0.0, z)


@elementwise(
    latex=r"\begin{cases} 1 & z > 0 \\ 0 & z = 0 \\ -1 & z < 0 \end{cases}",
    truth="Piecewise((1, z > 0), (0, Eq(z, 0)), (-1, True))",
    range=(-1.0, 1.0),
    limits=(-1.0, 1.0),
    kinks=(0.0,),
    increasing=True,
    selecting=True,
    piecewise_linear=True,
    onnx="Sign",
    init="lecun_normal",
    equivalents={
        "PyTorch": "torch.sign(z)",
        "JAX": "jnp.sign(z)",
        "NumPy": "np.sign(z)",
        "ONNX": "Sign()",
    },
    naive=("z / np.abs(z)", 0.0),
    key_points=(
        "A step with outputs -1 and 1, as in Hopfield networks.",
        "Like the step it cannot be trained by gradients: its slope is 0 on both sides.",
        "Binary networks use it forwards and the slope of hard_tanh backwards.",
    ),
)
def sign(z: Real) -> Real:
    """The sign: 1 above 0, -1 below 0, and 0 at 0."""
    return scalars.sign(z)


@slope_of(sign)
def sign_slope(z: Real) -> Real:
    """0 everywhere, also at the jump."""
    return where(z == z, 0.0, z)


@elementwise(
    latex=r"z",
    truth="z",
    range=(-math.inf, math.inf),
    limits=(-math.inf, math.inf),
    increasing=True,
    selecting=True,
    piecewise_linear=True,
    onnx="Identity",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Identity()",
        "Keras": 'activation="linear"',
        "JAX": "lambda z: z",
        "ONNX": "Identity()",
    },
    key_points=(
        "The output activation for regression: the output can be any real number.",
        "It is useless in hidden layers: several linear layers are equal to one linear layer.",
    ),
)
def linear(z: Real) -> Real:
    """The identity f(z) = z: the output of the neuron is its weighted sum."""
    return z


@slope_of(linear, aliases=("identity",))
def linear_slope(z: Real) -> Real:
    """1 everywhere."""
    return where(z == z, 1.0, z)
