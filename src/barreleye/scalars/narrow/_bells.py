"""elu, selu, celu and the gaussian in float32 registers: an exponential in two parts, times a number in two."""

from __future__ import annotations

import numpy as np

from .._dialect import Number, Real, absolute, maximum, where
from ._exponential import inverse, less_one_in_parts, power_in_parts
from ._narrow_dialect import Parts, Truth, Unless, fused, in_parts, outside, product, signed_as

_ENDS = 64.0  # exp(-64), and what it rounds, have all their digits, also times a parameter
_LEAST, _TINY = 2.0**-149, 2.0**-60  # below the second, what a product rounds has no digits left
_HUGE = 2.0**100  # so that a product is finite
_FAR = 2.0**23  # whatever the parameter, z over it is below -_ENDS
_PARAMETERS = 2.0**-16, 2.0**16


def _two(number: float) -> tuple[float, float]:
    """Return a constant as the sum of two float32."""
    return float(np.float32(number)), number - float(np.float32(number))


def narrow_elu(z: Real, alpha: Real) -> Unless:
    """Return z, or alpha·(exp(z) - 1) below 0."""
    high, low = _times(less_one_in_parts(maximum(z, -_ENDS)), in_parts(alpha))
    below = signed_as(high + low, z)  # that of a zero, too
    return Unless(where(z > 0.0, z, below), (z <= 0.0) & (_is_tiny(z) | _strange(alpha)))


def narrow_elu_slope(z: Real, alpha: Real) -> Unless:
    """Return 1, or alpha·exp(z) below 0."""
    high, low = product(power_in_parts(maximum(z, -_ENDS)), in_parts(alpha))
    return Unless(where(z > 0.0, 1.0, high + low), (z < -_ENDS) | (z <= 0.0) & _strange(alpha))


def narrow_selu(z: Real, above: float, below: float) -> Unless:
    """Return above·z, or below·(exp(z) - 1) below 0."""
    scale, rest = _two(above)
    high, low = _times(less_one_in_parts(maximum(z, -_ENDS)), _two(below))
    value = where(z > 0.0, fused(z, scale, z * rest), high + low)
    return Unless(signed_as(value, z), _is_tiny(z) | (z > _HUGE))


def narrow_selu_slope(z: Real, above: float, below: float) -> Unless:
    """Return above, or below·exp(z) below 0."""
    high, low = product(power_in_parts(maximum(z, -_ENDS)), _two(below))
    return Unless(where(z > 0.0, above, high + low), z < -_ENDS)


def narrow_celu(z: Real, alpha: Real) -> Unless:
    """Return z, or alpha·(exp(z/alpha) - 1) below 0."""
    parameter = in_parts(alpha)
    high, low = _times(less_one_in_parts(*_quotient(z, parameter)), parameter)
    below = signed_as(high + low, z)  # that of a zero, too
    return Unless(where(z > 0.0, z, below), (z <= 0.0) & (_is_tiny(z) | _strange(alpha)))


def narrow_celu_slope(z: Real, alpha: Real) -> Unless:
    """Return 1, or exp(z/alpha) below 0."""
    x, x_low = _quotient(z, in_parts(alpha))
    high, low = power_in_parts(x, x_low)
    return Unless(where(z > 0.0, 1.0, high + low), (x <= -_ENDS) | (z <= 0.0) & _strange(alpha))


def narrow_gaussian(z: Real) -> Unless:
    """Return exp(-z²)."""
    high, low = _bell(z)
    return Unless(high + low, _beyond(z))


def narrow_gaussian_slope(z: Real) -> Unless:
    """Return -2z·exp(-z²)."""
    high, low = product(_bell(z), (z * -2.0, 0.0))
    return Unless(signed_as(high + low, -z), _beyond(z) | _is_tiny(z))


def _times(a: Parts, b: tuple[Number, Number]) -> Parts:
    """Return a·b, whose second parts are large enough to count, too."""
    p = a[0] * b[0]
    return p, fused(a[1], b[0], fused(a[1], b[1], fused(a[0], b[1], fused(a[0], b[0], -p))))


def _quotient(z: Real, parameter: Parts) -> Parts:
    """Return z/parameter for z <= 0, but for what lies below -_ENDS."""
    high, low = parameter
    y = inverse(high)
    missing = fused(-y, low, fused(-y, high, 1.0))
    x, x_low = product((maximum(z, -_FAR), 0.0), (y, missing * y))
    return maximum(x, -_ENDS), x_low


def _bell(z: Real) -> Parts:
    """Return exp(-z²)."""
    x = -(z * z)
    return power_in_parts(x, fused(-z, z, -x))


def _beyond(z: Real) -> Truth:
    return absolute(z) > 8.0  # where z² is _ENDS


def _is_tiny(z: Real) -> Truth:
    """Say whether z is smaller than a product can do with, but for 0."""
    return ~outside(absolute(z), _LEAST, _TINY)


def _strange(parameter: Real) -> Truth:
    smallest, largest = _PARAMETERS
    return ~((parameter > smallest) & (parameter < largest))
