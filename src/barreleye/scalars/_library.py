"""The elementary functions of the compiled reading, out of + - * /, fused products and bit patterns.

No math library is called (but for sin and cos beyond 2^20): one call per number would cost ten times the
arithmetic, and its last bit would depend on the machine. Each function is good to 2 ulp of float64 or so
(exp, log and log1p to 0.8), or to the 32 bits and more that a float32 asks for (see :class:`Block`); NaN
in, NaN out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, cast

from ._lanes import BITS, NUMBER, Lanes, Operand
from ._polynomials import ARCTAN, ATANH, COTH, EXP, EXPM1, SIN, Polynomial

# Adding 1.5·2^52 rounds to a whole number, which then stands in the lowest bits.
_ROUNDER = 6755399441055744.0
_ROUNDER_BITS = 0x4338000000000000
LOG2_E = 1.4426950408889634
# ln 2 and π in pieces; the first have 20 and more trailing zeros, so that their multiples are exact
_LN2 = 0.6931471805599453
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
_PI = (3.1415926535897931, 1.2246467991473532e-16, -2.9947698097183397e-33)
_LARGEST_REDUCED = 1048576.0  # 2^20: beyond it sin needs more digits of π than three pieces hold


def fma(a: Operand, b: Operand, c: Operand) -> Lanes:
    """Return a·b + c, rounded once."""
    block = next(v.block for v in (a, b, c) if isinstance(v, Lanes))
    return block.call("fma", a, b, c)


def polynomial(x: Lanes, p: Polynomial) -> Lanes:
    """Return p(x) by Horner's rule, with as many coefficients as the block's precision asks for."""
    coefficients = p.double if x.block.precise else p.single
    result: Operand = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        result = fma(result, x, c)
    return x.block.constant(result) if not isinstance(result, Lanes) else result


def where(mask: Lanes, a: Operand, b: Operand) -> Lanes:
    """Return a where the mask holds and b elsewhere."""
    return mask.block.select(mask, a, b)


def maximum(a: Operand, b: Operand) -> Lanes:
    """Return the larger, b where they are equal; NaN if either is."""
    if not isinstance(a, Lanes):
        return where(cast("Lanes", b) < a, a, b)
    return where((a > b) | (a != a), a, b) if isinstance(b, Lanes) else where(a <= b, b, a)


def minimum(a: Operand, b: Operand) -> Lanes:
    """Return the smaller, b where they are equal; NaN if either is."""
    if not isinstance(a, Lanes):
        return where(cast("Lanes", b) > a, a, b)
    return where((a < b) | (a != a), a, b) if isinstance(b, Lanes) else where(a >= b, b, a)


def sign(x: Lanes) -> Lanes:
    """Return -1, 0 or 1; NaN for NaN."""
    return where(x > 0.0, 1.0, where(x < 0.0, -1.0, where(x == 0.0, 0.0, x)))


def exp(x: Lanes) -> Lanes:
    """Return 2^n · exp(r) with n = round(x / ln 2) and r = x - n·ln 2, |r| <= 0.35.

    2^n is applied in two steps, so that results reach the largest float and the subnormals.
    """
    if not x.block.precise:
        return _exp_for_float32(x)
    t, r, low = _reduced(_clamped(x, -746.0, 710.0))
    y = (r + fma(polynomial(r, EXP), r * r, low)) + 1.0
    n = _whole(t)
    half = x.block.integer("ashr", n, 1)
    return y * _power_of_two(half) * _power_of_two(x.block.integer("sub", n, half))


def _exp_for_float32(x: Lanes) -> Lanes:
    """Return exp(x), where 0 and infinity in float32 are long reached before float64 runs over."""
    t, r, _ = _reduced(_clamped(x, -708.0, 709.0))
    y = fma(fma(polynomial(r, EXP), r, 1.0), r, 1.0)
    moved = x.block.integer("add", _bits(y), x.block.integer("shl", _bits(t), 52))
    return x.block.convert(moved, "bitcast", NUMBER)


def exp_fraction(x: Lanes) -> tuple[Lanes, Lanes]:
    """Return (a, b) with exp(x) = a/b, to the bits that a float32 needs; x stops at ±300."""
    a, b, _ = _fraction(x)
    return a, b


def _fraction(x: Lanes) -> tuple[Lanes, Lanes, Lanes]:
    """Return (a, b, a - b) with exp(x) = a/b and a = 2^n·(p + r), b = p - r: p is even in r."""
    inside = where(x > 300.0, 300.0, x) if x.positive else _clamped(x, -300.0, 300.0)
    t, r, _ = _reduced(inside)
    p = polynomial(r * r, COTH)
    moved = x.block.integer("add", _bits(p + r), x.block.integer("shl", _bits(t), 52))
    a, b = x.block.convert(moved, "bitcast", NUMBER), p - r
    return a, b, where(t == _ROUNDER, 2.0 * r, a - b)  # without what cancels at n = 0


def exp_parts(x: Lanes) -> tuple[Lanes, Lanes, Lanes, Lanes]:
    """Return (y, low, 2^k, s) with exp(x) = (y + low)·2^k·s for -780 <= x <= 0; s is 1 or 2^-128."""
    t, r, lost = _reduced(x)
    u = fma(polynomial(r, EXP), r * r, lost)
    p = r + u
    y = 1.0 + p
    low = ((1.0 - y) + p) + ((r - p) + u)
    deep = t < _ROUNDER - 900.0
    n = _whole(where(deep, t + 128.0, t))
    return y, low, _power_of_two(n), where(deep, 2.0**-128, 1.0)


def expm1(x: Lanes) -> Lanes:
    """Return 2^n·(exp(r) - 1) + (2^n - 1), which keeps a tiny x."""
    inside = _clamped(x, -40.0, 710.0 if x.block.precise else 709.0)
    t, r, low = _reduced(inside)
    p = r + fma(polynomial(r, EXPM1), r * r, low)
    n = _whole(t)
    if x.block.precise:  # 2^1024 is infinite where exp(x) - 1 is not yet
        half = x.block.integer("ashr", n, 1)
        a, b = _power_of_two(half), _power_of_two(x.block.integer("sub", n, half))
        y = where(inside > 709.0, (p + 1.0) * a * b, fma(p * a, b, a * b - 1.0))
    else:
        scale = _power_of_two(n)
        y = fma(p, scale, scale - 1.0)
    return where(absolute(x) < 1e-17, x, y)  # -0 stays -0, a subnormal stays itself


def log1p_ratio(a: Lanes, b: Lanes) -> Lanes:
    """Return log(1 + a/b) for 0 <= a <= b: 2·artanh(s) with s = a/(2b + a) <= 1/3."""
    if a.block.precise:
        return log1p_unit(a / b)
    s = a / fma(2.0, b, a)
    z = s * s
    return s * fma(polynomial(z, ATANH), z, 2.0)


def log1p_unit(x: Lanes) -> Lanes:
    """Return log(1 + x) for 0 <= x <= 1, see :func:`log1p_ratio`."""
    s = x / (2.0 + x)
    z = s * s
    # x - s·(x - z·R): x itself leads, so that the rounding of s weighs little
    return fma(-s, fma(-z, polynomial(z, ATANH), x), x)


def log1p(x: Lanes) -> Lanes:
    """Return log(1 + x) for any x >= -1; NaN below."""
    u = 1.0 + x
    # what rounding took from 1 + x
    lost = where(absolute(x) < 1.0, x - (u - 1.0), 1.0 - (u - x))
    return where(x == 0.0, x, _log(u, lost))


def log(x: Lanes) -> Lanes:
    """Return the natural logarithm; -inf for 0 and NaN below."""
    return _log(x, None)


def sin(x: Lanes) -> Lanes:
    """Return (-1)^n · sin(x - n·π) with n = round(x / π)."""
    t = fma(x, 0.3183098861837907, _ROUNDER)
    n = t - _ROUNDER
    return _sin_core(x, n, _bits(t), "sin")


def cos(x: Lanes) -> Lanes:
    """Return ±sin(x - (n + 1/2)·π) with n = round(x / π - 1/2)."""
    t = fma(x, 0.3183098861837907, -0.5) + _ROUNDER
    n = (t - _ROUNDER) + 0.5
    bits = x.block.integer("add", _bits(t), 1)  # cos(x) = -sin(r) at n = 0
    return _sin_core(x, n, bits, "cos")


def arctan(x: Lanes) -> Lanes:
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
    y = offset + (fma(polynomial(z, ARCTAN) * z, t, low) + t)
    return where(x < 0.0, -y, where(x > 0.0, y, x))


def tanh(x: Lanes) -> Lanes:
    """Return t/(t + 2) with t = exp(2|x|) - 1."""
    if not x.block.precise:
        twice = 2.0 * absolute(x)
        twice.positive = True
        a, b, t = _fraction(twice)
        return x.block.call("copysign", t / (a + b), x)
    t = expm1(2.0 * _clamped(absolute(x), 0.0, 40.0))
    y = t / (t + 2.0)
    return where(x < 0.0, -y, where(x > 0.0, y, x))


def absolute(x: Lanes) -> Lanes:
    """Return the magnitude."""
    return abs(x)


def sqrt(x: Lanes) -> Lanes:
    """Return the square root."""
    return x.block.call("sqrt", x)


def _clamped(x: Lanes, low: float, high: float) -> Lanes:
    """Return x between the bounds; NaN stays."""
    x = where(x > high, high, x)
    return where(x < low, low, x)


def _reduced(x: Lanes) -> tuple[Lanes, Lanes, Operand]:
    """Return (n + rounder, r, what r lost) for r = x - n·ln 2."""
    t = fma(x, LOG2_E, _ROUNDER)
    n = t - _ROUNDER
    if not x.block.precise:  # n·ln 2 is off by 2^-44 at most
        return t, fma(n, -_LN2, x), 0.0
    high = fma(n, -LN2_HIGH, x)
    r = fma(n, -LN2_LOW, high)
    return t, r, fma(n, -LN2_LOW, high - r)


def _bits(x: Lanes) -> Lanes:
    return x.block.convert(x, "bitcast", BITS)


def _whole(t: Lanes) -> Lanes:
    return t.block.integer("sub", _bits(t), _ROUNDER_BITS)


def _power_of_two(n: Lanes) -> Lanes:
    biased = n.block.integer("add", n, 1023)
    return n.block.convert(n.block.integer("shl", biased, 52), "bitcast", NUMBER)


def _log(x: Lanes, lost: Lanes | None) -> Lanes:
    """Return log(x + lost) with x = 2^k·m and m between √½ and √2."""
    tiny = x < 2.2250738585072014e-308
    scaled = where(tiny, x * 18014398509481984.0, x)
    bits = _bits(scaled)
    block = x.block
    k = block.integer("ashr", block.integer("sub", bits, 0x3FE6A09E667F3BCD), 52)
    m = block.convert(block.integer("sub", bits, block.integer("shl", k, 52)), "bitcast", NUMBER)
    e = block.convert(block.integer("add", k, _ROUNDER_BITS), "bitcast", NUMBER) - _ROUNDER
    e = where(tiny, e - 54.0, e)
    f = m - 1.0
    c: Operand = 0.0 if lost is None else lost / x
    s = f / (2.0 + f)
    z = s * s
    half = 0.5 * f * f
    y = fma(e, LN2_HIGH, f - (half - (s * fma(polynomial(z, ATANH), z, half) + fma(e, LN2_LOW, c))))
    y = where(x == float("inf"), x, y)
    return where(x > 0.0, y, where(x == 0.0, float("-inf"), float("nan")))


def _sin_core(x: Lanes, n: Lanes, parity: Lanes, name: str) -> Lanes:
    r = fma(n, -_PI[0], x)
    r = fma(n, -_PI[1], r)
    if x.block.precise:
        r = fma(n, -_PI[2], r)
    z = r * r
    p = polynomial(z, SIN)
    rest = fma(p, z, p * fma(r, r, -z)) if x.block.precise else p * z  # with what r·r lost
    y = _clamped(fma(rest, r, r), -1.0, 1.0)  # the last bit may pass 1
    sign = x.block.integer("shl", parity, 63)
    y = x.block.convert(x.block.integer("xor", _bits(y), sign), "bitcast", NUMBER)
    if name == "sin":
        y = where(x == 0.0, x, y)
    return x.block.rarely(absolute(x) > _LARGEST_REDUCED, name, x, y)


def _power(x: Lanes, n: float) -> Lanes:
    return x**n


def _square(x: Lanes) -> Lanes:
    return x * x


def _reciprocal(x: Lanes) -> Lanes:
    return 1.0 / x


def _is_nan(x: Lanes) -> Any:  # noqa: ANN401  a mask
    return x != x


_OPERATORS = {
    "add": "add", "subtract": "sub", "multiply": "mul", "divide": "truediv", "negative": "neg",
    "positive": "pos", "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge",
    "equal": "eq", "not_equal": "ne", "logical_and": "and_", "logical_or": "or_",
    "bitwise_and": "and_", "bitwise_or": "or_", "logical_not": "invert", "invert": "invert",
}  # fmt: skip
LIBRARY: dict[str, Callable[..., Any]] = {
    **{ufunc: getattr(operator, name) for ufunc, name in _OPERATORS.items()},
    "power": _power,
    "square": _square,
    "reciprocal": _reciprocal,
    "isnan": _is_nan,
    "absolute": absolute,
    "fabs": absolute,
    "sign": sign,
    "maximum": maximum,
    "minimum": minimum,
    "sqrt": sqrt,
    "exp": exp,
    "expm1": expm1,
    "log": log,
    "log1p": log1p,
    "sin": sin,
    "cos": cos,
    "arctan": arctan,
    "tanh": tanh,
}
"""What compiled code does for a universal function of NumPy, by its name there."""
