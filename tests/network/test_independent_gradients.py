"""net.gradients against automatic differentiation of the textbook formulas."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy
from autograd.scipy import special
from sympy.printing.numpy import NumPyPrinter

import barreleye as be
from support.networks import X, fits, network_away_from_kinks, representative

# Forward and backward through three layers are some 2 · 3 · 12 roundings on either side, and the
# textbook's log(softmax) and 1 - p lose a few digits more than the library does.
TOLERANCE = 512 * np.finfo(float).eps


def exponential_share(z):
    e = anp.exp(z)
    return e / anp.sum(e, axis=1, keepdims=True)


ACTIVATIONS = {
    "linear": lambda z: z,
    "step": lambda z, at_zero: anp.where(z > 0, 1.0, anp.where(z < 0, 0.0, at_zero)) + 0.0 * z,
    "relu": lambda z: anp.maximum(0.0, z),
    "leaky_relu": lambda z, negative_slope: anp.where(z > 0, z, negative_slope * z),
    "sigmoid": lambda z: 1.0 / (1.0 + anp.exp(-z)),
    "tanh": lambda z: (anp.exp(z) - anp.exp(-z)) / (anp.exp(z) + anp.exp(-z)),
    "softmax": exponential_share,
    "log_softmax": lambda z: anp.log(exponential_share(z)),
}


def textbook(activation):
    """Return a formula from the table, or read a newcomer's from the textbook form it states."""
    if activation.name in ACTIVATIONS:
        return lambda z: ACTIVATIONS[activation.name](z, **activation.parameters)
    z = sympy.Symbol("z", real=True)
    form = sympy.sympify(activation.truth, locals={"z": z, **activation.parameters})
    printer = NumPyPrinter({"fully_qualified_modules": False, "allow_unknown_functions": True})
    formula = sympy.lambdify(z, form, [{"select": select}, special, anp], printer=printer)
    return lambda a: formula(a) + 0.0 * a  # autograd asks that a constant, too, depends on its input


def select(conditions, values, default):
    """Return the value of the first condition that holds, as a formula of autograd."""
    result = default
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        result = anp.where(condition, value, result)
    return result


def cross_entropy(z, a, y):  # noqa: ARG001  the losses share one signature
    return -anp.sum(np.eye(3)[y] * anp.log(exponential_share(z)), axis=1)


def binary_cross_entropy(z, a, y):  # noqa: ARG001  as above
    p = ACTIVATIONS["sigmoid"](z)
    return anp.mean(-y * anp.log(p) - (1.0 - y) * anp.log(1.0 - p), axis=1)


def summed_binary_cross_entropy(z, a, y):
    return binary_cross_entropy(z, a, y) * y.shape[1]


def half_squared_error(z, a, y):
    return squared_error(z, a, y) * (y.shape[1] / 2.0)


def squared_error(z, a, y):  # noqa: ARG001  as above
    return anp.mean((a - y) ** 2, axis=1)


def absolute_error(z, a, y):  # noqa: ARG001  as above
    return anp.mean(anp.abs(a - y), axis=1)


def huber(z, a, y):  # noqa: ARG001  as above
    d = anp.abs(a - y)
    return anp.mean(anp.where(d <= 1.0, 0.5 * d**2, d - 0.5), axis=1)


def quantile(z, a, y):  # noqa: ARG001  as above
    return anp.mean(0.5 * anp.abs(a - y), axis=1)  # at its usual level, one half


def half_poisson_deviance(z, a, y):  # noqa: ARG001  as above
    return anp.sum(y * anp.log(np.where(y, y, 1.0)) - y * z - y + anp.exp(z), axis=1)


LOSSES = {
    f.__name__: f
    for f in (
        cross_entropy, binary_cross_entropy, summed_binary_cross_entropy, squared_error, half_squared_error,
        absolute_error, huber, quantile, half_poisson_deviance,
    )
}  # fmt: skip


SUMS = ("summed_binary_cross_entropy", "half_squared_error", "half_poisson_deviance")


def textbook_loss(vector, net, y, loss, row_weights):
    a, start = X, 0
    for layer in net.descriptions:
        n, m = a.shape[1], layer.units
        W, b = (
            anp.reshape(vector[start : start + n * m], (n, m)),
            vector[start + n * m : start + n * m + m],
        )
        start += n * m + m
        z = anp.dot(a, W) + b
        a = textbook(layer.activation)(z)
    rows = LOSSES[loss](z, a, y)
    return anp.sum(rows * row_weights) / np.sum(row_weights)


def assert_agreement(net, y, loss, weights=None):
    row_weights = np.ones(len(X)) if weights is None else np.asarray(weights)
    arguments = (net, y, loss, row_weights)
    vector = net.parameters.vector
    value = float(textbook_loss(vector, *arguments))
    truth = autograd.grad(textbook_loss)(vector, *arguments)
    said = net.gradients(X, y, loss, sample_weight=weights).vector
    assert net.loss(X, y, loss, sample_weight=weights) == pytest.approx(value, rel=TOLERANCE)
    terms = y.shape[1] if loss in SUMS else 1  # a mean over outputs divides what rounds by as many
    atol = terms * TOLERANCE * (1.0 + np.abs(truth).max())
    np.testing.assert_allclose(said, truth, rtol=0, atol=atol)


def test_every_loss_has_its_textbook_formula_here():
    assert set(LOSSES) == set(be.losses.names())


@pytest.mark.parametrize("loss", be.losses.names())
@pytest.mark.parametrize("hidden", be.activations.names())
def test_hidden_layers_agree_with_automatic_differentiation(hidden, loss):
    net, y = network_away_from_kinks(hidden, representative(loss), 3, loss)
    assert_agreement(net, y, loss)


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize(
    ("output", "loss"),
    [(a, loss) for a in be.activations.names() for loss in be.losses.names() if fits(loss, a)],
)
def test_output_layers_agree_with_automatic_differentiation(output, loss, depth):
    net, y = network_away_from_kinks("tanh", output, depth, loss)
    assert_agreement(net, y, loss)


@pytest.mark.parametrize("loss", be.losses.names())
def test_weighted_rows_agree_with_automatic_differentiation(loss):
    net, y = network_away_from_kinks("tanh", representative(loss), 2, loss)
    assert_agreement(net, y, loss, [0.5, 2.0, 1.0, 0.0, 3.0])


def test_a_row_of_softmax_under_squared_error_agrees_with_automatic_differentiation():
    net, y = network_away_from_kinks("softmax", "softmax", 3, "squared_error")
    assert_agreement(net, y, "squared_error")
