"""Losses of classifiers, from logits: the output activation is inside, so it cannot be applied twice."""

from __future__ import annotations

from .._arrays import Array
from ..scalars import (
    Real,
    columns,
    exp,
    exp_sums,
    expit,
    log1p,
    log1pexp,
    log_softmax,
    over_the_row,
    picked,
    row_max,
    shifted,
    softmax,
    where,
)
from ._spec import declare, gradient_of, labelled


@declare(
    latex=r"-\log \frac{e^{z_y}}{\sum_j e^{z_j}}",
    on_logits=True,
    truth="classes",
    outputs=("softmax", "log_softmax"),
)
def cross_entropy(Z: Array, Y: Array) -> Array:
    """The surprise, in nats, at the true class: -log of the confidence it was given.

    Y holds class indices (rows,) or one weight per class (rows, classes), such as one-hot rows.
    """
    if Y.ndim == 1:
        return surprise(Z, Y[:, None])[:, 0]
    L = log_softmax(Z)
    # a class of weight 0 costs 0 even at logit -inf; and -L would answer -0.0 for no cost
    return 0.0 - where(Y == 0.0, 0.0, Y * L).sum(axis=1)


@gradient_of(cross_entropy)
def cross_entropy_gradient(Z: Array, Y: Array) -> Array:
    """P - y; at the true class minus the sum of the others, because p - 1 cancels."""
    if Y.ndim == 1:
        return surprise_gradient(Z, Y[:, None])
    return softmax(Z) * Y.sum(axis=1, keepdims=True) - Y


def surprise(z: Real, label: Real) -> Real:
    """Return -log of the confidence at the label of each row, in the words of rows."""
    d, e = shifted(z)
    rest, ties = exp_sums(d, e)
    return log1p(rest + (ties - 1.0)) - (picked(z, label) - row_max(z))


def surprise_gradient(z: Real, label: Real) -> Real:
    """Return p - 1 at the label, and p elsewhere; p - 1 as minus the sum of the others."""
    d, e = shifted(z)
    rest, ties = exp_sums(d, e)
    total = rest + ties
    at = picked(z, label) - row_max(z)
    others = where(at == 0.0, rest + (ties - 1.0), total - exp(at))
    return over_the_row(where(columns(z) == label, -others, e), total)


@labelled(cross_entropy)
def surprise_and_gradient(z: Real, label: Real, weight: Real) -> tuple[Real, Real]:
    """Return both, the gradient times a weight per row; a row of weight 0 takes no part."""
    pull = where(weight == 0.0, 0.0, surprise_gradient(z, label) * weight)
    return surprise(z, label), pull


@declare(
    latex=r"y \log(1 + e^{-z}) + (1 - y) \log(1 + e^{z})",
    on_logits=True,
    truth="yes or no",
    outputs=("sigmoid",),
)
def binary_cross_entropy(Z: Array, Y: Array) -> Array:
    """The surprise, in nats, at a yes (y = 1) or a no (y = 0); the mean over the outputs of a row.

    y between 0 and 1 is a soft label.
    """
    yes = where(Y == 0.0, 0.0, Y * log1pexp(-Z))
    no = where(Y == 1.0, 0.0, (1.0 - Y) * log1pexp(Z))
    return (yes + no).mean(axis=1)


@gradient_of(binary_cross_entropy)
def binary_cross_entropy_gradient(Z: Array, Y: Array) -> Array:
    """P - y, written as (1-y)·p - y·(1-p) with each tail from its own side: nothing cancels."""
    return ((1.0 - Y) * expit(Z) - Y * expit(-Z)) / Z.shape[1]
