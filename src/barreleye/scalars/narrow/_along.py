"""tanh, arctan, sin and cos in float32 registers: along curves in pieces, whose numbers stand in registers too.

At the center of a piece, value and slope stand in the table without an error worth the name
(:mod:`barreleye.scalars.narrow._curves`). The line that they make is rounded once, and what that takes away is
computed exactly; the bend of the piece is so small that its own roundings are not seen.
"""

from __future__ import annotations

from typing import cast

from .._dialect import Number, Real, absolute, minimum
from .._instructions import bits, looked_up, with_bits
from .._traced_vector import TracedVector
from ._curve import Curve, Row
from ._curves import ARCTAN_CURVE, SINE_CURVE, TANH_CURVE
from ._narrow_dialect import Unless, fused, signed_as

_TANH_IS_1 = 9.02  # where what is missing to 1 is less than half an ulp
_ARCTAN_ENDS = 10.0  # with its last piece
_SINE_ENDS = 512.0  # so far few bits of π are needed
# Adding 1.5·2^23 rounds to a whole number, which then stands in the lowest bits.
_ROUNDER = 12582912.0
# π in pieces of 24, 15 and 24 bits: so many halves of the second as 512 has are exact
_PI = (3.141592502593994, 1.5099067240953445e-07, 5.126688136514179e-12)


def narrow_tanh(z: Real) -> Real:
    """Return the hyperbolic tangent."""
    return signed_as(along(TANH_CURVE, minimum(absolute(z), _TANH_IS_1)), z)


def narrow_arctan(z: Real) -> Unless:
    """Return the angle whose tangent is z."""
    size = absolute(z)
    return Unless(signed_as(along(ARCTAN_CURVE, size), z), size >= _ARCTAN_ENDS)


def narrow_sin(z: Real) -> Unless:
    """Return (-1)^n · sin(z - n·π) with n = round(z / π)."""
    t = fused(z, 0.3183098861837907, _ROUNDER)
    turns = t - _ROUNDER
    return _sine(z, turns, t, fused(-turns, _PI[0], z))


def narrow_cos(z: Real) -> Unless:
    """Return (-1)^(n+1) · sin(z - (n + 1/2)·π) with n = round(z / π - 1/2)."""
    t = fused(z, 0.3183098861837907, -0.5) + _ROUNDER
    turns = (t - _ROUNDER) + 0.5
    near = fused(-turns, _PI[0], z)
    return _sine(z, turns, t + 1.0, near, z - fused(turns, _PI[0], near))


def _sine(z: Real, turns: Real, counted: Real, near: Real, gone: Real | None = None) -> Unless:
    """Return sin(near + gone - turns·(rest of π)), its sign changed where ``counted`` is an odd number.

    Of all that is subtracted here, nothing is rounded before the last piece of π.
    """
    r = fused(-turns, _PI[1], near)
    lost = fused(-turns, _PI[1], near - r)
    lost = fused(-turns, _PI[2], lost if gone is None else lost + gone)
    odd = _shifted("shl", counted, 31)
    sign = cast("Real", with_bits(cast("TracedVector", r), "xor", odd))
    return Unless(signed_as(along(SINE_CURVE, r, lost), sign), absolute(z) > _SINE_ENDS)


def along(curve: Curve, x: Real, lost: Number = 0.0) -> Real:
    """Return a curve at x + lost, rounded once."""
    high, low = along_in_parts(curve, x, lost)
    return high + low


def along_in_parts(curve: Curve, x: Real, lost: Number = 0.0) -> tuple[Real, Real]:
    """Return a curve at x + lost, and what is a hundredth of it at most; x - center loses nothing."""
    place = _shifted("lshr", fused(curve.scale, x, curve.offset), curve.shift)

    def found(row: Row) -> Real:
        return cast("Real", looked_up(row, place))

    value, slope = found(curve.values), found(curve.slopes)
    h = x - found(curve.centers)
    high = fused(slope, h, value)
    low = fused(slope, h, value - high)
    if isinstance(lost, TracedVector):
        low = fused(slope, lost, low)
        h = h + lost
    return high, fused(h * h, _bend(h, [found(row) for row in curve.rest]), low)


def _bend(h: Real, rest: list[Real]) -> Real:
    """Return the sum of rest[k]·h^k over pairs of terms: fewer steps that wait for another."""
    pairs = [
        fused(rest[k + 1], h, rest[k]) if k + 1 < len(rest) else rest[k] for k in range(0, len(rest), 2)
    ]
    result, square = pairs[-1], h * h
    for pair in reversed(pairs[:-1]):
        result = fused(result, square, pair)
    return result


def _shifted(operation: str, x: Real, by: int) -> TracedVector:
    """Return the bits of x, shifted."""
    lanes = cast("TracedVector", x)
    return lanes.block.integer(operation, bits(lanes), by)
