"""Losses of classifiers, from logits: the output activation is inside, so it cannot be applied twice."""

from __future__ import annotations

import numpy as np

from .._arrays import Array
from ..kernels import log_softmax_rows, softmax_rows
from ..scalars import expit, log1pexp, where
from ._spec import declare, gradient_of


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
    L = log_softmax_rows(Z)
    if Y.ndim == 1:
        return 0.0 - L[np.arange(len(Y)), Y.astype(np.intp)]  # -L would answer -0.0 for no cost
    return 0.0 - where(Y == 0.0, 0.0, Y * L).sum(
        axis=1
    )  # a class of weight 0 costs 0 even at logit -inf


@gradient_of(cross_entropy)
def cross_entropy_gradient(Z: Array, Y: Array) -> Array:
    """P - y; at the true class minus the sum of the others, because p - 1 cancels."""
    P = softmax_rows(Z)
    if Y.ndim == 2:
        return P * Y.sum(axis=1, keepdims=True) - Y
    at = (np.arange(len(Y)), Y.astype(np.intp))
    P[at] = 0.0
    P[at] = -P.sum(axis=1)
    return P


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
