"""exp, log and their kin in the compiled reading, out of + - * /, fused multiply-adds and bit patterns.

No math library is called: one call per number would cost ten times the arithmetic, and its last bit would
depend on the machine. Each function is good to 2 ulp of float64 or so (exp, log and log1p to 0.8), or to the
32 bits and more that a float32 asks for (see :class:`IRBuilder`); NaN in, NaN out.
"""

from __future__ import annotations

from ._instructions import absolute, clamped, double_bits, fma, minimum, polynomial, short_chain, where
from ._polynomials import ATANH, COTH, EXP, EXPM1
from ._traced_vector import NUMBER, Operand, TracedVector

# Adding 1.5·2^52 rounds to a whole number, which then stands in the lowest bits.
_ROUNDER = 6755399441055744.0
_ROUNDER_BITS = 0x4338000000000000
LOG2_E = 1.4426950408889634
# ln 2 in two pieces; the first has 20 and more trailing zeros, so that its multiples are exact
_LN2 = 0.6931471805599453
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10


def exp(x: TracedVector) -> TracedVector:
    """Return 2^n · exp(r) with n = round(x / ln 2) and r = x - n·ln 2, |r| <= 0.35.

    2^n is applied in two steps, so that results reach the largest float and the subnormals.
    """
    if not x.block.fine:
        return _exp_for_float32(x)
    t, r, low = _reduced(clamped(x, -746.0, 710.0))
    y = (r + fma(short_chain(r, EXP), r * r, low)) + 1.0
    n = _whole(t)
    half = x.block.integer("ashr", n, 1)
    return y * _power_of_two(half) * _power_of_two(x.block.integer("sub", n, half))


def _exp_for_float32(x: TracedVector) -> TracedVector:
    """Return exp(x), where 0 and infinity in float32 are long reached before float64 runs over."""
    t, r, _ = _reduced(clamped(x, -708.0, 709.0))
    y = fma(fma(polynomial(r, EXP), r, 1.0), r, 1.0)
    moved = x.block.integer("add", double_bits(y), x.block.integer("shl", double_bits(t), 52))
    return x.block.convert(moved, "bitcast", NUMBER)


def exp_fraction(x: TracedVector) -> tuple[TracedVector, TracedVector, TracedVector]:
    """Return (a, b, a - b) with exp(x) = a/b, to the bits that a float32 needs; x stops at ±300.

    a is 2^n·(p + r) and b is p - r: p is even in r.
    """
    t, r, _ = _reduced(clamped(x, -300.0, 300.0))
    p = polynomial(r * r, COTH)
    moved = x.block.integer("add", double_bits(p + r), x.block.integer("shl", double_bits(t), 52))
    a, b = x.block.convert(moved, "bitcast", NUMBER), p - r
    return a, b, where(t == _ROUNDER, 2.0 * r, a - b)  # without what cancels at n = 0


def exp_parts(
    x: TracedVector, low: Operand, lift: int
) -> tuple[TracedVector, TracedVector, TracedVector]:
    """Return (r, u, k) with exp(x + low) = (1 + (r + u))·k·2^lift, see :func:`._double_double.exp_parts`."""
    t = fma(x, LOG2_E, _ROUNDER + float(1023 - lift))  # its lowest bits are the exponent of k
    n = t - (_ROUNDER + float(1023 - lift))
    high = fma(n, -LN2_HIGH, x)
    r = fma(n, -LN2_LOW, high)
    lost = fma(n, -LN2_LOW, high - r)
    if isinstance(low, TracedVector):
        whole = r + low
        r, lost = whole, lost + ((r - whole) + low)
    k = x.block.convert(x.block.integer("shl", double_bits(t), 52), "bitcast", NUMBER)
    return r, fma(short_chain(r, EXP), r * r, lost), k


def expm1(x: TracedVector) -> TracedVector:
    """Return 2^n·(exp(r) - 1) + (2^n - 1), which keeps a tiny x."""
    inside = clamped(x, -40.0, 710.0 if x.block.fine else 709.0)
    t, r, low = _reduced(inside)
    p = r + fma(polynomial(r, EXPM1), r * r, low)
    n = _whole(t)
    if x.block.fine:  # 2^1024 is infinite where exp(x) - 1 is not yet
        half = x.block.integer("ashr", n, 1)
        a, b = _power_of_two(half), _power_of_two(x.block.integer("sub", n, half))
        y = where(inside > 709.0, (p + 1.0) * a * b, fma(p * a, b, a * b - 1.0))
    else:
        scale = _power_of_two(n)
        y = fma(p, scale, scale - 1.0)
    return where(absolute(x) < 1e-17, x, y)  # -0 stays -0, a subnormal stays itself


