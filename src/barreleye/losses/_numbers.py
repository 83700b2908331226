"""Losses of networks that answer with numbers; each is the mean over the outputs of a row."""

from __future__ import annotations

import numpy as np

from .._arrays import Array
from ..scalars import absolute, minimum
from ._spec import declare, gradient_of


@declare(latex=r"(\hat y - y)^2", on_logits=False)
def squared_error(P: Array, Y: Array) -> Array:
    """The square of the error: the answer aims at the mean, and far points pull hard."""
    D = P - Y
    return (D * D).mean(axis=1)


@gradient_of(squared_error)
def squared_error_gradient(P: Array, Y: Array) -> Array:
    """2(p - y)."""
    return 2.0 * (P - Y) / P.shape[1]


@declare(latex=r"|\hat y - y|", on_logits=False)
def absolute_error(P: Array, Y: Array) -> Array:
    """The size of the error: the answer aims at the median, and far points pull no harder."""
    return absolute(P - Y).mean(axis=1)


@gradient_of(absolute_error)
def absolute_error_gradient(P: Array, Y: Array) -> Array:
    """The sign of p - y; 0 where they agree."""
    return np.sign(P - Y) / P.shape[1]


@declare(
    latex=r"\begin{cases} \frac{1}{2} d^2 & |d| \le \delta \\"
    r" \delta (|d| - \frac{1}{2} \delta) & |d| > \delta \end{cases}, \quad d = \hat y - y",
    on_logits=False,
)
def huber(P: Array, Y: Array, delta: float = 1.0) -> Array:
    """Half the square up to delta, a straight line beyond: smooth at 0, calm about outliers."""
    d = absolute(P - Y)
    inside = minimum(d, delta)
    return (inside * (d - 0.5 * inside)).mean(axis=1)


@gradient_of(huber)
def huber_gradient(P: Array, Y: Array, delta: float = 1.0) -> Array:
    """The error p - y, held within ±delta."""
    return np.clip(P - Y, -delta, delta) / P.shape[1]
