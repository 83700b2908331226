"""Functions in float32 registers along curves in pieces, whose numbers stand in registers too.

At the center of a piece, value and slope stand in the table without an error worth the name. The line that they
make is rounded once, and what that takes away is computed exactly; the bend of the piece is so small that its own
roundings are not seen.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, cast

from .._dialect import Real
from .._instructions import bits, looked_up
from .._traced_vector import TracedVector
from ._narrow_dialect import fused

Row: TypeAlias = tuple[float, ...]


class Curve(NamedTuple):
    """A function in pieces: value + slope·h + h²·(rest[0] + rest[1]·h + ...), h = x - center.

    Which piece x is in, say five bits of the float32 scale·x + offset, from ``shift`` upwards.

    Attributes
    ----------
    scale, offset : float
    shift : int
    centers, values, slopes : tuple of 32 numbers
    rest : tuple of such tuples
    """

    scale: float
    offset: float
    shift: int
    centers: Row
    values: Row
    slopes: Row
    rest: tuple[Row, ...]


def curve_value(curve: Curve, x: Real) -> Real:
    """Return a curve at x, rounded once."""
    high, low = curve_in_parts(curve, x)
    return high + low


def curve_in_parts(curve: Curve, x: Real) -> tuple[Real, Real]:
    """Return a curve at x, and what is a hundredth of it at most; x - center loses nothing."""
    octave = cast("TracedVector", fused(curve.scale, x, curve.offset))
    place = octave.block.integer("lshr", bits(octave), curve.shift)

    def found(row: Row) -> Real:
        return cast("Real", looked_up(row, place))

    value, slope = found(curve.values), found(curve.slopes)
    h = x - found(curve.centers)
    high = fused(slope, h, value)
    low = fused(slope, h, value - high)
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
