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
        "A neuron that fires or does not: the first activation in history, rarely a choice today.",
        "It cannot be trained by gradients: its slope is 0 on both sides, so nothing before it moves.",
        "It hides how close the decision was: z = 3 and z = 300,000 look the same.",
        "Books disagree at z = 0: at_zero=1 fires (z >= 0), at_zero=0 does not (z > 0).",
    ),
)
def step(z: Real, at_zero: float = 1.0) -> Real:
    """Fires or not: 1 above the threshold 0, 0 below it."""
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
        "The step with outputs -1 and 1: the neuron of the perceptron and of Hopfield's memory.",
        "Like the step it cannot be trained by gradients: its slope is 0 on both sides.",
        "Binary networks use it forwards and the slope of hard_tanh backwards.",
    ),
)
def sign(z: Real) -> Real:
    """For or against: 1 above 0, -1 below, 0 at 0 itself."""
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
        "The output of a regression network: any real number can be answered.",
        "Useless between layers: a chain of straight lines is one straight line, however deep.",
    ),
)
def linear(z: Real) -> Real:
    """The straight line y = z: the neuron passes on what it summed."""
    return z


@slope_of(linear, aliases=("identity",))
def linear_slope(z: Real) -> Real:
    """1 everywhere."""
    return where(z == z, 1.0, z)
