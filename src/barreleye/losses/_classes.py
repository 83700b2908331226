"""Losses of classifiers, from logits: the output activation is inside, so it cannot be applied twice."""

from __future__ import annotations

from ..scalars import (
    Real,
    columns,
    exp,
    exp_sums,
    expit,
    log1p,
    log1pexp,
    log_softmax,
    normalized,
    picked,
    row_length,
    row_max,
    row_mean,
    row_sum,
    shifted,
    softmax,
    where,
)
from ._loss_catalogue import declare, gradient_of, labelled


@declare(
    latex=r"-\log \frac{e^{z_y}}{\sum_j e^{z_j}}",
    on_logits=True,
    target="classes",
    outputs=("softmax", "log_softmax"),
)
def cross_entropy(z: Real, y: Real) -> Real:
    """The negative log-probability of the true class, in nats.

    y is the weight of every class, such as a one-hot row; :func:`sparse_cross_entropy` takes a label.
    """
    # a class of weight 0 costs 0 even at logit -inf; and -log would answer -0.0 for no cost
    return 0.0 - row_sum(where(y == 0.0, 0.0, y * log_softmax(z)))


@gradient_of(cross_entropy)
def cross_entropy_gradient(z: Real, y: Real) -> Real:
    """P - y."""
    return softmax(z) * row_sum(y) - y


def sparse_cross_entropy(z: Real, label: Real) -> Real:
    """Return -log of the probability at the label of each row, in the words of rows."""
    d, e = shifted(z)
    rest, ties = exp_sums(d, e)
    return log1p(rest + (ties - 1.0)) - (picked(z, label) - row_max(z))


def sparse_cross_entropy_gradient(z: Real, label: Real) -> Real:
    """Return p - 1 at the label, and p elsewhere; p - 1 as minus the sum of the others."""
    d, e = shifted(z)
    rest, ties = exp_sums(d, e)
    total = rest + ties
    at = picked(z, label) - row_max(z)
    others = where(at == 0.0, rest + (ties - 1.0), total - exp(at))
    return normalized(where(columns(z) == label, -others, e), total)


labelled(cross_entropy, sparse_cross_entropy, sparse_cross_entropy_gradient)


@declare(
    latex=r"y \log(1 + e^{-z}) + (1 - y) \log(1 + e^{z})",
    on_logits=True,
    target="yes or no",
    outputs=("sigmoid",),
)
def binary_cross_entropy(z: Real, y: Real) -> Real:
    """The negative log-probability of y = 1 or y = 0, in nats, as the mean over the outputs of a row.

    y between 0 and 1 is a soft label.
    """
    yes = where(y == 0.0, 0.0, y * log1pexp(-z))
    no = where(y == 1.0, 0.0, (1.0 - y) * log1pexp(z))
    return row_mean(yes + no)


@gradient_of(binary_cross_entropy)
def binary_cross_entropy_gradient(z: Real, y: Real) -> Real:
    """P - y, written as (1-y)·p - y·(1-p) with each tail from its own side: nothing cancels."""
    return ((1.0 - y) * expit(z) - y * expit(-z)) / row_length(z)


@declare(
    latex=r"\sum_k y_k \log(1 + e^{-z_k}) + (1 - y_k) \log(1 + e^{z_k})",
    on_logits=True,
    target="yes or no",
    outputs=("sigmoid",),
)
def summed_binary_cross_entropy(z: Real, y: Real) -> Real:
    """The binary cross-entropy, as the sum over the outputs of a row: for several answers of yes or no."""
    yes = where(y == 0.0, 0.0, y * log1pexp(-z))
    no = where(y == 1.0, 0.0, (1.0 - y) * log1pexp(z))
    return row_sum(yes + no)


@gradient_of(summed_binary_cross_entropy)
def summed_binary_cross_entropy_gradient(z: Real, y: Real) -> Real:
    """P - y, without cancellation, as in binary_cross_entropy."""
    return (1.0 - y) * expit(z) - y * expit(-z)
