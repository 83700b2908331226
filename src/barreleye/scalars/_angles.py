"""sin, cos and arctan in the compiled reading; the C library is called beyond 2^20 alone.

Good to 2 ulp of float64, or to the 32 bits and more that a float32 asks for; NaN in, NaN out.
"""

from __future__ import annotations

from ._instructions import absolute, clamped, double_bits, fma, polynomial, short_chain, where
from ._polynomials import ARCTAN, SIN
from ._traced_vector import NUMBER, TracedVector

# Adding 1.5·2^52 rounds to a whole number, which then stands in the lowest bits.
_ROUNDER = 6755399441055744.0
# π in three pieces, which fused multiply-adds take off one after the other
_PI = (3.1415926535897931, 1.2246467991473532e-16, -2.9947698097183397e-33)
_LARGEST_REDUCED = 1048576.0  # 2^20: beyond it sin needs more digits of π than three pieces hold


def sin(x: TracedVector) -> TracedVector:
    """Return (-1)^n · sin(x - n·π) with n = round(x / π)."""
    t = fma(x, 0.3183098861837907, _ROUNDER)
    n = t - _ROUNDER
    return _sin_core(x, n, double_bits(t), "sin")


def cos(x: TracedVector) -> TracedVector:
    """Return ±sin(x - (n + 1/2)·π) with n = round(x / π - 1/2)."""
    t = fma(x, 0.3183098861837907, -0.5) + _ROUNDER
    n = (t - _ROUNDER) + 0.5
    parity = x.block.integer("add", double_bits(t), 1)  # cos(x) = -sin(r) at n = 0
    return _sin_core(x, n, parity, "cos")


def arctan(x: TracedVector) -> TracedVector:
    """Return arctan, reduced to |t| <= tan(π/8) by arctan a - arctan b = arctan((a-b)/(1+ab))."""
    a = absolute(x)
    big, middle = a > 2.414213562373095, a > 0.41421356237309503
    huge = a > 1e300
    a = where(huge, 1e300, a)
    top = where(big, -1.0, where(middle, a - 1.0, a))
    bottom = where(big, a, where(middle, a + 1.0, 1.0))
    t = top / bottom
    z = t * t
    offset = where(big, 1.5707963267948966, where(middle, 0.7853981633974483, 0.0))
    low = where(big, 6.123233995736766e-17, where(middle, 3.061616997868383e-17, 0.0))
    y = offset + (fma(short_chain(z, ARCTAN) * z, t, low) + t)
    return where(x < 0.0, -y, where(x > 0.0, y, x))


def _sin_core(x: TracedVector, n: TracedVector, parity: TracedVector, name: str) -> TracedVector:
    r = fma(n, -_PI[0], x)
    r = fma(n, -_PI[1], r)
    if x.block.fine:
        r = fma(n, -_PI[2], r)
    z = r * r
    p = polynomial(z, SIN)
    rest = fma(p, z, p * fma(r, r, -z)) if x.block.fine else p * z  # with what r·r lost
    y = clamped(fma(rest, r, r), -1.0, 1.0)  # the last bit may pass 1
    sign = x.block.integer("shl", parity, 63)
    y = x.block.convert(x.block.integer("xor", double_bits(y), sign), "bitcast", NUMBER)
    if name == "sin":
        y = where(x == 0.0, x, y)
    return x.block.branch_if_any(absolute(x) > _LARGEST_REDUCED, y, lambda: x.block.each_lane(name, x))
