"""gelu and its slope in float32 registers: an exponential times a curve that hardly bends.

Left of 0 they are as small as the exponential, so that every factor keeps two parts; right of 0 follows from
there. The slope has a zero: the distance from it is a factor of its own, and loses no digits.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from ..scalars import Real, absolute, maximum, where
from ..scalars.narrow import (
    Parts,
    WithFallback,
    curve_in_parts,
    fast_two_sum,
    fused,
    narrow_exp_in_parts,
    signed_as,
    two_product,
    two_sum,
)
from ._activation_polynomials import GELU_TURNING_POINT
from ._curve_tables import GELU_SLOPE_CURVE, MILLS_CURVE
from ._gate_formulas import TurningPoint

_ENDS = 9.4  # with the curves

Zero: TypeAlias = tuple[float, float, float]


def _in_three(point: TurningPoint) -> Zero:
    """Return the zero of a slope as the sum of three float32."""
    first = np.float32(point.high)
    second = np.float32((point.high - float(first)) + point.low)
    return float(first), float(second), (point.high - float(first)) - float(second) + point.low


_ZERO = _in_three(GELU_TURNING_POINT)


def narrow_gelu(z: Real) -> WithFallback:
    """Return max(z, 0) - a·Φ(-a) with a = |z|, where Φ(-a) is exp(-a²/2) times a curve."""
    a = absolute(z)
    high, low = two_product(_bell(a), fast_two_sum(*curve_in_parts(MILLS_CURVE, a)))
    p = high * a
    value = _less(maximum(z, 0.0), (p, fused(low, a, fused(high, a, -p))))
    return WithFallback(signed_as(value, z), a >= _ENDS)  # that of a zero, too


def narrow_gelu_slope(z: Real) -> WithFallback:
    """Return Φ(-a) - a·φ(a) at -a, and 1 minus that at a."""
    a = absolute(z)
    far = two_product(_before(_ZERO, a), fast_two_sum(*curve_in_parts(GELU_SLOPE_CURVE, a)))
    return WithFallback(_both_sides(z, two_product(_bell(a), far)), a >= _ENDS)


def _bell(a: Real) -> Parts:
    """Return exp(-a²/2)."""
    half = a * -0.5
    x = a * half
    return narrow_exp_in_parts(x, fused(a, half, -x))


def _before(zero: Zero, a: Real) -> Parts:
    """Return zero - a."""
    high, low = two_sum(-a, zero[0])
    high, low = fast_two_sum(
        *two_sum(high, zero[1]), low
    )  # for a = zero[0] nothing is left but the second
    return high, low + zero[2]


def _both_sides(z: Real, left: Parts) -> Real:
    """Return the slope on the side of z, from its two parts at -|z|."""
    return where(z > 0.0, _less(1.0, left), left[0] + left[1])


def _less(base: Real | float, part: Parts) -> Real:
    """Return base - part, for a base that is 0 or larger than the part."""
    value = base - part[0]
    return value + (((base - value) - part[0]) - part[1])
