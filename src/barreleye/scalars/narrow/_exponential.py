"""An exponential in float32 registers, whose powers stand in registers too, and a quotient.

exp(x) is 2^(n/32)·exp(r) with |r| <= ln(2)/64. Registers hold the 32 powers, and what they lack; what r
brings is a hundredth of them at most, so that its own rounding is a hundredth of an ulp.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from .._dialect import Real, maximum, minimum
from .._instructions import bits, looked_up, reciprocal_estimate, with_bits
from .._traced_vector import TracedVector
from ._narrow_dialect import fast_two_sum, fused

_EXACT = [2.0 ** (k / 32.0) for k in range(32)]
POWERS = [float(np.float32(power)) for power in _EXACT]
POWERS_LOST = [
    (exact - power) / power for exact, power in zip(_EXACT, POWERS, strict=True)
]  # as parts of them
NARROW_END = 64.0  # exp(-64) has low parts with all their digits
# Adding 1.5·2^23 rounds to a whole number, which then stands in the lowest bits.
_ROUNDER = 12582912.0
_STEPS = 46.16624130844683  # 32/ln(2)
_STEP = (0.021660849452018738, -5.952044412893542e-11)  # ln(2)/32: a float32, and what it loses
_CURVE = (0.5, 0.1666674017906189, 0.04166679084300995)  # (exp(r) - 1 - r)/r²


def narrow_exp(x: Real) -> tuple[Real, Real]:
    """Return exp(x) for |x| <= 64, in two parts: the second is a hundredth of the first at most."""
    high, r, more = _power(x)
    return high, fused(high, r, high * more)


def narrow_exp_in_parts(x: Real, x_low: Real | None = None) -> tuple[Real, Real]:
    """Return exp(x + x_low) for |x| <= 80, in two parts: the second is what the first has rounded."""
    high, r, more = _power(x, x_low)
    step = high * r
    return fast_two_sum(high, step, fused(high, more, fused(high, r, -step)))


def _power(x: Real, x_low: Real | None = None) -> tuple[Real, Real, Real]:
    """Return h, r and s with exp(x + x_low) = h·(1 + r + s): h and r lose nothing worth the name."""
    high, r, lost = _reduced(x, x_low)
    bend = fused(r, fused(r, _CURVE[2], _CURVE[1]), _CURVE[0])
    return high, r, fused(r, fused(r, bend, lost), lost)


def _reduced(x: Real, x_low: Real | None) -> tuple[Real, Real, Real]:
    """Return h, r and l with exp(x + x_low) = h·exp(r + l), where l is about what a float32 near r rounds."""
    t = fused(x, _STEPS, _ROUNDER)
    n = t - _ROUNDER
    r = fused(-n, _STEP[0], x)  # loses nothing
    place = bits(cast("TracedVector", t))
    block = place.block
    whole = block.integer("and", block.integer("shl", place, 18), -(2**23))  # of n/32, as an exponent
    high = cast("Real", with_bits(looked_up(POWERS, place), "add", whole))
    lost = fused(-n, _STEP[1], cast("Real", looked_up(POWERS_LOST, place)))
    return high, r, lost if x_low is None else lost + x_low


def one_plus(high: Real, low: Real) -> tuple[Real, Real]:
    """Return 1 + high + low as two parts, of which the second is 2^-24 of the first at most."""
    large, small = maximum(high, 1.0), minimum(high, 1.0)
    b = large + small
    total = b + low
    return total, ((b - total) + low) + (small - (b - large))


def inverse(a: Real) -> Real:
    """Return 1/a within an ulp or two."""
    y = cast("Real", reciprocal_estimate(cast("TracedVector", a)))
    return fused(y, fused(-a, y, 1.0), y)