def tanh(x: TracedVector) -> TracedVector:
    """Return t/(t + 2) with t = exp(2|x|) - 1, as h - h·q with h = t/2, or 1 from t = 2 on.

    In full precision t is kept at 2^-128 of its size, as the slope's exponential is: in one pass they share it.
    """
    if not x.block.fine:
        a, b, t = exp_fraction(2.0 * absolute(x))
        return x.block.call("copysign", t / (a + b), x)
    w = absolute(2.0 * x)
    r, u, k = exp_parts(minimum(w, 780.0), 0.0, 128)
    one = 2.0**-128
    t = fma(r + u, k, k - one)
    most = minimum(t, 2.0 * one)
    h = most * 2.0**127
    y = where(w < 2.0**-30, 0.5 * w, fma(-h, most / (t + 2.0 * one), h))
    return x.block.call("copysign", y, x)


def log1p_ratio(a: TracedVector, b: TracedVector) -> TracedVector:
    """Return log(1 + a/b) for 0 <= a <= b: 2·artanh(s) with s = a/(2b + a) <= 1/3."""
    if a.block.fine:
        return log1p_unit(a / b)
    s = a / fma(2.0, b, a)
    z = s * s
    return s * fma(polynomial(z, ATANH), z, 2.0)


def log1p_unit(x: TracedVector) -> TracedVector:
    """Return log(1 + x) for 0 <= x <= 1, see :func:`log1p_ratio`."""
    s = x / (2.0 + x)
    z = s * s
    # x - s·(x - z·R): x itself leads, so that the rounding of s weighs little
    return fma(-s, fma(-z, short_chain(z, ATANH), x), x)


def log1p(x: TracedVector) -> TracedVector:
    """Return log(1 + x) for any x >= -1; NaN below."""
    u = 1.0 + x
    # what rounding took from 1 + x
    lost = where(absolute(x) < 1.0, x - (u - 1.0), 1.0 - (u - x))
    return where(x == 0.0, x, _log(u, lost))


def log(x: TracedVector) -> TracedVector:
    """Return the natural logarithm; -inf for 0 and NaN below."""
    return _log(x, None)


def _log(x: TracedVector, lost: TracedVector | None) -> TracedVector:
    """Return log(x + lost) with x = 2^k·m and m between √½ and √2."""
    tiny = x < 2.2250738585072014e-308
    scaled = where(tiny, x * 18014398509481984.0, x)
    pattern = double_bits(scaled)
    block = x.block
    k = block.integer("ashr", block.integer("sub", pattern, 0x3FE6A09E667F3BCD), 52)
    m = block.convert(block.integer("sub", pattern, block.integer("shl", k, 52)), "bitcast", NUMBER)
    e = block.convert(block.integer("add", k, _ROUNDER_BITS), "bitcast", NUMBER) - _ROUNDER
    e = where(tiny, e - 54.0, e)
    f = m - 1.0
    c: Operand = 0.0 if lost is None else lost / x
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    y = fma(e, LN2_HIGH, f - (half - (s * fma(short_chain(z, ATANH), z, half) + fma(e, LN2_LOW, c))))
    y = where(x == float("inf"), x, y)
    return where(x > 0.0, y, where(x == 0.0, float("-inf"), float("nan")))


def _reduced(x: TracedVector) -> tuple[TracedVector, TracedVector, Operand]:
    """Return (n + rounder, r, what r lost) for r = x - n·ln 2."""
    t = fma(x, LOG2_E, _ROUNDER)
    n = t - _ROUNDER
    if not x.block.fine:  # n·ln 2 is off by 2^-44 at most
        return t, fma(n, -_LN2, x), 0.0
    high = fma(n, -LN2_HIGH, x)
    r = fma(n, -LN2_LOW, high)
    return t, r, fma(n, -LN2_LOW, high - r)


def _whole(t: TracedVector) -> TracedVector:
    return t.block.integer("sub", double_bits(t), _ROUNDER_BITS)


def _power_of_two(n: TracedVector) -> TracedVector:
    return n.block.convert(
        n.block.integer("shl", n.block.integer("add", n, 1023), 52), "bitcast", NUMBER
    )
