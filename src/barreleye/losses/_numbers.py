"""Losses of networks that answer with numbers; each is the mean over the outputs of a row, but for two halves."""

from __future__ import annotations

import numpy as np

from ..scalars import (
    Real,
    absolute,
    clamped,
    exp,
    expm1,
    maximum,
    minimum,
    row_length,
    row_mean,
    row_sum,
    sign,
    where,
)
from ._loss_catalogue import declare, gradient_of


@declare(latex=r"(\hat y - y)^2", on_logits=False)
def squared_error(p: Real, y: Real) -> Real:
    """The square of the error: predictions tend to the mean, and outliers count much."""
    d = p - y
    return row_mean(d * d)


@gradient_of(squared_error)
def squared_error_gradient(p: Real, y: Real) -> Real:
    """2(p - y)."""
    return 2.0 * (p - y) / row_length(p)


@declare(latex=r"\tfrac{1}{2} (\hat y - y)^2", on_logits=False)
def half_squared_error(p: Real, y: Real) -> Real:
    """Half the square of the error, as the sum over the outputs of a row: its gradient is the error itself."""
    d = p - y
    return 0.5 * row_sum(d * d)


@gradient_of(half_squared_error)
def half_squared_error_gradient(p: Real, y: Real) -> Real:
    """The error p - y."""
    return p - y


@declare(latex=r"|\hat y - y|", on_logits=False)
def absolute_error(p: Real, y: Real) -> Real:
    """The size of the error: predictions tend to the median, and outliers count less."""
    return row_mean(absolute(p - y))


@gradient_of(absolute_error)
def absolute_error_gradient(p: Real, y: Real) -> Real:
    """The sign of p - y; 0 where they agree."""
    return sign(p - y) / row_length(p)


@declare(
    latex=r"\begin{cases} \frac{1}{2} d^2 & |d| \le \delta \\"
    r" \delta (|d| - \frac{1}{2} \delta) & |d| > \delta \end{cases}, \quad d = \hat y - y",
    on_logits=False,
)
def huber(p: Real, y: Real, delta: float = 1.0) -> Real:
    """Half the square of the error up to delta, and linear beyond, so that outliers count less."""
    d = absolute(p - y)
    inside = minimum(d, delta)
    return row_mean(inside * (d - 0.5 * inside))


@gradient_of(huber)
def huber_gradient(p: Real, y: Real, delta: float = 1.0) -> Real:
    """The error p - y, held within ±delta."""
    return clamped(p - y, delta) / row_length(p)


@declare(
    latex=r"\max\bigl(q\,(y - \hat y),\ (1 - q)(\hat y - y)\bigr), \quad q = \mathrm{level}",
    on_logits=False,
    below={"level": 1.0},
)
def quantile(p: Real, y: Real, level: float = 0.5) -> Real:
    """The pinball loss: predictions tend to the quantile, so that a share ``level`` of the truth is below them.

    Koenker and Bassett: Regression quantiles (1978).
    """
    d = p - y
    return row_mean(maximum((1.0 - level) * d, -level * d))


@gradient_of(quantile)
def quantile_gradient(p: Real, y: Real, level: float = 0.5) -> Real:
    """1 - level where p is above y, -level where it is below, 0 where they agree."""
    way = sign(p - y)
    return (0.5 * way + (0.5 - level) * absolute(way)) / row_length(p)


@declare(
    latex=r"\sum_k y_k \log \frac{y_k}{\mu_k} - y_k + \mu_k, \quad \mu_k = e^{z_k}",
    on_logits=True,
    outputs=("exponential",),
    least_target=0.0,
)
def half_poisson_deviance(z: Real, y: Real) -> Real:
    """Half the Poisson deviance, as the sum over the outputs of a row: for counts, frequencies and other rates.

    The prediction is exp(z); 0·log 0 is 0.
    """
    known = where(y == 0.0, 1.0, y)  # so that there is a logarithm
    d = minimum(z, 1000.0) - np.log(known)  # exp(1000) is infinite, but 1000 - log(y) is not
    near = known * (expm1(d) - d)  # y·log y - y·z - y + exp(z) would cancel
    far = exp(z) - known * (1.0 + d)  # expm1 would overflow for a tiny y
    return row_sum(where(y == 0.0, exp(z), where(d > 1.0, far, near)))


@gradient_of(half_poisson_deviance)
def half_poisson_deviance_gradient(z: Real, y: Real) -> Real:
    """The error exp(z) - y."""
    return exp(z) - y
