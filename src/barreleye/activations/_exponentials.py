"""Rectifiers whose lower half is an exponential: elu, selu, celu, softplus."""

from __future__ import annotations

import math

from ..scalars import (
    Real,
    clamped,
    exp,
    expit,
    expm1,
    fine,
    log1p_decay,
    maximum,
    pair_product,
    pair_quotient,
    times_exp_of_small,
    where,
)
from ._activation_catalogue import elementwise, slope_of

_POSITIVE = (2.0**-20, 2.0**20)


def _elu_range(alpha: float) -> tuple[float, float]:
    return (-alpha, math.inf)


@elementwise(
    latex=r"\begin{cases} z & z > 0 \\ \alpha (e^{z} - 1) & z \le 0 \end{cases}",
    truth="Piecewise((z, z > 0), (alpha * (exp(z) - 1), True))",
    range=_elu_range,
    limits=_elu_range,
    kinks=(0.0,),
    bounds={"alpha": (0.0, 2.0**20)},
    increasing=True,
    onnx="Elu",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.ELU(alpha=alpha)",
        "Keras": "keras.layers.ELU(alpha=alpha)",
        "JAX": "jax.nn.elu(z, alpha=alpha)",
        "ONNX": "Elu(alpha=alpha)",
    },
    naive=("np.where(z > 0, z, np.exp(z) - 1)", -1e-10),
    key_points=(
        "A ReLU that goes on below 0, towards -alpha: its mean output stays nearer to 0.",
        "It cannot die: below 0 the slope is alpha·exp(z), small but not 0.",
        "With alpha = 1 the slope has no jump at 0; any other alpha gives it one.",
    ),
)
def elu(z: Real, alpha: float = 1.0) -> Real:
    """A ReLU that is exponential below 0 and tends to -alpha."""
    return where(z > 0.0, z, alpha * expm1(z))


@slope_of(elu)
def elu_slope(z: Real, alpha: float = 1.0) -> Real:
    """1 above 0; alpha·exp(z) below, and at 0. From z: f(z) + alpha cancels where f is near -alpha."""
    return where(z > 0.0, 1.0, alpha * exp(z))


# λ and λ·α with the 17 digits that float64 holds (Klambauer et al., "Self-Normalizing Neural
# Networks", 2017, appendix: the fixed point of mean 0 and variance 1)
_SELU_SCALE = 1.0507009873554805
_SELU_SCALE_ALPHA = 1.7580993408473768


@elementwise(
    latex=r"\lambda \begin{cases} z & z > 0 \\ \alpha (e^{z} - 1) & z \le 0 \end{cases}"
    r"\quad \lambda = 1.0507\ldots,\ \alpha = 1.6733\ldots",
    truth="1.0507009873554804934193349852946"
    " * Piecewise((z, z > 0), (1.6732632423543772848170429916717 * (exp(z) - 1), True))",
    range=(-_SELU_SCALE_ALPHA, math.inf),
    limits=(-_SELU_SCALE_ALPHA, math.inf),
    kinks=(0.0,),
    increasing=True,
    onnx="Selu",
    init="lecun_normal",
    equivalents={
        "PyTorch": "torch.nn.SELU()",
        "Keras": 'activation="selu"',
        "JAX": "jax.nn.selu",
        "ONNX": "Selu(alpha=1.6732632, gamma=1.0507010)",
    },
    naive=("1.0507 * np.where(z > 0, z, 1.67326 * (np.exp(z) - 1))", -1e-10),
    key_points=(
        "It keeps outputs near mean 0 and variance 1 from layer to layer, without normalising them.",
        "That holds for lecun_normal weights and standardised inputs, not for others.",
        "At 0 the slope is 1.7581, the limit from below.",
    ),
)
def selu(z: Real) -> Real:
    """An ELU with the two constants that keep mean 0 and variance 1."""
    return where(z > 0.0, _SELU_SCALE * z, _SELU_SCALE_ALPHA * expm1(z))


@slope_of(selu)
def selu_slope(z: Real) -> Real:
    """λ above 0; λ·α·exp(z) below, and at 0."""
    return where(z > 0.0, _SELU_SCALE, _SELU_SCALE_ALPHA * exp(z))


@elementwise(
    latex=r"\begin{cases} z & z > 0 \\ \alpha (e^{z / \alpha} - 1) & z \le 0 \end{cases}",
    truth="Piecewise((z, z > 0), (alpha * (exp(z / alpha) - 1), True))",
    range=_elu_range,
    limits=_elu_range,
    kinks=(0.0,),
    bounds={"alpha": _POSITIVE},
    increasing=True,
    onnx="Celu",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.CELU(alpha=alpha)",
        "Keras": "keras.activations.celu(z, alpha=alpha)",
        "JAX": "jax.nn.celu(z, alpha=alpha)",
        "ONNX": "Celu(alpha=alpha)",
    },
    naive=("np.where(z > 0, z, np.exp(z) - 1)", -1e-10),
    key_points=(
        "An ELU whose slope at 0 is 1 for every alpha, so that it has no kink.",
        "It tends to -alpha below 0; for larger alpha it does so more slowly.",
    ),
)
def celu(z: Real, alpha: float = 1.0) -> Real:
    """An ELU without a kink for every alpha."""
    return where(z > 0.0, z, alpha * expm1(z / alpha))


@slope_of(celu)
def celu_slope(z: Real, alpha: float = 1.0) -> Real:
    """1 above 0; exp(z/alpha) below, and at 0, with what the quotient lost put back."""
    below = clamped(z, 1e10)
    t = pair_quotient(below, alpha)
    return where(z > 0.0, 1.0, times_exp_of_small(exp(t.high), t.low))


@elementwise(
    latex=r"\frac{1}{\beta} \ln(1 + e^{\beta z})",
    truth="log(1 + exp(beta * z)) / beta",
    range=(0.0, math.inf),
    limits=(0.0, math.inf),
    bounds={"beta": _POSITIVE},
    increasing=True,
    onnx="Softplus",
    init="he_normal",
    equivalents={
        "PyTorch": "torch.nn.Softplus(beta=beta, threshold=40)  # with its own default, 20, 2e-9 are lost",
        "Keras": 'activation="softplus"',
        "JAX": "jax.nn.softplus  # beta = 1",
        "SciPy": "-scipy.special.log_expit(-z)",
        "ONNX": "Softplus()  # beta = 1",
    },
    naive=("np.log(1 + np.exp(z))", -20.0),
    key_points=(
        "It is smooth everywhere and cannot die: its slope is never 0.",
        "Its outputs are positive, which suits scales and variances.",
        "For larger beta it is closer to ReLU.",
        "It costs an exponential and a logarithm.",
    ),
)
def softplus(z: Real, beta: float = 1.0) -> Real:
    """A smooth ReLU that is positive everywhere."""
    # beta·z is rounded; what it loses matters as soon as the exponential does
    t = pair_product(beta, clamped(z, 1e10))
    corner = log1p_decay(t)
    return maximum(z, 0.0) + (corner / beta if fine(z) else corner * (1.0 / beta))


@slope_of(softplus)
def softplus_slope(z: Real, beta: float = 1.0) -> Real:
    """The sigmoid of beta·z."""
    return expit(pair_product(beta, clamped(z, 1e10)))
