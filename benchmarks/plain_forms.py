"""The usual formulas in float32, every result of a step rounded: what this library's loops make of them.

They take exponentials and curves from the same tables as the library, and use none of the second parts
that it carries along. What is left of the difference to it is the price of the digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from barreleye.activations._curve_tables import MILLS_CURVE, TANH_CURVE
from barreleye.kernels import Map, TwoMaps
from barreleye.scalars import absolute, maximum, minimum, where
from barreleye.scalars._instructions import bits, looked_up, reciprocal_estimate, with_bits
from barreleye.scalars._polynomials import SIN
from barreleye.scalars.narrow import Curve, fused, narrowed, signed_as
from barreleye.scalars.narrow._exponential import POWERS

NORMAL_IS_1 = 5.6  # from there on float32 has nothing between Φ and 1


def _normal_curve() -> Curve:
    """Return Φ around 32 centers, by its derivatives there."""
    scale = 31.0 / NORMAL_IS_1
    centers = [float(np.float32(i / scale)) for i in range(32)]
    bells = [math.exp(-c * c / 2.0) / math.sqrt(2.0 * math.pi) for c in centers]
    hermite = [(-c, c * c - 1.0, 3.0 * c - c**3, c**4 - 6.0 * c * c + 3.0) for c in centers]
    rest = [
        tuple(bell * row[k] / math.factorial(k + 2) for bell, row in zip(bells, hermite, strict=True))
        for k in range(4)
    ]
    values = tuple(math.erfc(-c / math.sqrt(2.0)) / 2.0 for c in centers)
    # adding 2^23 rounds to a whole number, which then stands in the lowest bits
    return Curve(scale, 2.0**23, 0, tuple(centers), values, tuple(bells), tuple(rest))


NORMAL_CURVE = _normal_curve()
ROUNDER = 12582912.0  # adding 1.5·2^23 rounds to a whole number
STEPS, STEP = 46.16624130844683, 0.021660849452018738  # 32/ln 2 and its reciprocal


def exp(x):
    """Return exp(x) for -87 <= x <= 88."""
    x = minimum(maximum(x, -87.0), 88.0)
    t = fused(x, STEPS, ROUNDER)
    r = fused(ROUNDER - t, STEP, x)
    place = bits(t)
    whole = place.block.integer("and", place.block.integer("shl", place, 18), -(2**23))
    power = with_bits(looked_up(POWERS, place), "add", whole)
    return fused(power, fused(r * r, fused(r, 1.0 / 6.0, 0.5), r), power)


def curve_value(curve, x):
    """Return a curve at x by Horner's rule, with all of its terms."""
    scaled = bits(fused(curve.scale, x, curve.offset))
    place = scaled.block.integer("lshr", scaled, curve.shift)
    h = x - looked_up(curve.centers, place)
    rows = [curve.values, curve.slopes, *curve.rest]
    result = looked_up(rows[-1], place)
    for row in reversed(rows[:-1]):
        result = fused(result, h, looked_up(row, place))
    return result


def tanh(z):
    """Return the hyperbolic tangent."""
    return signed_as(curve_value(TANH_CURVE, minimum(absolute(z), 9.0)), z)


def tanh_slope(z):
    """Return 1 - tanh²."""
    t = tanh(z)
    return 1.0 - t * t


def sigmoid(z):
    """Return 1/(1 + exp(-z))."""
    b = 1.0 + exp(-z)
    y = reciprocal_estimate(b)
    return fused(y, fused(-b, y, 1.0), y)


def silu(z):
    """Return z times the sigmoid."""
    return z * sigmoid(z)


def silu_slope(z):
    """Return s·(1 + z·(1 - s))."""
    s = sigmoid(z)
    return s * fused(z, 1.0 - s, 1.0)


def gelu(z):
    """Return z·Φ(z), with Φ right to an eps of 1: in the tail it gives 0, as 1 + erf does."""
    share = curve_value(NORMAL_CURVE, minimum(absolute(z), NORMAL_IS_1))
    return z * where(z > 0.0, share, 1.0 - share)


def gelu_slope(z):
    """Return Φ(z) + z·φ(z)."""
    a = minimum(absolute(z), 9.0)
    bell = exp(a * a * -0.5)
    tail = where(absolute(z) > NORMAL_IS_1, 0.0, bell * curve_value(MILLS_CURVE, a))
    return fused(z * 0.3989423, bell, where(z > 0.0, 1.0 - tail, tail))


def gelu_tanh(z):
    """Return z times the sigmoid of 1.6·z + 0.07·z³."""
    return z * sigmoid(z * fused(0.071354814, z * z, 1.5957691))


def gelu_tanh_slope(z):
    """Return s + z·s·(1 - s) times the slope of what s is the sigmoid of."""
    square = z * z
    s = sigmoid(z * fused(0.071354814, square, 1.5957691))
    return fused(z * s * (1.0 - s), fused(0.21406445, square, 1.5957691), s)


def sine(z):
    """Return the sine, π taken off in two pieces."""
    t = fused(z, 0.31830987, ROUNDER)
    turns = t - ROUNDER
    r = fused(turns, 8.742278e-08, fused(-turns, 3.1415927, z))
    odd = bits(t).block.integer("shl", bits(t), 31)
    square, rest = r * r, SIN.single[-1]
    for c in reversed(SIN.single[:-1]):
        rest = fused(rest, square, c)
    return with_bits(fused(r * square, rest, r), "xor", odd)


FORMS = {
    "tanh": (tanh, tanh_slope), "silu": (silu, silu_slope), "gelu": (gelu, gelu_slope),
    "gelu_tanh": (gelu_tanh, gelu_tanh_slope), "sine": (sine, None),
}  # fmt: skip


def maps(function: str) -> tuple[Map, Map | None]:
    """Return the value and the slope as functions of arrays."""

    def one(form: Callable[..., Any]) -> Map:
        def body(z):
            return z

        body.__name__ = f"plain_{form.__name__}"
        return Map(narrowed(by=form)(body), {})

    value, slope = FORMS[function]
    return one(value), slope and one(slope)


def call(function: str, what: str) -> Callable[[Any], Any]:
    """Return ``"value"``, ``"derivative"`` or ``"both"`` of a function, in the plain form.

    Where the slope has none, there is the value alone.
    """
    value, slope = maps(function)
    if what == "value" or slope is None:
        return value
    return slope if what == "derivative" else TwoMaps(value, slope)
