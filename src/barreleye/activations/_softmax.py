"""Activations of a whole row: softmax, log_softmax."""

from __future__ import annotations

import math

from .. import scalars
from ..scalars import Real
from ._activation_catalogue import rowwise, vjp_of
from ._explained import softmax_steps


@rowwise(
    latex=r"\frac{e^{z_i}}{\sum_j e^{z_j}}",
    truth="exp(z_i) / sum_j(exp(z_j))",
    range=(0.0, 1.0),
    limits=(0.0, 1.0),
    masked=0.0,
    onnx="Softmax",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.Softmax(dim=-1)",
        "ONNX": "Softmax(axis=-1)",
        "Keras": 'activation="softmax"',
        "JAX": "jax.nn.softmax(z, axis=-1)",
        "SciPy": "scipy.special.softmax(z, axis=-1)",
    },
    naive=("np.exp(z) / np.exp(z).sum()", (100.0, 0.0)),
    explained=softmax_steps,
    key_points=(
        "The output of a classifier with several classes is a row of probabilities that add up to 1.",
        (
            "Only differences count: adding a constant to the whole row changes nothing, which is why"
            " the largest entry is subtracted first and exp cannot overflow."
        ),
        "Train it through the cross-entropy of its logits, never through log(softmax(z)).",
        "A row with +inf, or with -inf only, has no softmax and gives NaN.",
    ),
)
def softmax(z: Real) -> Real:
    """Turns a row of scores into probabilities ("confidence scores" in many lessons) that add up to 1."""
    return scalars.softmax(z)


vjp_of(softmax)(scalars.softmax_product)


@rowwise(
    latex=r"z_i - \ln \sum_j e^{z_j}",
    truth="log(exp(z_i) / sum_j(exp(z_j)))",
    range=(-math.inf, 0.0),
    limits=(-math.inf, 0.0),
    masked=-math.inf,
    onnx="LogSoftmax",
    init="glorot_uniform",
    equivalents={
        "PyTorch": "torch.nn.LogSoftmax(dim=-1)",
        "ONNX": "LogSoftmax(axis=-1)",
        "Keras": 'activation="log_softmax"',
        "JAX": "jax.nn.log_softmax(z, axis=-1)",
        "SciPy": "scipy.special.log_softmax(z, axis=-1)",
    },
    naive=("np.log(np.exp(z) / np.exp(z).sum())", (20.0, 0.0)),
    key_points=(
        "Log-probabilities are finite where a probability itself underflows to 0.",
        "The cross-entropy of a row is -log_softmax(z) at the true class.",
    ),
)
def log_softmax(z: Real) -> Real:
    """The logarithm of softmax, exact where softmax itself underflows."""
    return scalars.log_softmax(z)


vjp_of(log_softmax)(scalars.log_softmax_product)
